"""Where a conversation stands, and what one event makes of it: pure, fired on the machine that was proved."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from assistant.conversation import machine as machines
from assistant.conversation.flow import Flow, Step
from assistant.conversation.guards import GUARDS
from assistant.evidence.canonical import canonical

Answer = Literal["share", "do_not_share"]


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: derived from its turns, stored beside them."""

    step: str
    channel: str
    language: str
    first: str  # which answer of the choice stands first
    told: frozenset[str] = frozenset()
    choice: str | None = None
    objected: bool = False
    identity: str = "none"  # none | given | skipped
    place_known: bool = False
    returns_to: str | None = None
    paused: bool = False
    ended: str = ""  # "" | sent | stopped | cleared
    speaker: str = "self"  # self | parent | guardian | agent: who answers, for themselves or for another

    def __hash__(self) -> int:
        # Equal standings are equal in these; the rest would only be counted in on every lookup.
        return hash((self.step, self.language, self.told, self.choice, self.identity, self.first))

    @lru_cache(maxsize=4096)  # noqa: B019  frozen, and the same few thousand for everybody
    def to_json(self) -> str:
        """The standing as canonical text."""
        return canonical({**vars(self), "told": sorted(self.told)}).decode()

    @staticmethod
    @lru_cache(maxsize=4096)
    def from_json(text: str) -> "Standing":
        """The standing from its canonical text."""
        found: dict[str, Any] = json.loads(text)
        return Standing(**{**found, "told": frozenset(found["told"])})


@dataclass(frozen=True)
class Event:
    """What a person did: answer, object, back, change, language, stop, pause or resume; detail is an area's id."""

    kind: str
    value: str = ""
    detail: str = ""  # a fact of the outside world that the machine does not look at


@dataclass(frozen=True)
class Advance:
    """An event that the machine took, and what it means."""

    standing: Standing
    tells: tuple[str, ...] = ()
    choice: str | None = None
    objected: bool = False
    sends: bool = False


@dataclass(frozen=True)
class Refusal:
    """An event that is not open now; nothing changes."""

    reason: str


@dataclass(frozen=True)
class Block:
    """One text of the bubble, and the element it tells."""

    key: str
    element: str | None = None


@dataclass(frozen=True)
class AnswerKey:
    """One answer and the key of its words."""

    value: str
    key: str


@dataclass(frozen=True)
class Screen:
    """What a page holds, by keys; the words come from the notice version."""

    step: str
    asks: str
    heading_key: str
    blocks: tuple[Block, ...]
    answers: tuple[AnswerKey, ...]
    note_key: str | None
    example_key: str | None
    counted: tuple[int, int] | None
    back: bool
    objection_offered: bool
    choice: bool


