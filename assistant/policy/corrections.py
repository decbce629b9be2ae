"""Mending a request that was not the person's, or was matched to the wrong record (DESIGN 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

NOT_THEIRS, WRONG_MATCH = "not_theirs", "wrong_match"
KINDS: Mapping[str, str] = MappingProxyType(
    {NOT_THEIRS: "the request was not theirs", WRONG_MATCH: "it was matched to the wrong record"}
)
REACHED: Mapping[str, str] = MappingProxyType(
    {"in_person": "in person", "phone": "by phone", "letter": "by letter", "email": "by e-mail"}
)
SAYS_MOST = 400

_CITES = (cite.POLICY_ESD_ONLY, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class RequestState:
    """How the request stands that a correction is about; subject_staff may be the person of a record themselves."""

    state: str
    mended: bool  # a wrong match of it was approved before
    waits: bool = False  # a correction of it waits already
    subject_staff: frozenset[str] = frozenset()


def may_propose(kind: str, reached_by: str, request: RequestState, viewer: Viewer, now: datetime) -> Ruling:
    """A holder of esd_confirm proposes a correction after reaching the person."""
    if not _confirms(viewer, now):
        return refused("Only a holder of esd_confirm proposes a correction.", _CITES, "no_grant")
    if viewer.staff_id in request.subject_staff:
        return refused("Nobody decides about their own record.", _CITES, "own_record")
    if kind not in KINDS:
        return refused("Choose what was wrong.", _CITES, "unknown_kind")
    if reached_by not in REACHED:
        return refused("The person must be reached first. Say how.", _CITES, "not_reached")
    if request.waits:
        return refused("A correction of this request waits already.", _CITES, "waits")
    return fits(kind, request)


def may_decide(proposed_by: str, subject_staff: frozenset[str], viewer: Viewer, now: datetime) -> Ruling:
    """Another holder of esd_confirm approves or refuses a correction."""
    if not _confirms(viewer, now):
        return refused("Only a holder of esd_confirm decides a correction.", _CITES, "no_grant")
    if viewer.staff_id == proposed_by:
        return refused("Whoever proposed a correction does not decide it.", _CITES, "not_two")
    if viewer.staff_id in subject_staff:
        return refused("Nobody decides about their own record.", _CITES, "own_record")
    return allowed("The correction may be decided.", _CITES, "may_decide")


def fits(kind: str, request: RequestState) -> Ruling:
    """Whether a request is still as this correction needs it."""
    if kind == NOT_THEIRS and request.state not in ("waiting", "returned"):
        return refused("The request does not wait any more.", _CITES, "not_waiting")
    if kind == WRONG_MATCH and request.state != "confirmed":
        return refused("The request was not confirmed on any record.", _CITES, "not_confirmed")
    if kind == WRONG_MATCH and request.mended:
        return refused("This wrong match was set right before.", _CITES, "mended")
    return allowed("The correction fits the request.", _CITES, "fits")


def refusal(says: str) -> Ruling:
    """Whether a refusal can be kept as it is: it says why."""
    if not says.strip():
        return refused("Say why it is refused.", _CITES, "no_words")
    if len(says) > SAYS_MOST:
        return refused(f"Say it in at most {SAYS_MOST} characters.", _CITES, "too_long")
    return allowed("The refusal says why.", _CITES, "says")


def _confirms(viewer: Viewer, now: datetime) -> bool:
    return viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, grants.CONFIRM, now)
