"""Insert or change a row and hand its digest to the ledger entry that must follow."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from assistant.store import digests
from assistant.store.base import Base, millis
from assistant.store.db import Writing
from assistant.store.sql import adapted


def keep(w: Writing, row: Base, *parts: str) -> None:
    """Insert this row and note its digests."""
    w.add(row)
    note(w, row, *parts)


def insert(w: Writing, row: Base, *parts: str) -> None:
    """Insert on the driver, for the turn: the row stays outside the session, so a later change of it is not kept."""
    names, statement = _statement(type(row))
    values = (getattr(row, name) for name in names)
    w.driver.execute(
        statement[w.dialect], tuple(millis(each) if isinstance(each, datetime) else each for each in values)
    )
    w.changed(row.__tablename__)
    note(w, row, *parts)


def note(w: Writing, row: Base, *parts: str) -> None:
    """Note the digests of a row as it now stands."""
    for name in parts:
        row_id, version, digest = digests.of_row(name, row)
        w.part(name, row_id, digest, version)


@lru_cache(maxsize=64)
def _statement(table: type[Base]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    names = tuple(table.__table__.columns.keys())
    quoted = ", ".join(f'"{name}"' for name in names)
    return names, adapted(
        f'insert into "{table.__tablename__}" ({quoted}) values ({", ".join("?" * len(names))})'  # noqa: S608  own names
    )
