"""Flow files to a typed flow; a set with any fault is refused whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.conversation import ruled, strict, words
from assistant.conversation.fault import Fault
from assistant.conversation.flow import Asks, Flow, Message, Route, Step
from assistant.evidence.canonical import canonical, sha256_hex
from assistant.policy.sharing_rule import Decision

YesNo = Literal["yes", "no"]
MOST_BYTES = 1_000_000
FLOW_FILE = "flow.yaml"
INTERFACE = "interface/en.yaml"


class FlowRefused(Exception):
    """Files that make no flow; `faults` names every one with file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{each.file}:{each.line}: {each.sentence}" for each in faults))
        self.faults = faults


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RouteForm(_Form):
    """A route as written."""

    to: str
    when: str | None = None
    answer: str | None = None


class RuledForm(_Form):
    """Words under each of the two sharing rules."""

    choice: str
    notice: str


class DecisionForm(_Form):
    """The decision for a sharing rule as written; what it lacks is told by the checks."""

    rule: str = ""
    decided_by: str = ""
    title: str = ""
    decided_on: str = ""
    document_sha256: str = ""


class StepForm(_Form):
    """A step as written."""

    asks: Asks
    heading: str
    answers: dict[str, str]
    routes: list[RouteForm]
    says: str | RuledForm | None = None
    tells: dict[str, str] = {}
    note: str | None = None
    back: list[RouteForm] = []
    counts: YesNo = "no"
    objects: YesNo = "no"
    choice: YesNo = "no"


class FlowForm(_Form):
    """A flow file as written."""

    flow: str
    language: str
    sharing_rule: str
    sharing_decision: DecisionForm | None = None
    begins: list[RouteForm]
    objection: str
    changes: dict[str, str]
    steps: dict[str, StepForm]


def read_folder(flow: Path, interface: Path) -> dict[str, str]:
    """The texts of a flow folder and of the interface words beside it, by name. Raises FlowRefused."""
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for root, prefix in ((flow, ""), (interface, "interface/")):
        for path in sorted(root.rglob("*.yaml")):
            name = prefix + path.relative_to(root).as_posix()
            try:
                files[name] = _text(path)
            except ValueError as wrong:
                faults.append(Fault("readable", name, 1, str(wrong)))
    if FLOW_FILE not in files and not faults:
        faults.append(Fault("readable", FLOW_FILE, 1, f"there is no {FLOW_FILE} in {flow.name}/"))
    if faults:
        raise FlowRefused(faults)
    return files


def version_of(files: Mapping[str, str]) -> str:
    """The flow version: the SHA-256 of the files' canonical bytes."""
    return sha256_hex(canonical(dict(files)))


def parse(files: Mapping[str, str]) -> Flow:
    """The flow that these files make. Raises FlowRefused with every fault found by the loader and the checks."""
    from assistant.conversation import check  # the checks know the loader's types; only this verb knows the checks

    flow = parse_unchecked(files)
    faults = check.faults(flow)
    if faults:
        raise FlowRefused(faults)
    return flow


def parse_unchecked(files: Mapping[str, str]) -> Flow:
    """The flow that these files make, before its checks. Raises FlowRefused for what cannot be read at all."""
    faults: list[Fault] = []
    documents: dict[str, strict.Document] = {}
    for name, text in files.items():
        try:
            documents[name] = strict.read(text)
        except strict.NotReadable as wrong:
            faults.append(Fault("readable", name, wrong.line, wrong.sentence))
    for needed in (FLOW_FILE, INTERFACE):
        if needed not in files:
            faults.append(Fault("readable", needed, 1, f"{needed} is missing"))
    if faults:
        raise FlowRefused(faults)
    document = documents[FLOW_FILE]
    try:
        form = FlowForm.model_validate(document.data)
    except ValidationError as wrong:
        raise FlowRefused([_form_fault(each, document) for each in wrong.errors()]) from wrong
    try:
        languages, messages = words.gather(_english(form, document), form.language, documents)
    except words.WordsRefused as wrong:
        raise FlowRefused([wrong.fault]) from wrong
    return _flow(form, document, version_of(files), languages, messages)


def _text(path: Path) -> str:
    if path.is_symlink():
        raise ValueError("a link is not allowed here; put the file itself")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"the file has {size} bytes; at most {MOST_BYTES} are allowed")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise ValueError(f"the file is not UTF-8 at byte {wrong.start}; save it as UTF-8") from wrong


def _form_fault(error: object, document: strict.Document) -> Fault:
    found = dict(error)  # type: ignore[call-overload]
    path = tuple(str(part) for part in found["loc"])
    line = next((document.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in document.lines), 1)
    step = path[1] if len(path) > 1 and path[0] == "steps" else ""
    return Fault("form", FLOW_FILE, line, f"{'.'.join(path)}: {found['msg']}", step=step)


def _english(form: FlowForm, document: strict.Document) -> dict[str, Message]:
    found: dict[str, Message] = {}

    def put(key: str, text: str | RuledForm | None, *path: str) -> None:
        if isinstance(text, RuledForm):
            for rule in ruled.RULES:
                put(ruled.key_under(key, rule), getattr(text, rule), *path, rule)
        elif text is not None:
            found[key] = Message(text, FLOW_FILE, document.lines.get(path, 1), "draft")

    for name, step in form.steps.items():
        for part in ("heading", "says", "note"):
            put(f"{name}.{part}", getattr(step, part), "steps", name, part)
        for element, text in step.tells.items():
            put(f"{name}.{element}", text, "steps", name, "tells", element)
        for answer, text in step.answers.items():
            put(f"{name}.answers.{answer}", text, "steps", name, "answers", answer)
    return found


def _flow(
    form: FlowForm, document: strict.Document, version: str, languages: Mapping[str, str],
    written: Mapping[str, Mapping[str, Message]],
) -> Flow:  # fmt: skip
    steps = {name: _step(name, step, document) for name, step in form.steps.items()}
    required = tuple(element for step in steps.values() for element in step.tells)
    return Flow(
        name=form.flow,
        version=version,
        file=FLOW_FILE,
        sharing_rule=form.sharing_rule,
        sharing_decision=Decision(**form.sharing_decision.model_dump()) if form.sharing_decision else None,
        required=required,
        begins=_routes(form.begins, document, ("begins",)),
        objection=form.objection,
        steps=steps,
        changes=form.changes,
        languages=languages,
        messages=ruled.under(form.sharing_rule, written),
        written=written,
        lines={".".join(path): line for path, line in document.lines.items()},
    )


def _step(name: str, form: StepForm, document: strict.Document) -> Step:
    at = ("steps", name)
    parts = ((("says",) if form.says else ()) + tuple(form.tells))
    return Step(
        name=name,
        asks=form.asks,
        tells=tuple(form.tells),
        answers=tuple(form.answers),
        routes=_routes(form.routes, document, (*at, "routes")),
        back=_routes(form.back, document, (*at, "back")),
        parts=parts,
        counts=form.counts == "yes",
        objects=form.objects == "yes",
        choice=form.choice == "yes",
        line=document.lines.get(at, 1),
    )


def _routes(forms: list[RouteForm], document: strict.Document, at: tuple[str, ...]) -> tuple[Route, ...]:
    return tuple(
        Route(each.answer, each.when, each.to, document.lines.get((*at, str(index)), 1))
        for index, each in enumerate(forms)
    )
