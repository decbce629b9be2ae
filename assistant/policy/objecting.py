"""A "do not share" said by another way than the chat: who may say it, how it may come, and from when it counts."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

# The ways in which ESD staff may receive it themselves.
RECEIVED_BY: Mapping[str, str] = MappingProxyType(
    {"phone": "By phone", "letter": "By letter", "email": "By e-mail", "in_person": "In person"}
)
WAYS: Mapping[str, str] = MappingProxyType(
    {
        **RECEIVED_BY,
        "relayed": "Relayed by a partner",
        "private_link": "By private link",
        "chat": "In the chat",
    }
)
SPEAKERS: Mapping[str, str] = MappingProxyType(
    {
        "self": "The person",
        "parent": "A parent",
        "guardian": "A guardian",
        "agent": "Another person who speaks for them",
    }
)

_CITES = (cite.POLICY_HONORED, cite.STRICTER)


def may_be_recorded(way: str, spoken_by: str, received_from: datetime, now: datetime) -> Ruling:
    """Whether ESD staff may record it: received by one of the known ways, said by somebody, and not in the future.

    Whoever says it needs no authority: "no" from either side holds (DOMAIN A16, A17).
    """
    if way not in RECEIVED_BY:
        return refused("Say how it was received.", _CITES, "way")
    if spoken_by not in SPEAKERS:
        return refused("Say who said it.", _CITES, "spoken_by")
    if received_from > now:
        return refused("It cannot have been received in the future.", _CITES, "future")
    return allowed("It holds from now on, and ESD decides it.", _CITES, "recorded")
