"""Words that depend on the sharing rule stand in pairs; the rule of the flow takes its own of each pair."""

from collections.abc import Mapping

from assistant.conversation.flow import Message
from assistant.policy.sharing_rule import RULES

UNDER = ".under_"


def key_under(key: str, rule: str) -> str:
    """The key of the words of a message under one rule."""
    return f"{key}{UNDER}{rule}"


def base_of(key: str) -> str | None:
    """The message that these words are one half of; none for words that hold under both rules."""
    base, under, _ = key.rpartition(UNDER)
    return base if under else None


def under(
    rule: str, written: Mapping[str, Mapping[str, Message]]
) -> dict[str, dict[str, Message]]:
    """The words in force under this rule, in every language; the other rule's are left out."""
    return {language: _taken(rule, messages) for language, messages in written.items()}


def _taken(rule: str, messages: Mapping[str, Message]) -> dict[str, Message]:
    taken = {}
    for key, message in messages.items():
        base = base_of(key)
        if base is None:
            taken[key] = message
        elif key == key_under(base, rule):
            taken[base] = message
    return taken


__all__ = ["RULES", "UNDER", "base_of", "key_under", "under"]