class Engine:
    """One flow with its machine; shared by every conversation of that flow version."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.machine = machines.build(flow)
        self._from_step = {
            step: tuple(
                event
                for event, known in zip(self.all_events(), self.machine.events.values(), strict=True)
                if known.transitions.get(step)
            )
            for step in self.machine.states
        }
        # Both are pure, and asked again and again for the same few standings.
        self.screen = lru_cache(maxsize=4096)(self._screen)
        self.advance = lru_cache(maxsize=4096)(self._advance)

    def begin(self, channel: str, language: str, first: Answer, place_known: bool) -> Standing:
        """Where a new conversation stands."""
        standing = Standing("", channel, language, first, place_known=place_known)
        for route in self.flow.begins:
            if route.when is None or GUARDS[route.when](standing, self.flow.required):
                return replace(standing, step=route.to)
        raise ValueError("the flow has no open beginning")

    def _advance(self, standing: Standing, event: Event) -> Advance | Refusal:
        """What an event makes of a standing, or why it is not open."""
        if standing.paused and event.kind not in ("resume", "stop"):
            return Refusal("The conversation is paused.")
        if event.kind == "resume" and not standing.paused:
            return Refusal("The conversation is not paused.")
        trigger = event.kind + (f":{event.value}" if event.value else "")
        step = self.flow.steps.get(standing.step)
        known = self.machine.events.get(trigger)
        if known is None or step is None or not known.transitions.get(standing.step):
            return Refusal(f"“{trigger}” is not open on {standing.step}.")
        light = machines.Light(standing.step, self._seen(step, standing, event))
        if not known.trigger(light):
            return Refusal(f"“{trigger}” is not open on {standing.step} yet.")
        return self._meaning(step, standing, event, light.state)

    def events(self, standing: Standing) -> tuple[Event, ...]:
        """Every event that is open now."""
        return tuple(e for e in self.events_from(standing.step) if isinstance(self.advance(standing, e), Advance))

    def events_from(self, step: str) -> tuple[Event, ...]:
        """Every event that the machine has a transition for on this step, whatever its guard says."""
        return self._from_step[step]

    def all_events(self) -> tuple[Event, ...]:
        """Every event that exists in this flow, open or not."""
        return tuple(Event(*trigger.partition(":")[::2]) for trigger in self.machine.events)

    def replay(self, begun: Standing, events: Iterable[Event]) -> Standing:
        """Where these events lead. Raises ValueError at one that is not open."""
        for event in events:
            result = self.advance(begun, event)
            if isinstance(result, Refusal):
                raise ValueError(result.reason)
            begun = result.standing
        return begun

    def _screen(self, standing: Standing) -> Screen:
        """What the page of this standing holds."""
        step = self.flow.steps[standing.step]
        parts = [Block(f"{step.name}.{part}", part if part in step.tells else None) for part in step.parts]
        answers = self._ordered(step, standing)
        return Screen(
            step=step.name,
            asks=step.asks,
            heading_key=f"{step.name}.heading",
            blocks=tuple(parts),
            answers=tuple(AnswerKey(value, f"{step.name}.answers.{value}") for value in answers),
            note_key=self._key(step, "note"),
            example_key=self._key(step, "example"),
            counted=self._counted(step, standing),
            back=isinstance(self.advance(standing, Event("back")), Advance) if step.back else False,
            objection_offered=step.objects and not standing.objected and standing.choice is None,
            choice=step.choice,
        )

    def _key(self, step: Step, part: str) -> str | None:
        key = f"{step.name}.{part}"
        return key if key in self.flow.messages["en"] else None

    def _ordered(self, step: Step, standing: Standing) -> tuple[str, ...]:
        if step.choice and standing.first != step.answers[0]:
            return tuple(reversed(step.answers))
        return step.answers

    def _counted(self, step: Step, standing: Standing) -> tuple[int, int] | None:
        asked = [each for each in self.flow.steps.values() if not (each.choice and standing.objected)]
        met = [each.name for each in asked if each.counts]
        return (met.index(step.name) + 1, len(met)) if step.name in met else None

    def _seen(self, step: Step, standing: Standing, event: Event) -> Standing:
        """The standing as the guards see it: with what this very answer says already counted."""
        if event.kind != "answer":
            return standing
        changed: dict[str, Any] = {"told": standing.told | set(step.tells)}
        if step.asks == "identity":
            changed["identity"] = "given" if event.value == "given" or standing.identity == "given" else "skipped"
        if step.asks == "area":
            changed["place_known"] = True
        if step.choice:
            changed["choice"] = event.value
        return replace(standing, **changed)

    def _meaning(self, step: Step, before: Standing, event: Event, state: str) -> Advance:
        seen = self._seen(step, before, event)
        sends = event.kind == "answer" and step.asks == "review" and event.value == "send"
        changed: dict[str, Any] = {"step": state}
        if event.kind == "object":
            changed |= {"objected": True, "returns_to": step.name}
        elif event.kind == "language":
            changed["language"] = event.value
        elif event.kind in ("pause", "resume"):
            changed["paused"] = event.kind == "pause"
        elif event.kind == "stop":
            changed["ended"] = "stopped"
        elif state == "cleared":
            changed["ended"] = "cleared"
        elif sends:
            changed["ended"] = "sent"
        if step.name == self.flow.objection and state != step.name:
            changed["returns_to"] = None
        answered = event.kind == "answer"
        return Advance(
            replace(seen, **changed),
            tells=step.tells if answered else (),
            choice=event.value if answered and step.choice else None,
            objected=event.kind == "object",
            sends=sends,
        )
