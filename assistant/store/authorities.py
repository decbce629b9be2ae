"""Papers that let someone speak for a person: kept once seen, withdrawn once, the holder's name sealed.

A paper is kept for a record, or for what was said in one conversation, whoever that turns out to be about.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select

from assistant.policy.speaking import Paper
from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.keys import Keys
from assistant.store.tables import Authority, IdentityTyped, Person, Request


def keep(
    w: Writing, keys: Keys, whose: Person | IdentityTyped, paper: Paper, holder: str, document_sha256: str, by: str,
    now: datetime,
) -> Authority:  # fmt: skip
    """Keep an authority that ESD has seen; a ledger entry must follow."""
    row_id = new_id(now)
    key = keys.load(w, whose.person_key_id)
    row = Authority(
        id=row_id, person_id=whose.id if isinstance(whose, Person) else None,
        conversation_id=whose.conversation_id if isinstance(whose, IdentityTyped) else None,
        holder_sealed=keys.seal(key, holder, "authority", "holder_sealed", row_id),
        kind=paper.kind, statements=",".join(sorted(paper.statements)), document_sha256=document_sha256,
        begins_at=paper.begins_at, ends_at=paper.ends_at, seen_at=now, seen_by=by,
    )  # fmt: skip
    rows.keep(w, row, "authority", "authority_state")
    return row


def withdraw(w: Writing, row: Authority, by: str, now: datetime) -> None:
    """Withdraw an authority from now on; a ledger entry must follow."""
    row.withdrawn_at, row.withdrawn_by = now, by
    w.session.flush()
    w.changed("authority")
    rows.note(w, row, "authority_state")


def locked(w: Writing, authority_id: str) -> Authority | None:
    """An authority by id, read anew and locked until this verb ends."""
    return w.session.get(Authority, authority_id, populate_existing=True, with_for_update=True)


def of_person(r: Reading, person_id: str) -> list[Authority]:
    """Every authority kept for a person, oldest first."""
    query = select(Authority).where(Authority.person_id == person_id)
    return list(r.session.scalars(query.order_by(Authority.seen_at, Authority.id)))


def of_request(r: Reading, request: Request, person_ids: Iterable[str]) -> list[Authority]:
    """Every authority kept for what was said in a request's conversation, or for one of these records."""
    either = or_(Authority.conversation_id == (request.conversation_id or ""), Authority.person_id.in_(person_ids))
    return list(r.session.scalars(select(Authority).where(either).order_by(Authority.seen_at, Authority.id)))


def seen_by(r: Reading, staff_id: str, before: str, limit: int) -> list[Authority]:
    """The authorities that one person of ESD saw, newest first, from before the last one shown."""
    query = select(Authority).where(Authority.seen_by == staff_id)
    if before:
        query = query.where(Authority.id < before)
    return list(r.session.scalars(query.order_by(Authority.id.desc()).limit(limit)))


def holder_of(r: Reading, keys: Keys, whose: Person | IdentityTyped, row: Authority) -> str:
    """The name of who may speak, opened with the key of whom it is for."""
    return keys.open_(keys.load(r, whose.person_key_id), row.holder_sealed, "authority", "holder_sealed", row.id)


def paper(row: Authority) -> Paper:
    """An authority as the policy reads it."""
    statements: Iterable[str] = filter(None, row.statements.split(","))
    return Paper(row.kind, row.begins_at, row.ends_at, row.withdrawn_at, frozenset(statements))
