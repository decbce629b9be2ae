"""Telling a partner to stop using records that it read: one notice a day, in the same words for every cause."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

ZONE = ZoneInfo("America/Los_Angeles")
CAUSES = {
    "choice": "A person said “do not share”, or ESD confirmed it",
    "agreement": "An agreement ended or was narrowed",
    "merge": "Two records became one",
    "death": "A person died",
}
WORDS = (
    "Stop using the records listed here from now on. You may no longer see them in this system.",
    "Do not use or pass on anything that you noted or copied from them. Your agreement says how copies are kept or "
    "destroyed.",
    "This notice gives no cause, and the same words are sent for every cause. Do not ask the person for one. They can "
    "still get every service of yours.",
)

_CITES = (cite.POLICY_HONORED, cite.STRICTER)


def may_send(last_sent: datetime | None, now: datetime) -> Ruling:
    """Whether an organisation may be sent a notice now: at most one a day, so that its number says nothing."""
    if last_sent is not None and last_sent.astimezone(ZONE).date() >= now.astimezone(ZONE).date():
        return refused("A notice was sent to this organization today; the rest goes tomorrow.", _CITES, "sent_today")
    return allowed("None was sent to this organization today.", _CITES, "may_send")
