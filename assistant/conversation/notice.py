"""A notice: the words of a flow in every language with the partners and data categories of a place filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.conversation.engine import Screen
from assistant.conversation.flow import Flow
from assistant.conversation.words import UI
from assistant.evidence.canonical import canonical, sha256_hex

ITEM = "• "


@dataclass(frozen=True)
class NoticeDraft:
    """A notice version before it is kept; its id is the SHA-256 of everything in it."""

    id: str
    required: tuple[str, ...]
    texts: Mapping[tuple[str, str], str] = field(repr=False)  # (language, key) -> text


def fill(
    flow: Flow, partners: Sequence[tuple[str, str, str]], categories: Sequence[str], scope: str
) -> NoticeDraft:
    """The notice of a place; partners are (organisation id, name, agreement id), categories are codes."""
    texts: dict[tuple[str, str], str] = {}
    for language, messages in flow.messages.items():
        filled = {
            "{partners}": _items([name for _, name, _ in partners]) or messages[UI + "partners.none"].text,
            "{categories}": _items([messages[f"{UI}category.{code}"].text for code in categories])
            or messages[UI + "categories.none"].text,
        }
        for key, message in messages.items():
            texts[language, key] = _replaced(message.text, filled)
    whole = {
        "flow": flow.version,
        "scope": scope,
        "partners": [list(each) for each in partners],
        "categories": list(categories),
        "required": sorted(flow.required),
        "texts": {language: {key: texts[language, key] for lang, key in texts if lang == language}
                  for language in flow.messages},
    }  # fmt: skip
    return NoticeDraft(sha256_hex(canonical(whole)), flow.required, texts)


def unfilled(flow: Flow, language: str) -> Mapping[str, str]:
    """The words of a flow before the place is known; no element is told from these."""
    return {key: message.text for key, message in flow.messages[language].items()}


def page_text(texts: Mapping[str, str], screen: Screen) -> str:
    """Every word of a page's question in the order shown; its SHA-256 is the text hash of the turn."""
    keys = [screen.heading_key, *(block.key for block in screen.blocks)]
    keys += [key for key in (screen.note_key, screen.example_key) if key]
    keys += [answer.key for answer in screen.answers]
    return "\n\n".join(texts[key] for key in keys)


def _items(names: Sequence[str]) -> str:
    return "\n".join(ITEM + name for name in names)


def _replaced(text: str, filled: Mapping[str, str]) -> str:
    """Placeholders replaced in one pass, so that a name that looks like one is left as it is."""
    return re.sub(r"\{(?:partners|categories)\}", lambda found: filled[found.group()], text)
