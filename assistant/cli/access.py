"""Explain who could see a record at a moment of the past."""

import json
import sys
from dataclasses import asdict
from datetime import datetime

import click

from assistant import app as house
from assistant import settings as configuration
from assistant.desk.explain import NotExplained
from assistant.desk.explain import explain as explained
from assistant.desk.room import Desk


@click.group()
def access() -> None:
    """Who may see a record, and why."""


@access.command()
@click.option("--person", "seeker_id", required=True, help="Seeker id of the record.")
@click.option("--viewer", "email", required=True, help="E-mail address of the member of staff.")
@click.option("--at", "at", default="", help="A moment with its zone, like 2026-11-23T14:30-08:00; now without it.")
@click.option("--purpose", default="", help="The purpose stated; without it the one that serves best.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: allowed, fields, reasons, citations.")
def explain(seeker_id: str, email: str, at: str, purpose: str, as_json: bool) -> None:
    """What this member of staff could see of this record at that moment; opens no value of it."""
    settings, now = configuration.read(), house.now()
    database = house.open_database(settings)
    try:
        found = explained(Desk(database, house.open_keys(settings)), seeker_id, email, _moment(at, now), now, purpose)
    except NotExplained as wrong:
        click.echo(f"assistant: {wrong}", err=True)
        sys.exit(2)
    finally:
        database.dispose()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    click.echo("Yes: " + ", ".join(found.fields) if found.allowed else "No.")
    for line in (*found.reasons, *found.citations):
        click.echo(f"  {line}")


def _moment(text: str, now: datetime) -> datetime:
    if not text:
        return now
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise click.BadParameter(f"{text} is no moment with its zone; write it like 2026-11-23T14:30-08:00")
    return found
