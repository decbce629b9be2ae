"""Incidents: reads that should not have been open, looked into by the privacy officer and closed once (DOMAIN 8)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "wrong_match": "A request was matched to the wrong record",
        "late_receipt": "An objection was read or heard before it was recorded",
        "review": "A review found something not in order",
    }
)
SAYS_MOST = 400
_CITES = (cite.RECORDED,)


def may_see(viewer: Viewer, now: datetime) -> Ruling:
    """Only the privacy officer sees incidents."""
    if grants.held(viewer.grants, viewer.staff_id, now) & roles.MAY_OPEN["incidents"]:
        return allowed("The privacy officer sees incidents.", _CITES, "may_see")
    return refused("Only the privacy officer sees incidents.", _CITES, "no_grant")


def may_close(says: str, viewer: Viewer, now: datetime) -> Ruling:
    """The privacy officer closes an incident in words; nothing of it is deleted."""
    may = may_see(viewer, now)
    if not may.allowed:
        return may
    if not says.strip():
        return refused("Say what was found and what was done.", _CITES, "no_words")
    if len(says) > SAYS_MOST:
        return refused(f"Say it in at most {SAYS_MOST} characters.", _CITES, "too_long")
    return allowed("The incident may be closed.", _CITES, "may_close")
