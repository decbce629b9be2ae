"""Dated grants: given by one named ESD person, approved by another, revoked but never edited."""

from datetime import datetime

from sqlalchemy import select

from assistant.policy.grants import Grant
from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import GrantRow


def give(
    w: Writing,
    staff_id: str,
    kind: str,
    given_by: str,
    approved_by: str,
    begins_at: datetime,
    ends_at: datetime,
    now: datetime,
    reason: str = "",
) -> GrantRow:
    """Keep a grant with its ledger entry; the database refuses one person in two of the three parts."""
    row = GrantRow(
        id=new_id(now), staff_id=staff_id, kind=kind, given_by=given_by, approved_by=approved_by,
        begins_at=begins_at, ends_at=ends_at, reason=reason,
    )  # fmt: skip
    rows.keep(w, row, "grant", "grant_state")
    ledger.append(w, "grant_given", {"grant": row.id, "kind": kind}, _chains(row), now)
    return row


def revoke(w: Writing, grant_id: str, by: str, now: datetime) -> bool:
    """Take a grant away from now on; false when it was already."""
    row = w.session.get(GrantRow, grant_id, populate_existing=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    w.session.flush()
    rows.note(w, row, "grant_state")
    ledger.append(w, "grant_revoked", {"grant": row.id, "by": by}, {*_chains(row), f"staff:{by}"}, now)
    return True


def of_staff(r: Reading, staff_id: str) -> tuple[Grant, ...]:
    """Every grant of a person, in force or not; the policy decides which count."""
    found = r.session.scalars(select(GrantRow).where(GrantRow.staff_id == staff_id).order_by(GrantRow.begins_at))
    return tuple(
        Grant(row.kind, row.staff_id, row.given_by, row.approved_by, row.begins_at, row.ends_at, row.revoked_at)
        for row in found
    )


def _chains(row: GrantRow) -> set[str]:
    return {f"staff:{row.staff_id}", f"staff:{row.given_by}", f"staff:{row.approved_by}"}
