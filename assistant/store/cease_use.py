"""Who has read a record and must stop using it: owed at the change, sent in batches, the same for every cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, select, tuple_, update

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import CeaseUse, CeaseUseBatch, Disclosure, Organisation, Person


def owe(w: Writing, person_ids: Iterable[str], cause: str, now: datetime, organisation_id: str | None = None) -> int:
    """Note each partner that read one of these records since it was last told to stop; a ledger entry must follow.

    The cause is choice, agreement, merge or death, and ESD's alone to see. Gives how many were noted.
    """
    made = 0
    for person_id in sorted(set(person_ids)):
        for organisation in _readers(w, person_id, organisation_id):
            row = CeaseUse(
                id=new_id(now), organisation_id=organisation, person_id=person_id, cause=cause, owed_at=now
            )
            rows.keep(w, row, "cease_use")
            made += 1
    return made


def owe_suppressed(w: Writing, now: datetime) -> int:
    """Note every partner that read a record which is suppressed now and was not told to stop since.

    Derived, not entered: whoever said "do not share", by whichever way, is found here, and a turn of the chat or a
    relayed objection runs no statement that depends on what is on file.
    """
    told = (
        select(CeaseUse.id)
        .where(CeaseUse.person_id == Disclosure.person_id, CeaseUse.organisation_id == Disclosure.organisation_id)
        .where(CeaseUse.owed_at >= Disclosure.at)
        .correlate(Disclosure)
        .exists()
    )
    query = (
        select(Disclosure.organisation_id, Disclosure.person_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .join(Person, Person.id == Disclosure.person_id)
        .where(Organisation.kind == "partner", Person.visibility == "suppressed", ~told)
        .distinct()
        .order_by(Disclosure.organisation_id, Disclosure.person_id)
    )
    found = w.session.execute(query).all()
    for organisation, person in found:
        row = CeaseUse(id=new_id(now), organisation_id=organisation, person_id=person, cause="choice", owed_at=now)
        rows.keep(w, row, "cease_use")
    return len(found)


def owed(r: Reading) -> list[str]:
    """The organisations that something is owed to and not yet sent."""
    query = select(CeaseUse.organisation_id).where(CeaseUse.batch_id.is_(None)).distinct()
    return list(r.session.scalars(query.order_by(CeaseUse.organisation_id)))


def last_made(r: Reading, organisation_id: str) -> datetime | None:
    """When the last notice to an organisation was made."""
    return r.session.scalar(
        select(func.max(CeaseUseBatch.made_at)).where(CeaseUseBatch.organisation_id == organisation_id)
    )


def locked(w: Writing, organisation_id: str) -> None:
    """One batch of an organisation at a time, however many run; SQLite has its one write lock already."""
    w.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def make_batch(w: Writing, organisation_id: str, now: datetime) -> tuple[CeaseUseBatch, int]:
    """One notice with everything owed to an organisation, and how many it lists; a ledger entry must follow."""
    batch = CeaseUseBatch(id=new_id(now), organisation_id=organisation_id, made_at=now)
    rows.keep(w, batch, "cease_use_batch")
    done: CursorResult[Any] = w.session.connection().execute(
        update(CeaseUse)
        .where(CeaseUse.organisation_id == organisation_id, CeaseUse.batch_id.is_(None))
        .values(batch_id=batch.id)
    )
    return batch, done.rowcount


def batches(
    r: Reading, organisation_id: str | None, before: tuple[datetime, str] | None = None, limit: int = 30
) -> list[CeaseUseBatch]:
    """The notices to one organisation or to all, newest first, from before (made_at, id) of the last one seen."""
    query = select(CeaseUseBatch)
    if organisation_id is not None:
        query = query.where(CeaseUseBatch.organisation_id == organisation_id)
    if before is not None:
        query = query.where(tuple_(CeaseUseBatch.made_at, CeaseUseBatch.id) < before)
    query = query.order_by(CeaseUseBatch.made_at.desc(), CeaseUseBatch.id.desc())
    return list(r.session.scalars(query.limit(limit)))


def find(r: Reading, batch_id: str) -> CeaseUseBatch | None:
    """A notice by id."""
    return r.session.get(CeaseUseBatch, batch_id)


def references(r: Reading, batch_id: str) -> list[str]:
    """The record references that a notice lists, each once."""
    query = select(Person.seeker_id).join(CeaseUse, CeaseUse.person_id == Person.id)
    return list(r.session.scalars(query.where(CeaseUse.batch_id == batch_id).distinct().order_by(Person.seeker_id)))


def causes(r: Reading, batch_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many records each of these notices lists for each cause: ESD's alone to see."""
    query = select(CeaseUse.batch_id, CeaseUse.cause, func.count()).where(CeaseUse.batch_id.in_(list(batch_ids)))
    found: dict[str, dict[str, int]] = {}
    for batch, cause, number in r.session.execute(query.group_by(CeaseUse.batch_id, CeaseUse.cause)):
        found.setdefault(str(batch), {})[cause] = number
    return found


def see(w: Writing, batch: CeaseUseBatch, by: str, now: datetime) -> bool:
    """Note that a notice was seen, once; false when it was already. A ledger entry must follow."""
    seen: CursorResult[Any] = w.session.connection().execute(
        update(CeaseUseBatch)
        .where(CeaseUseBatch.id == batch.id, CeaseUseBatch.seen_at.is_(None))
        .values(seen_at=now, seen_by=by)
    )
    return seen.rowcount == 1


def _readers(w: Writing, person_id: str, organisation_id: str | None) -> list[str]:
    """The partners that were shown this record after the last notice to stop."""
    told = (
        select(func.max(CeaseUse.owed_at))
        .where(CeaseUse.person_id == person_id, CeaseUse.organisation_id == Disclosure.organisation_id)
        .correlate(Disclosure)
        .scalar_subquery()
    )
    query = (
        select(Disclosure.organisation_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.person_id == person_id, Organisation.kind == "partner")
        .where(Disclosure.at >= func.coalesce(told, 0))
        .distinct()
        .order_by(Disclosure.organisation_id)
    )
    if organisation_id is not None:
        query = query.where(Disclosure.organisation_id == organisation_id)
    return list(w.session.scalars(query))
