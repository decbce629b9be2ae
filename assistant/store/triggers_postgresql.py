"""The rules as PostgreSQL triggers, enabled always: they fire for every role and also where foreign keys do not."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from assistant.store import effects, rules

PREFIX = "guard_"


class Made(NamedTuple):
    """One trigger with its function."""

    table: str
    definition: str
    body: str


@cache
def _made() -> Mapping[str, Made]:
    made: dict[str, Made] = {}
    for table in rules.APPEND_ONLY:
        _add(made, f"{table}_unchanged", "BEFORE UPDATE", table, _raise(f"{table} is append-only"))
    for table, columns in rules.FROZEN.items():
        changed = " or ".join(f"new.{column} is distinct from old.{column}" for column in columns)
        _add(made, f"{table}_frozen", "BEFORE UPDATE", table, _when(changed, f"{table} keeps what it said"))
    for table in (*rules.APPEND_ONLY, *rules.FROZEN):
        refuse = _raise(f"{table} is never deleted")
        _add(made, f"{table}_kept", "BEFORE DELETE", table, refuse)
        _add(made, f"{table}_emptied", "BEFORE TRUNCATE", table, refuse, each="STATEMENT")
    for rule in rules.RULES:
        _add(made, rule.name, f"BEFORE {rule.event.upper()}", rule.table, _when(rule.refused_when, rule.sentence))
    for table in rules.LOCKED:
        lock = "perform pg_advisory_xact_lock(hashtextextended(new.match_index, 1));\nreturn new;"
        _add(made, f"{table}_alone", "BEFORE INSERT", table, lock)
    for effect in effects.EFFECTS:
        event = f"AFTER {effect.event.replace('insert', 'INSERT').replace('update of', 'UPDATE OF')}"
        event = event.replace("update", "UPDATE")
        _add(made, effect.name, event, effect.table, f"{effect.statement};\nreturn null;")
    return made


@cache
def expected() -> Mapping[str, str]:
    """Every trigger by name: its definition, that it is enabled always, and its function."""
    return {name: f"{each.definition}|A|begin\n{each.body}\nend" for name, each in _made().items()}


def install(connection: Connection) -> None:
    """Drop ours and make them anew."""
    found = connection.exec_driver_sql(
        "select t.tgname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
        "join pg_namespace n on n.oid = c.relnamespace "
        "where not t.tgisinternal and starts_with(t.tgname, 'guard_') and n.nspname = current_schema()"
    ).all()
    for name, table in found:
        connection.exec_driver_sql(f'drop trigger "{name}" on "{table}"')
    schema = connection.exec_driver_sql("select current_schema()").scalar_one()
    for name, each in _made().items():
        # The path is fixed, so that nobody's temporary table of the same name answers the rule instead of ours.
        connection.exec_driver_sql(
            f"create or replace function {name}() returns trigger language plpgsql "
            f'set search_path = "{schema}", pg_temp as $guard$begin\n{each.body}\nend$guard$'
        )
        connection.exec_driver_sql(each.definition)
        connection.exec_driver_sql(f"alter table {each.table} enable always trigger {name}")


def installed(connection: Connection) -> dict[str, str]:
    """Every trigger of our schema by name."""
    found = connection.exec_driver_sql(
        "select t.tgname, pg_get_triggerdef(t.oid, true) || '|' || t.tgenabled::text || '|' || p.prosrc "
        "from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid "
        "join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and n.nspname = current_schema()"
    )
    return {name: definition for name, definition in found}


def _add(made: dict[str, Made], name: str, when: str, table: str, body: str, each: str = "ROW") -> None:
    full = PREFIX + name
    if full in made:
        raise ValueError(f"two triggers are called {full}")
    definition = f"CREATE TRIGGER {full} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {full}()"
    made[full] = Made(table, definition, body)


def _raise(sentence: str) -> str:
    return f"raise exception '{sentence}' using errcode = 'integrity_constraint_violation';"


def _when(condition: str, sentence: str) -> str:
    return f"if {condition} then\n{_raise(sentence)}\nend if;\nreturn new;"
