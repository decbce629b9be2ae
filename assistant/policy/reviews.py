"""Who may look afterwards at a short grant to view, or at a confirmation kept for sampling (DOMAIN 8; A06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.roles import MAY_OPEN
from assistant.policy.ruling import Ruling, allowed, refused

IN_ORDER, NOT_IN_ORDER = "in_order", "not_in_order"
FINDINGS: Mapping[str, str] = MappingProxyType({IN_ORDER: "In order", NOT_IN_ORDER: "Not in order"})
SAYS_MOST = 400
_CITES = (cite.TWO_PEOPLE,)


@dataclass(frozen=True)
class Looked:
    """What decides who may review something: everybody who had a part in it, and whether it is over."""

    concerned: frozenset[str]
    over: bool


def may_review(looked: Looked, by: str, roles: frozenset[str]) -> Ruling:
    """Whether this person may review it: nobody who held, gave, approved, took down or decided it."""
    if not roles & MAY_OPEN["esd_reviews"]:
        return refused("Only a supervisor or the privacy officer reviews.", _CITES, "not_theirs")
    if by in looked.concerned:
        return refused("Somebody who had no part in it reviews this.", _CITES, "own")
    if not looked.over:
        return refused("A grant is reviewed when it has ended.", _CITES, "not_over")
    return allowed("This person may review it.", _CITES, "may_review")


def found(finding: str, says: str) -> Ruling:
    """Whether a finding can be kept as it is; one that is not in order says why."""
    if finding not in FINDINGS:
        return refused("Choose what you found.", _CITES, "no_finding")
    if finding == NOT_IN_ORDER and not says.strip():
        return refused("Say what is not in order.", _CITES, "no_words")
    if len(says) > SAYS_MOST:
        return refused(f"Say it in at most {SAYS_MOST} characters.", _CITES, "too_long")
    return allowed("The finding can be kept.", _CITES, "found")
