"""Found an empty system with its first three administrators, and list who has an account."""

import csv
import json
import re
import secrets
import sys
from pathlib import Path

import click

from assistant import app as house
from assistant import settings as configuration
from assistant.desk import founding
from assistant.policy.ruling import Ruling
from assistant.web.signin import hash_password

NAMED = re.compile(r"\s*(.+?)\s*<\s*([^<>\s]+)\s*>\s*")


@click.group()
def staff() -> None:
    """Members of staff and what they hold."""


@staff.command()
@click.option("--admin", "admins", multiple=True, help='One of three, like "Robin Example <robin@example.org>".')
@click.option("--csv", "sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Or a file with three lines: name,e-mail.")  # fmt: skip
@click.option("--organization", "organisation", default="Employment Security Department", show_default=True,
              help="The department's name, if it is not on file yet.")  # fmt: skip
@click.option("--address", default="", help="Where the system is reached, put before each link.")
def found(admins: tuple[str, ...], sheet: Path | None, organisation: str, address: str) -> None:
    """Make the first three administrators and print their invitation links, once."""
    named = _read(sheet) if sheet else [_parted(each) for each in admins]
    settings, now = configuration.read(), house.now()
    database = house.open_database(settings)
    try:
        unusable = hash_password(settings.secret, secrets.token_urlsafe(32))
        made = founding.found(database, named, organisation, unusable, now)
    finally:
        database.dispose()
    if isinstance(made, Ruling):
        click.echo(f"assistant: {made.reason}", err=True)
        sys.exit(2)
    for each in made:
        click.echo(f"{each.name} <{each.email}>: {address.rstrip('/')}/desk/welcome/{each.secret}")
    click.echo("Each link works once, for 72 hours, and is not shown again. Hand each to its own person.")


@staff.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def listed(as_json: bool) -> None:
    """Every account with what it holds now."""
    settings, now = configuration.read(), house.now()
    database = house.open_database(settings)
    try:
        found = founding.everybody(database, now)
    finally:
        database.dispose()
    for email, name, organisation, active, roles in found:
        if as_json:
            said = {"email": email, "name": name, "organization": organisation, "active": active, "roles": roles}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            state = "" if active else " (disabled)"
            click.echo(f"{email}{state}: {name}, {organisation}: {', '.join(roles) or 'no grant in force'}")


def _read(sheet: Path) -> list[tuple[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    if any(len(row) != 2 for row in rows):
        raise click.BadParameter(f"each line of {sheet.name} holds a name and an e-mail address", param_hint="--csv")
    return [(name, email.lower()) for name, email in rows if email.lower() not in ("email", "e-mail")]


def _parted(text: str) -> tuple[str, str]:
    found = NAMED.fullmatch(text)
    if found is None:
        wrong = f'{text} is not written like "Robin Example <robin@example.org>"'
        raise click.BadParameter(wrong, param_hint="--admin")
    return found[1], found[2].lower()
