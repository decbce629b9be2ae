"""A search for one person by partner or ESD staff: one entry always, the record only when the decision allows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk.room import Desk
from assistant.evidence.identifiers import normalise
from assistant.policy import grants, roles
from assistant.policy.access import Decision, Viewer, decide, may_search
from assistant.policy.categories import CATEGORIES, PURPOSES
from assistant.policy.ruling import Ruling
from assistant.store import agreements, disclosures, persons
from assistant.store.db import Reading, Writing
from assistant.store.disclosures import NotRecorded
from assistant.store.tables import Person

__all__ = [
    "SENTENCE", "Asked", "Group", "NotRecorded", "NothingShown", "Shown", "look", "may_assist",
    "one_asked_for", "purposes", "search",
]  # fmt: skip

ESD_PURPOSE = "labor_exchange"
SENTENCE = "There is no record here that you can see; please ask the person directly."


@dataclass(frozen=True)
class Asked:
    """Who is looked for: by seeker id, or by name and birth date."""

    seeker_id: str = ""
    name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True)
class Group:
    """The agreed fields of one data category, in words."""

    category: str
    words: str
    fields: tuple[tuple[str, str], ...]  # label, value


@dataclass(frozen=True)
class Shown:
    """A person's agreed fields, and the decision that allowed them."""

    seeker_id: str
    name: str
    groups: tuple[Group, ...]
    decision: Decision
    agreement_id: str | None
    purpose: str
    values: Mapping[str, str]  # of the agreed fields alone, by field name


@dataclass(frozen=True)
class NothingShown:
    """No record that this viewer can see: declined, undecided, waiting and unknown are the same."""


def purposes(desk: Desk, viewer: Viewer, now: datetime) -> tuple[dict[str, str], Ruling]:
    """The purposes that this viewer may state, in words, and whether they may search at all."""
    with desk.looking(viewer, now) as (r, viewer):
        return _purposes(r, viewer, now)


def _purposes(r: Reading, viewer: Viewer, now: datetime) -> tuple[dict[str, str], Ruling]:
    if viewer.role == "esd":
        return {ESD_PURPOSE: PURPOSES[ESD_PURPOSE]}, may_search(viewer, ESD_PURPOSE, (), (), now)
    bases, theirs = agreements.facts_as_found(r, viewer.organisation_id, now)
    named = sorted({purpose for each in theirs for purpose in each.purposes})
    open_ = {code: PURPOSES[code] for code in named if may_search(viewer, code, bases, theirs, now).allowed}
    first = next(iter(open_), named[0] if named else "")
    return open_, may_search(viewer, first, bases, theirs, now)


def may_assist(desk: Desk, viewer: Viewer, now: datetime) -> Ruling:
    """Whether this viewer may sit beside a person: ESD staff, and partner staff as long as they may search at all."""
    with desk.looking(viewer, now) as (r, viewer):
        may = roles.may_open("assist", grants.held(viewer.grants, viewer.staff_id, now))
        return _purposes(r, viewer, now)[1] if may.allowed and viewer.role == "partner" else may


def may_relay(r: Reading, viewer: Viewer, now: datetime) -> Ruling:
    """Whether this viewer may relay an objection: partner staff, as long as they may search at all."""
    may = roles.may_open("partner_records", grants.held(viewer.grants, viewer.staff_id, now))
    return _purposes(r, viewer, now)[1] if may.allowed else may


def search(desk: Desk, viewer: Viewer, purpose: str, asked: Asked, now: datetime) -> Shown | NothingShown | Ruling:
    """Look for one person; the ruling says why this viewer may not search at all. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        return look(desk, w, viewer, purpose, asked, now)


def look(
    desk: Desk, w: Writing, viewer: Viewer, purpose: str, asked: Asked, now: datetime, client_id: str | None = None
) -> Shown | NothingShown | Ruling:
    """The same inside the transaction that the viewer was read in; one entry always, of a refusal too."""
    by = "seeker_id" if asked.seeker_id else "name_birth"
    search_id = disclosures.record_search(
        w, viewer.staff_id, viewer.organisation_id, purpose[:40], by, now, client_id
    )
    bases, theirs = agreements.facts_as_found(w, viewer.organisation_id, now)
    allowed = may_search(viewer, purpose, bases, theirs, now)
    if not allowed.allowed:
        return allowed
    found = one_asked_for(desk, w, asked)
    facts = persons.policy_facts(w, found)
    decision = decide(viewer, facts, purpose, bases, theirs, now)
    if found is None or not decision.allowed:
        return NothingShown()
    return _show(desk, w, viewer, found, decision, purpose, search_id, now)


def one_asked_for(desk: Desk, w: Writing, asked: Asked) -> Person | None:
    """The one person asked for; two equal records are a doubt, and in doubt nothing is shown."""
    if asked.seeker_id:
        code = normalise(asked.seeker_id.upper().removeprefix("S-"))
        return persons.by_seeker(w, code or "")
    if asked.birth_date is None:
        return None
    index = desk.keys.match_index(asked.name, asked.birth_date)
    found = persons.matching(w, index)
    return found[0] if len(found) == 1 else None


def _show(
    desk: Desk, w: Writing, viewer: Viewer, person: Person, decision: Decision, purpose: str, search_id: str,
    now: datetime,
) -> Shown:  # fmt: skip
    disclosures.record_disclosure(
        w, person.id, viewer.staff_id, viewer.organisation_id, purpose, decision.fields, now, search_id=search_id,
        agreement_id=decision.agreement_id,
    )  # fmt: skip
    groups, agreed = opened(desk, w, person, decision)
    name = agreed.get("name", "")
    return Shown(person.seeker_id, name, groups, decision, decision.agreement_id, purpose, agreed)


def opened(
    desk: Desk, w: Writing, person: Person, decision: Decision
) -> tuple[tuple[Group, ...], dict[str, str]]:
    """What a decision opens of a record, in groups and by field; its disclosure is the caller's to keep."""
    identity = persons.open_identity(w, desk.keys, person)
    values = persons.facts(w, desk.keys, person.id, decision.fields) | {
        "name": identity.name,
        "seeker_id": person.seeker_id,
        "contact": identity.contact,
        "birth_date": identity.birth_date.isoformat(),
    }
    groups = tuple(_group(code, decision.fields, values) for code in CATEGORIES if code in decision.categories)
    return groups, {field: value for field, value in values.items() if field in decision.fields}


def _group(code: str, fields: frozenset[str], values: dict[str, str]) -> Group:
    category = CATEGORIES[code]
    shown = tuple((each.words, values.get(each.name, "")) for each in category.fields if each.name in fields)
    return Group(code, category.words, shown)
