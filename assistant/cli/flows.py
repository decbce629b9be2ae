"""`assistant flows`: check, prove, draw and stamp what the notification says."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from assistant import app as house
from assistant import places
from assistant import settings as configuration
from assistant.conversation import check as checking
from assistant.conversation import check_sharing, load
from assistant.conversation import draw as drawing
from assistant.conversation import prove as proof
from assistant.conversation import stamp as stamping
from assistant.conversation.engine import Engine
from assistant.conversation.fault import Fault
from assistant.conversation.flow import Flow
from assistant.store import notices

FOLDER = click.option("--dir", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.is_dir() and each.name != "interface")


def _flow(folder: Path | None, name: str) -> Flow:
    try:
        flow = load.parse(_files(folder, name))
        if early := check_sharing.early(flow, house.now().date()):
            raise load.FlowRefused(early)
        return flow
    except load.FlowRefused as refused:
        for line in _lines(refused.faults):
            click.echo(f"{name}: {line}", err=True)
        sys.exit(1)


def _files(folder: Path | None, name: str) -> dict[str, str]:
    root = folder or places.flows()
    return load.read_folder(root / name, root / "interface")


def _lines(faults: Iterable[Fault]) -> tuple[str, ...]:
    return tuple(f"{each.file}:{each.line}: {each.check}: {each.sentence}" for each in faults)


def _certificate(folder: Path | None, name: str) -> proof.Certificate:
    """The proof of a flow; one that cannot even be read or has a fault in writing holds nowhere."""
    version = ""
    try:
        files = _files(folder, name)
        version = load.version_of(files)
        flow = load.parse_unchecked(files)
        wrong = checking.written_faults(flow)
    except load.FlowRefused as refused:
        wrong = refused.faults
    return proof.Certificate(name, version, 0, 0, False, _lines(wrong), {}, {}) if wrong else proof.prove(Engine(flow))


@click.group()
def flows() -> None:
    """Check, prove and draw the flows."""


@flows.command()
@FOLDER
def check(folder: Path | None) -> None:
    """Every check on every flow; each fault with file and line."""
    names = _names(folder or places.flows())
    if not names:
        raise click.ClickException("there is no flow in this folder")
    for name in names:
        flow = _flow(folder, name)
        click.echo(f"{name}: {len(flow.steps)} steps, languages {', '.join(flow.languages)}: no fault")


@flows.command()
@click.argument("name", default="notification")
@click.option("--json", "as_json", is_flag=True)
@FOLDER
def prove(name: str, as_json: bool, folder: Path | None) -> None:
    """Visit every state a conversation can reach; tell the shortest conversation that breaks a promise."""
    certificate = _certificate(folder, name)
    if as_json:
        said = {key: value for key, value in asdict(certificate).items() if key != "broken_on"}
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        says = "holds" if certificate.holds else "DOES NOT HOLD"
        click.echo(f"{certificate.flow} {certificate.version[:16]}: {certificate.states} states, "
                   f"{certificate.edges} edges: {says}")  # fmt: skip
        for line in certificate.counterexample or ():
            click.echo(f"  {line}")
    sys.exit(0 if certificate.holds else 1)


@flows.command()
@click.argument("name", default="notification")
@FOLDER
def draw(name: str, folder: Path | None) -> None:
    """The flow as a mermaid diagram, from the running machine."""
    click.echo(drawing.mermaid(Engine(_flow(folder, name))), nl=False)


@flows.command()
@click.argument("name", default="notification")
@FOLDER
def stamp(name: str, folder: Path | None) -> None:
    """Write the hashes into the words files after an edit."""
    root = folder or places.flows()
    for path in stamping.stamp(root / name, root / "interface"):
        click.echo(f"stamped {path.name}")


@flows.command()
@click.option("--language", required=True, help="The language whose words were approved, like en.")
@click.option("--by", required=True, help="Who approved them, by name.")
@click.option("--role", required=True, help="Their role at ESD.")
def approve(language: str, by: str, role: str) -> None:
    """Record ESD's named approval of the shipped words in one language; without it nothing is served for real."""
    settings = configuration.read()
    database = house.open_database(settings)
    try:
        intake = house.open_intake(settings, database)
        if language not in intake.current.engine.flow.languages:
            raise click.ClickException(f"There are no words in “{language}”.")
        version, now = intake.publish(house.now()), house.now()
        with database.writing() as w:
            notices.approve(w, version, language, by, role, now)
    finally:
        database.dispose()
    click.echo(f"Recorded: {by}, {role}, approved {language} of flow version {version[:12]}.")
