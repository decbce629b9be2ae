"""Name and birth date as typed: a claim and no more, sealed under a key of its own."""

from datetime import date, datetime

from sqlalchemy import select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.keys import Keys
from assistant.store.tables import IdentityTyped


def keep(
    w: Writing,
    keys: Keys,
    conversation_id: str | None,
    number: int | None,
    name: str,
    birth_date: date,
    contact: str,
    may_leave_message: bool,
    now: datetime,
    objection_id: str | None = None,
) -> IdentityTyped:
    """Keep a typed identity; the ledger entry that follows commits to its sealed bytes."""
    key = keys.make(w, now)
    row_id = new_id(now)
    row = IdentityTyped(
        id=row_id,
        conversation_id=conversation_id,
        number=number,
        objection_id=objection_id,
        person_key_id=key.id,
        name_sealed=keys.seal(key, name, "identity_typed", "name_sealed", row_id),
        birth_date_sealed=keys.seal(key, birth_date.isoformat(), "identity_typed", "birth_date_sealed", row_id),
        contact_sealed=keys.seal(key, contact, "identity_typed", "contact_sealed", row_id) if contact else None,
        may_leave_message=int(may_leave_message),
        match_index=keys.match_index(name, birth_date),
        typed_at=now,
    )
    rows.keep(w, row, "identity_typed")
    return row


def latest(r: Reading, conversation_id: str) -> IdentityTyped | None:
    """The identity that stands in a conversation: the one typed last."""
    query = select(IdentityTyped).where(IdentityTyped.conversation_id == conversation_id)
    return r.session.scalar(query.order_by(IdentityTyped.typed_at.desc(), IdentityTyped.id.desc()).limit(1))


def at(r: Reading, conversation_id: str, moment: datetime) -> IdentityTyped | None:
    """The identity that stood in a conversation at a moment."""
    query = select(IdentityTyped).where(IdentityTyped.conversation_id == conversation_id)
    query = query.where(IdentityTyped.typed_at <= moment)
    return r.session.scalar(query.order_by(IdentityTyped.typed_at.desc(), IdentityTyped.id.desc()).limit(1))


def numbers(r: Reading, conversation_id: str) -> frozenset[int | None]:
    """The turns of a conversation that typed a name and birth date."""
    query = select(IdentityTyped.number).where(IdentityTyped.conversation_id == conversation_id)
    return frozenset(r.session.scalars(query))


def of_objection(r: Reading, objection_id: str) -> IdentityTyped | None:
    """The identity given with an objection made outside a conversation."""
    query = select(IdentityTyped).where(IdentityTyped.objection_id == objection_id)
    return r.session.scalar(query.order_by(IdentityTyped.typed_at.desc(), IdentityTyped.id.desc()).limit(1))
