"""Words in every language: gathered from the files, each translation with the hash of the English it translates."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.conversation import strict
from assistant.conversation.fault import Fault
from assistant.conversation.flow import Message
from assistant.evidence.canonical import sha256_hex

UI = "ui."
Form = TypeVar("Form", bound=BaseModel)
SHOWN = 16  # hex digits of a hash kept beside a translation


class WordsRefused(Exception):
    """A file of words that is not of its form."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslatedForm(_Form):
    """One translated text: what it says, of which English, its own hash, and its review status."""

    text: str
    of: str = ""
    own: str = ""
    status: str = "draft"
    by: str = ""
    date: str = ""


class WordsForm(_Form):
    """A file of words in another language."""

    name: str
    messages: dict[str, TranslatedForm]


class InterfaceForm(_Form):
    """The English words shared by all steps."""

    name: str
    messages: dict[str, str]


def fingerprint(text: str) -> str:
    """The hash of a text as it stands beside a translation."""
    return sha256_hex(text)[:SHOWN]


def gather(
    english: Mapping[str, Message], native: str, documents: Mapping[str, strict.Document]
) -> tuple[dict[str, str], dict[str, dict[str, Message]]]:
    """The languages by their own names, and every message of every language. Raises WordsRefused."""
    languages = {"en": native}
    messages: dict[str, dict[str, Message]] = {"en": {**english, **_interface(documents)}}
    for file in sorted(documents):
        folder, _, name = file.rpartition("/")
        code = name.removesuffix(".yaml")
        if folder not in ("words", "interface") or code == "en":
            continue
        form = _form(WordsForm, file, documents[file])
        languages.setdefault(code, form.name)
        prefix = UI if folder == "interface" else ""
        found = messages.setdefault(code, {})
        for key, each in form.messages.items():
            line = documents[file].lines.get(("messages", key), 1)
            found[prefix + key] = Message(each.text, file, line, each.status, each.of, each.own)
    return languages, messages


def _interface(documents: Mapping[str, strict.Document]) -> dict[str, Message]:
    file = "interface/en.yaml"
    form = _form(InterfaceForm, file, documents[file])
    lines = documents[file].lines
    return {
        UI + key: Message(text, file, lines.get(("messages", key), 1)) for key, text in form.messages.items()
    }  # fmt: skip


def _form(kind: type[Form], file: str, document: strict.Document) -> Form:
    try:
        return kind.model_validate(document.data)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        path = tuple(str(part) for part in first["loc"])
        line = next((document.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in document.lines), 1)
        raise WordsRefused(Fault("form", file, line, f"{'.'.join(path)}: {first['msg']}")) from wrong
