"""What a flow says of silence must be its sharing rule, decided by ESD, and nothing else."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from assistant.conversation.engine import Engine
from assistant.conversation.fault import Fault
from assistant.conversation.flow import Flow, Message
from assistant.conversation.prove import beginnings, reachable
from assistant.conversation.ruled import base_of, key_under
from assistant.policy import sharing_rule as rule

# Phrases that say what follows when a person says nothing: true under one of the two rules alone.
CLAIMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        rule.CHOICE: (r"unless you say yes", r"(?:do|did) not choose, nothing", r"silence is never"),
        rule.NOTICE: (r"(?:do|did) not say no", r"(?:do|did) not object", r"unless you say no", r"say nothing"),
    },
    "es": {
        rule.CHOICE: (r"a menos que usted diga que sí", r"si no (?:elige|eligió), no", r"silencio nunca"),
        rule.NOTICE: (r"no (?:dice|dijo) que no", r"no (?:se opone|se opuso)", r"a menos que usted diga que no"),
    },
}


def _at(message: Message, key: str, language: str, sentence: str) -> Fault:
    return Fault("sharing-words", message.file, message.line, f"{key}: {sentence}", key.partition(".")[0], language)


def decided(flow: Flow) -> Iterator[Fault]:
    """The sharing rule is one of two, and “notice” carries ESD's whole decision for it."""
    ruling = rule.is_decided(flow.sharing_rule, flow.sharing_decision)
    if not ruling.allowed:
        lacking = flow.sharing_decision.lacking() if flow.sharing_decision else ()
        places = [*(f"sharing_decision.{each}" for each in lacking), "sharing_decision", "sharing_rule"]
        line = next(flow.lines[each] for each in places if each in flow.lines)
        yield Fault("sharing-decision", flow.file, line, ruling.reason)


def pairs_whole(flow: Flow) -> Iterator[Fault]:
    """Words that depend on the rule are there under both rules, and are not the same words."""
    for language, messages in flow.written.items():
        for key, message in messages.items():
            base = base_of(key)
            if base is None:
                continue
            if key not in (key_under(base, each) for each in rule.RULES):
                yield _at(message, key, language, f"words stand under {' or '.join(rule.RULES)}, nothing else")
            if base in messages:
                yield _at(messages[base], base, language, "the same words cannot hold under both rules and one alone")
            halves = [messages.get(key_under(base, each)) for each in rule.RULES]
            if None in halves:
                yield _at(message, key, language, "the words under the other sharing rule are missing")
            elif halves[0] is message and halves[1] is not None and halves[0].text == halves[1].text:
                yield _at(message, key, language, "the words under both sharing rules are the same")


def halves_say_it(flow: Flow) -> Iterator[Fault]:
    """Each half of a pair says what follows from saying nothing under its rule; else it needs no pair."""
    for language, messages in flow.written.items():
        for key, message in messages.items():
            for each, claims in CLAIMS.get(language, {}).items():
                if key.endswith(key_under("", each)) and not any(_found(claim, message.text) for claim in claims):
                    yield _at(message, key, language, f"it does not say what follows from silence under “{each}”")


def claims_in_their_place(flow: Flow) -> Iterator[Fault]:
    """What follows from saying nothing is said only under the rule under which it is so."""
    for language, messages in flow.written.items():
        for key, message in messages.items():
            for each, claims in CLAIMS.get(language, {}).items():
                said = next((found for claim in claims if (found := _found(claim, message.text))), None)
                if said and not key.endswith(key_under("", each)):
                    yield _at(message, key, language, f"“{said}” is true under the rule “{each}” alone; put it there")


def silence_is_described(flow: Flow) -> Iterator[Fault]:
    """The words in force say, in every language, what follows from saying nothing."""
    for language, messages in flow.messages.items():
        claims = CLAIMS.get(language, {}).get(flow.sharing_rule, ())
        if claims and not any(_found(claim, each.text) for each in messages.values() for claim in claims):
            first = next(iter(messages.values()))
            sentence = f"no words in {language} say what follows from saying nothing"
            yield Fault("sharing-words", first.file, 1, sentence, "", language)


def early(flow: Flow, today: date) -> list[Fault]:
    """A decision dated later than today; what no check without a calendar can see."""
    ruling = rule.is_in_force(flow.sharing_decision, today)
    line = flow.lines.get("sharing_decision.decided_on", 1)
    return [] if ruling.allowed else [Fault("sharing-decision", flow.file, line, ruling.reason)]


def silence_has_a_name(flow: Flow) -> Iterator[Fault]:
    """Under “notice” a person can be told everything, named, and say nothing: else the rule would do nothing."""
    if flow.sharing_rule != rule.NOTICE:
        return
    engine = Engine(flow)
    required = set(flow.required)
    for standing in reachable(engine, next(beginnings(engine))):
        if standing.identity == "given" and required <= standing.told and not (standing.objected or standing.choice):
            return
    sentence = "under “notice” name and birth date must be asked before the choice, or nobody's silence has a name"
    yield Fault("sharing-unnamed", flow.file, flow.lines["sharing_rule"], sentence)


def _found(claim: str, text: str) -> str | None:
    found = re.search(claim, text, re.IGNORECASE)
    return found.group() if found else None


CHECKS: tuple[Callable[[Flow], Iterator[Fault]], ...] = (
    decided, pairs_whole, halves_say_it, claims_in_their_place, silence_is_described,
)  # fmt: skip
