"""What every flow must be before it may run: one small check a promise."""

from collections.abc import Callable, Iterator

from assistant.conversation import check_sharing, check_words
from assistant.conversation.engine import Engine
from assistant.conversation.fault import Fault
from assistant.conversation.flow import ENDS, RETURNS, Flow, Route, Step
from assistant.conversation.guards import GUARDS
from assistant.conversation.prove import prove
from assistant.policy.elements import ELEMENTS, PROFILE_STATUTE

Check = Callable[[Flow], Iterator[Fault]]


def _fault(flow: Flow, check: str, line: int, sentence: str, step: str = "") -> Fault:
    return Fault(check, flow.file, line, sentence, step)


def _all_routes(flow: Flow) -> Iterator[tuple[Step | None, Route]]:
    yield from ((None, route) for route in flow.begins)
    for step in flow.steps.values():
        yield from ((step, route) for route in (*step.routes, *step.back))


def elements_known(flow: Flow) -> Iterator[Fault]:
    """Each element told is one that the policy or the statute names."""
    for step in flow.steps.values():
        for element in step.tells:
            if element not in ELEMENTS:
                line = flow.messages["en"][f"{step.name}.{element}"].line
                yield _fault(flow, "element-unknown", line, f"{element} is no element of the policy", step.name)


def elements_told(flow: Flow) -> Iterator[Fault]:
    """Each required element is told by exactly one step."""
    for element in PROFILE_STATUTE:
        steps = [step for step in flow.steps.values() if element in step.tells]
        if not steps:
            choice = next((step for step in flow.steps.values() if step.choice), None)
            line = choice.line if choice else flow.lines["steps"]
            yield _fault(flow, "element-missing", line, f"no step before the choice tells {element}")
        for step in steps[1:]:
            line = flow.messages["en"][f"{step.name}.{element}"].line
            yield _fault(flow, "element-twice", line, f"{element} is told by {steps[0].name} too", step.name)


def routes_lead_somewhere(flow: Flow) -> Iterator[Fault]:
    """Each route names a step, an end, or the way back from an objection."""
    for step, route in _all_routes(flow):
        back = route.to == RETURNS and step is not None and step.name == flow.objection
        if route.to not in flow.steps and route.to not in ENDS and not back:
            name = step.name if step else ""
            yield _fault(flow, "route-dangling", route.line, f"there is no step {route.to}", name)
    for key, to in (("objection", flow.objection), *((f"changes.{what}", to) for what, to in flow.changes.items())):
        if to not in flow.steps:
            yield _fault(flow, "route-dangling", flow.lines[key], f"{key}: there is no step {to}")


def guards_known(flow: Flow) -> Iterator[Fault]:
    """Each guard is one of conversation/guards.py."""
    for step, route in _all_routes(flow):
        if route.when is not None and route.when not in GUARDS:
            known = ", ".join(sorted(GUARDS))
            sentence = f"there is no guard {route.when}; there are {known}"
            yield _fault(flow, "guard-unknown", route.line, sentence, step.name if step else "")


def answers_lead_on(flow: Flow) -> Iterator[Fault]:
    """Each answer has a last route that is always open, and no route stands for an answer that is not there."""
    for step in flow.steps.values():
        for route in step.routes:
            if route.answer is not None and route.answer not in step.answers:
                yield _fault(flow, "answer-unknown", route.line, f"there is no answer {route.answer}", step.name)
        for answer in step.answers:
            mine = [route for route in step.routes if route.answer in (None, answer)]
            if not mine or mine[-1].when is not None:
                yield _fault(flow, "answer-stuck", step.line, f"“{answer}” may lead nowhere", step.name)
            for early in mine[:-1]:
                if early.when is None:
                    yield _fault(flow, "route-dead", early.line, "the routes after this one are never tried", step.name)


def _next(flow: Flow, step: Step) -> set[str]:
    found = {route.to for route in step.routes}
    if step.objects:
        found.add(flow.objection)
    if step.asks == "review":
        found |= set(flow.changes.values())
    if RETURNS in found:
        found |= {each.name for each in flow.steps.values() if each.objects}
    return found


def steps_reached(flow: Flow) -> Iterator[Fault]:
    """Each step can be reached from a beginning."""
    seen: set[str] = set()
    waiting = [route.to for route in flow.begins]
    while waiting:
        name = waiting.pop()
        if name in flow.steps and name not in seen:
            seen.add(name)
            waiting += _next(flow, flow.steps[name])
    for name in flow.steps.keys() - seen:
        yield _fault(flow, "step-unreachable", flow.steps[name].line, "no route leads here", name)


def ends_reached(flow: Flow) -> Iterator[Fault]:
    """From each step an end can be reached by answering."""
    ending = {"closed"}
    grown = True
    while grown:
        more = {n for n, step in flow.steps.items() if n not in ending and _next(flow, step) & ending}
        grown = bool(more)
        ending |= more
    for name in flow.steps.keys() - ending:
        yield _fault(flow, "loop-without-exit", flow.steps[name].line, "no way leads from here to an end", name)


def telling_answers(flow: Flow) -> Iterator[Fault]:
    """A step that tells offers “told” and “declined”, both by the same routes (P2)."""
    for step in flow.steps.values():
        if not step.tells:
            continue
        if step.answers != ("told", "declined"):
            yield _fault(flow, "telling-answers", step.line, "a telling step offers told and declined", step.name)
        for route in step.routes:
            if route.answer is not None:
                yield _fault(flow, "telling-routes", route.line, "both answers must lead to the same place", step.name)


def choice_is_one(flow: Flow) -> Iterator[Fault]:
    """One step is the choice, with share and do_not_share, by the same routes (P12)."""
    steps = [step for step in flow.steps.values() if step.choice]
    if len(steps) != 1:
        line = steps[-1].line if steps else flow.lines["steps"]
        yield _fault(flow, "choice-one", line, f"{len(steps)} steps are the choice; one must be")
    for step in steps:
        if set(step.answers) != {"share", "do_not_share"}:
            yield _fault(flow, "choice-answers", step.line, "the choice offers share and do_not_share", step.name)
        if any(route.answer is not None for route in step.routes):
            yield _fault(flow, "choice-equal", step.line, "both answers must lead to the same pages", step.name)


CHECKS: tuple[Check, ...] = (
    elements_known, elements_told, routes_lead_somewhere, guards_known, answers_lead_on, steps_reached, ends_reached,
    telling_answers, choice_is_one, *check_words.CHECKS, *check_sharing.CHECKS,
)  # fmt: skip


def written_faults(flow: Flow) -> list[Fault]:
    """Every fault that can be seen without running the flow, by file and line."""
    return sorted((fault for check in CHECKS for fault in check(flow)), key=lambda each: (each.file, each.line))


def faults(flow: Flow) -> list[Fault]:
    """Every fault of a flow; none means that it may run. The proof runs on a flow without any other."""
    found = written_faults(flow)
    if not found and (proof := prove(Engine(flow))).counterexample:
        found.append(_fault(flow, "proof", flow.steps[proof.broken_on].line, " ".join(proof.counterexample)))
    return found or list(check_sharing.silence_has_a_name(flow))
