"""The sharing rule: whether silence after a complete notification may ever become a request to share."""

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

CHOICE = "choice"  # ships: silence is never a share
NOTICE = "notice"  # the policy's and the statute's own rule; still confirmed by ESD
RULES = (CHOICE, NOTICE)


def silence_opens_share(rule: str, complete: bool, objected: bool) -> Ruling:
    """Under "notice", a complete notification without objection becomes a share request; under "choice", never."""
    if rule != NOTICE:
        return refused("Silence is never a choice to share.", (cite.STRICTER,), "silence")
    if not complete:
        return refused("Not everything was told.", (cite.RCW_10B, cite.NOTIFICATION), "not_told")
    if objected:
        return refused('"Do not share" was said.', (cite.RCW_10B, cite.POLICY_HONORED), "objected")
    return allowed("Everything was told and nothing was said against sharing.", (cite.RCW_10B,), "notice")
