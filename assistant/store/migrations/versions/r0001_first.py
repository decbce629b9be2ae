"""The tables of the first release, from the frozen statements beside this file."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table and index."""
    dialect = op.get_bind().dialect.name
    text = Path(__file__).with_name(f"r0001_{dialect}.sql").read_text("utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
