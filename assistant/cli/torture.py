"""Attack a throw-away copy: kill, race, forge, matrix. Exit status 1 when a promise broke."""

import json
import secrets
import sys
from functools import partial
from typing import Any

import click

from assistant.torture import forge as forging
from assistant.torture import kill as killing
from assistant.torture import matrix as crossing
from assistant.torture import race as racing

DATABASE = click.option("--db", "database", default=None, help="An EMPTY database to attack, instead of a SQLite file.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
SEED = click.option("--seed", type=int, default=None, help="The dice; printed on a breach, so that it can be repeated.")


@click.group()
def torture() -> None:
    """Attacks on a throw-away copy; the database of the settings is never touched."""


@torture.command()
@click.option("--turns", default=1000, show_default=True, help="How many acknowledged turns to reach.")
@DATABASE
@SEED
@AS_JSON
def kill(turns: int, database: str | None, seed: int | None, as_json: bool) -> None:
    """SIGKILL at random moments of real turns, in forked workers and whole servers."""
    dice = _dice(seed)
    result, control = killing.run(turns, dice, database)
    if not control:
        raise click.ClickException("The negative control found no double: this run proves nothing. Run it again.")
    _end(result, as_json, result["lost"] or result["doubled"], dice)


@torture.command()
@click.option("--rounds", default=200, show_default=True, help="How many requests to race for.")
@DATABASE
@SEED
@AS_JSON
def race(rounds: int, database: str | None, seed: int | None, as_json: bool) -> None:
    """Several staff decide the same request at the same moment."""
    dice = _dice(seed)
    result = racing.run(rounds, dice, database)
    for line in result.pop("what"):
        click.echo(line, err=True)
    _end(result, as_json, result["breaches"], dice)


@torture.command()
@click.option("--channel", "channels", multiple=True, type=click.Choice(list(forging.CHANNELS)),
              help="One channel, or several; all by default.")  # fmt: skip
@DATABASE
@AS_JSON
def forge(channels: tuple[str, ...], database: str | None, as_json: bool) -> None:
    """Every state, event, channel and owner posted directly."""
    result = forging.run(database, channels or tuple(forging.CHANNELS))
    wrong = result.pop("what")
    for line in wrong:
        click.echo(line, err=True)
    _end(result, as_json, result["written"] or wrong, None)


@torture.command()
@click.option("--sample", type=click.IntRange(1), default=None, help="So many cells of the cross, drawn by --seed.")
@SEED
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes for the whole cross.")
@AS_JSON
def matrix(sample: int | None, seed: int | None, jobs: int, as_json: bool) -> None:
    """Every route, method, role, record state and agreement state: nobody learns what is not theirs to see.

    The whole cross is some 289,000 cells for 124 routes at about 13 ms of one core each; see --sample and --jobs.
    """
    dice = _dice(seed) if sample else None
    whole = jobs > 1 and not sample
    result = (
        crossing.run_in_parts(jobs) if whole else crossing.run(sample, dice or 0, tell=partial(click.echo, err=True))
    )
    what, times = result.pop("what"), result.pop("slowest")
    unlisted, seconds = result.pop("unlisted"), result.pop("seconds")
    for line in what:
        click.echo(line, err=True)
    slow = ", ".join(f"{name} {1000 * took:.0f} ms" for name, took in times)
    click.echo(f"{seconds} s; slowest: {slow}; forms not listed in torture/forms.py: {len(unlisted)}", err=True)
    _end(result, as_json, result["leaks"], dice)


def _dice(seed: int | None) -> int:
    return secrets.randbelow(1_000_000) if seed is None else seed


def _end(result: dict[str, Any], as_json: bool, broken: object, dice: int | None) -> None:
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo("\n".join(f"{name}: {value}" for name, value in result.items()))
    if broken and dice is not None:
        click.echo(f"repeat with --seed {dice}", err=True)
    sys.exit(1 if broken else 0)
