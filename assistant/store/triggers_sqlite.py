"""The rules as SQLite triggers; a replacing insert fires no delete trigger there, so inserts look for the old row."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection

from assistant.store import effects, rules
from assistant.store.base import Base

PREFIX = "guard_"


@cache
def expected() -> Mapping[str, str]:
    """Every trigger by name, as sqlite_master gives it back."""
    made: dict[str, str] = {}
    for table in rules.APPEND_ONLY:
        _add(made, f"{table}_unchanged", f"before update on {table}", _raise(f"{table} is append-only"))
    for table, columns in rules.FROZEN.items():
        changed = " or ".join(f"new.{column} is not old.{column}" for column in columns)
        _add(made, f"{table}_frozen", f"before update on {table} when {changed}", _raise(f"{table} keeps what it said"))
    for table in (*rules.APPEND_ONLY, *rules.FROZEN):
        _add(made, f"{table}_kept", f"before delete on {table}", _raise(f"{table} is never deleted"))
        when = f"before insert on {table} when {_there(table)}"
        _add(made, f"{table}_once", when, _raise(f"{table} is there already"))
    for rule in rules.RULES:
        when = f"before {rule.event} on {rule.table} when {rule.refused_when}"
        _add(made, rule.name, when, _raise(rule.sentence))
    for effect in effects.EFFECTS:
        _add(made, effect.name, f"after {effect.event} on {effect.table}", effect.statement)
    return made


def install(connection: Connection) -> None:
    """Drop ours and make them anew."""
    for name in installed(connection):
        if name.startswith(PREFIX):
            connection.exec_driver_sql(f'drop trigger "{name}"')
    for statement in expected().values():
        connection.exec_driver_sql(statement)


def installed(connection: Connection) -> dict[str, str]:
    """Every trigger of the database by name."""
    found = connection.exec_driver_sql("select name, sql from sqlite_master where type = 'trigger'")
    return {name: sql for name, sql in found}


def _add(made: dict[str, str], name: str, when: str, body: str) -> None:
    full = PREFIX + name
    if full in made:
        raise ValueError(f"two triggers are called {full}")
    made[full] = f"CREATE TRIGGER {full} {when} begin {body}; end"


def _raise(sentence: str) -> str:
    return f"select raise(abort, '{sentence}')"


def _there(table: str) -> str:
    """Whether a row of the same key, unique value or hidden row number is there, which a REPLACE would remove."""
    same = [" and ".join(f"x.{column} = new.{column}" for column in rules.key_of(table))]
    if table in rules.UNIQUE:
        same.append(" and ".join(f"x.{column} = new.{column}" for column in rules.UNIQUE[table]))
    if table == "conversation":
        same.append("x.reference = new.reference")
    if Base.metadata.tables[table].dialect_options["sqlite"]["with_rowid"]:
        same.append("x.rowid = new.rowid")  # -1 unless somebody names it
    # A search by each part alone uses its index.
    return " or ".join(f"exists (select 1 from {table} x where {each})" for each in same)  # noqa: S608
