"""How many rows each table has: what an attack must not change."""

from sqlalchemy import func, select

from assistant.store.base import Base
from assistant.store.db import Reading


def rows(r: Reading) -> dict[str, int]:
    """The number of rows of every table, by name."""
    return {
        name: r.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }
