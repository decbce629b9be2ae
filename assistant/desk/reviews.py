"""Looking afterwards: short grants to view that are over, and confirmations kept for sampling; each found once."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk import incidents
from assistant.desk.room import Desk, must_open
from assistant.policy import citations as cite
from assistant.policy import grants as grant_policy
from assistant.policy import reviews as policy
from assistant.policy.access import Viewer
from assistant.policy.reviews import Looked
from assistant.policy.ruling import Ruling, refused
from assistant.store import grants, ledger, persons, requests, reviews, staff
from assistant.store.db import Reading, Writing
from assistant.store.reviews import GRANT, REQUEST, Opened
from assistant.store.tables import GrantRow, Request, Review

PAGE = 25
_NOT_THERE = refused("There is nothing here to review.", (cite.TWO_PEOPLE,), "unknown")


@dataclass(frozen=True)
class DueGrant:
    """A short grant that is over: who held and gave it, why, and every record opened under it, by reference."""

    row: GrantRow
    holder: str
    given_by: str
    approved_by: str
    ended_at: datetime
    opened: tuple[Opened, ...]
    may: Ruling


@dataclass(frozen=True)
class DueRequest:
    """A confirmation kept for sampling: who took it down and who decided, by reference and never by name."""

    row: Request
    taken_down_by: str
    decided_by: str
    may: Ruling


@dataclass(frozen=True)
class Found:
    """One finding as the page shows it."""

    row: Review
    by: str


@dataclass(frozen=True)
class Taken:
    """Somebody reviewed it before: what was found, by whom and when."""

    finding: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """The review list, a page at a time."""

    grants: tuple[DueGrant, ...]
    requests: tuple[DueRequest, ...]
    next_grant: str | None
    next_request: str | None
    found: tuple[Found, ...]


def due(desk: Desk, viewer: Viewer, now: datetime, after_grant: str = "", after_request: str = "") -> Due:
    """What nobody has reviewed yet, oldest first, and what was found lately."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_reviews", viewer, now)
        short = reviews.grants_due(r, now, after_grant, PAGE + 1)
        sampled = reviews.requests_due(r, after_request, PAGE + 1)
        return Due(
            tuple(_grant(r, viewer, each, now) for each in short[:PAGE]),
            tuple(_request(r, viewer, each, now) for each in sampled[:PAGE]),
            short[PAGE - 1].id if len(short) > PAGE else None,
            sampled[PAGE - 1].id if len(sampled) > PAGE else None,
            tuple(Found(each, _name(r, each.reviewed_by)) for each in reviews.done(r, "", PAGE)),
        )


def review(
    desk: Desk, viewer: Viewer, subject: str, subject_id: str, finding: str, says: str, now: datetime
) -> Review | Taken | Ruling:
    """Keep what was found; who comes second is told who came first, and when."""
    with desk.acting(viewer, now) as (w, viewer):
        looked = _looked(w, subject, subject_id, now)
        if looked is None:
            return _NOT_THERE
        before = reviews.of_subject(w, subject, subject_id)
        if before is not None:
            _attempt(w, viewer, subject_id, "reviewed", now)
            return Taken(before.finding, _name(w, before.reviewed_by), before.at)
        roles = grant_policy.held(viewer.grants, viewer.staff_id, now)
        for ruling in (policy.may_review(looked, viewer.staff_id, roles), policy.found(finding, says)):
            if not ruling.allowed:
                _attempt(w, viewer, subject_id, ruling.code, now)
                return ruling
        found = reviews.keep(w, subject, subject_id, viewer.staff_id, finding, says.strip(), now)
        if finding == policy.NOT_IN_ORDER:
            incidents.of_review(w, found, now)
        return found


def _looked(w: Writing, subject: str, subject_id: str, now: datetime) -> Looked | None:
    """What is looked at, locked so that two reviewers come one after the other."""
    if subject == GRANT:
        row = grants.locked(w, subject_id)
        return _of_grant(row, now) if row is not None and row.kind == grant_policy.VIEW_SUPPRESSED else None
    request = requests.locked(w, subject_id) if subject == REQUEST else None
    return _of_request(w, request) if request is not None and request.for_sampling else None


def _of_grant(row: GrantRow, now: datetime) -> Looked:
    return Looked(frozenset({row.staff_id, row.given_by, row.approved_by}), _ended(row) <= now)


def _of_request(r: Reading, row: Request) -> Looked:
    """Staff who may be the person of the record themselves are concerned as well."""
    person = persons.find(r, row.person_id) if row.person_id else None
    theirs = staff.on_file(r, person.match_index) if person else frozenset()
    named = {each for each in (row.taken_down_by, row.decided_by) if each}
    return Looked(frozenset(named | theirs), row.state == "confirmed")


def _ended(row: GrantRow) -> datetime:
    return min(row.ends_at, row.revoked_at or row.ends_at)


def _grant(r: Reading, viewer: Viewer, row: GrantRow, now: datetime) -> DueGrant:
    return DueGrant(
        row, _name(r, row.staff_id), _name(r, row.given_by), _name(r, row.approved_by), _ended(row),
        reviews.opened_under(r, row), _may(viewer, _of_grant(row, now), now),
    )  # fmt: skip


def _request(r: Reading, viewer: Viewer, row: Request, now: datetime) -> DueRequest:
    may = _may(viewer, _of_request(r, row), now)
    return DueRequest(row, _name(r, row.taken_down_by), _name(r, row.decided_by), may)


def _may(viewer: Viewer, looked: Looked, now: datetime) -> Ruling:
    return policy.may_review(looked, viewer.staff_id, grant_policy.held(viewer.grants, viewer.staff_id, now))


def _attempt(w: Writing, viewer: Viewer, subject_id: str, code: str, now: datetime) -> None:
    """A refused review is an entry too."""
    body = {"of": subject_id, "staff": viewer.staff_id, "ruling": code}
    ledger.append(w, "review_refused", body, (f"staff:{viewer.staff_id}",), now)


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else "Somebody"
