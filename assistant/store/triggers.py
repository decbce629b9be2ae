"""The database refuses too: the expected triggers of both dialects, their installation and comparison (DESIGN 6)."""

from collections.abc import Mapping

from sqlalchemy import Connection

from assistant.store import triggers_postgresql, triggers_sqlite
from assistant.store.db import Database


def expected(dialect: str) -> Mapping[str, str]:
    """Every trigger by name, with its definition as the database gives it back."""
    return triggers_sqlite.expected() if dialect == "sqlite" else triggers_postgresql.expected()


def install(connection: Connection) -> None:
    """Drop and make every trigger anew: Alembic's batch mode drops a table's triggers silently."""
    if connection.dialect.name == "sqlite":
        triggers_sqlite.install(connection)
    else:
        triggers_postgresql.install(connection)


def compare(database: Database) -> list[str]:
    """The triggers that are missing, changed or not ours, one sentence each; an empty list is right."""
    with database.engine.connect() as connection:
        found = (
            triggers_sqlite.installed(connection)
            if database.dialect == "sqlite"
            else triggers_postgresql.installed(connection)
        )
        connection.rollback()
    wanted = expected(database.dialect)
    faults = [f"trigger {name} is missing" for name in sorted(wanted.keys() - found.keys())]
    faults += [f"trigger {name} is not one of ours" for name in sorted(found.keys() - wanted.keys())]
    changed = [name for name in sorted(wanted) if found.get(name, wanted[name]) != wanted[name]]
    faults += [f"trigger {name} was changed" for name in changed]
    return faults
