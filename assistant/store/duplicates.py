"""Pairs of records that may be one person, and the merges that ESD made of them."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Duplicate, Person


def report(w: Writing, one_id: str, other_id: str, by: str, now: datetime) -> Duplicate:
    """Keep a pair that may be one person; a ledger entry must follow."""
    row = Duplicate(id=new_id(now), one_id=one_id, other_id=other_id, found_at=now, found_by=by, version=1)
    rows.keep(w, row, "duplicate", "duplicate_state")
    return row


def find(r: Reading, pair_id: str) -> Duplicate | None:
    """A pair by id."""
    return r.session.get(Duplicate, pair_id)


def locked(w: Writing, pair_id: str) -> Duplicate | None:
    """A pair by id, read anew and locked until this verb ends."""
    return w.session.get(Duplicate, pair_id, populate_existing=True, with_for_update=True)


def change(w: Writing, row: Duplicate, **values: object) -> None:
    """Set what was decided about a pair; a ledger entry must follow."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    w.session.flush()
    w.changed("duplicate")
    rows.note(w, row, "duplicate_state")


def between(r: Reading, one_id: str, other_id: str) -> Duplicate | None:
    """The pair of these two records that has not ended."""
    ways = or_(
        and_(Duplicate.one_id == one_id, Duplicate.other_id == other_id),
        and_(Duplicate.one_id == other_id, Duplicate.other_id == one_id),
    )
    return r.session.scalar(select(Duplicate).where(ways, Duplicate.ended_at.is_(None)).limit(1))


def of_person(r: Reading, person_id: str) -> list[Duplicate]:
    """Every pair that a record is in, ended ones included."""
    query = select(Duplicate).where(or_(Duplicate.one_id == person_id, Duplicate.other_id == person_id))
    return list(r.session.scalars(query.order_by(Duplicate.found_at, Duplicate.id)))


def absorbed(r: Reading, kept_id: str) -> list[str]:
    """The records that are merged into this one now."""
    query = select(Duplicate).where(
        Duplicate.kept_id == kept_id, Duplicate.merged_at.is_not(None), Duplicate.ended_at.is_(None)
    )
    return sorted(other(each, kept_id) for each in r.session.scalars(query))


def other(pair: Duplicate, person_id: str) -> str:
    """The other record of a pair."""
    return pair.other_id if pair.one_id == person_id else pair.one_id


def group(r: Reading, person_id: str) -> frozenset[str]:
    """Every record that is merged with this one now, directly or through others, and itself."""
    known, new = {person_id}, {person_id}
    while new:
        pairs = select(Duplicate.one_id, Duplicate.other_id).where(
            or_(Duplicate.one_id.in_(new), Duplicate.other_id.in_(new)),
            Duplicate.merged_at.is_not(None), Duplicate.ended_at.is_(None),
        )  # fmt: skip
        new = {each for pair in r.session.execute(pairs) for each in pair} - known
        known |= new
    return frozenset(known)


def page(
    r: Reading, merged: bool, suppressed: bool, after: str, limit: int
) -> list[tuple[Duplicate, Person, Person]]:
    """Pairs that wait, the oldest first, or merged ones, the newest first; each with its two records.

    Without `suppressed` the database leaves out every pair of which a record is suppressed.
    """
    one, other = aliased(Person), aliased(Person)
    query = select(Duplicate, one, other).join(one, one.id == Duplicate.one_id)
    query = query.join(other, other.id == Duplicate.other_id).where(Duplicate.ended_at.is_(None))
    if not suppressed:
        query = query.where(one.visibility != "suppressed", other.visibility != "suppressed")
    if merged:
        query = query.where(Duplicate.merged_at.is_not(None), *([Duplicate.id < after] if after else []))
        query = query.order_by(Duplicate.id.desc())
    else:
        query = query.where(Duplicate.merged_at.is_(None), Duplicate.id > after).order_by(Duplicate.id)
    return [(pair, first, second) for pair, first, second in r.session.execute(query.limit(limit))]
