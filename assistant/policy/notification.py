"""When somebody has been told (policy 4013, notification; RCW 50.13.060(10)(b))."""

from collections.abc import Iterable

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

# Both count alike: told means shown and answered, never agreed.
TOLD_ANSWERS = ("told", "declined")

_CITES = (cite.NOTIFICATION, cite.RCW_10B)


def missing(required: Iterable[str], told: Iterable[str]) -> tuple[str, ...]:
    """The required elements that were not told yet, in their order (policy 4013, notification)."""
    have = frozenset(told)
    return tuple(each for each in required if each not in have)


def is_complete(required: Iterable[str], told: Iterable[str]) -> Ruling:
    """A notification is complete when every required element was told (policy 4013, notification)."""
    asked = tuple(required)
    if not asked:
        return refused("The notice names nothing that must be told.", _CITES, "nothing_required")
    owed = missing(asked, told)
    if owed:
        return refused(f"Not told yet: {', '.join(owed)}.", _CITES, "not_told")
    return allowed("Everything that must be told was told.", _CITES, "told")
