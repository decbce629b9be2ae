"""Mending a request that was not the person's, or was matched to the wrong record (DESIGN 4)."""

from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy import grants
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

KINDS = {"not_theirs": "the request was not theirs", "wrong_match": "it was matched to the wrong record"}
REACHED = {"in_person": "in person", "phone": "by phone", "letter": "by letter", "email": "by e-mail"}

_CITES = (cite.POLICY_ESD_ONLY, cite.TWO_PEOPLE)


def may_propose(kind: str, reached_by: str, state: str, last_event: bool, viewer: Viewer, now: datetime) -> Ruling:
    """A holder of esd_confirm proposes a correction after reaching the person."""
    if not _confirms(viewer, now):
        return refused("Only a holder of esd_confirm proposes a correction.", _CITES, "no_grant")
    if kind not in KINDS:
        return refused("Choose what was wrong.", _CITES, "unknown_kind")
    if reached_by not in REACHED:
        return refused("The person must be reached first. Say how.", _CITES, "not_reached")
    return fits(kind, state, last_event)


def may_decide(proposed_by: str, waiting: bool, viewer: Viewer, now: datetime) -> Ruling:
    """Another holder of esd_confirm approves or refuses a correction, once."""
    if not _confirms(viewer, now):
        return refused("Only a holder of esd_confirm decides a correction.", _CITES, "no_grant")
    if viewer.staff_id == proposed_by:
        return refused("Whoever proposed a correction does not decide it.", _CITES, "not_two")
    if not waiting:
        return refused("The correction was decided already.", _CITES, "decided")
    return allowed("The correction may be decided.", _CITES, "may_decide")


def fits(kind: str, state: str, last_event: bool) -> Ruling:
    """Whether a request is still as this correction needs it."""
    if kind == "not_theirs" and state not in ("waiting", "returned"):
        return refused("The request does not wait any more.", _CITES, "not_waiting")
    if kind == "wrong_match" and state != "confirmed":
        return refused("The request was not confirmed on any record.", _CITES, "not_confirmed")
    if kind == "wrong_match" and not last_event:
        return refused("The status of that record was changed again since.", _CITES, "changed_since")
    return allowed("The correction fits the request.", _CITES, "fits")


def _confirms(viewer: Viewer, now: datetime) -> bool:
    return viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, grants.CONFIRM, now)
