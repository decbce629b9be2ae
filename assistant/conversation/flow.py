"""A flow as it runs: steps, routes and words, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from assistant.policy.sharing_rule import Decision

Asks = Literal["area", "one", "identity", "review", "receipt"]
ENDS = ("stopped", "cleared", "closed")  # states of the machine that are no pages
RETURNS = "where_it_was"  # a destination: the step that an objection interrupted


@dataclass(frozen=True)
class Route:
    """Where an answer leads: tried in order, one named guard each."""

    answer: str | None  # None = whichever answer
    when: str | None  # None = always open
    to: str
    line: int = 0


@dataclass(frozen=True)
class Message:
    """One text in one language, with where it stands and what it is worth."""

    text: str
    file: str
    line: int
    status: str = "draft"
    of: str = ""  # hash of the English it translates
    own: str = ""  # hash of itself


@dataclass(frozen=True)
class Step:
    """One page of the conversation."""

    name: str
    asks: Asks
    tells: tuple[str, ...]
    answers: tuple[str, ...]
    routes: tuple[Route, ...]
    back: tuple[Route, ...]
    parts: tuple[str, ...]  # message keys of the bubble in order, without the step's name
    counts: bool = False
    objects: bool = False  # offers "I already know I don't want to share"
    choice: bool = False  # its answers are the choice
    line: int = 0


@dataclass(frozen=True)
class Flow:
    """A whole flow: immutable, named by the hash of its files."""

    name: str
    version: str
    file: str
    sharing_rule: str
    sharing_decision: Decision | None  # ESD's, statewide; the stricter rule needs none
    required: tuple[str, ...]
    begins: tuple[Route, ...]
    objection: str  # the step that follows an objection
    steps: Mapping[str, Step]
    changes: Mapping[str, str]  # what may be changed on review -> step
    languages: Mapping[str, str]  # code -> its own name
    messages: Mapping[str, Mapping[str, Message]] = field(repr=False)  # language -> key -> message in force
    written: Mapping[str, Mapping[str, Message]] = field(repr=False)  # the same, with the words under either rule
    lines: Mapping[str, int] = field(repr=False)  # where each key of the file stands, by its path: steps.choice.says

    @cached_property
    def element_keys(self) -> Mapping[str, str]:
        """The message key of each element."""
        return {element: f"{step.name}.{element}" for step in self.steps.values() for element in step.tells}

    def text(self, key: str, language: str) -> str:
        """One text, never silently another language's. Raises KeyError."""
        return self.messages[language][key].text
