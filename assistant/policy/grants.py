"""A grant: a dated permission of a named ESD person, given by one and approved by another."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

CONFIRM = "esd_confirm"
VIEW_SUPPRESSED = "esd_view_suppressed"
VIEW_LONGEST = timedelta(hours=24)  # no break-glass: a short look with a reason, reviewed afterwards (DOMAIN 8)
_CITES = (cite.POLICY_ESD_ONLY, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class Grant:
    """One permission as it was given."""

    kind: str
    staff_id: str
    given_by: str
    approved_by: str
    begins_at: datetime
    ends_at: datetime
    revoked_at: datetime | None


def in_force(grant: Grant, now: datetime) -> Ruling:
    """A grant counts from its first moment to before its last, unless revoked, and only when two others made it."""
    if len({grant.staff_id, grant.given_by, grant.approved_by}) != 3:
        return refused("The grant needs one person who gave it and another who approved it.", _CITES, "not_two")
    if grant.kind == VIEW_SUPPRESSED and grant.ends_at - grant.begins_at > VIEW_LONGEST:
        return refused("A grant to view what is suppressed lasts at most 24 hours.", _CITES, "too_long")
    if now < grant.begins_at:
        return refused("The grant has not begun.", _CITES, "not_begun")
    if now >= grant.ends_at:
        return refused("The grant has ended.", _CITES, "ended")
    if grant.revoked_at is not None and now >= grant.revoked_at:
        return refused("The grant was taken back.", _CITES, "revoked")
    return allowed("The grant is in force.", _CITES, "in_force")


def holds(grants: tuple[Grant, ...], staff_id: str, kind: str, now: datetime) -> bool:
    """Whether this person has a grant of this kind now; another person's grant never counts."""
    return any(g.kind == kind and g.staff_id == staff_id and in_force(g, now).allowed for g in grants)
