"""Who may record and withdraw the papers of a partner's user: training, nondisclosure, approval (DOMAIN 2.4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy import conditions, grants, roles
from assistant.policy.access import Viewer
from assistant.policy.conditions import APPROVAL, CONDITIONS, NONDISCLOSURE, TRAINING, Condition
from assistant.policy.ruling import Ruling, allowed, refused

_CITES = (cite.PERSONS_AFFECTED, cite.STRICTER)


@dataclass(frozen=True)
class User:
    """A member of staff whose papers are kept."""

    staff_id: str
    organisation_id: str
    organisation_kind: str
    active: bool
    papers: tuple[Condition, ...]


def may_record(viewer: Viewer, user: User, kind: str, dated: datetime, now: datetime) -> Ruling:
    """Whether this viewer may record this paper of this user with this date."""
    if not (ruling := _keeps(viewer, user, kind, now, recording=True)).allowed:
        return ruling
    if not user.active:
        return refused("This account is closed.", _CITES, "closed")
    if dated > now:
        return refused("The date on the paper cannot be in the future.", _CITES, "dated")
    if any(each.kind == kind and each.withdrawn_at is None and each.dated == dated for each in user.papers):
        return refused("This paper is recorded already.", _CITES, "recorded")
    return allowed("The paper may be recorded.", _CITES, "may_record")


def may_withdraw(viewer: Viewer, user: User, kind: str, now: datetime) -> Ruling:
    """Whether this viewer may withdraw this paper of this user; an ESD administrator may withdraw each kind."""
    if not (ruling := _keeps(viewer, user, kind, now, recording=False)).allowed:
        return ruling
    if not any(each.kind == kind and each.withdrawn_at is None for each in user.papers):
        return refused("No such paper of this person counts.", _CITES, "none")
    return allowed("The paper may be withdrawn.", _CITES, "may_withdraw")


def lacking(user: User, held: Collection[str], now: datetime) -> tuple[str, ...]:
    """What this user still lacks before the first look, in words; nothing when an agreement in force is enough."""
    tests = (
        (user.active, "the account is closed"),
        (roles.PARTNER_STAFF in held, "the role of partner staff is not given"),
        (conditions.met(user.papers, TRAINING, now), "training is missing"),
        (conditions.met(user.papers, NONDISCLOSURE, now), "nondisclosure is missing"),
        (conditions.met(user.papers, APPROVAL, now), "approval is missing"),
    )
    return tuple(words for holds, words in tests if not holds)


def _keeps(viewer: Viewer, user: User, kind: str, now: datetime, recording: bool) -> Ruling:
    if kind not in CONDITIONS:
        return refused("Choose a paper from the list.", _CITES, "kind")
    if user.organisation_kind != "partner":
        return refused("Only staff of a partner have these papers.", _CITES, "not_a_partner")
    held = grants.held(viewer.grants, viewer.staff_id, now)
    manages = roles.PARTNER_MANAGER in held and viewer.organisation_id == user.organisation_id
    administers = roles.ADMIN in held and viewer.role == "esd"
    if not manages and not administers:
        return refused("Only the organization's contract manager or ESD keeps these papers.", _CITES, "not_theirs")
    if viewer.staff_id == user.staff_id:
        return refused("Nobody keeps their own papers.", _CITES, "own")
    if recording and kind == APPROVAL and not manages:
        return refused("Only the organization's own approver approves access.", _CITES, "not_approver")
    return allowed("This person keeps these papers.", _CITES, "keeps")
