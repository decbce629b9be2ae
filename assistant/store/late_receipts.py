"""What partners read between the receipt of an objection and its record: one incident a person."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
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
    made = []
    for person_id in w.session.scalars(query).all():
        row = Incident(
            id=new_id(now), kind="late_receipt", person_id=person_id, objection_id=objection_id,
            from_at=received_from, to_at=now, opened_at=now, says="",
        )  # fmt: skip
        rows.keep(w, row, "incident", "incident_state")
        made.append(row)
    return made


def of_objection(r: Reading, objection_id: str) -> list[Incident]:
    """The incidents of an objection that was recorded late."""
    query = select(Incident).where(Incident.objection_id == objection_id)
    return list(r.session.scalars(query.order_by(Incident.opened_at, Incident.id)))
