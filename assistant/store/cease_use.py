"""Who has read a record and must stop using it: owed at the change, sent in batches, the same for every cause."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from assistant.store import rows
from assistant.store.db import Writing, new_id
from assistant.store.tables import CeaseUse, Disclosure, Organisation


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
