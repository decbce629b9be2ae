"""People on file: found by keyed index or seeker id, made on confirming, their fields opened only here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, tuple_

from assistant.policy.access import PersonFacts
from assistant.store import likely, references, rows, told
from assistant.store.db import Reading, Writing, new_id
from assistant.store.keys import Keys
from assistant.store.tables import Hold, IdentityTyped, Person, PersonFact, Request

NOBODY = ""  # the id and index of nobody


@dataclass(frozen=True)
class Identity:
    """A name, birth date and contact, opened."""

    name: str
    birth_date: date
    contact: str


def matching(r: Reading, match_index: str) -> list[Person]:
    """Everyone on file equal in name and birth date, oldest record first."""
    query = select(Person).where(Person.match_index == match_index).order_by(Person.created_at, Person.id)
    return list(r.session.scalars(query))


def is_on_file(r: Reading, match_index: str) -> bool:
    """Whether any record has this name and birth date."""
    return r.session.scalar(select(Person.id).where(Person.match_index == match_index).limit(1)) is not None


def find(r: Reading, person_id: str) -> Person | None:
    """A person by id."""
    return r.session.get(Person, person_id)


def lock(w: Writing, *person_ids: str) -> None:
    """Keep others from deciding about these records until this verb ends; always in the same order."""
    query = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    w.session.execute(query.with_for_update())


def by_seeker(r: Reading, seeker_id: str) -> Person | None:
    """A person by seeker id."""
    return r.session.scalar(select(Person).where(Person.seeker_id == seeker_id))


def looked_for(
    r: Reading, seeker_id: str, match_index: str, suppressed: bool, after: str, limit: int
) -> list[Person]:
    """People of this seeker id, or else of this name and birth date, the oldest record first, from after the last one.

    Without `suppressed` the database leaves those records out, so that they cost what absent ones cost.
    """
    asked = Person.seeker_id == seeker_id if seeker_id else Person.match_index == match_index
    query = select(Person).where(asked)
    last = find(r, after) if after else None
    if last is not None:
        query = query.where(tuple_(Person.created_at, Person.id) > (last.created_at, last.id))
    if not suppressed:
        query = query.where(Person.visibility != "suppressed")
    return list(r.session.scalars(query.order_by(Person.created_at, Person.id).limit(limit)))


def make(
    w: Writing,
    keys: Keys,
    name: str,
    birth_date: date,
    contact: str,
    area_id: str | None,
    now: datetime,
    facts: Iterable[tuple[str, str, str]] = (),
    seeker_id: str | None = None,
) -> Person:
    """Keep a new person, never notified, with facts as (category, field, value); the caller appends the entry."""
    key = keys.make(w, now)
    person_id = new_id(now)
    person = Person(
        id=person_id,
        seeker_id=seeker_id or references.for_person(w),
        person_key_id=key.id,
        name_sealed=keys.seal(key, name, "person", "name_sealed", person_id),
        birth_date_sealed=keys.seal(key, birth_date.isoformat(), "person", "birth_date_sealed", person_id),
        contact_sealed=keys.seal(key, contact, "person", "contact_sealed", person_id) if contact else None,
        match_index=keys.match_index(name, birth_date),
        area_id=area_id,
        status="never_notified",
        holds=0,
        shadows=0,
        not_frozen=1,
        created_at=now,
    )
    rows.keep(w, person, "person")
    likely.keep(w, keys, person_id, name, birth_date)
    for category, field, value in facts:
        fact_id = new_id(now)
        sealed = keys.seal(key, value, "person_fact", "value_sealed", fact_id)
        fact = PersonFact(
            id=fact_id, person_id=person_id, category=category, field=field, value_sealed=sealed, recorded_at=now
        )
        rows.insert(w, fact, "person_fact")  # never changed: it need not pass through the session
    w.session.refresh(person)  # a trigger has counted the holds that already stand for this name and birth date
    return person


def open_identity(r: Reading, keys: Keys, row: Person | IdentityTyped) -> Identity:
    """Open name, birth date and contact of a person or of an identity as typed. Raises KeyGone."""
    table = row.__tablename__
    key = keys.load(r, row.person_key_id)
    contact = row.contact_sealed
    return Identity(
        keys.open_(key, row.name_sealed, table, "name_sealed", row.id),
        date.fromisoformat(keys.open_(key, row.birth_date_sealed, table, "birth_date_sealed", row.id)),
        "" if contact is None else keys.open_(key, contact, table, "contact_sealed", row.id),
    )


def facts(r: Reading, keys: Keys, person_id: str, fields: frozenset[str]) -> dict[str, str]:
    """The newest value of each of these fields kept about a person, by field name; no other value is opened."""
    person = find(r, person_id)
    if person is None:
        return {}
    key = keys.load(r, person.person_key_id)
    query = (
        select(PersonFact)
        .where(PersonFact.person_id == person_id, PersonFact.field.in_(sorted(fields)))
        .order_by(PersonFact.recorded_at, PersonFact.id)
    )
    return {
        each.field: keys.open_(key, each.value_sealed, "person_fact", "value_sealed", each.id)
        for each in r.session.scalars(query)
    }


def policy_facts(r: Reading, person: Person | None) -> PersonFacts:
    """What the decision function needs to know of a person; of nobody, by the very same statements (P6)."""
    told_facts = told.of_person(r, person.id if person else NOBODY)
    waiting = _request_waiting(r, person.match_index if person else NOBODY)
    if person is None:
        return PersonFacts(NOBODY, "never_notified", 0, False, told_facts, waiting)
    frozen, shadowed = not person.not_frozen, person.shadows > 0
    return PersonFacts(person.id, person.status, person.holds, frozen, told_facts, waiting, shadowed)


def _request_waiting(r: Reading, match_index: str) -> bool:
    """Whether a request that was never decided names this name and birth date, by hold or by typed identity."""
    waiting = Request.state.in_(("waiting", "returned"))
    typed = (
        select(Request.id)
        .join(IdentityTyped, IdentityTyped.conversation_id == Request.conversation_id)
        .where(IdentityTyped.match_index == match_index, waiting)
    )
    held = select(Request.id).join(Hold, Hold.request_id == Request.id)
    held = held.where(Hold.match_index == match_index, waiting)
    return bool(r.session.scalar(select(typed.exists() | held.exists())))
