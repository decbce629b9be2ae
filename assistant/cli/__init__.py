"""The command line: one file a noun."""

import sys

import click

from assistant.cli.access import access
from assistant.cli.cease_use import cease_use
from assistant.cli.flows import flows
from assistant.cli.ledger import ledger
from assistant.cli.notifications import notifications
from assistant.cli.serving import lived_in, migrate, run, serve
from assistant.cli.staff import staff
from assistant.cli.torture import torture
from assistant.settings import SettingsWrong


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Guided data-sharing notification for WorkSource job seekers."""


for command in (
    run, lived_in, serve, migrate, flows, access, cease_use, ledger, notifications, staff, torture
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """The `assistant` command; a wrong setting ends it with a sentence and status 2."""
    try:
        cli()
    except SettingsWrong as wrong:
        click.echo(f"assistant: {wrong}", err=True)
        sys.exit(2)
