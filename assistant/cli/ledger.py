"""Verify the ledger."""

import json
import sys

import click

from assistant import settings as configuration
from assistant.store.db import Database
from assistant.store.verify_ledger import verify as walk


@click.group()
def ledger() -> None:
    """The record of every act."""


@ledger.command()
@click.option("--db", "url", default="", help="Address of the database; otherwise that of the settings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: entries, ok, first_bad.")
def verify(url: str, as_json: bool) -> None:
    """Walk every chain and every row it commits to; a breach ends with status 1."""
    database = Database(url or configuration.read().database)
    try:
        verdict = walk(database)
    finally:
        database.dispose()
    said = {"entries": verdict.entries, "ok": verdict.ok, "first_bad": verdict.first_bad}
    if as_json:
        click.echo(json.dumps(said))
    else:
        click.echo(f"{verdict.entries} entries, all whole." if verdict.ok else f"Breach: {verdict.first_bad}.")
    if not verdict.ok:
        sys.exit(1)
