"""A credential of an organisation's own system: made by ESD, for a year at most, revoked at once (DESIGN 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

LONGEST = timedelta(days=365)
NAME_MOST = 120
# What a system may ask, by the kind of organisation that its credential belongs to.
MAY_ASK: Mapping[str, str] = MappingProxyType({"esd_system": "esd", "partner_system": "partner"})
_CITES = (cite.RECORDED, cite.NO_GUESSING)


@dataclass(frozen=True)
class Credential:
    """One credential, as it was made and as it stands."""

    id: str
    organisation_id: str
    organisation_kind: str
    made_by: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None


def in_force(credential: Credential, now: datetime) -> Ruling:
    """A credential counts from its first moment to before its last, unless revoked."""
    if credential.revoked_at is not None and credential.revoked_at <= now:
        return refused("The credential was revoked.", _CITES, "revoked")
    if not credential.made_at <= now < credential.ends_at:
        return refused("The credential has ended.", _CITES, "ended")
    return allowed("The credential is in force.", _CITES, "in_force")


def may_ask(question: str, organisation_kind: str) -> Ruling:
    """Whether systems of this kind of organisation may ask this question: reasons go to ESD's own alone."""
    if MAY_ASK.get(question) == organisation_kind:
        return allowed("Systems of this kind of organization ask this.", _CITES, "may_ask")
    if question == "esd_system":
        return refused("Decisions with their reasons are answered to ESD's own systems alone.", _CITES, "not_esd")
    return refused("Records are answered to systems of partner organizations alone.", _CITES, "not_partner")


def may_make(viewer: Viewer, organisation_kind: str, name: str, lasts: timedelta, now: datetime) -> Ruling:
    """Whether this viewer may make a credential of this name for this kind of organisation, for this long."""
    held = grants.held(viewer.grants, viewer.staff_id, now)
    if viewer.role != "esd" or not held & roles.MAY_OPEN["esd_admin"]:
        return refused("Only an ESD administrator makes a credential.", _CITES, "no_grant")
    if organisation_kind not in MAY_ASK.values():
        return refused("Only ESD and partner organizations have systems that ask.", _CITES, "wrong_kind")
    if not name.strip() or len(name) > NAME_MOST:
        return refused(f"Name the system, in at most {NAME_MOST} letters.", _CITES, "no_name")
    if not timedelta(0) < lasts <= LONGEST:
        return refused("A credential lasts at most a year.", _CITES, "too_long")
    return allowed("The credential may be made.", _CITES, "may_make")


def may_revoke(viewer: Viewer, credential: Credential, now: datetime) -> Ruling:
    """Whether this viewer may revoke it: an ESD administrator any, a contract manager those of the organisation."""
    held = grants.held(viewer.grants, viewer.staff_id, now)
    if viewer.role == "esd" and held & roles.MAY_OPEN["esd_admin"]:
        return allowed("An ESD administrator may revoke any credential.", _CITES, "may_revoke")
    own = viewer.role == "partner" and viewer.organisation_id == credential.organisation_id
    if own and held & roles.MAY_OPEN["partner_agreement"]:
        return allowed("The contract manager may revoke the organization's credentials.", _CITES, "may_revoke")
    return refused("This credential is not this person's to revoke.", _CITES, "not_theirs")
