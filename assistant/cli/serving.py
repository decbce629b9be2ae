"""Run the demonstration, serve for real, migrate the database."""

import click
from granian import Granian
from granian.constants import Interfaces

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import load as demo
from assistant.demo.region import ADMINS, PASSWORD, SITES, STAFF


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


def _demo_words(settings: configuration.Settings) -> str:
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
    lines += [f"    {person.email:24} {person.name}, {person.says}" for person in (*STAFF, *ADMINS)]
    lines += ["", "  Demonstration, not a legal notice. Stop with Ctrl+C.", ""]
    return "\n".join(lines)
