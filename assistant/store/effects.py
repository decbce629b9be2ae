"""The consequences that the triggers of both databases draw: counts kept equal to the rows that they count."""
# ruff: noqa: S608  every name in these statements is written in this file or in rules.py

from dataclasses import dataclass

from assistant.store.rules import FROZEN_NOW, HOLDS, SHADOWS


@dataclass(frozen=True)
class Effect:
    """One consequence that the database itself draws after a change."""

    name: str
    table: str
    event: str
    statement: str


_COUNT = f"update person set holds = {HOLDS.format(person='person')} where "
_SHADOW = f"update person set shadows = {SHADOWS.format(person='person')} where "
_OTHERS = (
    "id in (select d.other_id from duplicate d where d.one_id = new.id and d.ended_at is null "
    "union select d.one_id from duplicate d where d.other_id = new.id and d.ended_at is null)"
)
_BOTH = "id in (new.one_id, new.other_id)"
_FREEZE = (
    f"update person set not_frozen = case when {FROZEN_NOW.format(person='person')} then 0 else 1 end "
    "where id = new.person_id"
)
EFFECTS = (
    Effect("hold_counted", "hold", "insert", _COUNT + "match_index = new.match_index"),
    Effect("hold_uncounted", "hold", "update", _COUNT + "match_index = new.match_index"),
    Effect("release_counted", "hold_release", "insert", _COUNT + "id = new.person_id"),
    Effect("person_counted", "person", "insert", _COUNT + "id = new.id"),
    Effect("person_recounted", "person", "update of match_index", _COUNT + "id = new.id"),
    Effect("status_follows", "status_event", "insert",
           "update person set status = new.to_status where id = new.person_id"),
    Effect("status_shadows", "status_event", "insert", _SHADOW + "id = new.person_id"),
    Effect("person_shadowed", "person", "update of status, holds", _SHADOW + _OTHERS),
    Effect("duplicate_found", "duplicate", "insert", _SHADOW + _BOTH),
    Effect("duplicate_changed", "duplicate", "update", _SHADOW + _BOTH),
    Effect("freeze_began", "record_freeze", "insert", _FREEZE),
    Effect("freeze_ended", "record_freeze", "update", _FREEZE),
)  # fmt: skip
