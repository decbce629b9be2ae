"""Who looked and what was shown to whom: one entry a search, one more a person shown."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Disclosure, Search


def record_search(w: Writing, staff_id: str, organisation_id: str, purpose: str, by: str, now: datetime) -> str:
    """Keep one search, found or not, with its entry; gives its id."""
    row = Search(id=new_id(now), staff_id=staff_id, organisation_id=organisation_id, purpose=purpose, by=by, at=now)
    rows.keep(w, row, "search")
    ledger.append(w, "search", {"search": row.id, "purpose": purpose, "by": by}, (f"staff:{staff_id}",), now)
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


def of_person(r: Reading, person_id: str) -> list[Disclosure]:
    """Every sight of a person's record, oldest first."""
    query = select(Disclosure).where(Disclosure.person_id == person_id)
    return list(r.session.scalars(query.order_by(Disclosure.at, Disclosure.id)))


def of_request(r: Reading, request_id: str) -> list[Disclosure]:
    """Every sight through a request's page, oldest first."""
    query = select(Disclosure).where(Disclosure.request_id == request_id)
    return list(r.session.scalars(query.order_by(Disclosure.at, Disclosure.id)))


def people_under(r: Reading, organisation_id: str, agreement_id: str | None = None) -> list[str]:
    """Everyone whose record was shown to this organisation, under one of its agreements or under any."""
    query = select(Disclosure.person_id).where(Disclosure.organisation_id == organisation_id).distinct()
    if agreement_id is not None:
        query = query.where(Disclosure.agreement_id == agreement_id)
    return list(r.session.scalars(query.order_by(Disclosure.person_id)))
