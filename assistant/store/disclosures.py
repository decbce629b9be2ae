"""Who looked and what was shown to whom: one entry a search, one more a person shown."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.exc import SQLAlchemyError

from assistant.store import ledger, rows
from assistant.store.db import Database, Reading, Writing, new_id
from assistant.store.people import Staff
from assistant.store.tables import Client, Disclosure, Duplicate, Organisation, Search

After = tuple[datetime, str]


class NotRecorded(RuntimeError):
    """The entry of a read could not be kept, so nothing was read; whoever asked is told to try again."""


@contextmanager
def accounted(database: Database) -> Iterator[Writing]:
    """The transaction of a read that must leave an entry; nothing leaves it unless it commits. Raises NotRecorded."""
    driver_fault: Any = getattr(database.engine.dialect.dbapi, "Error", SQLAlchemyError)
    try:
        with database.writing() as w:
            yield w
    except (SQLAlchemyError, driver_fault) as fault:
        raise NotRecorded("the entry of a read could not be kept") from fault


def record_search(
    w: Writing, staff_id: str, organisation_id: str, purpose: str, by: str, now: datetime, client_id: str | None = None
) -> str:
    """Keep one search, found or not, with its entry; gives its id."""
    row = Search(
        id=new_id(now), staff_id=staff_id, organisation_id=organisation_id, purpose=purpose, by=by,
        client_id=client_id, at=now,
    )  # fmt: skip
    rows.keep(w, row, "search")
    chains = {f"staff:{staff_id}"} | ({f"client:{client_id}"} if client_id else set())
    ledger.append(w, "search", {"search": row.id, "purpose": purpose, "by": by}, chains, now)
    return row.id


def record_disclosure(
    w: Writing,
    person_id: str,
    staff_id: str,
    organisation_id: str,
    purpose: str,
    fields: Iterable[str],
    now: datetime,
    search_id: str | None = None,
    agreement_id: str | None = None,
    request_id: str | None = None,
) -> str:
    """Keep one sight of one person's record, field names and never values, with its entry; gives its id."""
    row = Disclosure(
        id=new_id(now), search_id=search_id, person_id=person_id, staff_id=staff_id, organisation_id=organisation_id,
        agreement_id=agreement_id, request_id=request_id, purpose=purpose, fields=",".join(sorted(fields)), at=now,
    )  # fmt: skip
    rows.keep(w, row, "disclosure")
    chains = (f"person:{person_id}", f"staff:{staff_id}")
    ledger.append(w, "disclosure", {"disclosure": row.id, "person": person_id, "purpose": purpose}, chains, now)
    return row.id


def of_request(r: Reading, request_id: str) -> list[Disclosure]:
    """Every sight through a request's page, oldest first."""
    query = select(Disclosure).where(Disclosure.request_id == request_id)
    return list(r.session.scalars(query.order_by(Disclosure.at, Disclosure.id)))


def one_person(r: Reading, person_id: str) -> tuple[str, ...]:
    """A person with every record that was merged into theirs: the histories are joined (DOMAIN A18)."""
    known, new = {person_id}, {person_id}
    while new:
        pairs = select(Duplicate.one_id, Duplicate.other_id).where(
            Duplicate.kept_id.in_(new), Duplicate.merged_at.is_not(None), Duplicate.ended_at.is_(None)
        )
        new = {each for pair in r.session.execute(pairs) for each in pair} - known
        known |= new
    return tuple(sorted(known))


def page_of_person(
    r: Reading, person_ids: Iterable[str], after: After | None, limit: int
) -> list[tuple[Disclosure, str, str]]:
    """Sights of these records with kind and name of the organisation, newest first, from after the last one seen."""
    # One statement a record, so that each is a short walk along its index.
    query = select(Disclosure, Organisation.kind, Organisation.name)
    query = query.join(Organisation, Organisation.id == Disclosure.organisation_id)
    if after is not None:
        query = query.where(tuple_(Disclosure.at, Disclosure.id) < after)
    query = query.order_by(Disclosure.at.desc(), Disclosure.id.desc()).limit(limit)
    found = [
        (row, kind, name)
        for each in person_ids
        for row, kind, name in r.session.execute(query.where(Disclosure.person_id == each))
    ]
    return sorted(found, key=lambda each: (each[0].at, each[0].id), reverse=True)[:limit]


def page_of_organisation(
    r: Reading, organisation_id: str, after: After | None, limit: int
) -> list[tuple[Search, str, bool, str | None]]:
    """Searches of an organisation, newest first: with who, whether they are its own, and through which system.

    Whether a record was found, and whose, is not asked of the database at all (P6).
    """
    query = (
        select(Search, Staff.name, Staff.organisation_id, Client.name)
        .join(Staff, Staff.id == Search.staff_id)
        .outerjoin(Client, Client.id == Search.client_id)
        .where(Search.organisation_id == organisation_id)
    )
    if after is not None:
        query = query.where(tuple_(Search.at, Search.id) < after)
    query = query.order_by(Search.at.desc(), Search.id.desc()).limit(limit)
    return [(row, name, of == organisation_id, client) for row, name, of, client in r.session.execute(query)]


def searches_between(
    r: Reading, organisation_id: str, begins: datetime, ends: datetime
) -> Iterator[tuple[str, str | None, str, datetime, bool]]:
    """Searches of an organisation in a period, in order: (staff, client, by, at, whether a record was shown)."""
    shown = select(Disclosure.id).where(Disclosure.search_id == Search.id).exists()
    query = select(Search.staff_id, Search.client_id, Search.by, Search.at, shown).where(
        Search.organisation_id == organisation_id, Search.at >= begins, Search.at < ends
    )
    for staff_id, client_id, by, at, found in r.session.execute(query.order_by(Search.at, Search.id)):
        yield staff_id, client_id, by, at, bool(found)


def looks_between(
    r: Reading, organisation_id: str, begins: datetime, ends: datetime
) -> Iterator[tuple[str, str, datetime, bool]]:
    """Sights by an organisation in a period: (staff, person, at, whether by a search)."""
    query = select(Disclosure.staff_id, Disclosure.person_id, Disclosure.at, Disclosure.search_id).where(
        Disclosure.organisation_id == organisation_id, Disclosure.at >= begins, Disclosure.at < ends
    )
    for staff_id, person_id, at, search_id in r.session.execute(query):
        yield staff_id, person_id, at, search_id is not None


def people_under(r: Reading, organisation_id: str, agreement_id: str | None = None) -> list[str]:
    """Everyone whose record was shown to this organisation, under one of its agreements or under any."""
    query = select(Disclosure.person_id).where(Disclosure.organisation_id == organisation_id).distinct()
    if agreement_id is not None:
        query = query.where(Disclosure.agreement_id == agreement_id)
    return list(r.session.scalars(query.order_by(Disclosure.person_id)))
