"""Looking for people on ESD's record: one entry a search, a sight for each record shown, what is closed is absent."""

from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk.disclosure import Asked
from assistant.desk.room import Desk
from assistant.desk.sight import sees, sees_suppressed
from assistant.evidence.identifiers import normalise
from assistant.policy.access import Viewer, may_search
from assistant.policy.ruling import Ruling
from assistant.store import disclosures, freezes, persons
from assistant.store.db import Writing
from assistant.store.tables import Person

PAGE = 25
LISTED = ("name", "birth_date", "seeker_id")


@dataclass(frozen=True)
class Hit:
    """One record that was found, as a line of the list."""

    id: str
    seeker_id: str
    name: str
    birth_date: date
    area_id: str
    on_file_since: datetime
    frozen: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One page of what a search found, oldest record first, and where the next one begins."""

    hits: tuple[Hit, ...]
    next_after: str = ""


def find(desk: Desk, viewer: Viewer, purpose: str, asked: Asked, now: datetime, after: str = "") -> Found | Ruling:
    """Everybody of this seeker id, or of this name and birth date, whom this viewer may see. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        by = "seeker_id" if asked.seeker_id else "name_birth"
        search_id = disclosures.record_search(w, viewer.staff_id, viewer.organisation_id, purpose[:40], by, now)
        may = may_search(viewer, purpose, (), (), now)
        if not may.allowed:
            return may
        people = _visible(desk, w, viewer, asked, after, now)
        for person in people[:PAGE]:
            disclosures.record_disclosure(
                w, person.id, viewer.staff_id, viewer.organisation_id, purpose, LISTED, now, search_id=search_id
            )
        hits = tuple(_hit(desk, w, person) for person in people[:PAGE])
        return Found(hits, hits[-1].id if len(people) > PAGE else "")


def _visible(desk: Desk, w: Writing, viewer: Viewer, asked: Asked, after: str, now: datetime) -> list[Person]:
    """One more than a page of those whom this viewer may see; each row fetched is decided again."""
    seeker = (normalise(asked.seeker_id.upper().removeprefix("S-")) or "-") if asked.seeker_id else ""
    born = asked.birth_date
    index = desk.keys.match_index(asked.name, born) if born is not None else persons.NOBODY
    suppressed, shown = sees_suppressed(viewer, now), list[Person]()
    while len(shown) <= PAGE:
        rows = persons.looked_for(w, seeker, index, suppressed, after, PAGE + 1)
        shown += [each for each in rows if sees(w, viewer, each, now).allowed]
        if len(rows) <= PAGE:
            break
        after = rows[-1].id
    return shown[: PAGE + 1]


def _hit(desk: Desk, w: Writing, person: Person) -> Hit:
    opened = persons.open_identity(w, desk.keys, person)
    frozen = tuple(each.cause for each in freezes.standing(w, person.id))
    return Hit(
        person.id, person.seeker_id, opened.name, opened.birth_date, person.area_id or "", person.created_at, frozen
    )
