"""Who may see a record at all, apart from time: shared, ESD only, or suppressed (Policy 4013, Policy, paragraph 4)."""

from collections.abc import Collection
from typing import Literal

Visibility = Literal["shared", "esd_only", "suppressed"]

NEVER_NOTIFIED = "never_notified"
NO_CHOICE = "notified_no_choice"
DO_NOT_SHARE_CONFIRMED = "opt_out_confirmed"
SHARE_CONFIRMED = "share_confirmed"
STATUSES = (NEVER_NOTIFIED, NO_CHOICE, DO_NOT_SHARE_CONFIRMED, SHARE_CONFIRMED)


def visibility_of(status: str, holds: int, frozen: bool, shadowed: bool = False) -> Visibility:
    """The careful side wins: "do not share", any hold, or a duplicate that is suppressed, suppresses.

    Only a confirmed share, not frozen, is shared (DESIGN 4; DOMAIN A18).
    """
    if status == DO_NOT_SHARE_CONFIRMED or holds > 0 or shadowed:
        return "suppressed"
    if status == SHARE_CONFIRMED and not frozen:
        return "shared"
    return "esd_only"


def in_words(status: str, holds: int, frozen: Collection[str], shadowed: bool = False) -> str:
    """What holds for a record, in one sentence that begins in the middle: the strongest reason is said, no other."""
    visibility = visibility_of(status, holds, bool(frozen), shadowed)
    if visibility == "suppressed":
        return _SUPPRESSED["held" if holds else status if status == DO_NOT_SHARE_CONFIRMED else "shadowed"]
    cause = next((each for each in _FROZEN if each in frozen), None)
    return _FROZEN[cause] if cause else _OPEN[status]


_SUPPRESSED = {
    "held": "“do not share” was said and waits for ESD, so no partner sees this record",
    DO_NOT_SHARE_CONFIRMED: "ESD has confirmed “do not share”, so no partner sees this record",
    "shadowed": "another record of this person says “do not share”, so no partner sees this one either",
}
_FROZEN = {
    "deceased": "ESD has recorded that this person died, so no partner sees this record and the last choice stays",
    "merged": "this record is merged into another one, so no partner sees it",
    "duplicate": "this may be the same person as another record, so no partner sees it until ESD has decided",
}
_OPEN = {
    SHARE_CONFIRMED: "ESD has confirmed “share”, so partners who pass every test see what they agreed on",
    NO_CHOICE: "every point was told and no choice is confirmed, so only ESD sees this record",
    NEVER_NOTIFIED: "nobody has told this person yet, so only ESD sees this record",
}
