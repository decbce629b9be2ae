"""A grant: a dated role of a named person, given by one named ESD person and approved by another (DESIGN P3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy.roles import CONFIRM, ROLES, VIEW_SUPPRESSED
from assistant.policy.ruling import Ruling, allowed, refused

__all__ = [
    "CONFIRM", "REASON_MOST", "VIEW_LONGEST", "VIEW_SUPPRESSED", "Grant", "Wanted", "held", "holds", "in_force",
    "may_give", "may_refuse", "may_revoke", "may_withdraw",
]  # fmt: skip

REASON_MOST = 200

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
    account_active: bool = True


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
    if not wanted.account_active:
        return refused("This account is disabled.", _CITES, "disabled")
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
    if not wanted.reason.strip() or len(wanted.reason) > REASON_MOST:
        return refused(f"Say why the grant is needed, in at most {REASON_MOST} characters.", _CITES, "no_reason")
    return allowed("The grant may be given.", _CITES, "may_give")


def may_refuse(kind: str, staff_id: str, proposed_by: str, by: str, roles: frozenset[str]) -> Ruling:
    """Whether this person may refuse a proposal: they could have approved it as far as they themselves go."""
    if by in (staff_id, proposed_by):
        return refused("Whoever proposed it withdraws it; another person approves or refuses.", _CITES, "not_two")
    if ROLES[kind].given_by not in roles:
        return refused(f"Only holders of the role {ROLES[kind].given_by} decide this one.", _CITES,
                       "not_theirs_to_give")  # fmt: skip
    return allowed("This person may refuse it.", _CITES, "may_refuse")


def may_withdraw(proposed_by: str, by: str) -> Ruling:
    """Whether this person may withdraw a proposal."""
    if by != proposed_by:
        return refused("Only whoever proposed a grant withdraws it.", _CITES, "not_theirs")
    return allowed("It may be withdrawn.", _CITES, "may_withdraw")


def may_revoke(kind: str, staff_id: str, by: str, roles: frozenset[str]) -> Ruling:
    """Whether this person may take a grant back at once: one person is enough, and anybody gives up their own."""
    if by == staff_id:
        return allowed("Everybody may give up a grant of their own.", _CITES, "given_up")
    if ROLES[kind].given_by not in roles:
        return refused(f"Only holders of the role {ROLES[kind].given_by} take this one back.", _CITES,
                       "not_theirs_to_take")  # fmt: skip
    return allowed("It may be taken back.", _CITES, "may_revoke")
