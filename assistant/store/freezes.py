"""Freezes: why a record is closed to everyone outside ESD, each with who began and who ended it."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Freeze


def begin(w: Writing, person_id: str, cause: str, by: str, now: datetime, duplicate_id: str | None = None) -> Freeze:
    """Freeze a record; a ledger entry must follow."""
    row = Freeze(
        id=new_id(now), person_id=person_id, cause=cause, duplicate_id=duplicate_id, began_at=now, began_by=by
    )
    rows.keep(w, row, "record_freeze", "record_freeze_state")
    return row


def end(w: Writing, row: Freeze, by: str, now: datetime) -> None:
    """End a freeze; a ledger entry must follow."""
    row.ended_at, row.ended_by = now, by
    w.session.flush()
    w.changed("record_freeze")
    rows.note(w, row, "record_freeze_state")


def standing(r: Reading, person_id: str) -> list[Freeze]:
    """The freezes of a record that stand, oldest first."""
    query = select(Freeze).where(Freeze.person_id == person_id, Freeze.ended_at.is_(None))
    return list(r.session.scalars(query.order_by(Freeze.began_at, Freeze.id)))


def of_duplicate(r: Reading, duplicate_id: str) -> list[Freeze]:
    """The freezes that stand because of a pair."""
    query = select(Freeze).where(Freeze.duplicate_id == duplicate_id, Freeze.ended_at.is_(None))
    return list(r.session.scalars(query.order_by(Freeze.id)))


def gone(r: Reading, person_id: str) -> bool:
    """Whether nobody may begin to share on this record: the person died, or it is merged into another."""
    return any(each.cause in ("merged", "deceased") for each in standing(r, person_id))
