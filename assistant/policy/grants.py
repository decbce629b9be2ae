"""A grant: a dated role of a named person, given by one named ESD person and approved by another (DESIGN P3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy.roles import CONFIRM, ROLES, VIEW_SUPPRESSED
from assistant.policy.ruling import Ruling, allowed, refused

__all__ = ["CONFIRM", "VIEW_LONGEST", "VIEW_SUPPRESSED", "Grant", "Wanted", "held", "holds", "in_force", "may_give"]

# No break-glass: a short look with a reason, reviewed afterwards (DOMAIN 8).
VIEW_LONGEST = ROLES[VIEW_SUPPRESSED].longest
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


@dataclass(frozen=True)
class Wanted:
    """A grant that somebody proposes: to whom, of which kind of organisation, who holds what already, and why."""

    kind: str
    staff_id: str
    organisation_kind: str
    already: frozenset[str]
    begins_at: datetime
    ends_at: datetime
    reason: str


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


def held(grants: Iterable[Grant], staff_id: str, now: datetime) -> frozenset[str]:
    """Every role that this person holds now."""
    return frozenset(g.kind for g in grants if g.staff_id == staff_id and in_force(g, now).allowed)


def may_give(wanted: Wanted, people: tuple[str, ...], roles_of_each: tuple[frozenset[str], ...]) -> Ruling:
    """Whether these people, the one who proposes and then the one who approves, may give this grant (DOMAIN 8).

    With the proposer alone it answers whether it may be proposed.
    """
    role = ROLES.get(wanted.kind)
    if role is None:
        return refused("Choose a role from the list.", _CITES, "unknown_kind")
    if wanted.organisation_kind != role.of:
        return refused("This role is not for staff of this kind of organization.", _CITES, "wrong_organisation")
    if wanted.staff_id in people or len(set(people)) != len(people):
        return refused("One person proposes a grant, another approves it, and neither for themselves.", _CITES,
                       "not_two")  # fmt: skip
    if not all(role.given_by in roles for roles in roles_of_each):
        return refused(f"Only holders of the role {role.given_by} give this one.", _CITES, "not_theirs_to_give")
    return _fits(wanted)


def _fits(wanted: Wanted) -> Ruling:
    role = ROLES[wanted.kind]
    against = {kind for kind in wanted.already if kind in role.never_with or wanted.kind in ROLES[kind].never_with}
    if against:
        return refused(f"This role is never held together with {', '.join(sorted(against))}.", _CITES, "together")
    if wanted.ends_at <= wanted.begins_at:
        return refused("A grant ends after it begins.", _CITES, "ends_first")
    if wanted.ends_at - wanted.begins_at > role.longest:
        most = "24 hours" if wanted.kind == VIEW_SUPPRESSED else "a year"
        return refused(f"This role is given for at most {most} at a time.", _CITES, "too_long")
    if not wanted.reason.strip():
        return refused("Say why the grant is needed.", _CITES, "no_reason")
    return allowed("The grant may be given.", _CITES, "may_give")
