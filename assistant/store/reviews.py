"""Reviews afterwards: what is due, what was opened under a grant, and what was found; each found once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from assistant.policy.roles import VIEW_SUPPRESSED
from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Disclosure, GrantRow, Person, Request, Review

GRANT, REQUEST = "grant", "request"


@dataclass(frozen=True)
class Opened:
    """One record that was opened: its reference, when and for what."""

    seeker_id: str
    at: datetime
    purpose: str


def keep(w: Writing, subject: str, subject_id: str, by: str, finding: str, says: str, now: datetime) -> Review:
    """Keep a finding with its entry; the database refuses a second one."""
    row = Review(
        id=new_id(now), subject=subject, subject_id=subject_id, reviewed_by=by, at=now, finding=finding, says=says
    )
    rows.keep(w, row, "review")
    body = {"review": row.id, "subject": subject, "of": subject_id, "finding": finding}
    ledger.append(w, "reviewed", body, (f"staff:{by}",), now)
    return row


def of_subject(r: Reading, subject: str, subject_id: str) -> Review | None:
    """What was found about something, if anybody looked."""
    return r.session.scalar(select(Review).where(Review.subject == subject, Review.subject_id == subject_id))


def request_of(r: Reading, found: Review) -> Request:
    """The request that a review was about."""
    return r.session.get_one(Request, found.subject_id)


def grants_due(r: Reading, now: datetime, after: str, limit: int) -> list[GrantRow]:
    """Grants to view that are over and that nobody reviewed, oldest first, from after the last one seen."""
    over = or_(GrantRow.ends_at <= now, GrantRow.revoked_at <= now)
    query = select(GrantRow).where(GrantRow.kind == VIEW_SUPPRESSED, over, _unseen(GRANT, GrantRow))
    return list(r.session.scalars(query.where(GrantRow.id > after).order_by(GrantRow.id).limit(limit)))


def requests_due(r: Reading, after: str, limit: int) -> list[Request]:
    """Confirmations kept for sampling that nobody reviewed, oldest first, from after the last one seen."""
    query = select(Request).where(Request.for_sampling == 1, Request.state == "confirmed", _unseen(REQUEST, Request))
    return list(r.session.scalars(query.where(Request.id > after).order_by(Request.id).limit(limit)))


def opened_under(r: Reading, grant: GrantRow) -> tuple[Opened, ...]:
    """Every record that the holder opened while the grant was in force; references and never names."""
    until = min(grant.ends_at, grant.revoked_at or grant.ends_at)
    query = (
        select(Person.seeker_id, Disclosure.at, Disclosure.purpose)
        .join(Person, Person.id == Disclosure.person_id)
        .where(Disclosure.staff_id == grant.staff_id, Disclosure.at >= grant.begins_at, Disclosure.at < until)
        .order_by(Disclosure.at, Disclosure.id)
    )
    return tuple(Opened(seeker, at, purpose) for seeker, at, purpose in r.session.execute(query))


def done(r: Reading, before: str, limit: int) -> list[Review]:
    """What was found, newest first, from before the last one seen."""
    query = select(Review)
    if before:
        query = query.where(Review.id < before)
    return list(r.session.scalars(query.order_by(Review.id.desc()).limit(limit)))


def _unseen(subject: str, table: type[GrantRow] | type[Request]) -> ColumnElement[bool]:
    return ~exists().where(Review.subject == subject, Review.subject_id == table.id)
