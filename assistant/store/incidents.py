"""Incidents: reads that should not have been open between two moments, found in the disclosures; closed once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import Staff
from assistant.store.tables import Disclosure, Incident, Organisation, Person

After = tuple[datetime, str]


@dataclass(frozen=True)
class Read:
    """One read of one record, by reference and never by name."""

    id: str
    at: datetime
    seeker_id: str
    who: str
    organisation: str
    purpose: str
    fields: str


def open_(
    w: Writing,
    kind: str,
    person_id: str | None,
    since: datetime,
    until: datetime,
    now: datetime,
    correction_id: str | None = None,
    objection_id: str | None = None,
    review_id: str | None = None,
) -> Incident:
    """Open an incident with its cause; a ledger entry must follow."""
    found = Incident(
        id=new_id(now), kind=kind, person_id=person_id, correction_id=correction_id, objection_id=objection_id,
        review_id=review_id, from_at=since, to_at=until, opened_at=now, says="",
    )  # fmt: skip
    rows.keep(w, found, "incident", "incident_state")
    return found


def locked(w: Writing, incident_id: str) -> Incident | None:
    """An incident by id, read anew and locked until this verb ends."""
    return w.session.get(Incident, incident_id, populate_existing=True, with_for_update=True)


def close(w: Writing, row: Incident, says: str, by: str, now: datetime) -> None:
    """Close an incident in words; a ledger entry must follow."""
    row.closed_at, row.closed_by, row.says = now, by, says
    w.session.flush()
    w.changed("incident")
    rows.note(w, row, "incident_state")


def page(r: Reading, after: After | None, limit: int) -> list[Incident]:
    """Incidents, newest first, from after the last one seen."""
    query = select(Incident).order_by(Incident.opened_at.desc(), Incident.id.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(Incident.opened_at, Incident.id) < after)
    return list(r.session.scalars(query))


def of_correction(r: Reading, correction_id: str) -> list[Incident]:
    """The incidents that a correction opened."""
    query = select(Incident).where(Incident.correction_id == correction_id)
    return list(r.session.scalars(query.order_by(Incident.id)))


def reads_of_record(
    r: Reading, person_id: str, since: datetime, until: datetime, after: After | None, limit: int
) -> list[Read]:
    """Who read a record between two moments, oldest first, from after the last one seen."""
    return _reads(r, _read().where(Disclosure.person_id == person_id), since, until, after, limit)


def reads_by_staff(
    r: Reading, staff_id: str, since: datetime, until: datetime, after: After | None, limit: int
) -> list[Read]:
    """Which records somebody read between two moments, oldest first, from after the last one seen."""
    return _reads(r, _read().where(Disclosure.staff_id == staff_id), since, until, after, limit)


def _read() -> Select[str, datetime, str, str, str, str, str]:
    return (
        select(Disclosure.id, Disclosure.at, Person.seeker_id, Staff.name, Organisation.name, Disclosure.purpose,
               Disclosure.fields)
        .join(Person, Person.id == Disclosure.person_id)
        .join(Staff, Staff.id == Disclosure.staff_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
    )  # fmt: skip


def _reads(
    r: Reading, query: Select[str, datetime, str, str, str, str, str], since: datetime, until: datetime,
    after: After | None, limit: int,
) -> list[Read]:  # fmt: skip
    query = query.where(Disclosure.at >= since, Disclosure.at <= until)
    if after is not None:
        query = query.where(tuple_(Disclosure.at, Disclosure.id) > after)
    found = r.session.execute(query.order_by(Disclosure.at, Disclosure.id).limit(limit))
    return [Read(*row) for row in found]
