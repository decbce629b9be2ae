"""The proof holds for what ships, and tells the shortest conversation that breaks what is planted."""

from assistant.conversation import draw, guards, load, prove
from assistant.conversation.engine import Advance, Engine, Event, Standing
from assistant.conversation.machine import edges


def test_shipped_flow_holds(engine):
    certificate = prove.prove(engine)
    assert certificate.holds and certificate.counterexample is None
    assert set(certificate.by_language) == set(engine.flow.languages)
    assert sum(each.states for each in certificate.by_channel.values()) == certificate.states


def test_a_shortcut_is_told_as_the_shortest_conversation(files):
    there = "    routes:\n      - to: tell_what\n\n  tell_what:"
    assert there in files["flow.yaml"]
    flow = files["flow.yaml"].replace(there, there.replace("to: tell_what", "to: choice"), 1)
    certificate = prove.prove(Engine(load.parse_unchecked({**files, "flow.yaml": flow})))
    assert not certificate.holds
    assert sum("The person" in line for line in certificate.counterexample) == 1
    assert "DS1a" in certificate.counterexample[-1]


def test_a_guard_taken_away_is_found(files):
    there = "      - when: all_told\n        to: choice\n      - to: tell_what\n"
    assert there in files["flow.yaml"]
    flow = files["flow.yaml"].replace("    routes:\n      - to: tell_use\n",
                                      "    routes:\n      - to: tell_services\n", 1)
    flow = flow.replace(there, "      - to: choice\n", 1)
    assert not prove.prove(Engine(load.parse_unchecked({**files, "flow.yaml": flow}))).holds


def test_a_guard_that_always_agrees_is_found(files, monkeypatch):
    monkeypatch.setitem(guards.GUARDS, "all_told", lambda facts, required: True)
    flow = files["flow.yaml"].replace("    routes:\n      - to: tell_use\n",
                                      "    routes:\n      - to: tell_services\n", 1)
    assert not prove.prove(Engine(load.parse_unchecked({**files, "flow.yaml": flow}))).holds


def test_the_drawing_equals_the_flow(engine):
    written = {(e.source, e.trigger, e.to) for e in edges(engine.flow) if e.source != e.to}
    assert set(draw.edges(engine)) == written
    for source, trigger, to in written:
        assert f"{source} --> {to}: {trigger.replace(':', ' ')}" in draw.mermaid(engine)


def test_objection_holds_to_the_end(engine):
    begun = engine.begin("web", "en", "share", False)
    end = engine.replay(begun, [
        Event("answer", "given"), Event("object"), Event("answer", "given"), Event("answer", "start"),
        *[Event("answer", "told")] * 4,
    ])  # fmt: skip
    assert (end.step, end.objected, end.choice) == ("review", True, None)
    assert Standing.from_json(end.to_json()) == end
    changed = engine.advance(end, Event("change", "choice"))
    assert isinstance(changed, Advance) and changed.standing.step == "choice"
