"""The sharing rule as the desk shows it, and shares that were opened by silence under the rule "notice"."""

from dataclasses import dataclass

from assistant.conversation import load
from assistant.policy.sharing_rule import Decision
from assistant.store import holds, notices, objections, told
from assistant.store.db import Reading
from assistant.store.tables import IdentityTyped, Person, Request
from assistant.store.turns import ConversationRow


@dataclass(frozen=True)
class Rule:
    """A sharing rule and ESD's decision for it, as one flow version carries them."""

    rule: str
    decision: Decision | None


def is_silent(request: Request) -> bool:
    """Whether a request to share was opened by silence: it hangs on a conversation and on no choice in it."""
    return request.kind == "share" and request.choice_number is None and request.conversation_id is not None


def rule_of(r: Reading, conversation: ConversationRow) -> Rule:
    """The rule under which this person was told."""
    flow = load.parse_unchecked(notices.load_flow_files(r, conversation.flow_version_id))
    return Rule(flow.sharing_rule, flow.sharing_decision)


def silence_is_broken(r: Reading, request: Request, typed: IdentityTyped | None, named: Person | None) -> bool:
    """Whether somebody whose silence opened this has chosen since, or is held or confirmed as do not share."""
    if not is_silent(request) or request.conversation_id is None:
        return False
    said = told.choices(r, request.conversation_id) or objections.of_conversation(r, request.conversation_id)
    held = typed is not None and holds.standing(r, typed.match_index)
    refuses = named is not None and (named.status == "opt_out_confirmed" or named.holds > 0)
    return bool(said or held or refuses)
