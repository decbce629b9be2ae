"""What a person must be told, element by element (policy 4013, notice and notification; RCW 50.13.060(10)(b))."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.ruling import Citation


@dataclass(frozen=True)
class Element:
    """One thing that must be told, and where it is asked for."""

    id: str
    title: str
    policy_source: str
    statute_source: str
    added_by_statute: bool


@dataclass(frozen=True)
class ProcessRule:
    """A rule about how the telling is done; it is never a text on a screen."""

    id: str
    title: str
    statute_source: str


def _both(id: str, title: str, policy: str, statute: Citation) -> Element:
    return Element(id, title, f"Policy 4013, {policy}", statute.text, added_by_statute=False)


def _statute_only(id: str, title: str, statute: Citation) -> Element:
    return Element(id, title, "", statute.text, added_by_statute=True)


_ALL = (
    _both("DS1a", "Information is shared with WorkSource partner staff", "notification (1)", cite.RCW_10B),
    _both("DS1b", "What kind of information is shared", "notice (1), notification (1)", cite.RCW_10B_II),
    _both("DS1c", "What partner staff generally use it for", "notice (1), notification (1)", cite.RCW_10B_II),
    _both("DS1d", "Among whom it is shared", "notice (1)", cite.RCW_10B_II),
    _both("DS2a", "It is used only to deliver services", "notice (2), notification (2)", cite.RCW_10B_III),
    _both("DS2b", "Passing it on is prohibited under contract", "notice (2), notification (2)", cite.RCW_10B_III),
    _both("DS3", "You may ask that it is not shared among the partners", "notice (3), notification (3)", cite.RCW_10B),
    _both(
        "DS4",
        "Asking so in no way affects your eligibility for services",
        "notice (4), notification (4)",
        cite.RCW_10B_I,
    ),
    _statute_only("ST1", "Shared information is not open to disclosure as a public record", cite.RCW_10B_III),
    _statute_only("ST4", "More detail is available on request", cite.RCW_10B_CLOSING),
)

ELEMENTS: Mapping[str, Element] = MappingProxyType({each.id: each for each in _ALL})

PROFILE_4013: tuple[str, ...] = tuple(each.id for each in _ALL if not each.added_by_statute)
PROFILE_STATUTE: tuple[str, ...] = tuple(each.id for each in _ALL)  # the union of both; this one ships

PROCESS_RULES: tuple[ProcessRule, ...] = (
    ProcessRule("ST2", "The notice is given in English and in the site's other language", cite.RCW_10B_IV.text),
    ProcessRule(
        "ST3",
        "In person an objection is told at once; a remote applicant has the notice within 10 working days",
        cite.RCW_10B_CLOSING.text,
    ),
)
