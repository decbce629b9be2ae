"""What partners read between the receipt of an objection and its record: one incident a person."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import incidents
from assistant.store.db import Reading, Writing
from assistant.store.tables import Disclosure, Incident, Organisation, Person


def open_(
    w: Writing, objection_id: str, match_index: str, received_from: datetime, now: datetime
) -> list[Incident]:
    """One incident for each record of this name and birth date that a partner read since it was received."""
    query = (
        select(Disclosure.person_id)
        .join(Person, Person.id == Disclosure.person_id)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Person.match_index == match_index, Organisation.kind == "partner")
        .where(Disclosure.at >= received_from, Disclosure.at <= now)
        .distinct()
        .order_by(Disclosure.person_id)
    )
    return [
        incidents.open_(w, "late_receipt", each, received_from, now, now, objection_id=objection_id)
        for each in w.session.scalars(query).all()
    ]


def of_objection(r: Reading, objection_id: str) -> list[Incident]:
    """The incidents of an objection that was recorded late."""
    query = select(Incident).where(Incident.objection_id == objection_id)
    return list(r.session.scalars(query.order_by(Incident.opened_at, Incident.id)))
