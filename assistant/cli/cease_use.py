"""`assistant cease-use`: the notices of the day."""

import json
from dataclasses import asdict

import click

from assistant import app as house
from assistant import settings as configuration
from assistant.desk import cease_use as notices
from assistant.desk.room import Desk


@click.group("cease-use")
def cease_use() -> None:
    """Notices to partners to stop using records that they read."""


@cease_use.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: notices, records, tomorrow.")
def send(as_json: bool) -> None:
    """Make the notice of the day for each partner; run it once a day, a second run makes nothing."""
    settings = configuration.read()
    database = house.open_database(settings)
    try:
        sent = notices.send(Desk(database, house.open_keys(settings)), house.now())
    finally:
        database.dispose()
    if as_json:
        click.echo(json.dumps(asdict(sent)))
        return
    click.echo(f"{sent.notices} notices with {sent.records} records; for tomorrow: {sent.tomorrow} organizations.")
