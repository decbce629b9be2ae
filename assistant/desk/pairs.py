"""Pairs of records that may be one person: the list by seeker id, and two records side by side."""

from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk.duplicates import Taken, facts, happened, sees_both
from assistant.desk.room import Desk, must_open
from assistant.desk.sight import sees, sees_suppressed
from assistant.policy import citations as cite
from assistant.policy import duplicates as policy
from assistant.policy.access import Viewer
from assistant.policy.accounting import CARE
from assistant.policy.ruling import Ruling, refused
from assistant.store import disclosures, duplicates, freezes, ledger, persons, staff
from assistant.store.db import Reading, Writing
from assistant.store.tables import Duplicate, Person

PAGE = 25
SEEN_FIELDS = ("name", "birth_date", "contact", "seeker_id")
_UNKNOWN = refused("There is no such pair.", (cite.POLICY_ESD_ONLY,), "unknown")


@dataclass(frozen=True)
class Line:
    """One pair in the list, by its seeker ids: no name, so no sight of anybody."""

    id: str
    one: str
    other: str
    found_at: datetime
    found_by: str
    last: Taken
    kept: str  # the seeker id of the record that is proposed or kept


@dataclass(frozen=True)
class Lines:
    """One page of pairs, and where the next one begins."""

    lines: tuple[Line, ...]
    next_after: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two records."""

    id: str
    seeker_id: str
    name: str
    birth_date: date
    contact: str
    area_id: str
    on_file_since: datetime
    status: str
    held: bool
    frozen: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two records side by side, how the pair stands, and what this viewer may do."""

    id: str
    version: int
    sides: tuple[Side, Side]
    happened: tuple[Taken, ...]
    kept_id: str
    merged: bool
    ended: bool
    may_propose: Ruling
    may_merge: Ruling
    may_part: Ruling


def listed(desk: Desk, viewer: Viewer, merged: bool, now: datetime, after: str = "") -> Lines:
    """Pairs that wait, or that are merged, of which this viewer may see both records."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_merges", viewer, now)
        suppressed, shown = sees_suppressed(viewer, now), list[tuple[Duplicate, Person, Person]]()
        while len(shown) <= PAGE:
            rows = duplicates.page(r, merged, suppressed, after, PAGE + 1)
            shown += [each for each in rows if all(sees(r, viewer, side, now).allowed for side in each[1:])]
            if len(rows) <= PAGE:
                break
            after = rows[-1][0].id
        lines = tuple(_line(r, *each) for each in shown[:PAGE])
        return Lines(lines, lines[-1].id if len(shown) > PAGE else "")


def open_pair(desk: Desk, viewer: Viewer, pair_id: str, now: datetime) -> Pair | Ruling:
    """Open two records side by side: each sight is an entry before it is shown. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        pair = duplicates.find(w, pair_id)
        one, other = (persons.find(w, each) for each in ((pair.one_id, pair.other_id) if pair else ("", "")))
        if pair is None or one is None or other is None or not sees_both(w, viewer, pair, now):
            ledger.append(w, "pair_not_opened", {"purpose": CARE}, (f"staff:{viewer.staff_id}",), now)
            return _UNKNOWN
        for person_id in (pair.one_id, pair.other_id):
            disclosures.record_disclosure(
                w, person_id, viewer.staff_id, viewer.organisation_id, CARE, SEEN_FIELDS, now
            )
        stands = facts(w, pair, pair.kept_id)
        return Pair(
            id=pair.id,
            version=pair.version,
            sides=(_side(desk, w, one), _side(desk, w, other)),
            happened=happened(w, pair),
            kept_id=pair.kept_id or "",
            merged=pair.merged_at is not None,
            ended=pair.ended_at is not None,
            may_propose=policy.may_propose(facts(w, pair, None), viewer, now),
            may_merge=policy.may_merge(stands, viewer, now),
            may_part=policy.may_part(stands, viewer, now),
        )


def _line(r: Reading, pair: Duplicate, one: Person, other: Person) -> Line:
    found_by = staff.names(r, [pair.found_by]).get(pair.found_by, "Somebody")
    kept = {one.id: one.seeker_id, other.id: other.seeker_id}.get(pair.kept_id or "", "")
    return Line(pair.id, one.seeker_id, other.seeker_id, pair.found_at, found_by, happened(r, pair)[0], kept)


def _side(desk: Desk, w: Writing, person: Person) -> Side:
    opened = persons.open_identity(w, desk.keys, person)
    frozen = tuple(dict.fromkeys(each.cause for each in freezes.standing(w, person.id)))
    return Side(
        person.id, person.seeker_id, opened.name, opened.birth_date, opened.contact, person.area_id or "",
        person.created_at, person.status, person.holds > 0, frozen,
    )  # fmt: skip
