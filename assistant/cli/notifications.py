"""`assistant notifications close`: what silence after a whole notification becomes, under the rule of its flow."""

import json
from dataclasses import asdict

import click

from assistant import app as house
from assistant import settings as configuration
from assistant.intake import silence


@click.group()
def notifications() -> None:
    """Conversations in which people are told."""


@notifications.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: seen, opened.")
def close(as_json: bool) -> None:
    """Open a request to share for each silent conversation of a flow with the rule "notice"; run it daily.

    Under the rule "choice", which ships, it never opens anything.
    """
    database = house.open_database(configuration.read())
    try:
        closed = silence.close(database, house.now())
    finally:
        database.dispose()
    if as_json:
        click.echo(json.dumps(asdict(closed)))
    else:
        click.echo(f"{closed.seen} silent conversations looked at, {closed.opened} requests to share opened for ESD.")
