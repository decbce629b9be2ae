"""Bring a database to the newest shape, and check that it has it; Alembic with our own engine handed in."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from assistant.store import tables, triggers, triggers_postgresql, triggers_sqlite
from assistant.store.base import Base
from assistant.store.db import Database

HERE = Path(__file__).parent
LOCK = 4013  # one migration at a time on PostgreSQL


def migrate(database: Database) -> None:
    """Run every revision that is missing, then make the triggers anew, all in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    script = ScriptDirectory.from_config(config)
    with database.engine.connect().execution_options(immediate=True) as connection, connection.begin():
        if database.dialect == "postgresql":
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({LOCK})")
        before = MigrationContext.configure(connection).get_current_revision()
        if before != script.get_current_head():
            _upgrade(config, script, connection)
        if before != script.get_current_head() or _compare(connection, database):
            triggers.install(connection)


def check(database: Database) -> list[str]:
    """Where the database differs from the models, the newest revision or the expected triggers; empty is right."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        head = ScriptDirectory(str(HERE)).get_current_head()
        current = context.get_current_revision()
        faults = [] if current == head else [f"the database is at revision {current}, the newest is {head}"]
        faults += [f"the schema differs from the models: {each}" for each in compare_metadata(context, Base.metadata)]
        connection.rollback()
    return faults + triggers.compare(database)


def _compare(connection: Connection, database: Database) -> bool:
    ours = triggers_sqlite if database.dialect == "sqlite" else triggers_postgresql
    return bool(ours.installed(connection) != dict(ours.expected()))


def _upgrade(config: Config, script: ScriptDirectory, connection: Connection) -> None:
    with EnvironmentContext(config, script, fn=lambda rev, _: script._upgrade_revs("head", rev)) as environment:
        environment.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        environment.run_migrations()


__all__ = ["check", "migrate", "tables"]
