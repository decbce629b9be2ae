"""The authority of a parent, guardian or agent: recorded by ESD staff who saw the paper, ended once, shown beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.engine import Standing
from assistant.desk.disclosure import ESD_PURPOSE
from assistant.desk.room import Desk, must_open
from assistant.evidence.identifiers import normalise
from assistant.policy import citations as cite
from assistant.policy import speaking
from assistant.policy.access import Viewer, decide
from assistant.policy.ruling import Ruling, refused
from assistant.policy.speaking import Paper
from assistant.store import authorities, identity, ledger, persons, staff, turns
from assistant.store.db import Reading, Writing
from assistant.store.tables import Authority, IdentityTyped, Person, Request

PAGE = 25
_CITES = (cite.POLICY_ESD_ONLY,)
NO_RECORD = refused("No record that is open to you has this seeker id.", _CITES, "no_record")
NO_SESSION = refused("No session has this reference.", _CITES, "no_session")
NO_NAME = refused("No name and birth date were given in that session.", _CITES, "no_name")
UNKNOWN = refused("There is no such authority.", _CITES, "unknown")


@dataclass(frozen=True)
class About:
    """Whom the paper is about: a record by its seeker id, or what was said in a session by its reference."""

    by: str  # seeker | session
    number: str


@dataclass(frozen=True)
class Seen:
    """One authority as a page shows it; the holder is named only where the person is."""

    id: str
    words: str
    holder: str
    about: About
    begins_at: datetime
    ends_at: datetime | None
    seen_at: datetime
    seen_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    in_force: bool
    lets_speak: bool  # whoever spoke, when it was said and now
    document_sha256: str


@dataclass(frozen=True)
class OwnPage:
    """One page of what somebody recorded, newest first, and where the next one begins."""

    rows: tuple[Seen, ...]
    next_before: str | None


def see(
    desk: Desk, viewer: Viewer, about: About, paper: Paper, holder: str, document_sha256: str, now: datetime
) -> Authority | Ruling:
    """Record an authority that ESD has seen; a refusal is an entry too."""
    with desk.acting(viewer, now) as (w, viewer):
        ruling = speaking.may_see(paper, holder, document_sha256, viewer, now)
        whose = _whose(w, viewer, about, paper.kind, now) if ruling.allowed else ruling
        if isinstance(whose, Ruling):
            ledger.append(w, "authority_seen_refused", {"ruling": whose.code}, (_staff(viewer),), now)
            return whose
        row = authorities.keep(w, desk.keys, whose, paper, holder, document_sha256, viewer.staff_id, now)
        ledger.append(w, "authority_seen", {"authority": row.id, "kind": row.kind}, (_staff(viewer), _chain(row)), now)
        return row


def end(desk: Desk, viewer: Viewer, authority_id: str, now: datetime) -> Authority | Ruling:
    """End an authority, once, from now on."""
    with desk.acting(viewer, now) as (w, viewer):
        row = authorities.locked(w, authority_id)
        if row is None:
            return UNKNOWN
        ruling = speaking.may_withdraw(row.withdrawn_at is not None, viewer, now)
        kind = "authority_withdrawn" if ruling.allowed else "authority_withdrawn_refused"
        if ruling.allowed:
            authorities.withdraw(w, row, viewer.staff_id, now)
        body = {"authority": row.id, "ruling": ruling.code}
        ledger.append(w, kind, body, (_staff(viewer), _chain(row)), now)
        return row if ruling.allowed else ruling


def own(desk: Desk, viewer: Viewer, now: datetime, before: str = "") -> OwnPage:
    """What this person of ESD recorded, newest first, by keyset: numbers and never names."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_authorities", viewer, now)
        found = authorities.seen_by(r, viewer.staff_id, before, PAGE + 1)
        rows = tuple(_shown(r, each, "", (now,), None) for each in found[:PAGE])
    return OwnPage(rows, rows[-1].id if len(found) > PAGE else None)


def of_request(desk: Desk, r: Reading, request: Request, people: Sequence[Person], now: datetime) -> tuple[Seen, ...]:
    """What ESD has seen for this request's conversation and for the records beside it, holders named."""
    owners = {each.id: each for each in people}
    found = []
    for row in authorities.of_request(r, request, tuple(owners)):
        whose = owners[row.person_id] if row.person_id else identity.at(r, row.conversation_id or "", row.seen_at)
        holder = authorities.holder_of(r, desk.keys, whose, row) if whose else ""
        found.append(_shown(r, row, holder, (request.said_at, now), request.spoken_by))
    return tuple(found)


def _shown(
    r: Reading, row: Authority, holder: str, moments: tuple[datetime, ...], spoken_by: str | None
) -> Seen:
    paper = authorities.paper(row)
    names = staff.names(r, [row.seen_by, row.withdrawn_by])
    lets = spoken_by is not None and all(speaking.lets_speak(spoken_by, (paper,), at).allowed for at in moments)
    return Seen(
        row.id, speaking.KINDS[row.kind], holder, _about(r, row), row.begins_at, row.ends_at, row.seen_at,
        names.get(row.seen_by, ""), row.withdrawn_at, names.get(row.withdrawn_by or "", ""),
        speaking.in_force(paper, moments[-1]), lets, row.document_sha256,
    )  # fmt: skip


def _about(r: Reading, row: Authority) -> About:
    person = persons.find(r, row.person_id) if row.person_id else None
    if person is not None:
        return About("seeker", person.seeker_id)
    conversation = turns.find(r, row.conversation_id or "")
    return About("session", conversation.reference if conversation else "")


def _whose(
    w: Writing, viewer: Viewer, about: About, kind: str, now: datetime
) -> Person | IdentityTyped | Ruling:
    """Whom it is kept for; a record that is not open to this viewer is as one that is not there."""
    number = normalise(about.number) or ""
    if about.by == "seeker":
        person = persons.by_seeker(w, number)
        decision = decide(viewer, persons.policy_facts(w, person), ESD_PURPOSE, (), (), now)
        return person if person is not None and decision.allowed else NO_RECORD
    conversation = turns.by_reference(w, number)
    if conversation is None:
        return NO_SESSION
    fits = speaking.fits(kind, Standing.from_json(conversation.standing).speaker)
    if not fits.allowed:
        return fits
    return identity.latest(w, conversation.id) or NO_NAME


def _chain(row: Authority) -> str:
    return f"person:{row.person_id}" if row.person_id else f"conversation:{row.conversation_id}"


def _staff(viewer: Viewer) -> str:
    return f"staff:{viewer.staff_id}"
