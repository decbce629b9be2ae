"""The house put together: settings and places are read here and handed down; a fault stops the start."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from flask import Flask

from assistant import places
from assistant import settings as configuration
from assistant.conversation import check_sharing, load
from assistant.conversation.load import FlowRefused
from assistant.intake.running import Intake
from assistant.settings import Settings
from assistant.store import accounts, migrations, notices, people, sites, triggers
from assistant.store.db import Database
from assistant.store.keys import Keys
from assistant.web import (
    accounting,
    agreements,
    api,
    authorities,
    cease_use,
    chat,
    clients,
    corrections,
    desk,
    duplicates,
    grants,
    incidents,
    mine,
    objections,
    organisations,
    own_agreement,
    partner,
    policies,
    relay,
    reviews,
    security,
    signin,
    too_large,
    waiting,
)
from assistant.web import accounts as account_pages
from assistant.web import people as people_pages
from assistant.web import sites as site_pages
from assistant.web.application import Application
from assistant.web.wiring import Wiring

FLOW = "notification"
# In the order of the desk's menu.
STAFF_ROOMS: tuple[Any, ...] = (
    partner, relay, own_agreement, desk, corrections, people_pages, duplicates, waiting, objections, authorities,
    cease_use, accounting, organisations, agreements, site_pages, grants, reviews, incidents, account_pages, clients,
    policies,
)  # fmt: skip


class StartRefused(Exception):
    """The house will not open; the message says why and what to do."""


def now() -> datetime:
    """The present moment: read in web, cli and demo, handed down as a value everywhere else."""
    return datetime.now(UTC)


def read_flow(folder: Path | None = None) -> dict[str, str]:
    """The files of the shipped notification with the interface words."""
    root = folder or places.flows()
    return load.read_folder(root / FLOW, root / "interface")


def open_database(settings: Settings) -> Database:
    """The database that the settings name."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return Database(settings.database)


def open_keys(settings: Settings) -> Keys:
    """The site keys that the settings name."""
    return Keys(dict(settings.site_keys), settings.site_key_id)


def migrate(settings: Settings) -> None:
    """Bring the database to the newest shape."""
    database = open_database(settings)
    migrations.migrate(database)
    database.dispose()


def open_intake(settings: Settings, database: Database) -> Intake:
    """The job seeker's verbs on this database, with the shipped flow. Raises StartRefused with every fault."""
    try:
        intake = Intake(database, open_keys(settings), settings.secret, read_flow(), settings.demo)
        if early := check_sharing.early(intake.current.engine.flow, now().date()):
            raise FlowRefused(early)
        return intake
    except FlowRefused as refused:
        faults = "\n".join(f"  {fault.file}:{fault.line}: {fault.sentence}" for fault in refused.faults)
        raise StartRefused(f"The flow is not served, because:\n{faults}") from refused


def check_start(settings: Settings) -> None:
    """Refuse to open on a wrong database, demo sign-ins outside the demo, or words without ESD's approval."""
    database = open_database(settings)
    try:
        intake = open_intake(settings, database)
        wrong = [*migrations.check(database), *triggers.compare(database)]
        if wrong:
            mend = "name another with NOTICE_DATABASE, or delete it" if settings.demo else "run `assistant migrate`"
            raise StartRefused(f"The database is not as it must be ({mend}):\n  " + "\n  ".join(wrong))
        if not settings.demo:
            _check_real(settings, database, intake)
    finally:
        database.dispose()


def _check_real(settings: Settings, database: Database, intake: Intake) -> None:
    with database.reading() as r:
        demo_people = accounts.demo_sign_ins(r)
        approved = notices.approved_languages(r, intake.current.version)
    if demo_people:
        raise StartRefused(
            f"The database holds {demo_people} demo sign-ins. Use a database of its own outside demo mode, "
            "or set NOTICE_DEMO=1 for the demonstration."
        )
    if "en" not in approved:
        raise StartRefused(
            f"The English of flow version {intake.current.version[:12]} carries no approval by ESD. "
            "Record it with `assistant flows approve`, or set NOTICE_DEMO=1 for the demonstration."
        )
    if not settings.phone:
        raise StartRefused("NOTICE_PHONE is not set: the receipt must say which number to call.")


def create_app(settings: Settings) -> Flask:
    """The Flask application, wired."""
    _logs(settings)
    database = open_database(settings)
    intake = open_intake(settings, database)
    app = Application("assistant", template_folder=str(places.templates()), static_folder=str(places.static()))
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="__Host-desk" if settings.secure_cookies else "desk",
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        MAX_FORM_PARTS=100,
    )
    wiring = Wiring(
        database=database,
        keys=intake.keys,
        intake=intake,
        secret=settings.secret,
        demo=settings.demo,
        secure_cookies=settings.secure_cookies,
        phone=settings.phone,
        now=now,
        read_flow=read_flow,
        documents=settings.documents,
        areas=lambda: _areas(database),
        sites=lambda: _sites(database),
    )
    app.extensions["assistant"] = wiring
    security.attach(app)
    signin.attach(app, people.datastore(app, database))
    app.register_blueprint(chat.blueprint)
    app.register_blueprint(mine.blueprint)
    security.allow(app, mine.ENDPOINTS)
    for room in STAFF_ROOMS:
        app.register_blueprint(room.blueprint)
        security.allow(app, room.ENDPOINTS, room.MENU)
    api.attach(app)
    accounting.attach(app)
    too_large.attach(app)
    return app


def _areas(database: Database) -> dict[str, str]:
    with database.reading() as r:
        return {area: f"{counties} ({council})" for area, council, counties in sites.areas(r)}


def _sites(database: Database) -> dict[str, str]:
    with database.reading() as r:
        return dict(sites.all_sites(r))


def served() -> Flask:
    """The application of one worker, with the settings of the environment."""
    return create_app(configuration.read())


def _logs(settings: Settings) -> None:
    """Structured lines on standard error; personal fields never reach a log call."""
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
