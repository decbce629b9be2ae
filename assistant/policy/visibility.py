"""Who may see a record at all, apart from time: shared, ESD only, or suppressed (Policy 4013, Policy, paragraph 4)."""

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
