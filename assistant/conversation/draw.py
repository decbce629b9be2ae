"""A diagram of a flow, read from the running machine itself."""

from collections.abc import Iterator

from assistant.conversation.engine import Engine

Drawn = tuple[str, str, str]


def edges(engine: Engine) -> Iterator[Drawn]:
    """Every transition of the running machine that leads from one page to another: source, trigger, destination."""
    for trigger, event in engine.machine.events.items():
        for source, transitions in event.transitions.items():
            for each in transitions:
                if each.dest is not None and each.dest != source:
                    yield source, trigger, each.dest


def mermaid(engine: Engine) -> str:
    """The flow as a mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {route.to}" for route in engine.flow.begins]
    lines += [f"    {source} --> {to}: {trigger.replace(':', ' ')}" for source, trigger, to in edges(engine)]
    return "\n".join(lines) + "\n"
