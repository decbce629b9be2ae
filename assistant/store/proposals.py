"""Proposals of grants: kept once, decided once, with an entry each."""

from datetime import datetime

from sqlalchemy import or_, select

from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import GrantProposal

WAITING = "waiting"


def keep(
    w: Writing,
    staff_id: str,
    kind: str,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    proposed_by: str,
    now: datetime,
) -> GrantProposal:
    """Keep a proposal that waits, with its entry."""
    row = GrantProposal(
        id=new_id(now), staff_id=staff_id, kind=kind, begins_at=begins_at, ends_at=ends_at, reason=reason,
        proposed_by=proposed_by, proposed_at=now, state=WAITING,
    )  # fmt: skip
    rows.keep(w, row, "grant_proposal", "grant_proposal_state")
    ledger.append(w, "grant_proposed", {"proposal": row.id, "kind": kind}, chains(row, proposed_by), now)
    return row


def decide(w: Writing, row: GrantProposal, state: str, by: str, now: datetime, grant_id: str | None = None) -> None:
    """Approve, refuse or withdraw a waiting proposal; the database refuses a second decision."""
    row.state, row.decided_by, row.decided_at, row.grant_id = state, by, now, grant_id
    w.session.flush()
    rows.note(w, row, "grant_proposal_state")
    ledger.append(w, f"grant_proposal_{state}", {"proposal": row.id, "by": by}, chains(row, by), now)


def find(r: Reading, proposal_id: str) -> GrantProposal | None:
    """A proposal by its id."""
    return r.session.get(GrantProposal, proposal_id)


def locked(w: Writing, proposal_id: str) -> GrantProposal | None:
    """A proposal by its id, read anew and locked until this verb ends."""
    return w.session.get(GrantProposal, proposal_id, populate_existing=True, with_for_update=True)


def waiting(r: Reading, after: str, limit: int) -> list[GrantProposal]:
    """The proposals that wait, oldest first, from after the last one seen."""
    query = select(GrantProposal).where(GrantProposal.state == WAITING, GrantProposal.id > after)
    return list(r.session.scalars(query.order_by(GrantProposal.id).limit(limit)))


def decided(r: Reading, before: str, limit: int) -> list[GrantProposal]:
    """The proposals that were refused or withdrawn, newest first, from before the last one seen."""
    query = select(GrantProposal).where(GrantProposal.state.in_(("refused", "withdrawn")))
    if before:
        query = query.where(GrantProposal.id < before)
    return list(r.session.scalars(query.order_by(GrantProposal.id.desc()).limit(limit)))


def waiting_of(w: Writing, staff_id: str) -> list[GrantProposal]:
    """The proposals for or by somebody that wait, locked until this verb ends."""
    theirs = or_(GrantProposal.staff_id == staff_id, GrantProposal.proposed_by == staff_id)
    query = select(GrantProposal).where(GrantProposal.state == WAITING, theirs).order_by(GrantProposal.id)
    return list(w.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def chains(row: GrantProposal, by: str) -> set[str]:
    """Whom an act on this proposal concerns."""
    return {f"staff:{row.staff_id}", f"staff:{row.proposed_by}", f"staff:{by}"}
