"""What an approved correction does: holds that end or come back, the wrong record restored, the reads an incident."""

from datetime import datetime

from assistant.desk import record, sharing
from assistant.policy.access import Viewer
from assistant.policy.confirmation import NOT_CHECKED
from assistant.store import cease_use, duplicates, holds, incidents, persons, requests, status
from assistant.store.db import Writing
from assistant.store.tables import Correction, IdentityTyped, Person, Request, StatusEvent

DO_NOT_SHARE, SHARE = "do_not_share", "share"
NOT_THEIRS = "not_theirs"


def not_theirs(w: Writing, viewer: Viewer, request: Request, now: datetime) -> None:
    """The request was somebody else's doing: its holds end everywhere, and it is closed."""
    for each in holds.of_request(w, request.id):
        if each.ended_at is None:
            holds.end(w, each.id, NOT_THEIRS, viewer.staff_id, now)
    requests.decide(w, request.id, request.version, "superseded", viewer.staff_id, now)


def wrong_match(w: Writing, viewer: Viewer, request: Request, row: Correction, now: datetime) -> None:
    """The right record is held first, then the wrong one restored; the reads in between are incidents."""
    wrong, right = persons.find(w, row.wrong_person_id or ""), persons.find(w, row.right_person_id or "")
    event = status.of_request(w, request.id)
    if wrong is None or right is None or event is None:
        raise RuntimeError("a correction names people who are not on file, or a request that changed no status")
    typed, until = record.claim(w, request), max(event.at, now)  # clocks of two machines may differ
    if request.kind == DO_NOT_SHARE:
        _hold_the_right_one(w, viewer, request, wrong, right, typed, now)
        incidents.open_(w, "wrong_match", right.id, event.at, until, now, correction_id=row.id)
    else:
        if not sharing.silence_is_broken(w, request, typed, right):
            nothing_left = right.status == "share_confirmed" and right.holds == 0 and right.shadows == 0
            requests.settle(w, _again(w, request, now), nothing_left, now)
        _hold_what_it_freed(w, event, now)
        cease_use.owe(w, (wrong.id,), "choice", now)
    incidents.open_(w, "wrong_match", wrong.id, event.at, until, now, correction_id=row.id)
    _restore(w, viewer, wrong, row, now)


def _hold_the_right_one(
    w: Writing, viewer: Viewer, request: Request, wrong: Person, right: Person, typed: IdentityTyped | None,
    now: datetime,
) -> None:  # fmt: skip
    """Open the "do not share" again; it holds whom it names and the right record, and never the wrong one.

    What the old request still held is held by the new one first, and let go after.
    """
    again = _again(w, request, now)
    still = [each for each in holds.of_request(w, request.id) if each.ended_at is None]
    indexes = {right.match_index, *(each.match_index for each in still), *({typed.match_index} if typed else ())}
    statuses = [each.status for index in indexes for each in persons.matching(w, index) if each.id != wrong.id]
    for index in sorted(indexes):
        hold = holds.begin(w, again.id, index, now)
        if index == wrong.match_index:
            holds.release(w, hold.id, wrong.id, NOT_THEIRS, now)
    for each in still:
        holds.end(w, each.id, NOT_THEIRS, viewer.staff_id, now)
    requests.settle(w, again, all(each == "opt_out_confirmed" for each in statuses), now)


def _hold_what_it_freed(w: Writing, event: StatusEvent, now: datetime) -> None:
    """Put back the holds that the wrong share released on that record and on those merged into it."""
    kept = event.person_id
    pairs = [each for each in duplicates.of_person(w, kept) if each.kept_id == kept and each.merged_at]
    merged = [duplicates.other(each, kept) for each in pairs]
    for each in holds.freed_by_share(w, (kept, *merged), event.at):
        holds.begin(w, each.request_id, each.match_index, now)


def _restore(w: Writing, viewer: Viewer, wrong: Person, row: Correction, now: datetime) -> None:
    """The status is again what the person's own requests made it, with the identity check that each rested on."""
    stands = status.rightful(w, wrong.id)
    status.confirm(
        w, wrong, stands.to_status if stands else "never_notified", None, stands.notice_version_id if stands else None,
        viewer.staff_id, stands.identity_check if stands else NOT_CHECKED, now, cause="corrected", correction_id=row.id,
    )  # fmt: skip


def _again(w: Writing, request: Request, now: datetime) -> Request:
    return requests.open(
        w, request.kind, request.reference, request.said_at, now, request.conversation_id, request.choice_number,
        request.objection_id, request.site_id, request.taken_down_by, request.spoken_by, reopens_id=request.id,
    )  # fmt: skip
