"""Run the demonstration, serve for real, migrate the database."""

import click
from granian import Granian
from granian.constants import Interfaces

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import lively
from assistant.demo import load as demo
from assistant.demo.lived_in import STAFF as MORE_STAFF
from assistant.demo.region import ADMINS, PASSWORD, SITES, STAFF, DemoStaff


@click.command()
def run() -> None:
    """Demonstration: migrate, load the demo region once, say where to go, and serve (needs NOTICE_DEMO=1)."""
    settings = configuration.read()
    if not settings.demo:
        raise click.ClickException("`assistant run` is the demonstration; set NOTICE_DEMO=1, or use `assistant serve`.")
    house.migrate(settings)
    if demo.load_once(settings):
        click.echo("The demo region was loaded: invented people only.")
    _serve(settings, _demo_words(settings))


@click.command("demo")
@click.option("--people", "many", type=click.IntRange(60, 200_000), default=20_000, show_default=True,
              help="How many invented people are on file.")  # fmt: skip
@click.option("--seed", default=4013, show_default=True, help="The same seed makes the same people.")
@click.option("--no-serve", is_flag=True, help="Load the region and end.")
def lived_in(many: int, seed: int, no_serve: bool) -> None:
    """Demonstration of a lived-in region: migrate, load it once with progress shown, and serve (needs NOTICE_DEMO=1).

    A run that was stopped goes on where it was; what is there is never loaded twice.
    """
    settings = configuration.read()
    if not settings.demo:
        raise click.ClickException("`assistant demo` loads invented people; set NOTICE_DEMO=1 for the demonstration.")
    house.migrate(settings)
    loaded = lively.load_once(settings, many, seed, _progress)
    if loaded.nothing:
        click.echo("The lived-in region is there already; nothing was added. NOTICE_VAR names a folder for another.")
    else:
        click.echo(f"Loaded: {loaded.people} invented people on file, {loaded.pasts} pasts and searches.")
    if not no_serve:
        _serve(settings, _demo_words(settings, MORE_STAFF))


def _progress(what: str, done: int, of: int) -> None:
    """One line, written over itself."""
    click.echo(f"\r{what}: {done} of {of} ", nl=done == of, err=True)


@click.command()
def serve() -> None:
    """Serve with the settings of the environment; refuses to start on demo sign-ins or unapproved wording."""
    settings = configuration.read()
    _serve(settings, f"Serving on http://{settings.host}:{settings.port}/")


@click.command()
def migrate() -> None:
    """Bring the database to the newest shape; nothing is lost."""
    house.migrate(configuration.read())
    click.echo("The database is up to date.")


def _serve(settings: configuration.Settings, words: str) -> None:
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    try:
        house.check_start(settings)
    except house.StartRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(words)
    Granian(
        "assistant.app:served",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=settings.workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()


def _demo_words(settings: configuration.Settings, more: tuple[DemoStaff, ...] = ()) -> str:
    at = f"http://{settings.host}:{settings.port}"
    lines = [
        "",
        f"  Web chat   {at}/",
        f"  A kiosk    {at}/kiosk/{SITES[0][0]}",
        f"  The desk   {at}/desk",
        f"  Partners   {at}/partner",
        "",
        f"  Demo sign-ins, password {PASSWORD} for all:",
    ]
    lines += [f"    {person.email:24} {person.name}, {person.says}" for person in (*STAFF, *more, *ADMINS)]
    lines += ["", "  Demonstration, not a legal notice. Stop with Ctrl+C.", ""]
    return "\n".join(lines)
