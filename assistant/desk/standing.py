"""How every agreement stands now: what it opens and until when, what it waits for, and how it came to that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.desk import users
from assistant.desk.agreements import terms_of
from assistant.desk.room import Desk, must_open
from assistant.policy import agreements as policy
from assistant.policy import bases
from assistant.policy.access import MOU, Basis, Viewer, reviewed, runs
from assistant.policy.agreements import Terms
from assistant.policy.categories import CATEGORIES, PURPOSES
from assistant.policy.ruling import Ruling
from assistant.store import agreements, sites, staff
from assistant.store.db import Reading
from assistant.store.tables import Agreement, AgreementTerms, Organisation, PartnerBasis

_TICK = timedelta(milliseconds=1)
_ORDER = ("partner", "council", "esd")


@dataclass(frozen=True)
class Paper:
    """One MOU or contract: whether it counts now and why, and what whoever asks may do about it."""

    id: str
    words: str
    area: str | None
    starts_at: datetime
    ends_at: datetime
    document_sha256: str
    recorded_at: datetime
    recorded_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    review_says: str
    ended_at: datetime | None
    ended_by: str
    contract: bool
    counts: bool
    state: str  # counts | not_reviewed | not_begun | over | ended
    may_review: Ruling
    may_end: Ruling


@dataclass(frozen=True)
class Key:
    """One agreement as it stands: its newest terms, since when and by whom, and what it opens."""

    id: str
    organisation_id: str
    organisation: str
    number: int
    terms: Terms
    since: datetime
    by: str
    why: str
    opens: Ruling
    until: datetime


@dataclass(frozen=True)
class Line:
    """One organisation with its papers and agreements."""

    id: str
    name: str
    kind: str
    area: str | None
    papers: tuple[Paper, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Change:
    """One difference between two terms; a moment is left to the page to write."""

    words: str
    was: str | datetime | None
    now: str | datetime


@dataclass(frozen=True)
class Step:
    """One entry of an agreement's history."""

    number: int
    at: datetime
    by: str
    state: str
    why: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Whole:
    """Everything about one agreement, and what whoever asks may do about it."""

    key: Key
    line: Line
    history: tuple[Step, ...]
    users: tuple[users.Line, ...]
    may_activate: Ruling
    wanting: tuple[Ruling, ...]
    open: bool  # may still be changed


def book(desk: Desk, viewer: Viewer, now: datetime) -> tuple[Line, ...]:
    """Every organisation: partners first, then the workforce councils, then ESD."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_admin", viewer, now)
        everyone = sorted(agreements.everyone(r), key=lambda each: (_ORDER.index(each.kind), each.area_id or ""))
        newest = agreements.all_agreements(r)
        return tuple(_line(r, viewer, each, newest, now) for each in everyone)


def organisation(
    desk: Desk, viewer: Viewer, organisation_id: str, now: datetime
) -> tuple[Line, tuple[users.Line, ...]] | None:
    """One organisation with its papers, agreements and users; a partner's contract manager sees the own one."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_admin" if viewer.role == "esd" else "partner_agreement", viewer, now)
        found = agreements.organisation(r, organisation_id)
        if found is None or viewer.role != "esd" and viewer.organisation_id != organisation_id:
            return None
        line = _line(r, viewer, found, agreements.all_agreements(r), now)
        return line, users.users(r, viewer, organisation_id, now)


