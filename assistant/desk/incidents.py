"""Incidents as the privacy officer sees them: what happened between which moments, who read what, and how it closed."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import incidents as policy
from assistant.policy.access import Viewer
from assistant.policy.categories import PURPOSES
from assistant.policy.ruling import Ruling, refused
from assistant.store import incidents, ledger, persons, reviews, staff
from assistant.store.db import Reading, Writing
from assistant.store.incidents import After, Read
from assistant.store.tables import GrantRow, Incident, Review

PAGE = 25
UNKNOWN = refused("There is no such incident.", (cite.RECORDED,), "unknown")


@dataclass(frozen=True)
class Line:
    """One incident as the list shows it; the record by its reference, and empty when it is about a whole grant."""

    row: Incident
    cause: str
    seeker_id: str
    closed_by: str
    holder: str  # of the grant that a review was about
    finding: str


@dataclass(frozen=True)
class Listed:
    """One page of incidents, newest first, and where the next one begins."""

    lines: tuple[Line, ...]
    next_after: After | None


@dataclass(frozen=True)
class Opened:
    """One incident with one page of its reads, oldest first."""

    line: Line
    reads: tuple[Read, ...]
    next_after: After | None
    purposes: dict[str, str]


@dataclass(frozen=True)
class Taken:
    """It was closed before: by whom and when."""

    by: str
    at: datetime


def listed(desk: Desk, viewer: Viewer, now: datetime, after: After | None = None) -> Listed | Ruling:
    """Every incident, open or closed, by keyset."""
    with desk.looking(viewer, now) as (r, viewer):
        may = policy.may_see(viewer, now)
        if not may.allowed:
            return may
        found = incidents.page(r, after, PAGE + 1)
        lines = tuple(_line(r, each) for each in found[:PAGE])
    last = lines[-1].row if len(found) > PAGE else None
    return Listed(lines, (last.opened_at, last.id) if last else None)


def open_incident(
    desk: Desk, viewer: Viewer, incident_id: str, now: datetime, after: After | None = None
) -> Opened | Ruling:
    """Open one incident with its list of reads; that it was opened is an entry."""
    with desk.acting(viewer, now) as (w, viewer):
        may = policy.may_see(viewer, now)
        if not may.allowed:
            return may
        row = incidents.locked(w, incident_id)
        if row is None:
            return UNKNOWN
        ledger.append(w, "incident_opened_by_staff", {"incident": row.id}, _chains(viewer, row), now)
        found = _reads(w, row, after)
        last = found[PAGE - 1] if len(found) > PAGE else None
        return Opened(
            _line(w, row), tuple(found[:PAGE]), (last.at, last.id) if last else None,
            dict(PURPOSES),
        )  # fmt: skip


def close(desk: Desk, viewer: Viewer, incident_id: str, says: str, now: datetime) -> Incident | Taken | Ruling:
    """Close an incident in words; who comes second is told who came first."""
    with desk.acting(viewer, now) as (w, viewer):
        row = incidents.locked(w, incident_id)
        if row is None:
            return UNKNOWN
        may = policy.may_close(says, viewer, now)
        if not may.allowed or row.closed_at is not None:
            body = {"incident": row.id, "ruling": "closed" if may.allowed else may.code}
            ledger.append(w, "incident_close_refused", body, _chains(viewer, row), now)
            return may if not may.allowed else Taken(_name(w, row.closed_by), row.closed_at or now)
        incidents.close(w, row, says.strip(), viewer.staff_id, now)
        ledger.append(w, "incident_closed", {"incident": row.id}, _chains(viewer, row), now)
        return row


def of_review(w: Writing, found: Review, now: datetime) -> None:
    """Open the incident of a review that found something not in order: the reads under the grant, or of the record."""
    grant = w.session.get(GrantRow, found.subject_id) if found.subject == reviews.GRANT else None
    person_id, since, until = None, now, now
    if grant is not None:
        since, until = grant.begins_at, min(grant.ends_at, grant.revoked_at or grant.ends_at)
    else:
        request = reviews.request_of(w, found)
        person_id, since = request.person_id, request.decided_at or request.opened_at
    row = incidents.open_(w, "review", person_id, since, max(since, until), now, review_id=found.id)
    chains = {f"staff:{found.reviewed_by}", *({f"person:{person_id}"} if person_id else ())}
    ledger.append(w, "incident_opened", {"incident": row.id, "review": found.id}, chains, now)


def _reads(r: Reading, row: Incident, after: After | None) -> list[Read]:
    if row.person_id is not None:
        return incidents.reads_of_record(r, row.person_id, row.from_at, row.to_at, after, PAGE + 1)
    grant = _grant(r, row)
    return incidents.reads_by_staff(r, grant.staff_id, row.from_at, row.to_at, after, PAGE + 1) if grant else []


def _line(r: Reading, row: Incident) -> Line:
    person = persons.find(r, row.person_id) if row.person_id else None
    review, grant = r.session.get(Review, row.review_id) if row.review_id else None, _grant(r, row)
    return Line(
        row, policy.CAUSES[row.kind], person.seeker_id if person else "", _name(r, row.closed_by),
        _name(r, grant.staff_id) if grant else "", review.says if review else "",
    )  # fmt: skip


def _grant(r: Reading, row: Incident) -> GrantRow | None:
    review = r.session.get(Review, row.review_id) if row.review_id else None
    return r.session.get(GrantRow, review.subject_id) if review and review.subject == reviews.GRANT else None


def _chains(viewer: Viewer, row: Incident) -> set[str]:
    return {f"staff:{viewer.staff_id}", *({f"person:{row.person_id}"} if row.person_id else ())}


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else ""
