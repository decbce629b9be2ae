"""What was so of a person at a moment of the past, read from rows that keep their dates."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import QueryableAttribute

from assistant.policy.access import PersonFacts
from assistant.store import corrections, told
from assistant.store.db import Reading
from assistant.store.tables import Duplicate, Freeze, Hold, HoldRelease, IdentityTyped, Person, Request, StatusEvent


def person_facts(r: Reading, person: Person, at: datetime) -> PersonFacts:
    """What the decision function would have been told of this person at that moment; acts of that very moment count."""
    status, notice = _status(r, person.id, at)
    return PersonFacts(
        person.id, status, _holds(r, person, at), _frozen(r, person.id, at), told.of_notice(r, notice),
        _request_waited(r, person.match_index, at), _shadowed(r, person, at),
    )  # fmt: skip


def _status(r: Reading, person_id: str, at: datetime) -> tuple[str, str | None]:
    found = r.session.execute(
        select(StatusEvent.to_status, StatusEvent.notice_version_id)
        .where(StatusEvent.person_id == person_id, StatusEvent.at <= at)
        .order_by(StatusEvent.number.desc())
        .limit(1)
    ).one_or_none()
    return ("never_notified", None) if found is None else (found[0], found[1])


def _frozen(r: Reading, person_id: str, at: datetime) -> bool:
    froze = and_(Freeze.person_id == person_id, Freeze.began_at <= at, _not_yet(Freeze.ended_at, at))
    return bool(r.session.scalar(select(select(Freeze.id).where(froze).exists())))


def _shadowed(r: Reading, person: Person, at: datetime) -> bool:
    """Whether a duplicate was suppressed; of a merged one the status counted until ESD confirmed one here."""
    either = or_(Duplicate.one_id == person.id, Duplicate.other_id == person.id)
    pairs = r.session.scalars(
        select(Duplicate).where(either, Duplicate.found_at <= at, _not_yet(Duplicate.ended_at, at))
    ).all()
    return any(_suppresses(r, pair, person, at) for pair in pairs)


def _suppresses(r: Reading, pair: Duplicate, person: Person, at: datetime) -> bool:
    other = r.session.get_one(Person, pair.other_id if pair.one_id == person.id else pair.one_id)
    if _holds(r, other, at) > 0:
        return True
    if _status(r, other.id, at)[0] != "opt_out_confirmed":
        return False
    if pair.merged_at is None or pair.merged_at > at:
        return True
    since = and_(StatusEvent.person_id == person.id, StatusEvent.at >= pair.merged_at, StatusEvent.at <= at)
    confirmed = r.session.scalars(select(StatusEvent.request_id).where(since, StatusEvent.cause != "corrected"))
    return all(corrections.mended(r, each, by=at) for each in confirmed.all())


def _holds(r: Reading, person: Person, at: datetime) -> int:
    """How many holds stood on this record, none of them ended or released for it yet."""
    released = select(HoldRelease.hold_id).where(HoldRelease.person_id == person.id, HoldRelease.at <= at)
    stood = and_(Hold.match_index == person.match_index, Hold.began_at <= at, _not_yet(Hold.ended_at, at))
    return r.session.scalar(select(func.count()).where(stood, Hold.id.not_in(released))) or 0


def _request_waited(r: Reading, match_index: str, at: datetime) -> bool:
    """Whether a request that nobody had decided yet named this name and birth date, by hold or by typed identity."""
    # A request returned is open still; its last decision is the one that closed it.
    closed = and_(Request.state.in_(("confirmed", "superseded")), not_(_not_yet(Request.decided_at, at)))
    waited = and_(Request.opened_at <= at, not_(closed))
    typed = (
        select(Request.id)
        .join(IdentityTyped, IdentityTyped.conversation_id == Request.conversation_id)
        .where(IdentityTyped.match_index == match_index, IdentityTyped.typed_at <= at, waited)
    )
    held = select(Request.id).join(Hold, Hold.request_id == Request.id)
    held = held.where(Hold.match_index == match_index, Hold.began_at <= at, waited)
    return bool(r.session.scalar(select(typed.exists() | held.exists())))


def _not_yet(moment: QueryableAttribute[datetime | None], at: datetime) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment > at)
