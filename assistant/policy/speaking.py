"""Who may speak for a person: minors, representatives and helpers (RCW 50.13.040(5); DOMAIN A16, A17)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

SELF = "self"
SPEAKERS: Mapping[str, str] = MappingProxyType(
    {SELF: "the person", "parent": "a parent", "guardian": "a guardian", "agent": "an agent"}
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "parent": "a parent",
        "guardian_order": "a guardian by court order",
        "power_of_attorney": "a power of attorney",
        "signed_release": "a signed release",
    }
)
STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "what": "what information is to be disclosed",
        "files": "that state government files will be used",
        "purposes": "the purposes it is used for",
        "who": "who may receive it",
    }
)
SPEAKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "parent": frozenset({"parent"}),
        "guardian": frozenset({"guardian_order"}),
        "agent": frozenset({"power_of_attorney", "signed_release"}),
    }
)
OF_AGE = 18
HOLDER_MOST = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CITES = (cite.POLICY_ESD_ONLY, cite.STRICTER)


@dataclass(frozen=True)
class Paper:
    """An authority as it was seen: who it lets speak, and between which moments."""

    kind: str
    begins_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    statements: frozenset[str] = frozenset()


def may_see(paper: Paper, holder: str, document_sha256: str, viewer: Viewer, now: datetime) -> Ruling:
    """ESD staff record an authority that they have seen; a signed release makes all four statements."""
    if not _esd_staff(viewer, now):
        return refused("Only ESD staff record that an authority was seen.", _CITES, "not_esd_staff")
    if paper.kind not in KINDS:
        return refused("Choose the kind of authority from the list.", _CITES, "unknown_kind")
    if not holder.strip():
        return refused("Name who may speak for the person.", _CITES, "no_holder")
    if len(holder) > HOLDER_MOST:
        return refused(f"Give the name in at most {HOLDER_MOST} characters.", _CITES, "no_holder")
    if not _SHA256.fullmatch(document_sha256):
        return refused("Give the SHA-256 of the document, 64 digits and letters a to f.", _CITES, "no_document")
    if paper.ends_at is not None and paper.ends_at <= paper.begins_at:
        return refused("An authority ends after it begins.", _CITES, "ends_first")
    if paper.ends_at is not None and paper.ends_at <= now:
        return refused("This authority has ended already.", _CITES, "over")
    if paper.kind == "signed_release" and not frozenset(STATEMENTS) <= paper.statements:
        return refused("A signed release counts only with all four statements.", _CITES, "statements_missing")
    return allowed("The authority counts between its dates.", _CITES, "may_see")


def fits(kind: str, speaker: str) -> Ruling:
    """Whether a paper of this kind is for what was said in a session in which this speaker answered."""
    if speaker == SELF:
        return refused("In this session the person answered, and needs no authority.", _CITES, "said_themselves")
    if kind not in SPEAKS.get(speaker, frozenset()):
        who = SPEAKERS.get(speaker, "somebody else")
        return refused(f"In this session {who} answered. This paper lets somebody else speak.", _CITES, "not_fitting")
    return allowed("The paper is for who answered.", _CITES, "fits")


def may_withdraw(withdrawn: bool, viewer: Viewer, now: datetime) -> Ruling:
    """ESD staff end an authority, once, from now on."""
    if not _esd_staff(viewer, now):
        return refused("Only ESD staff end an authority.", _CITES, "not_esd_staff")
    if withdrawn:
        return refused("The authority was ended already.", _CITES, "withdrawn_already")
    return allowed("The authority no longer counts.", _CITES, "may_withdraw")


def lets_speak(spoken_by: str, papers: Iterable[Paper], now: datetime) -> Ruling:
    """Whether a share said by this speaker may count: their own, or on an authority in force that ESD has seen."""
    if spoken_by == SELF:
        return allowed("The person spoke.", _CITES, "self")
    if any(each.kind in SPEAKS.get(spoken_by, frozenset()) and in_force(each, now) for each in papers):
        return allowed("ESD has seen the authority to speak.", _CITES, "authority")
    return refused("ESD has not seen the authority to say share for somebody else.", _CITES, "no_authority")


def in_force(paper: Paper, now: datetime) -> bool:
    """Whether an authority counts at this moment."""
    begun = paper.begins_at <= now and (paper.ends_at is None or now < paper.ends_at)
    whole = paper.kind != "signed_release" or frozenset(STATEMENTS) <= paper.statements
    return begun and whole and paper.withdrawn_at is None


def is_minor(birth_date: date, said_on: date) -> bool:
    """Whether a person born on this day was under 18 on the day something was said."""
    had = (said_on.month, said_on.day) >= (birth_date.month, birth_date.day)
    return said_on.year - birth_date.year - (0 if had else 1) < OF_AGE


def _esd_staff(viewer: Viewer, now: datetime) -> bool:
    return viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, roles.ESD_STAFF, now)
