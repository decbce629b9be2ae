"""Dated grants: given by one named ESD person, approved by another, revoked but never edited."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from assistant.policy.grants import Grant
from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import Staff
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


def find(r: Reading, grant_id: str) -> GrantRow | None:
    """A grant by its id."""
    return r.session.get(GrantRow, grant_id)


def locked(w: Writing, grant_id: str) -> GrantRow | None:
    """A grant by its id, read anew and locked until this verb ends."""
    return w.session.get(GrantRow, grant_id, populate_existing=True, with_for_update=True)


def revoke_all(w: Writing, staff_id: str, by: str, now: datetime) -> int:
    """Take every grant of a person that has not ended away; gives how many."""
    query = select(GrantRow.id).where(
        GrantRow.staff_id == staff_id, GrantRow.revoked_at.is_(None), GrantRow.ends_at > now
    )
    return sum(revoke(w, each, by, now) for each in list(w.session.scalars(query)))


def running(r: Reading, now: datetime, after: str, limit: int, kind: str = "") -> list[GrantRow]:
    """Grants that have neither ended nor been taken back, newest first, from after the last one seen."""
    query = select(GrantRow).where(
        GrantRow.ends_at > now, or_(GrantRow.revoked_at.is_(None), GrantRow.revoked_at > now)
    )
    return _listed(r, query, after, limit, kind)


def ever(r: Reading, after: str, limit: int, kind: str = "") -> list[GrantRow]:
    """Every grant ever given, newest first, from after the last one seen."""
    return _listed(r, select(GrantRow), after, limit, kind)


def any_given(r: Reading) -> bool:
    """Whether any grant was ever given."""
    return r.session.scalar(select(GrantRow.id).limit(1)) is not None


def holders(r: Reading, kind: str, now: datetime) -> int:
    """How many people hold a role now."""
    counted = select(func.count(GrantRow.staff_id.distinct())).where(
        GrantRow.kind == kind, GrantRow.begins_at <= now, GrantRow.ends_at > now,
        or_(GrantRow.revoked_at.is_(None), GrantRow.revoked_at > now),
    )  # fmt: skip
    return r.session.scalar(counted) or 0


def holders_of(r: Reading, kind: str, now: datetime) -> list[Staff]:
    """Everybody with an active account who holds a role now, by name."""
    query = select(Staff).join(GrantRow, GrantRow.staff_id == Staff.id).where(
        GrantRow.kind == kind, GrantRow.begins_at <= now, GrantRow.ends_at > now, GrantRow.revoked_at.is_(None),
        Staff.active.is_(True),
    )  # fmt: skip
    return list(r.session.scalars(query.order_by(Staff.name, Staff.id).distinct()))


def rows_of(r: Reading, staff_id: str) -> list[GrantRow]:
    """The rows of a person's grants, newest first."""
    return list(r.session.scalars(select(GrantRow).where(GrantRow.staff_id == staff_id).order_by(GrantRow.id.desc())))


def as_policy(row: GrantRow) -> Grant:
    """A grant as the policy reads it."""
    return Grant(row.kind, row.staff_id, row.given_by, row.approved_by, row.begins_at, row.ends_at, row.revoked_at)


def _listed(r: Reading, query: Select[GrantRow], after: str, limit: int, kind: str) -> list[GrantRow]:
    if after:
        query = query.where(GrantRow.id < after)
    if kind:
        query = query.where(GrantRow.kind == kind)
    return list(r.session.scalars(query.order_by(GrantRow.id.desc()).limit(limit)))


def of_staff(r: Reading, staff_id: str) -> tuple[Grant, ...]:
    """Every grant of a person, in force or not; the policy decides which count."""
    found = r.session.scalars(select(GrantRow).where(GrantRow.staff_id == staff_id).order_by(GrantRow.begins_at))
    return tuple(as_policy(row) for row in found)


def _chains(row: GrantRow) -> set[str]:
    return {f"staff:{row.staff_id}", f"staff:{row.given_by}", f"staff:{row.approved_by}"}
