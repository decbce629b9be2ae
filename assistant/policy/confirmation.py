"""Who may confirm or return a request, and how identity is checked (Policy 4013, Policy, third paragraph)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

NOT_CHECKED = "not_checked"

IDENTITY_CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "photo_id": "photo ID in person",
        "known_contact": "an answer through a contact already on ESD's record",
        "esd_sign_in": "an existing ESD sign-in",
        NOT_CHECKED: "not checked (only for do not share)",
    }
)

RETURN_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "cannot_tell_who": "We cannot tell who this is",
        "identity_unchecked": "Identity could not be checked",
        "evidence_unverified": "The evidence does not verify",
        "wrong_taker": "Taken down by the person who would confirm it",
        "no_authority": "Said by someone without authority to say it",
    }
)

_CITES = (cite.POLICY_ESD_ONLY, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class RequestFacts:
    """What decides who may confirm or return a request; subject_staff are staff who may be the person themselves."""

    kind: str
    state: str
    taken_down_by: str | None
    said_at: datetime
    conversation_complete: bool
    subject_staff: frozenset[str]
    no_said_later: bool = False  # the person named has since been confirmed as do not share, said after this
    silence_broken: bool = False  # a share by silence, of somebody who has said do not share, or chosen since
    spoken_by: str = "self"
    authority: bool = False  # ESD has seen the authority of whoever spoke for the person
    gone: bool = False  # the record named is of someone who died, or merged into another record


def may_confirm(request: RequestFacts, viewer: Viewer, identity_check: str, now: datetime) -> Ruling:
    """Whether this viewer may confirm this request with this identity check (Policy 4013; DESIGN 4)."""
    for ruling in (_may_decide(request, viewer, now), _known(identity_check), _is_said(request, now)):
        if not ruling.allowed:
            return ruling
    return _share(request, viewer, identity_check) if request.kind == "share" else _do_not_share(request, viewer)


def may_return(request: RequestFacts, viewer: Viewer, reason: str, now: datetime) -> Ruling:
    """Whether this viewer may return this request with this reason; a hold stands on (DESIGN 4)."""
    ruling = _may_decide(request, viewer, now)
    if not ruling.allowed:
        return ruling
    if reason not in RETURN_REASONS:
        return refused("A request is returned only with a reason from the list.", _CITES, "unknown_reason")
    if request.state == "returned":
        return refused("The request was returned already and still waits.", _CITES, "returned_already")
    return allowed("The request is returned; a hold stands on.", _CITES, "may_return")


def _may_decide(request: RequestFacts, viewer: Viewer, now: datetime) -> Ruling:
    if viewer.role != "esd":
        return refused("Only ESD staff change a status.", _CITES, "not_esd")
    if not grants.holds(viewer.grants, viewer.staff_id, grants.CONFIRM, now):
        return refused("No grant to confirm is in force.", _CITES, "no_grant")
    if viewer.staff_id in request.subject_staff:
        return refused("Nobody decides about their own record.", _CITES, "own_record")
    if request.kind not in ("share", "do_not_share"):
        return refused("This is neither share nor do not share.", _CITES, "unknown_kind")
    if request.state not in ("waiting", "returned"):
        return refused("The request was decided already.", _CITES, "decided")
    return allowed("This person may decide this request.", _CITES, "may_decide")


def _known(identity_check: str) -> Ruling:
    if identity_check not in IDENTITY_CHECKS:
        return refused("State how identity was checked.", (cite.STRICTER,), "unknown_check")
    return allowed("It is stated how identity was checked.", (cite.STRICTER,), "check_stated")


def _is_said(request: RequestFacts, now: datetime) -> Ruling:
    if request.said_at > now:
        return refused("The request is dated later than now.", _CITES, "not_said_yet")
    return allowed("It was said.", _CITES, "said")


def _share(request: RequestFacts, viewer: Viewer, identity_check: str) -> Ruling:
    if identity_check == NOT_CHECKED:
        return refused("A share is confirmed only with identity checked.", (cite.STRICTER,), "not_checked")
    if request.taken_down_by == viewer.staff_id:
        return refused("Whoever took a share down never confirms it.", (cite.STRICTER,), "wrong_taker")
    if request.spoken_by != "self" and not request.authority:
        return refused(
            "It was said for somebody else, and ESD has not seen the authority.", (cite.STRICTER,), "no_authority"
        )
    if request.gone:
        return refused("The record named is deceased or merged into another.", (cite.STRICTER,), "frozen")
    if request.no_said_later:
        return refused("The person said do not share later, and ESD confirmed it.", (cite.STRICTER,), "later_no")
    if request.silence_broken:
        return refused("Silence never undoes a do not share or a choice.", (cite.STRICTER,), "not_silent")
    if not request.conversation_complete:
        return refused("Not everything was told, so this is no choice to share.", (cite.NOTIFICATION,), "not_told")
    return allowed("The share may be confirmed.", _CITES, "may_confirm")


def _do_not_share(request: RequestFacts, viewer: Viewer) -> Ruling:
    cites = (cite.POLICY_HONORED, *_CITES)
    if request.taken_down_by == viewer.staff_id:
        return allowed("May be confirmed, and is marked for sampling: the same person took it down.", cites, "sampled")
    return allowed("The do not share may be confirmed as it stands.", cites, "may_confirm")
