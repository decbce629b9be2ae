"""Who may see a record at all, apart from time: shared, ESD only, or suppressed (Policy 4013, Policy, paragraph 4)."""

from typing import Literal

Visibility = Literal["shared", "esd_only", "suppressed"]

NEVER_NOTIFIED = "never_notified"
NO_CHOICE = "notified_no_choice"
DO_NOT_SHARE_CONFIRMED = "opt_out_confirmed"
SHARE_CONFIRMED = "share_confirmed"
STATUSES = (NEVER_NOTIFIED, NO_CHOICE, DO_NOT_SHARE_CONFIRMED, SHARE_CONFIRMED)


def visibility_of(status: str, holds: int, frozen: bool) -> Visibility:
    """The careful side wins: "do not share" or any hold suppresses; only a confirmed share, not frozen, is shared."""
    if status == DO_NOT_SHARE_CONFIRMED or holds > 0:
        return "suppressed"
    if status == SHARE_CONFIRMED and not frozen:
        return "shared"
    return "esd_only"
