"""The proof: every state that can be reached is visited; P1 holds, or the shortest way to break it is told."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.conversation.engine import Advance, Engine, Event, Standing

CHANNELS = ("kiosk", "web", "assisted")


@dataclass(frozen=True)
class Count:
    """How much was visited, and whether everything held there."""

    states: int
    edges: int
    holds: bool


@dataclass(frozen=True)
class Certificate:
    """What the proof found; a counter-example is a conversation, a line a turn."""

    flow: str
    version: str
    states: int
    edges: int
    holds: bool
    counterexample: tuple[str, ...] | None
    by_channel: Mapping[str, Count]
    by_language: Mapping[str, Count]


@dataclass(frozen=True)
class Walked:
    """One transition that was taken."""

    before: Standing
    event: Event
    result: Advance


Promise = Callable[[Engine, Walked], str | None]


def told_before_chosen(engine: Engine, walked: Walked) -> str | None:
    """P1: a choice is recorded only when every required element was told in that conversation."""
    if walked.result.choice is None:
        return None
    missing = [each for each in engine.flow.required if each not in walked.before.told]
    return f"a choice is recorded though {', '.join(missing)} was not told" if missing else None


def choice_page_after_telling(engine: Engine, walked: Walked) -> str | None:
    """The choice is not even shown before everything was told."""
    after = walked.result.standing
    step = engine.flow.steps.get(after.step)
    missing = [each for each in engine.flow.required if each not in after.told]
    if step is not None and step.choice and missing:
        return f"the choice is shown though {', '.join(missing)} was not told"
    return None


def telling_is_never_lost(engine: Engine, walked: Walked) -> str | None:
    """Nothing told, chosen or objected is ever forgotten."""
    before, after = walked.before, walked.result.standing
    if not before.told <= after.told:
        return "something told was forgotten"
    if before.objected and not after.objected:
        return "an objection was forgotten"
    if before.choice is not None and after.choice is None:
        return "a choice was forgotten"
    return None


def sent_is_complete(engine: Engine, walked: Walked) -> str | None:
    """What is sent was told in full and carries a choice or an objection."""
    after = walked.result.standing
    if not walked.result.sends:
        return None
    if set(engine.flow.required) - after.told:
        return "an answer is sent before everything was told"
    return None if after.choice or after.objected else "an answer is sent without a choice or an objection"


def language_changes_nothing(engine: Engine, walked: Walked) -> str | None:
    """A change of language changes the language and nothing else."""
    if walked.event.kind != "language":
        return None
    same = replace(walked.before, language=walked.event.value) == walked.result.standing
    return None if same else "a change of language changed more than the language"


def declined_is_told(engine: Engine, walked: Walked) -> str | None:
    """P2: at a telling step every answer leads to the same place."""
    step = engine.flow.steps[walked.before.step]
    if walked.event.kind != "answer" or not step.tells:
        return None
    for other in step.answers:
        result = engine.advance(walked.before, Event("answer", other))
        if not isinstance(result, Advance) or result.standing != walked.result.standing:
            return f"“{other}” leads elsewhere than “{walked.event.value}”"
    return None


PROMISES: tuple[Promise, ...] = (
    told_before_chosen, choice_page_after_telling, telling_is_never_lost, sent_is_complete, language_changes_nothing,
    declined_is_told,
)  # fmt: skip


def beginnings(engine: Engine) -> Iterator[Standing]:
    """Every way to begin: channel, language, order of the answers, place known or not (the outside world)."""
    for channel in CHANNELS:
        for language in engine.flow.languages:
            for first in ("share", "do_not_share"):
                for known in (False, True):
                    yield engine.begin(channel, language, first, known)


def prove(engine: Engine) -> Certificate:
    """Visit every reachable state, breadth first, and hold each promise against each transition."""
    reached: dict[Standing, Walked | None] = {}
    queue: deque[Standing] = deque()
    for begun in beginnings(engine):
        if begun not in reached:
            reached[begun] = None
            queue.append(begun)
    edges: list[tuple[Standing, bool]] = []
    broken: tuple[Walked, str] | None = None
    while queue:
        standing = queue.popleft()
        for walked in _out_of(engine, standing):
            wrong = next((said for promise in PROMISES if (said := promise(engine, walked))), None)
            edges.append((standing, wrong is None))
            if wrong and broken is None:
                broken = (walked, wrong)
            if walked.result.standing not in reached:
                reached[walked.result.standing] = walked
                queue.append(walked.result.standing)
    return Certificate(
        flow=engine.flow.name,
        version=engine.flow.version,
        states=len(reached),
        edges=len(edges),
        holds=broken is None,
        counterexample=None if broken is None else _told(engine, reached, *broken),
        by_channel={name: _count(reached, edges, "channel", name) for name in CHANNELS},
        by_language={name: _count(reached, edges, "language", name) for name in engine.flow.languages},
    )


def reachable(engine: Engine, begun: Standing) -> dict[Standing, tuple[Event, ...]]:
    """Every standing that can be reached from a beginning, with the shortest events that lead there."""
    found: dict[Standing, tuple[Event, ...]] = {begun: ()}
    queue = deque([begun])
    while queue:
        standing = queue.popleft()
        for walked in _out_of(engine, standing):
            after = walked.result.standing
            if after not in found:
                found[after] = (*found[standing], walked.event)
                queue.append(after)
    return found


def _out_of(engine: Engine, standing: Standing) -> Iterator[Walked]:
    if standing.step not in engine.flow.steps:
        return
    for event in engine.all_events(standing):
        result = engine.advance(standing, event)
        if isinstance(result, Advance):
            yield Walked(standing, event, result)


def _count(reached: Mapping[Standing, object], edges: list[tuple[Standing, bool]], name: str, value: str) -> Count:
    of_it = [held for standing, held in edges if getattr(standing, name) == value]
    return Count(sum(getattr(each, name) == value for each in reached), len(of_it), all(of_it))


def _told(
    engine: Engine, reached: Mapping[Standing, Walked | None], last: Walked, wrong: str
) -> tuple[str, ...]:
    """The shortest conversation that breaks a promise, as a policy person would read it."""
    path = [last]
    while (earlier := reached[path[0].before]) is not None:
        path.insert(0, earlier)
    lines = [f"At {path[0].before.channel}, in {engine.flow.languages[path[0].before.language]}:"]
    for walked in path:
        step = engine.flow.steps[walked.before.step]
        lines.append(f"WorkSource says “{engine.flow.text(step.name + '.heading', 'en')}” ({step.name}).")
        lines.append(f"The person {_deed(engine, walked)}")
    return (*lines, f"Broken: {wrong}.")


def _deed(engine: Engine, walked: Walked) -> str:
    if walked.event.kind == "answer":
        return f"answers “{engine.flow.text(f'{walked.before.step}.answers.{walked.event.value}', 'en')}”."
    return {
        "object": "says “I already know I don't want to share”.",
        "back": "goes back.",
        "pause": "pauses.",
        "resume": "comes back.",
        "stop": "stops.",
    }.get(walked.event.kind, f"changes {walked.event.kind} to {walked.event.value}.")
