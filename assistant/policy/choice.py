"""When a person may choose (policy 4013, notification; RCW 50.13.060(10)(b))."""

from collections.abc import Iterable

from assistant.policy import citations as cite
from assistant.policy.notification import is_complete
from assistant.policy.ruling import Ruling, allowed, refused

VALUES = ("share", "do_not_share")

_CITES = (cite.NOTIFICATION, cite.RCW_10B)


def may_choose(required: Iterable[str], told: Iterable[str], objected: bool) -> Ruling:
    """A choice is asked only after everything was told, and not of someone who has objected already (policy 4013)."""
    complete = is_complete(required, told)
    if not complete.allowed:
        return complete
    if objected:
        return refused("The person has said already not to share; nobody is asked twice.", _CITES, "objected")
    return allowed("Everything was told, so the person may choose.", _CITES, "may_choose")
