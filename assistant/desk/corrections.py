"""Two ESD people, after reaching the person, mend a request that was not theirs or was matched to the wrong record."""

from datetime import datetime

from assistant.desk import record
from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import corrections as policy
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import cease_use, corrections, holds, identity, ledger, persons, requests, status
from assistant.store.db import Reading, Writing
from assistant.store.tables import Correction, Request, StatusEvent

_UNKNOWN = refused("There is no such request or record.", (cite.POLICY_ESD_ONLY,), "unknown")


def propose(
    desk: Desk, viewer: Viewer, request_id: str, kind: str, reached_by: str, right_id: str | None, now: datetime
) -> Correction | Ruling:
    """Propose a correction, saying how the person was reached and, of a wrong match, which record is right."""
    with desk.acting(viewer, now) as (w, viewer):
        request = requests.locked(w, request_id)
        if request is None or (right_id and persons.find(w, right_id) is None):
            return _UNKNOWN
        last = _last_event(w, request) is not None
        ruling = policy.may_propose(kind, reached_by, request.state, last, viewer, now)
        if ruling.allowed and kind == "wrong_match" and (not right_id or right_id == request.person_id):
            ruling = refused("Name the record that is right.", (cite.POLICY_ESD_ONLY,), "no_right_record")
        if not ruling.allowed:
            return _refused(w, viewer, request, ruling, now)
        wrong = request.person_id if kind == "wrong_match" else None
        right = right_id if kind == "wrong_match" else None
        row = corrections.propose(w, request.id, kind, wrong, right, reached_by, viewer.staff_id, now)
        _entry(w, viewer, request, row, "correction_proposed", now)
        return row


def approve(desk: Desk, viewer: Viewer, correction_id: str, now: datetime) -> Correction | Ruling:
    """Approve a correction that somebody else proposed, and do what it says."""
    with desk.acting(viewer, now) as (w, viewer):
        row = corrections.locked(w, correction_id)
        request = requests.locked(w, row.request_id) if row else None
        if row is None or request is None:
            return _UNKNOWN
        ruling = policy.may_decide(row.proposed_by, row.state == "waiting", viewer, now)
        event = _last_event(w, request)
        if ruling.allowed:
            ruling = policy.fits(row.kind, request.state, event is not None)
        if ruling.allowed and viewer.staff_id in record.facts(w, request).subject_staff:
            ruling = refused("Nobody decides about their own record.", (cite.TWO_PEOPLE,), "own_record")
        if not ruling.allowed:
            return _refused(w, viewer, request, ruling, now)
        corrections.decide(w, row, "approved", viewer.staff_id, now)
        if row.kind == "not_theirs":
            _not_theirs(w, viewer, request, now)
        elif event is not None:
            _wrong_match(w, viewer, request, row, event, now)
        _entry(w, viewer, request, row, "correction_approved", now)
        return row


def _not_theirs(w: Writing, viewer: Viewer, request: Request, now: datetime) -> None:
    for each in holds.of_request(w, request.id):
        if each.ended_at is None:
            holds.end(w, each.id, "not_theirs", viewer.staff_id, now)
    requests.decide(w, request.id, request.version, "superseded", viewer.staff_id, now)


def _wrong_match(
    w: Writing, viewer: Viewer, request: Request, row: Correction, event: StatusEvent, now: datetime
) -> None:
    """The right record is held first, then the wrong one restored; its reads in between are an incident."""
    wrong, right = persons.find(w, row.wrong_person_id or ""), persons.find(w, row.right_person_id or "")
    if wrong is None or right is None:
        raise RuntimeError("a correction names people who are not on file")
    again = requests.open(
        w, request.kind, request.reference, request.said_at, now, request.conversation_id, request.choice_number,
        request.objection_id, request.site_id, request.taken_down_by, request.spoken_by,
    )  # fmt: skip
    if request.kind == "do_not_share":
        typed = identity.latest(w, request.conversation_id) if request.conversation_id else None
        if request.objection_id and typed is None:
            typed = identity.of_objection(w, request.objection_id)
        for index in sorted({right.match_index, *([typed.match_index] if typed else [])}):
            holds.begin(w, again.id, index, now)
    corrections.incident(w, row, wrong.id, event.at, now)
    cease_use.owe(w, (wrong.id,), "choice", now)
    before = [each for each in status.history(w, wrong.id) if each.number == event.number - 1]
    notice = before[0].notice_version_id if before else None
    # The person was reached to find the wrong match, so that is how identity was checked.
    status.confirm(
        w, wrong, event.from_status, None, notice, viewer.staff_id, "known_contact", now, cause="corrected",
        correction_id=row.id,
    )  # fmt: skip


def _last_event(r: Reading, request: Request) -> StatusEvent | None:
    """The status event of this request, when it is still the last one of its record."""
    event = status.of_request(r, request.id)
    if event is None:
        return None
    return event if status.history(r, event.person_id)[-1].id == event.id else None


def _refused(w: Writing, viewer: Viewer, request: Request, ruling: Ruling, now: datetime) -> Ruling:
    body = {"request": request.id, "ruling": ruling.code}
    ledger.append(w, "correction_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling


def _entry(w: Writing, viewer: Viewer, request: Request, row: Correction, kind: str, now: datetime) -> None:
    chains = {f"staff:{viewer.staff_id}"}
    chains |= {f"person:{each}" for each in (row.wrong_person_id, row.right_person_id) if each}
    chains |= {f"conversation:{request.conversation_id}"} if request.conversation_id else set()
    ledger.append(w, kind, {"request": request.id, "correction": row.id, "kind": row.kind}, chains, now)
