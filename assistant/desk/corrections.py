"""Two ESD people, after reaching the person, mend a request that was not theirs or was matched to the wrong record."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk import mending, record
from assistant.desk.room import Desk, must_open
from assistant.evidence.identifiers import normalise
from assistant.policy import citations as cite
from assistant.policy import corrections as policy
from assistant.policy.access import Viewer
from assistant.policy.corrections import KINDS, NOT_THEIRS, REACHED, WRONG_MATCH, RequestState
from assistant.policy.ruling import Ruling, refused
from assistant.store import corrections, ledger, persons, requests, staff
from assistant.store.db import Reading, Writing
from assistant.store.tables import Correction, Request

PAGE = 25
_CITES = (cite.POLICY_ESD_ONLY,)
_UNKNOWN = refused("There is no such request or record.", _CITES, "unknown")
_NO_RIGHT = refused("Name the record that is right.", _CITES, "no_right_record")


@dataclass(frozen=True)
class Named:
    """What a reference and a seeker id, as typed, stand for; nothing where there is none."""

    request_id: str | None
    right_id: str | None


@dataclass(frozen=True)
class Line:
    """One correction as the list shows it: references and never names."""

    row: Correction
    reference: str
    said: str  # share | do_not_share
    what: str
    reached: str
    wrong: str
    right: str
    proposed_by: str
    decided_by: str
    may_decide: Ruling


@dataclass(frozen=True)
class Listed:
    """What waits for a second person, oldest first, and what was decided lately."""

    waiting: tuple[Line, ...]
    next_after: str | None
    decided: tuple[Line, ...]


@dataclass(frozen=True)
class Taken:
    """Somebody decided it before: what, by whom and when."""

    state: str
    by: str
    at: datetime


def named(desk: Desk, reference: str, seeker_id: str, kind: str) -> Named:
    """The request of this reference that this kind of correction is about, and the record of this seeker id."""
    with desk.database.reading() as r:
        found = requests.of_reference(r, normalise(reference) or "")
        fit = (each for each in found if policy.fits(kind, RequestState(each.state, False)).allowed)
        request = next(fit, found[0] if found else None)
        person = persons.by_seeker(r, normalise(seeker_id) or "")
        return Named(request.id if request else None, person.id if person else None)


def listed(desk: Desk, viewer: Viewer, now: datetime, after: str = "") -> Listed:
    """The corrections that wait, by keyset, and the last ones decided."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_queue", viewer, now)
        found = corrections.waiting(r, after, PAGE + 1)
        return Listed(
            tuple(_line(r, viewer, each, now) for each in found[:PAGE]),
            found[PAGE - 1].id if len(found) > PAGE else None,
            tuple(_line(r, viewer, each, now) for each in corrections.decided(r, "", PAGE)),
        )


def propose(
    desk: Desk, viewer: Viewer, request_id: str, kind: str, reached_by: str, right_id: str | None, now: datetime
) -> Correction | Ruling:
    """Propose a correction, saying how the person was reached and, of a wrong match, which record is right."""
    with desk.acting(viewer, now) as (w, viewer):
        request = requests.locked(w, request_id)
        if request is None or (right_id and persons.find(w, right_id) is None):
            return _refused(w, viewer, request_id, _UNKNOWN, now)
        ruling = policy.may_propose(kind, reached_by, _state(w, request, right_id), viewer, now)
        if ruling.allowed and kind == WRONG_MATCH and (not right_id or right_id == request.person_id):
            ruling = _NO_RIGHT
        if not ruling.allowed:
            return _refused(w, viewer, request.id, ruling, now)
        wrong = request.person_id if kind == WRONG_MATCH else None
        right = right_id if kind == WRONG_MATCH else None
        row = corrections.propose(w, request.id, kind, wrong, right, reached_by, viewer.staff_id, now)
        _entry(w, viewer, request, row, "correction_proposed", now)
        return row


