"""The proof: every state that can be reached is visited; P1 holds, or the shortest way to break it is told."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    broken_on: str = ""  # the step where the counter-example breaks


@dataclass(frozen=True)
class Walked:
    """One transition that was taken."""

    before: Standing
    event: Event
    result: Advance


@dataclass(frozen=True)
class _Broken:
    """A promise broken in a state, or by one transition out of it."""

    standing: Standing
    walked: Walked | None
    wrong: str


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


def objection_until_the_choice(engine: Engine, standing: Standing) -> str | None:
    """“I already know I don't want to share” is open on every page before the choice page, and never on or after it."""
    step = engine.flow.steps.get(standing.step)
    if step is None or standing.paused:
        return None
    said = standing.choice is not None or standing.objected
    is_open = Event("object") in engine.events(standing)
    if is_open and (said or step.choice):
        return "an objection is offered on or after the choice"
    return None if is_open or said or step.choice else "no objection is possible though nothing was chosen yet"


PROMISES: tuple[Promise, ...] = (
    told_before_chosen, choice_page_after_telling, telling_is_never_lost, sent_is_complete, language_changes_nothing,
    declined_is_told,
)  # fmt: skip
# What must be so wherever a conversation stands, however it came there.
PLACES: tuple[Callable[[Engine, Standing], str | None], ...] = (objection_until_the_choice,)
NO_END = "from here no answer leads to the end where the choice or the objection is sent"


def beginnings(engine: Engine) -> Iterator[Standing]:
    """Every way to begin: channel, language, order of the answers, place known or not (the outside world)."""
    for channel in CHANNELS:
        for language in engine.flow.languages:
            for first in ("share", "do_not_share"):
                for known in (False, True):
                    yield engine.begin(channel, language, first, known)


def prove(engine: Engine) -> Certificate:
    """Visit every reachable state, breadth first, and hold each promise against each state and each transition."""
    reached: dict[Standing, Walked | None] = dict.fromkeys(beginnings(engine))
    queue = deque(reached)
    edges: list[Standing] = []
    into: dict[Standing, list[Standing]] = defaultdict(list)
    broken: list[_Broken] = []
    while queue:
        standing = queue.popleft()
        broken += [_Broken(standing, None, said) for place in PLACES if (said := place(engine, standing))]
        for walked in _out_of(engine, standing):
            broken += [_Broken(standing, walked, said) for promise in PROMISES if (said := promise(engine, walked))]
            after = walked.result.standing
            edges.append(standing)
            if walked.event.kind != "object":  # nobody need object to come to the end
                into[after].append(standing)
            if after not in reached:
                reached[after] = walked
                queue.append(after)
    broken += [_Broken(standing, None, NO_END) for standing in _endless(engine, reached, into)]
    lost = {each.standing for each in broken}
    return Certificate(
        flow=engine.flow.name,
        version=engine.flow.version,
        states=len(reached),
        edges=len(edges),
        holds=not broken,
        counterexample=_told(engine, reached, broken[0]) if broken else None,
        by_channel={name: _count(reached, edges, lost, "channel", name) for name in CHANNELS},
        by_language={name: _count(reached, edges, lost, "language", name) for name in engine.flow.languages},
        broken_on=broken[0].standing.step if broken else "",
    )


def _endless(
    engine: Engine, reached: Iterable[Standing], into: Mapping[Standing, list[Standing]]
) -> Iterator[Standing]:
    """The states from which no conversation can be sent any more, though nobody stopped it."""
    found = {each for each in reached if each.ended == "sent"}
    queue = deque(found)
    while queue:
        for before in into[queue.popleft()]:
            if before not in found:
                found.add(before)
                queue.append(before)
    return (each for each in reached if not each.ended and each not in found)


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
    for event in engine.events_from(standing.step):
        result = engine.advance(standing, event)
        if isinstance(result, Advance):
            yield Walked(standing, event, result)


def _count(
    reached: Iterable[Standing], edges: list[Standing], lost: set[Standing], name: str, value: str
) -> Count:
    of_it = [sum(getattr(each, name) == value for each in every) for every in (reached, edges, lost)]
    return Count(of_it[0], of_it[1], not of_it[2])


def _told(engine: Engine, reached: Mapping[Standing, Walked | None], broken: _Broken) -> tuple[str, ...]:
    """The shortest conversation that breaks a promise, as a policy person would read it."""
    path = [] if broken.walked is None else [broken.walked]
    begun = broken.standing
    while (earlier := reached[begun]) is not None:
        path.insert(0, earlier)
        begun = earlier.before
    lines = [f"At {begun.channel}, in {engine.flow.languages[begun.language]}:"]
    for walked in path:
        step = engine.flow.steps[walked.before.step]
        lines.append(f"WorkSource says “{engine.flow.text(step.name + '.heading', 'en')}” ({step.name}).")
        lines.append(f"The person {_deed(engine, walked)}")
    if broken.walked is None:
        heading = engine.flow.text(broken.standing.step + ".heading", "en")
        lines.append(f"WorkSource says “{heading}” ({broken.standing.step}).")
    return (*lines, f"Broken: {broken.wrong}.")


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
