"""Two records that may be one person: reported, merged by two people, found to be two people, taken apart again."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk
from assistant.desk.sight import sees
from assistant.evidence.identifiers import normalise
from assistant.policy import citations as cite
from assistant.policy import duplicates as policy
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import cease_use, duplicates, freezes, ledger, persons, staff
from assistant.store.db import Reading, Writing
from assistant.store.tables import Duplicate

_UNKNOWN = refused("There is no such record.", (cite.POLICY_ESD_ONLY,), "unknown")


UNKNOWN_OTHER = refused("There is no record here that you can see.", (cite.POLICY_SUPPRESSED,), "unknown_other")


@dataclass(frozen=True)
class Taken:
    """Somebody else changed the pair first; nothing of this attempt but the attempt itself was kept."""

    by: str
    at: datetime
    state: str  # reported | proposed | merged | two_people | unmerged


def report(desk: Desk, viewer: Viewer, one_id: str, other_seeker_id: str, now: datetime) -> Duplicate | Ruling:
    """Report a record and another, named by its seeker id, as possibly one person; both are frozen at once."""
    with desk.acting(viewer, now) as (w, viewer):
        one = persons.find(w, one_id)
        other = persons.by_seeker(w, normalise(other_seeker_id.upper().removeprefix("S-")) or "")
        if not sees(w, viewer, one, now).allowed or one is None:  # in this order: absent costs what closed costs
            return _attempt(w, viewer, _UNKNOWN, now)
        if not sees(w, viewer, other, now).allowed or other is None:
            return _attempt(w, viewer, UNKNOWN_OTHER, now)
        other_id = other.id
        persons.lock(w, one_id, other_id)
        paired = duplicates.between(w, one_id, other_id) is not None
        together = other_id in duplicates.group(w, one_id)
        ruling = policy.may_report(one_id == other_id, paired, together, viewer, now)
        chains = (f"staff:{viewer.staff_id}", f"person:{one_id}", f"person:{other_id}")
        if not ruling.allowed:
            ledger.append(w, "duplicate_refused", {"ruling": ruling.code}, chains, now)
            return ruling
        pair = duplicates.report(w, one_id, other_id, viewer.staff_id, now)
        for person_id in (one_id, other_id):
            freezes.begin(w, person_id, "duplicate", viewer.staff_id, now, pair.id)
        ledger.append(w, "duplicate_reported", {"duplicate": pair.id}, chains, now)
        return pair


def propose(
    desk: Desk, viewer: Viewer, pair_id: str, kept_id: str, version: int, now: datetime
) -> Duplicate | Taken | Ruling:
    """Propose a merge, naming which of the two records is kept."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None or kept_id not in (pair.one_id, pair.other_id) or not sees_both(w, viewer, pair, now):
            return _attempt(w, viewer, _UNKNOWN, now)
        if taken := _taken(w, viewer, pair, version, now):
            return taken
        ruling = policy.may_propose(facts(w, pair, kept_id), viewer, now)
        if not ruling.allowed:
            return _refused(w, viewer, pair, ruling, now)
        duplicates.change(w, pair, kept_id=kept_id, proposed_at=now, proposed_by=viewer.staff_id)
        _entry(w, viewer, pair, "merge_proposed", now)
        return pair


def merge(desk: Desk, viewer: Viewer, pair_id: str, version: int, now: datetime) -> Duplicate | Taken | Ruling:
    """Approve a merge: the absorbed record is frozen as merged, its readers are owed a notice, none is deleted."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None or not sees_both(w, viewer, pair, now):
            return _attempt(w, viewer, _UNKNOWN, now)
        if taken := _taken(w, viewer, pair, version, now):
            return taken
        ruling = policy.may_merge(facts(w, pair, pair.kept_id), viewer, now)
        if not ruling.allowed or pair.kept_id is None:
            return _refused(w, viewer, pair, ruling, now)
        absorbed = duplicates.other(pair, pair.kept_id)
        duplicates.change(w, pair, merged_at=now, merged_by=viewer.staff_id)
        freezes.begin(w, absorbed, "merged", viewer.staff_id, now, pair.id)
        for each in freezes.of_duplicate(w, pair.id):
            if each.cause == "duplicate" and each.person_id == pair.kept_id:
                freezes.end(w, each, viewer.staff_id, now)
        cease_use.owe(w, (absorbed,), "merge", now)
        _entry(w, viewer, pair, "records_merged", now)
        return pair


def part(desk: Desk, viewer: Viewer, pair_id: str, version: int, now: datetime) -> Duplicate | Taken | Ruling:
    """Decide that it is two people, before or after a merge; each record is what it was."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None or not sees_both(w, viewer, pair, now):
            return _attempt(w, viewer, _UNKNOWN, now)
        if taken := _taken(w, viewer, pair, version, now):
            return taken
        ruling = policy.may_part(facts(w, pair, pair.kept_id), viewer, now)
        if not ruling.allowed:
            return _refused(w, viewer, pair, ruling, now)
        duplicates.change(w, pair, ended_at=now, ended_by=viewer.staff_id, ended_why=ruling.code)
        for each in freezes.of_duplicate(w, pair.id):
            freezes.end(w, each, viewer.staff_id, now)
        _entry(w, viewer, pair, "duplicate_ended", now)
        return pair


def sees_both(r: Reading, viewer: Viewer, pair: Duplicate, now: datetime) -> bool:
    """Whether this viewer may see both records of a pair; else the pair is not there for them."""
    both = (persons.find(r, pair.one_id), persons.find(r, pair.other_id))
    return all(sees(r, viewer, each, now).allowed for each in both)


def happened(r: Reading, pair: Duplicate) -> tuple[Taken, ...]:
    """Every act on a pair, the newest first."""
    acts = (
        (pair.ended_by, pair.ended_at, pair.ended_why or ""), (pair.merged_by, pair.merged_at, "merged"),
        (pair.proposed_by, pair.proposed_at, "proposed"), (pair.found_by, pair.found_at, "reported"),
    )  # fmt: skip
    names = staff.names(r, [by for by, _, _ in acts])
    return tuple(Taken(names.get(by or "", "Somebody"), at, state) for by, at, state in acts if at is not None)


def facts(r: Reading, pair: Duplicate, kept_id: str | None) -> policy.PairFacts:
    """What the policy needs to know of a pair of which this record would be kept."""
    away = duplicates.other(pair, kept_id) if kept_id else None
    return policy.PairFacts(
        found_by=pair.found_by,
        proposed_by=pair.proposed_by,
        merged=pair.merged_at is not None,
        ended=pair.ended_at is not None,
        kept_away=bool(kept_id) and any(each.cause == "merged" for each in freezes.standing(r, kept_id or "")),
        other_keeps=bool(away and duplicates.absorbed(r, away))
        or any(each.cause == "merged" for each in freezes.standing(r, away or "")) and pair.merged_at is None,
    )


def _taken(w: Writing, viewer: Viewer, pair: Duplicate, version: int, now: datetime) -> Taken | None:
    if pair.version == version:
        return None
    body = {"duplicate": pair.id, "ruling": "too_late"}
    ledger.append(w, "duplicate_refused", body, (f"staff:{viewer.staff_id}",), now)
    return happened(w, pair)[0]


def _attempt(w: Writing, viewer: Viewer, ruling: Ruling, now: datetime) -> Ruling:
    """An attempt on what is not there for this viewer: an entry that names no record."""
    ledger.append(w, "duplicate_refused", {"ruling": ruling.code}, (f"staff:{viewer.staff_id}",), now)
    return ruling


def _refused(w: Writing, viewer: Viewer, pair: Duplicate, ruling: Ruling, now: datetime) -> Ruling:
    body = {"duplicate": pair.id, "ruling": ruling.code}
    ledger.append(w, "duplicate_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling


def _entry(w: Writing, viewer: Viewer, pair: Duplicate, kind: str, now: datetime) -> None:
    chains = (f"staff:{viewer.staff_id}", f"person:{pair.one_id}", f"person:{pair.other_id}")
    ledger.append(w, kind, {"duplicate": pair.id, "kept": pair.kept_id, "why": pair.ended_why}, chains, now)