def whole(desk: Desk, viewer: Viewer, agreement_id: str, now: datetime) -> Whole | None:
    """One agreement with its whole history."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_admin", viewer, now)
        agreement = agreements.find(r, agreement_id)
        found = agreements.organisation(r, agreement.organisation_id) if agreement else None
        if found is None:
            return None
        line = _line(r, viewer, found, agreements.all_agreements(r), now)
        key = next(each for each in line.keys if each.id == agreement_id)
        said = agreements.history(r, agreement_id)
        return Whole(
            key, line, _history(r, said), users.users(r, viewer, found.id, now),
            policy.may_activate(viewer, key.terms, said[-1].changed_by, now), policy.wanting(key.terms),
            key.terms.state not in (policy.EXPIRED, policy.TERMINATED),
        )  # fmt: skip


def next_number(desk: Desk) -> str:
    """A number that no agreement has yet, after the highest of the usual form."""
    with desk.database.reading() as r:
        taken = [agreement.id.removeprefix("DSA-") for agreement, _ in agreements.all_agreements(r)]
    return f"DSA-{max((int(each) for each in taken if each.isdecimal()), default=0) + 1:04}"


def site_list(desk: Desk) -> tuple[tuple[str, str, tuple[tuple[str, str, str, str], ...]], ...]:
    """Every area with its sites: (area, council, sites as short name, name, language, phone)."""
    with desk.database.reading() as r:
        there = sites.in_full(r)
        return tuple(
            (area, council, tuple((each.id, each.name, each.alternate_language, each.phone)
                                  for each in there if each.area_id == area))
            for area, council, _ in sites.areas(r)
        )  # fmt: skip


def changes(before: Terms, after: Terms) -> tuple[Change, ...]:
    """What is different between two terms, in the order of a form."""
    found: list[Change] = []
    for words, was, now in (
        ("First day", before.starts_at, after.starts_at),
        ("Last day", before.ends_at - _TICK, after.ends_at - _TICK),
        ("The other program", before.other_program, after.other_program),
        ("ESD's contract manager", before.esd_manager, after.esd_manager),
        ("The partner's contract manager", before.partner_manager, after.partner_manager),
        ("Fingerprint of the signed document", before.signed_document_sha256, after.signed_document_sha256),
        ("Federal ground", _ground(before), _ground(after)),
    ):
        if was != now:
            found.append(Change(words, was or None, now or "none"))
    for words, old, new in (
        ("Kinds of information", _words(before.categories), _words(after.categories)),
        ("Purposes", _purposes(before.purposes), _purposes(after.purposes)),
        ("Areas", before.areas, after.areas),
    ):
        found += [Change(f"{words} added", None, "; ".join(sorted(new - old)))] if new - old else []
        found += [Change(f"{words} taken out", None, "; ".join(sorted(old - new)))] if old - new else []
    return tuple(found)


def _history(r: Reading, said: list[AgreementTerms]) -> tuple[Step, ...]:
    """Newest first."""
    names, steps = staff.names(r, [each.changed_by for each in said]), []
    for before, row in zip([None, *said], said, strict=False):
        different = () if before is None else changes(terms_of(before), terms_of(row))
        by = names.get(row.changed_by, "Somebody")
        steps.append(Step(row.number, row.counts_from, by, row.state, row.why, different))
    return tuple(reversed(steps))


def _line(
    r: Reading, viewer: Viewer, found: Organisation, newest: list[tuple[Agreement, AgreementTerms]],
    now: datetime,
) -> Line:  # fmt: skip
    rows = agreements.bases(r, found.id)
    facts = [Basis(each.basis, each.starts_at, each.ends_at, each.legal_review_at, each.ended_at) for each in rows]
    names = staff.names(r, [by for each in rows for by in (each.recorded_by, each.legal_review_by, each.ended_by)])
    papers = tuple(_paper(viewer, row, basis, names, now) for row, basis in zip(rows, facts, strict=True))
    theirs = [(agreement, terms) for agreement, terms in newest if agreement.organisation_id == found.id]
    keys = tuple(_key(r, found, terms, facts, now) for _, terms in theirs)
    return Line(found.id, found.name, found.kind, found.area_id, papers, keys)


def _key(r: Reading, found: Organisation, row: AgreementTerms, facts: Iterable[Basis], now: datetime) -> Key:
    terms, facts = terms_of(row), tuple(facts)
    by = staff.names(r, [row.changed_by]).get(row.changed_by, "Somebody")
    return Key(
        row.agreement_id, found.id, found.name, row.number, terms, row.counts_from, by, row.why,
        policy.opens(terms, facts, now), policy.until(terms, facts, now),
    )  # fmt: skip


def _paper(viewer: Viewer, row: PartnerBasis, basis: Basis, names: dict[str, str], now: datetime) -> Paper:
    recorded = bases.Recorded(row.basis, row.recorded_by, row.legal_review_at is not None, row.ended_at is not None)
    return Paper(
        row.id, bases.WORDS[row.basis], row.area_id, row.starts_at, row.ends_at, row.document_sha256, row.recorded_at,
        names.get(row.recorded_by, ""), row.legal_review_at, names.get(row.legal_review_by or "", ""),
        row.legal_review_says, row.ended_at, names.get(row.ended_by or "", ""), row.basis != MOU,
        runs(basis, now) and reviewed(basis, now), _state(basis, now),
        bases.may_review(viewer, recorded, "?", now), bases.may_end(viewer, recorded, now),
    )  # fmt: skip


def _state(basis: Basis, now: datetime) -> str:
    if basis.ended_at is not None and basis.ended_at <= now:
        return "ended"
    if now < basis.starts_at:
        return "not_begun"
    if now >= basis.ends_at:
        return "over"
    return "counts" if reviewed(basis, now) else "not_reviewed"


def _words(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(CATEGORIES[each].words if each in CATEGORIES else each for each in codes)


def _purposes(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(PURPOSES.get(each, each) for each in codes)


def _ground(terms: Terms) -> str:
    return policy.UC_BASES.get(terms.uc_basis or "", terms.uc_basis or "")
