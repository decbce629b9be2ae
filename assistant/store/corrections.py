"""Corrections that two ESD people make of a request."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Correction

WAITING = "waiting"


def propose(
    w: Writing, request_id: str, kind: str, wrong_id: str | None, right_id: str | None, reached_by: str, by: str,
    now: datetime,
) -> Correction:  # fmt: skip
    """Keep a proposed correction; a ledger entry must follow."""
    row = Correction(
        id=new_id(now), request_id=request_id, kind=kind, wrong_person_id=wrong_id, right_person_id=right_id,
        reached_by=reached_by, proposed_by=by, proposed_at=now, state=WAITING, says="",
    )  # fmt: skip
    rows.keep(w, row, "correction", "correction_state")
    return row


def locked(w: Writing, correction_id: str) -> Correction | None:
    """A correction by id, read anew and locked until this verb ends."""
    return w.session.get(Correction, correction_id, populate_existing=True, with_for_update=True)


def decide(w: Writing, row: Correction, state: str, by: str, now: datetime, says: str = "") -> None:
    """Approve or refuse a correction; a ledger entry must follow."""
    row.state, row.decided_at, row.decided_by, row.says = state, now, by, says
    w.session.flush()
    w.changed("correction")
    rows.note(w, row, "correction_state")


def of_request(r: Reading, request_id: str) -> list[Correction]:
    """Every correction of a request, oldest first."""
    query = select(Correction).where(Correction.request_id == request_id)
    return list(r.session.scalars(query.order_by(Correction.proposed_at, Correction.id)))


def mended(r: Reading, request_id: str | None, by: datetime | None = None) -> bool:
    """Whether it was approved, by this moment, that a request was confirmed on the wrong record."""
    query = select(Correction.id).where(
        Correction.request_id == (request_id or ""), Correction.kind == "wrong_match", Correction.state == "approved"
    )
    if by is not None:
        query = query.where(Correction.decided_at <= by)
    return r.session.scalar(query.limit(1)) is not None


def waiting(r: Reading, after: str, limit: int) -> list[Correction]:
    """The corrections that wait, oldest first, from after the last one seen."""
    query = select(Correction).where(Correction.state == WAITING, Correction.id > after)
    return list(r.session.scalars(query.order_by(Correction.id).limit(limit)))


def decided(r: Reading, before: str, limit: int) -> list[Correction]:
    """The corrections that were approved or refused, newest proposal first, from before the last one seen."""
    query = select(Correction).where(Correction.state != WAITING)
    if before:
        query = query.where(Correction.id < before)
    return list(r.session.scalars(query.order_by(Correction.id.desc()).limit(limit)))
