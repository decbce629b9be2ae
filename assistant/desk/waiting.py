"""What waits too long, for a supervisor: by site, by reference and never by name; given to somebody who confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk, must_open
from assistant.policy import citations as cite
from assistant.policy import grants as granting
from assistant.policy import roles
from assistant.policy import waiting as policy
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import assignments, grants, ledger, requests, sites, staff, turns
from assistant.store.db import Reading, Writing
from assistant.store.tables import Assignment, Request

PAGE = 25
KINDS = ("do_not_share", "share")
After = tuple[datetime, str]
_UNKNOWN = refused("There is no such request.", (cite.POLICY_ESD_ONLY,), "unknown")


@dataclass(frozen=True)
class Given:
    """To whom a request was given, by whom and when; `able` unless that person may not confirm any more."""

    number: int
    to: str
    to_id: str
    by: str
    at: datetime
    able: bool


@dataclass(frozen=True)
class Waits:
    """One request as a supervisor sees it."""

    id: str
    kind: str
    reference: str
    opened_at: datetime
    days: int
    place: str
    state: str
    given: Given | None


@dataclass(frozen=True)
class Late:
    """One page of one kind of what waits too long, and where the next one begins."""

    kind: str
    rows: tuple[Waits, ...]
    next_after: After | None


@dataclass(frozen=True)
class Age:
    """How many working days the oldest request of each kind has waited at one site, or at none."""

    site_id: str | None
    place: str
    oldest: dict[str, int]


@dataclass(frozen=True)
class One:
    """One request, everybody it was given to, and everybody it can be given to."""

    request: Waits
    history: tuple[Given, ...]
    confirmers: dict[str, str]  # id, name and site in words


@dataclass(frozen=True)
class Faster:
    """Somebody gave the request to somebody after this page was made; nothing of this attempt was kept but itself."""

    given: Given


def late(
    desk: Desk, viewer: Viewer, now: datetime, site_id: str | None = None, after: dict[str, After | None] | None = None
) -> tuple[Late, ...]:
    """What has waited over the first limit, oldest first; "do not share" always before share."""
    by = policy.days_before(now, policy.LATE)
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_waiting", viewer, now)
        return tuple(_page(r, each, (after or {}).get(each), site_id, by, now) for each in KINDS)


def ages(desk: Desk, viewer: Viewer, now: datetime) -> tuple[Age, ...]:
    """The oldest of each kind by site, those that wait longest first."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_waiting", viewer, now)
        names = {each.id: each.name for each in sites.in_full(r)}
        found = {each: requests.oldest(r, each) for each in KINDS}
    places = sorted({place for each in found.values() for place in each}, key=lambda each: each or "")
    made = []
    for place in places:
        oldest = {kind: policy.waited(at[place], now) for kind, at in found.items() if place in at}
        made.append(Age(place, names.get(place or "", ""), oldest))
    return tuple(sorted(made, key=lambda each: -max(each.oldest.values())))


def one(desk: Desk, viewer: Viewer, request_id: str, now: datetime) -> One | None:
    """One waiting request with whom it can be given to; nothing of whose it is."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_waiting", viewer, now)
        request = requests.find(r, request_id)
        if request is None or request.state not in requests.OPEN:
            return None
        history = tuple(_given(r, each, now) for each in assignments.of_request(r, request.id))
        there = {each.id: each.name for each in sites.in_full(r)}
        able = {
            str(each.id): f"{each.name}, {there[each.site_id]}" if each.site_id in there else each.name
            for each in grants.holders_of(r, roles.CONFIRM, now)
            if not (request.kind == "share" and each.id == request.taken_down_by)
        }
        return One(_row(r, request, history[0] if history else None, now), history, able)


def assign(
    desk: Desk, viewer: Viewer, request_id: str, seen: int, to: str, now: datetime
) -> Given | Faster | Ruling:
    """Give a waiting request to somebody who confirms; whoever comes second is told who came first."""
    with desk.acting(viewer, now) as (w, viewer):
        request = requests.locked(w, request_id)
        if request is None:
            return _UNKNOWN
        before = assignments.of_request(w, request.id)
        ruling = policy.may_assign(
            request.state, request.kind, request.taken_down_by, to, _roles(w, to, now), viewer, now
        )
        if not ruling.allowed:
            return _attempt(w, viewer, request, ruling, now)
        number = before[0].number if before else 0
        if before and (before[0].assigned_to, before[0].assigned_by) == (to, viewer.staff_id):
            return _given(w, before[0], now)  # a double tap
        if number != seen:
            _attempt(w, viewer, request, refused("Somebody was faster.", (cite.POLICY_ESD_ONLY,), "too_late"), now)
            return Faster(_given(w, before[0], now)) if before else _UNKNOWN
        return _given(w, assignments.keep(w, request, number + 1, to, viewer.staff_id, now), now)


def yours(desk: Desk, viewer: Viewer, now: datetime) -> tuple[Waits, ...]:
    """The waiting requests that are given to whoever asks, oldest first."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_queue", viewer, now)
        found = assignments.open_of(r, viewer.staff_id, PAGE)
        given = _newest(r, found, now)
        return tuple(_row(r, each, given.get(each.id), now) for each in found)


def given_to(desk: Desk, viewer: Viewer, request_ids: Sequence[str], now: datetime) -> dict[str, Given]:
    """To whom each of these requests is given, where it is."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_queue", viewer, now)
        return {key: _given(r, each, now) for key, each in assignments.newest(r, request_ids).items()}


def _page(r: Reading, kind: str, after: After | None, site_id: str | None, by: datetime, now: datetime) -> Late:
    found = requests.queue(r, kind, after, PAGE + 1, site_id, by)
    shown = found[:PAGE]
    given = _newest(r, shown, now)
    rows = tuple(_row(r, each, given.get(each.id), now) for each in shown)
    return Late(kind, rows, (rows[-1].opened_at, rows[-1].id) if len(found) > PAGE else None)


def _newest(r: Reading, found: Sequence[Request], now: datetime) -> dict[str, Given]:
    newest = assignments.newest(r, [each.id for each in found])
    return {key: _given(r, each, now) for key, each in newest.items()}


def _row(r: Reading, request: Request, given: Given | None, now: datetime) -> Waits:
    conversation = turns.find(r, request.conversation_id) if request.conversation_id else None
    site = sites.find(r, request.site_id) if request.site_id else None
    place = site.name if site else (conversation.area_id or "" if conversation else "")
    return Waits(
        request.id, request.kind, request.reference, request.opened_at, policy.waited(request.opened_at, now), place,
        request.state, given,
    )  # fmt: skip


def _given(r: Reading, row: Assignment, now: datetime) -> Given:
    names = staff.names(r, [row.assigned_to, row.assigned_by])
    able = roles.CONFIRM in _roles(r, row.assigned_to, now)
    return Given(
        row.number, names.get(row.assigned_to, "Somebody"), row.assigned_to, names.get(row.assigned_by, "Somebody"),
        row.at, able,
    )  # fmt: skip


def _roles(r: Reading, staff_id: str, now: datetime) -> frozenset[str]:
    found = staff.viewer(r, staff_id)
    return granting.held(found.grants, staff_id, now) if found else frozenset()


def _attempt(w: Writing, viewer: Viewer, request: Request, ruling: Ruling, now: datetime) -> Ruling:
    """A refused assignment is an entry too."""
    body = {"request": request.id, "ruling": ruling.code}
    ledger.append(w, "assignment_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling
