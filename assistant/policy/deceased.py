"""A person who has died: the record is frozen and the last confirmed choice stays (DOMAIN A19)."""

from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

SOURCES = {
    "certificate": "a death certificate",
    "family": "a family member",
    "agency": "another public agency",
}

_CITES = (cite.POLICY_ESD_ONLY, cite.STRICTER)


def may_record(source: str, recorded: bool, viewer: Viewer, now: datetime) -> Ruling:
    """ESD staff record a death with its source; the record is frozen from then on."""
    if not _staff(viewer, now):
        return refused("Only ESD staff record a death.", _CITES, "not_esd_staff")
    if source not in SOURCES:
        return refused("Say how ESD learned of it.", _CITES, "no_source")
    if recorded:
        return refused("This death was recorded already.", _CITES, "recorded_already")
    return allowed("The record is frozen; the last confirmed choice stays.", _CITES, "may_record")


def may_undo(recorded_by: str | None, viewer: Viewer, now: datetime) -> Ruling:
    """Another ESD person takes back a death that was recorded in error."""
    if not _staff(viewer, now):
        return refused("Only ESD staff take back a recorded death.", _CITES, "not_esd_staff")
    if recorded_by is None:
        return refused("No death is recorded.", _CITES, "not_recorded")
    if recorded_by == viewer.staff_id:
        return refused("Whoever recorded it does not take it back.", (*_CITES, cite.TWO_PEOPLE), "not_two")
    return allowed("The record is as it was before.", (*_CITES, cite.TWO_PEOPLE), "may_undo")


def _staff(viewer: Viewer, now: datetime) -> bool:
    return viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, roles.ESD_STAFF, now)
