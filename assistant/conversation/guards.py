"""The guards that a flow may name: plain facts of the conversation, each one sentence."""

from collections.abc import Callable, Mapping
from typing import Protocol

from assistant.policy.choice import may_choose


class Facts(Protocol):
    """What a guard may look at."""

    @property
    def told(self) -> frozenset[str]: ...
    @property
    def objected(self) -> bool: ...
    @property
    def choice(self) -> str | None: ...
    @property
    def identity(self) -> str: ...
    @property
    def place_known(self) -> bool: ...


Guard = Callable[[Facts, tuple[str, ...]], bool]


def all_told(facts: Facts, required: tuple[str, ...]) -> bool:
    """Every required element was told in this conversation, and no objection stands (policy/choice.py)."""
    return may_choose(required, facts.told, facts.objected).allowed


def objected(facts: Facts, required: tuple[str, ...]) -> bool:
    """The person has objected."""
    return facts.objected


def answered(facts: Facts, required: tuple[str, ...]) -> bool:
    """A choice or an objection stands already."""
    return facts.choice is not None or facts.objected


def objected_and_named(facts: Facts, required: tuple[str, ...]) -> bool:
    """The person has objected and was asked for name and birth date."""
    return facts.objected and facts.identity != "none" and told_all(facts, required)


def objected_and_told(facts: Facts, required: tuple[str, ...]) -> bool:
    """The person has objected, and the telling that is still owed was given."""
    return facts.objected and told_all(facts, required)


def told_all(facts: Facts, required: tuple[str, ...]) -> bool:
    """Every required element was told."""
    return set(required) <= facts.told


def named(facts: Facts, required: tuple[str, ...]) -> bool:
    """The person was asked for name and birth date."""
    return facts.identity != "none"


def place_known(facts: Facts, required: tuple[str, ...]) -> bool:
    """The site or area is known, so the partners can be named (a fact of the outside world: explored both ways)."""
    return facts.place_known


GUARDS: Mapping[str, Guard] = {
    each.__name__: each
    for each in (all_told, objected, answered, objected_and_named, objected_and_told, named, place_known)
}
OUTSIDE = frozenset({"place_known"})
