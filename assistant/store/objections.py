""""Do not share" said at another time or by another way than the choice: its own record."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Objection


class KeptBefore(RuntimeError):
    """This very objection was kept at the same moment by another request; nothing of this one was."""


def keep(
    w: Writing,
    conversation_id: str | None,
    number: int | None,
    way: str,
    now: datetime,
    recorded_by: str | None = None,
    spoken_by: str = "self",
    objection_id: str | None = None,
    received_at: datetime | None = None,
) -> Objection:
    """Keep an objection; a ledger entry must follow. Raises KeptBefore for an id that is there."""
    row = Objection(
        id=objection_id or new_id(now), conversation_id=conversation_id, number=number, way=way,
        received_at=received_at or now, recorded_by=recorded_by, spoken_by=spoken_by,
    )  # fmt: skip
    try:
        rows.keep(w, row, "objection")
    except IntegrityError as there:
        raise KeptBefore(row.id) from there
    return row


def find(r: Reading, objection_id: str) -> Objection | None:
    """An objection by id."""
    return r.session.get(Objection, objection_id)


def of_conversation(r: Reading, conversation_id: str) -> list[Objection]:
    """The objections said in a conversation, in order."""
    query = select(Objection).where(Objection.conversation_id == conversation_id)
    return list(r.session.scalars(query.order_by(Objection.received_at, Objection.id)))
