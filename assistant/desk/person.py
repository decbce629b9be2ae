"""The page of one person on ESD's record: how the record stands, who can see it, and what this viewer may do."""

from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk.disclosure import Group, opened
from assistant.desk.room import Desk
from assistant.desk.sight import Sight, sees, who_sees
from assistant.policy import citations as cite
from assistant.policy import deceased, duplicates, speaking
from assistant.policy.access import Decision, Viewer
from assistant.policy.patterns import PLACE
from assistant.policy.ruling import Ruling, refused
from assistant.policy.visibility import in_words
from assistant.store import authorities, disclosures, freezes, ledger, persons, staff, status
from assistant.store import duplicates as pairs
from assistant.store.db import Reading, Writing
from assistant.store.tables import Freeze, Person

UNKNOWN = refused("There is no such record.", (cite.POLICY_ESD_ONLY,), "unknown")


@dataclass(frozen=True)
class Mark:
    """Why a record is frozen: since when, by whom, and the other record where this viewer may see that one."""

    cause: str
    since: datetime
    by: str
    other_id: str = ""
    other_seeker_id: str = ""
    pair_id: str = ""
    source: str = ""  # how ESD learned of a death


@dataclass(frozen=True)
class Authority:
    """A paper that lets somebody speak, as the page shows it."""

    words: str
    holder: str
    begins_at: datetime
    ends_at: datetime | None
    in_force: bool


@dataclass(frozen=True)
class Step:
    """One status that ESD confirmed, imported or set right."""

    at: datetime
    status: str
    by: str
    cause: str


@dataclass(frozen=True)
class PersonPage:
    """Everything that the page of a person shows to this viewer."""

    id: str
    seeker_id: str
    name: str
    birth_date: date
    contact: str
    area_id: str
    on_file_since: datetime
    minor: bool
    says: str
    status: str
    visibility: str
    held: bool
    marks: tuple[Mark, ...]
    absorbed: tuple[Mark, ...]  # records merged into this one
    groups: tuple[Group, ...]
    authorities: tuple[Authority, ...]
    steps: tuple[Step, ...]
    sights: tuple[Sight, ...]
    as_of: datetime | None
    decision: Decision
    may_report: Ruling
    may_record_death: Ruling
    may_undo_death: Ruling


def open_person(
    desk: Desk, viewer: Viewer, person_id: str, purpose: str, now: datetime, as_of: datetime | None = None
) -> PersonPage | Ruling:
    """Open a person's page: the sight is an entry before it is shown; a refusal is an attempt. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        person = persons.find(w, person_id)
        decision = sees(w, viewer, person, now)
        if person is None or not decision.allowed:
            ledger.append(w, "person_not_opened", {"purpose": purpose}, (f"staff:{viewer.staff_id}",), now)
            return UNKNOWN
        disclosures.record_disclosure(
            w, person.id, viewer.staff_id, viewer.organisation_id, purpose, decision.fields, now
        )
        return _page(desk, w, viewer, person, decision, now, as_of)


def _page(
    desk: Desk, w: Writing, viewer: Viewer, person: Person, decision: Decision, now: datetime, as_of: datetime | None
) -> PersonPage:
    groups, values = opened(desk, w, person, decision)
    frozen = freezes.standing(w, person.id)
    died = next((each for each in frozen if each.cause == "deceased"), None)
    born, at = date.fromisoformat(values["birth_date"]), as_of or now
    return PersonPage(
        id=person.id,
        seeker_id=person.seeker_id,
        name=values["name"],
        birth_date=born,
        contact=values.get("contact", ""),
        area_id=person.area_id or "",
        on_file_since=person.created_at,
        minor=speaking.is_minor(born, now.astimezone(PLACE).date()),
        says=in_words(person.status, person.holds, {each.cause for each in frozen}, person.shadows > 0),
        status=person.status,
        visibility=person.visibility,
        held=person.holds > 0,
        marks=tuple(_mark(w, viewer, each, now) for each in frozen),
        absorbed=_absorbed(w, viewer, person, now),
        groups=groups,
        authorities=_authorities(desk, w, person, now),
        steps=_steps(w, person),
        sights=who_sees(w, viewer, person, None, at) if person.created_at <= at else (),
        as_of=as_of,
        decision=decision,
        may_report=duplicates.may_report(False, False, False, viewer, now),
        may_record_death=deceased.may_record(next(iter(deceased.SOURCES)), died is not None, viewer, now),
        may_undo_death=deceased.may_undo(died.began_by if died else None, viewer, now),
    )


def _mark(r: Reading, viewer: Viewer, freeze: Freeze, now: datetime) -> Mark:
    died = ledger.newest(r, f"person:{freeze.person_id}", "death_recorded") if freeze.cause == "deceased" else {}
    bare = Mark(freeze.cause, freeze.began_at, _name(r, freeze.began_by), source=str(died.get("source", "")))
    pair = pairs.find(r, freeze.duplicate_id) if freeze.duplicate_id else None
    if pair is None:
        return bare
    other = persons.find(r, pairs.other(pair, freeze.person_id))
    if other is None or not sees(r, viewer, other, now).allowed:
        return bare
    return Mark(bare.cause, bare.since, bare.by, other.id, other.seeker_id, pair.id)


def _absorbed(r: Reading, viewer: Viewer, person: Person, now: datetime) -> tuple[Mark, ...]:
    """The records merged into this one that this viewer may see."""
    found = []
    for pair in pairs.of_person(r, person.id):
        if pair.merged_at is None or pair.ended_at is not None or pair.kept_id != person.id:
            continue
        other = persons.find(r, pairs.other(pair, person.id))
        if other is not None and sees(r, viewer, other, now).allowed:
            by = _name(r, pair.merged_by)
            found.append(Mark("merged", pair.merged_at, by, other.id, other.seeker_id, pair.id))
    return tuple(found)


def _authorities(desk: Desk, r: Reading, person: Person, now: datetime) -> tuple[Authority, ...]:
    return tuple(
        Authority(
            speaking.KINDS[row.kind], authorities.holder_of(r, desk.keys, person, row), row.begins_at, row.ends_at,
            speaking.in_force(authorities.paper(row), now),
        )
        for row in authorities.of_person(r, person.id)
    )  # fmt: skip


def _steps(r: Reading, person: Person) -> tuple[Step, ...]:
    events = status.history(r, person.id)
    names = staff.names(r, [each.decided_by for each in events])
    return tuple(
        Step(each.at, each.to_status, names.get(each.decided_by, ""), each.cause) for each in reversed(events)
    )


def _name(r: Reading, staff_id: str | None) -> str:
    found = staff.find(r, staff_id) if staff_id else None
    return found.name if found else "Somebody"
