"""The papers of an organisation's users: who may look under its agreements, and what each still lacks."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import grants as granting
from assistant.policy import papers
from assistant.policy.access import Viewer
from assistant.policy.conditions import CONDITIONS
from assistant.policy.papers import User
from assistant.policy.ruling import Ruling, refused
from assistant.store import agreements, grants, ledger, staff
from assistant.store.db import Reading, Writing
from assistant.store.people import Staff

UNKNOWN = refused("There is no such person.", (cite.PERSONS_AFFECTED,), "unknown")


@dataclass(frozen=True)
class Paper:
    """The newest paper of one kind that counts: the date on it, and by whom and when it was recorded."""

    dated: datetime
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class Line:
    """One user: each paper by kind, what is lacking, and what whoever asks may do about it."""

    staff_id: str
    name: str
    roles: frozenset[str]
    papers: dict[str, Paper]
    lacking: tuple[str, ...]
    own: bool


def users(r: Reading, viewer: Viewer, organisation_id: str, now: datetime) -> tuple[Line, ...]:
    """Everybody of an organisation, by name."""
    return tuple(_line(r, viewer, person, now) for person in staff.of_organisation(r, organisation_id))


def _line(r: Reading, viewer: Viewer, person: Staff, now: datetime) -> Line:
    rows = [each for each in staff.papers(r, person.id) if each.withdrawn_at is None]
    names = staff.names(r, [each.recorded_by for each in rows])
    newest = {
        each.kind: Paper(each.dated, each.recorded_at, names.get(each.recorded_by, ""))
        for each in sorted(rows, key=lambda row: (row.dated, row.recorded_at))
    }
    held = granting.held(grants.of_staff(r, person.id), person.id, now)
    lacking = papers.lacking(_user(r, person), held, now)
    return Line(person.id, person.name, held, newest, lacking, person.id == viewer.staff_id)


def record(
    desk: Desk, viewer: Viewer, organisation_id: str, staff_id: str, kind: str, dated: datetime, now: datetime
) -> Ruling:
    """Record one paper of a user of this organisation; it counts from its date, and never before now."""
    with desk.acting(viewer, now) as (w, viewer):
        user = _found(w, organisation_id, staff_id)
        if user is None:
            return UNKNOWN
        ruling = papers.may_record(viewer, user, kind, dated, now)
        if not ruling.allowed:
            return _attempt(w, viewer, user, kind, ruling, now)
        staff.record_condition(w, staff_id, kind, dated, viewer.staff_id, now)
        return ruling


def withdraw(desk: Desk, viewer: Viewer, organisation_id: str, staff_id: str, kind: str, now: datetime) -> Ruling:
    """Withdraw every paper of this kind that counts for a user, so that none is left that opens anything."""
    with desk.acting(viewer, now) as (w, viewer):
        user = _found(w, organisation_id, staff_id)
        if user is None:
            return UNKNOWN
        ruling = papers.may_withdraw(viewer, user, kind, now)
        if not ruling.allowed:
            return _attempt(w, viewer, user, kind, ruling, now)
        for row in staff.papers(w, staff_id):
            if row.kind == kind and row.withdrawn_at is None:
                staff.withdraw_condition(w, row, viewer.staff_id, now)
        return ruling


def _found(w: Writing, organisation_id: str, staff_id: str) -> User | None:
    """A user of this organisation; of another one there is nobody here."""
    person = staff.locked(w, staff_id)
    return None if person is None or person.organisation_id != organisation_id else _user(w, person)


def _user(r: Reading, person: Staff) -> User:
    organisation = agreements.organisation(r, person.organisation_id)
    kind = organisation.kind if organisation else ""
    return User(person.id, person.organisation_id, kind, person.active, staff.conditions(r, person.id))


def _attempt(w: Writing, viewer: Viewer, user: User, kind: str, ruling: Ruling, now: datetime) -> Ruling:
    """A refused keeping of papers is an entry too."""
    known = kind if kind in CONDITIONS else ""
    body = {"staff": user.staff_id, "kind": known, "ruling": ruling.code}
    ledger.append(w, "paper_refused", body, {f"staff:{viewer.staff_id}", f"staff:{user.staff_id}"}, now)
    return ruling
