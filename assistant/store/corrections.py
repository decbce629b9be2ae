"""Corrections that two ESD people make of a request, and the incidents that they open."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Correction, Incident


def propose(
    w: Writing, request_id: str, kind: str, wrong_id: str | None, right_id: str | None, reached_by: str, by: str,
    now: datetime,
) -> Correction:  # fmt: skip
    """Keep a proposed correction; a ledger entry must follow."""
    row = Correction(
        id=new_id(now), request_id=request_id, kind=kind, wrong_person_id=wrong_id, right_person_id=right_id,
        reached_by=reached_by, proposed_by=by, proposed_at=now, state="waiting",
    )  # fmt: skip
    rows.keep(w, row, "correction", "correction_state")
    return row


def locked(w: Writing, correction_id: str) -> Correction | None:
    """A correction by id, read anew and locked until this verb ends."""
    return w.session.get(Correction, correction_id, populate_existing=True, with_for_update=True)


def decide(w: Writing, row: Correction, state: str, by: str, now: datetime) -> None:
    """Approve or refuse a correction; a ledger entry must follow."""
    row.state, row.decided_at, row.decided_by = state, now, by
    w.session.flush()
    w.changed("correction")
    rows.note(w, row, "correction_state")


def incident(w: Writing, row: Correction, person_id: str, since: datetime, now: datetime) -> Incident:
    """Open the incident of a wrong match: every read of that record in between."""
    found = Incident(
        id=new_id(now), kind="wrong_match", person_id=person_id, correction_id=row.id, from_at=since, to_at=now,
        opened_at=now, says="",
    )  # fmt: skip
    rows.keep(w, found, "incident", "incident_state")
    return found


def incidents(r: Reading) -> list[Incident]:
    """Every incident that nobody has closed, oldest first."""
    query = select(Incident).where(Incident.closed_at.is_(None)).order_by(Incident.opened_at, Incident.id)
    return list(r.session.scalars(query.limit(100)))