def approve(desk: Desk, viewer: Viewer, correction_id: str, now: datetime) -> Correction | Taken | Ruling:
    """Approve a correction that somebody else proposed, and do what it says."""
    with desk.acting(viewer, now) as (w, viewer):
        found = _waiting(w, viewer, correction_id, now)
        if not isinstance(found, Correction):
            return found
        request = w.session.get_one(Request, found.request_id)
        ruling = policy.fits(found.kind, _state(w, request, found.right_person_id))
        if not ruling.allowed:
            return _refused(w, viewer, request.id, ruling, now)
        corrections.decide(w, found, "approved", viewer.staff_id, now)
        if found.kind == NOT_THEIRS:
            mending.not_theirs(w, viewer, request, now)
        else:
            mending.wrong_match(w, viewer, request, found, now)
        _entry(w, viewer, request, found, "correction_approved", now)
        return found


def refuse(desk: Desk, viewer: Viewer, correction_id: str, says: str, now: datetime) -> Correction | Taken | Ruling:
    """Refuse a correction that somebody else proposed, and say why; nothing else changes."""
    with desk.acting(viewer, now) as (w, viewer):
        found = _waiting(w, viewer, correction_id, now)
        if not isinstance(found, Correction):
            return found
        ruling = policy.refusal(says)
        if not ruling.allowed:
            return _refused(w, viewer, found.request_id, ruling, now)
        request = w.session.get_one(Request, found.request_id)
        corrections.decide(w, found, "refused", viewer.staff_id, now, says.strip())
        _entry(w, viewer, request, found, "correction_turned_down", now)
        return found


def _waiting(w: Writing, viewer: Viewer, correction_id: str, now: datetime) -> Correction | Taken | Ruling:
    """A correction that waits and that this viewer may decide, its request locked; or why not."""
    row = corrections.locked(w, correction_id)
    request = requests.locked(w, row.request_id) if row else None
    if row is None or request is None:
        return _UNKNOWN
    about = _state(w, request, row.right_person_id).subject_staff
    ruling = policy.may_decide(row.proposed_by, about, viewer, now)
    if not ruling.allowed:
        return _refused(w, viewer, request.id, ruling, now)
    if row.state != corrections.WAITING:
        _refused(w, viewer, request.id, refused("It was decided already.", _CITES, "decided"), now)
        return Taken(row.state, _name(w, row.decided_by), row.decided_at or now)
    return row


def _state(r: Reading, request: Request, right_id: str | None) -> RequestState:
    """What the policy needs to know, with the staff who may be the person of either record."""
    theirs = set(record.facts(r, request).subject_staff)
    for person in (persons.find(r, each) for each in (request.person_id, right_id) if each):
        theirs |= staff.on_file(r, person.match_index) if person else frozenset()
    waits = any(each.state == corrections.WAITING for each in corrections.of_request(r, request.id))
    return RequestState(request.state, corrections.mended(r, request.id), waits, frozenset(theirs))


def _line(r: Reading, viewer: Viewer, row: Correction, now: datetime) -> Line:
    request = r.session.get_one(Request, row.request_id)
    about = _state(r, request, row.right_person_id).subject_staff
    return Line(
        row, request.reference, request.kind, KINDS[row.kind], REACHED[row.reached_by], _seeker(r, row.wrong_person_id),
        _seeker(r, row.right_person_id), _name(r, row.proposed_by), _name(r, row.decided_by),
        policy.may_decide(row.proposed_by, about, viewer, now),
    )  # fmt: skip


def _seeker(r: Reading, person_id: str | None) -> str:
    person = persons.find(r, person_id) if person_id else None
    return person.seeker_id if person else ""


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else "Somebody"


def _refused(w: Writing, viewer: Viewer, request_id: str, ruling: Ruling, now: datetime) -> Ruling:
    body = {"request": request_id[:32], "ruling": ruling.code}
    ledger.append(w, "correction_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling


def _entry(w: Writing, viewer: Viewer, request: Request, row: Correction, kind: str, now: datetime) -> None:
    chains = {f"staff:{viewer.staff_id}"}
    chains |= {f"person:{each}" for each in (row.wrong_person_id, row.right_person_id) if each}
    chains |= {f"conversation:{request.conversation_id}"} if request.conversation_id else set()
    ledger.append(w, kind, {"request": request.id, "correction": row.id, "kind": row.kind}, chains, now)
