"""The sharing rule: whether silence after a complete notification may ever become a request to share."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

CHOICE = "choice"  # ships: silence is never a share
NOTICE = "notice"  # the policy's and the statute's own rule; still confirmed by ESD
RULES = (CHOICE, NOTICE)
# The longest that a person may come back to a conversation; before that, nobody has been silent.
SILENT_AFTER = timedelta(days=7)

_CITES = (cite.RCW_10B, cite.NOTIFICATION, cite.STRICTER)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Decision:
    """ESD's statewide decision for one of the two rules: by whom, as what, when, on which signed document."""

    rule: str
    decided_by: str
    title: str
    decided_on: str  # YYYY-MM-DD
    document_sha256: str

    def day(self) -> date | None:
        """The day of the decision; none when it is no day of the calendar."""
        try:
            return date.fromisoformat(self.decided_on) if _DATED.fullmatch(self.decided_on) else None
        except ValueError:
            return None

    def lacking(self) -> tuple[str, ...]:
        """What is missing of it, or not of its form."""
        whole = {
            "rule": self.rule in RULES,
            "decided_by": bool(self.decided_by.strip()),
            "title": bool(self.title.strip()),
            "decided_on": self.day() is not None,
            "document_sha256": _SHA256.fullmatch(self.document_sha256) is not None,
        }
        return tuple(name for name, there in whole.items() if not there)


def is_decided(rule: str, decision: Decision | None) -> Ruling:
    """Whether a flow may carry this rule: "notice" only by a whole, signed and dated decision for it (DESIGN 4)."""
    if rule not in RULES:
        return refused(f"“{rule}” is no sharing rule; there are {' and '.join(RULES)}.", _CITES, "unknown_rule")
    if decision is None:
        if rule == CHOICE:
            return allowed("The stricter rule ships and needs no decision.", (cite.STRICTER,), "ships")
        return refused("The rule “notice” needs ESD's signed and dated decision.", _CITES, "no_decision")
    if lacking := decision.lacking():
        return refused(f"The decision is not whole: {', '.join(lacking)}.", _CITES, "not_whole")
    if decision.rule != rule:
        return refused(f"The decision is for “{decision.rule}”, the flow says “{rule}”.", _CITES, "other_rule")
    return allowed(f"ESD decided for “{rule}”.", _CITES, "decided")


def is_in_force(decision: Decision | None, today: date) -> Ruling:
    """A decision counts from its day on, never before."""
    day = decision.day() if decision else None
    if day is not None and day > today:
        return refused(f"The decision is dated {day.isoformat()}, which is still to come.", _CITES, "still_to_come")
    return allowed("The decision is of today or earlier.", _CITES, "in_force")


def silence_opens_share(rule: str, complete: bool, objected: bool) -> Ruling:
    """Under "notice", a complete notification without objection becomes a share request; under "choice", never."""
    if rule != NOTICE:
        return refused("Silence is never a choice to share.", (cite.STRICTER,), "silence")
    if not complete:
        return refused("Not everything was told.", (cite.RCW_10B, cite.NOTIFICATION), "not_told")
    if objected:
        return refused('"Do not share" was said.', (cite.RCW_10B, cite.POLICY_HONORED), "objected")
    return allowed("Everything was told and nothing was said against sharing.", (cite.RCW_10B,), "notice")


def is_silence(named: bool, disowned: bool, last_at: datetime, now: datetime) -> Ruling:
    """When saying nothing is silence: name and birth date given and not taken back, and no way back is open."""
    if not named:
        return refused("No name and birth date were given.", (cite.STRICTER,), "not_named")
    if disowned:
        return refused("The person said that it was not them.", (cite.STRICTER,), "disowned")
    if now < last_at + SILENT_AFTER:
        return refused("The person may still come back.", (cite.STRICTER,), "may_come_back")
    return allowed("The person was named and did not come back.", (cite.STRICTER,), "silent")
