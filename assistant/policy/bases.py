"""What makes an organization a partner: an MOU, or a contract that ESD has reviewed (RCW 50.13.060(10)(a))."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.access import MOU, Viewer
from assistant.policy.agreements import may_keep, sound_hash
from assistant.policy.ruling import Ruling, allowed, refused

ESD_CONTRACT = "wia_contract_esd"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        MOU: "Signatory of a memorandum of understanding with a workforce council",
        "wia_contract_wdc": "Contract with a workforce council for WIA/WIOA services",
        ESD_CONTRACT: "Contract with ESD for WIA/WIOA services",
    }
)
SAYS_MOST = 400
_CITES = (cite.PERSONS_AFFECTED, cite.RCW_10A)
_TWO = (cite.RCW_10A, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class Recorded:
    """A basis as it was recorded, and what has become of it."""

    basis: str
    recorded_by: str
    reviewed: bool
    ended: bool


def unsound(
    basis: str, area: str | None, starts_at: datetime, ends_at: datetime, document_sha256: str, areas: Collection[str]
) -> tuple[Ruling, ...]:
    """What no MOU or contract may say; each fault has the name of what must be mended as its code."""
    wrong = (
        (basis not in WORDS, "basis", "Choose which paper it is."),
        (basis != ESD_CONTRACT and area not in areas, "area", "Choose the area of the workforce council."),
        (basis == ESD_CONTRACT and area is not None, "area", "A contract with ESD belongs to no area. Leave it open."),
        (ends_at <= starts_at, "ends", "The last day comes before the first. Check both dates."),
        (not sound_hash(document_sha256), "document_sha256",
         "A SHA-256 fingerprint has 64 characters, digits and the letters a to f."),
    )  # fmt: skip
    return tuple(refused(says, _CITES, field) for is_wrong, field, says in wrong if is_wrong)


def may_record(viewer: Viewer, organisation_kind: str, now: datetime) -> Ruling:
    """Whether this viewer may record an MOU or contract of this kind of organization."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if organisation_kind != "partner":
        return refused("Only a partner has an MOU or a contract here.", _CITES, "not_a_partner")
    return allowed("The paper may be recorded.", _CITES, "may_record")


def may_review(viewer: Viewer, found: Recorded, says: str, now: datetime) -> Ruling:
    """Whether this viewer may record ESD's legal review: a contract only, once, by another than who recorded it."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if found.basis == MOU:
        return refused("A signatory of an MOU needs no legal review.", _CITES, "not_needed")
    if found.reviewed or found.ended:
        return refused("The contract was reviewed or ended already.", _CITES, "decided")
    if viewer.staff_id == found.recorded_by:
        return refused("Whoever recorded the contract does not record its review.", _TWO, "recorder")
    if not says.strip():
        return refused("Write who reviewed it for ESD, and what was found.", _CITES, "says")
    if len(says) > SAYS_MOST:
        return refused(f"Use at most {SAYS_MOST} letters.", _CITES, "says")
    return allowed("The review may be recorded.", _TWO, "may_review")


def may_end(viewer: Viewer, found: Recorded, now: datetime) -> Ruling:
    """Whether this viewer may end an MOU or contract before its date; it needs no second person."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if found.ended:
        return refused("It was ended already.", _CITES, "decided")
    return allowed("It may be ended.", _CITES, "may_end")
