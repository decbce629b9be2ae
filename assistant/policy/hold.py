"""When a hold begins, and the three ways in which it ends (Policy 4013, Policy, second paragraph; DESIGN 4)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.confirmation import IDENTITY_CHECKS, NOT_CHECKED
from assistant.policy.ruling import Ruling, allowed, refused

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "confirmed": "ESD confirmed the do not share",
        "share_confirmed": "ESD confirmed the same person's later share, with identity checked",
        "not_theirs": "two ESD people reached the person: it was not theirs, or matched to the wrong record",
    }
)

_CITES = (cite.POLICY_HONORED, cite.STRICTER)


def begins(kind: str, named: bool) -> Ruling:
    """A do not share holds from the moment name and birth date are known, without Review or Send (DESIGN 4)."""
    if kind != "do_not_share":
        return refused("Only a do not share holds anything.", _CITES, "no_hold")
    if not named:
        return refused("It cannot be applied until we know who the person is.", _CITES, "not_named")
    return allowed("Every record of this name and birth date is held.", _CITES, "held")


def ends_by_confirming(record_confirmed: bool, identity_check: str) -> Ruling:
    """A confirmed do not share ends its hold on the record confirmed, others only with identity checked (DESIGN 4)."""
    if record_confirmed:
        return allowed("The record is suppressed by its status now.", _CITES, "confirmed")
    if not _checked(identity_check):
        return refused("Other records stay held until identity is checked.", _CITES, "not_checked")
    return allowed("Identity was checked, so the other records are not this person's.", _CITES, "confirmed")


def ends_by_share(same_person: bool, held_at: datetime, share_said_at: datetime, identity_check: str) -> Ruling:
    """A confirmed share of the same person, said later and with identity checked, ends a hold (DESIGN 4)."""
    if not same_person:
        return refused("The share is another person's.", _CITES, "other_person")
    if share_said_at <= held_at:
        return refused("The share was not said after the do not share.", _CITES, "not_later")
    if not _checked(identity_check):
        return refused("A hold ends by a share only with identity checked.", _CITES, "not_checked")
    return allowed("The same person said share later.", _CITES, "share_confirmed")


def ends_as_not_theirs(reached: bool, esd_staff_ids: tuple[str, ...]) -> Ruling:
    """Two different ESD people, after reaching the person, record that a do not share was not theirs (DESIGN 4)."""
    cites = (*_CITES, cite.TWO_PEOPLE)
    if not reached:
        return refused("The person must be reached first.", cites, "not_reached")
    if len(set(esd_staff_ids)) < 2:
        return refused("Two ESD people must record it.", cites, "not_two")
    return allowed("Two ESD people recorded it after reaching the person.", cites, "not_theirs")


def _checked(identity_check: str) -> bool:
    return identity_check in IDENTITY_CHECKS and identity_check != NOT_CHECKED
