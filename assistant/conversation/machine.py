"""The one shared machine of a flow: what is proved is what runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from transitions import Machine

from assistant.conversation.flow import ENDS, RETURNS, Flow, Route, Step
from assistant.conversation.guards import GUARDS

PAUSED = "paused"


@dataclass
class Light:
    """What the machine moves: a state and the standing it belongs to; made for one advance and thrown away."""

    state: str
    standing: Any


@dataclass(frozen=True)
class Edge:
    """One transition: from a state, by a trigger, under one guard, to a state."""

    source: str
    trigger: str
    when: str | None
    to: str


def edges(flow: Flow) -> Iterator[Edge]:
    """Every transition of a flow, in the order in which they are tried."""
    for step in flow.steps.values():
        for answer in step.answers:
            for route in step.routes:
                if route.answer in (None, answer):
                    yield from _expand(flow, step, f"answer:{answer}", route)
        for route in step.back:
            yield from _expand(flow, step, "back", route)
        if step.objects:
            yield Edge(step.name, "object", "not_answered", flow.objection)
        if step.asks == "review":
            for value, to in flow.changes.items():
                yield Edge(step.name, f"change:{value}", None, to)
        if step.asks != "receipt":
            yield Edge(step.name, "stop", None, "stopped")


def _expand(flow: Flow, step: Step, trigger: str, route: Route) -> Iterator[Edge]:
    if route.to != RETURNS:
        yield Edge(step.name, trigger, route.when, route.to)
        return
    for other in flow.steps.values():
        if other.objects:
            yield Edge(step.name, trigger, f"came_from:{other.name}", other.name)


def build(flow: Flow) -> Machine:
    """The machine of a flow: no automatic transitions, no model of its own, guards as callables."""
    machine = Machine(
        model=None, states=[*flow.steps, *ENDS], initial=None, auto_transitions=False, send_event=True,
    )  # fmt: skip
    for edge in edges(flow):
        machine.add_transition(edge.trigger, edge.source, edge.to, conditions=_condition(flow, edge.when))
    for step in flow.steps:
        for language in flow.languages:
            machine.add_transition(f"language:{language}", step, step)
        machine.add_transition("pause", step, step)
        machine.add_transition("resume", step, step)
    return machine


def _condition(flow: Flow, name: str | None) -> Any:
    if name is None:
        return None
    if name == "not_answered":
        return lambda event: not event.model.standing.objected and event.model.standing.choice is None
    if name.startswith("came_from:"):
        step = name.partition(":")[2]
        return lambda event: event.model.standing.returns_to == step
    guard = GUARDS[name]
    return lambda event: guard(event.model.standing, flow.required)
