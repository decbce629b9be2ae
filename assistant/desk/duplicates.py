"""Two records that may be one person: reported, merged by two people, found to be two people, taken apart again."""

from datetime import datetime

from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import duplicates as policy
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import cease_use, duplicates, freezes, ledger, persons
from assistant.store.db import Reading, Writing
from assistant.store.tables import Duplicate

_UNKNOWN = refused("There is no such record.", (cite.POLICY_ESD_ONLY,), "unknown")


def report(desk: Desk, viewer: Viewer, one_id: str, other_id: str, now: datetime) -> Duplicate | Ruling:
    """Report two records as possibly one person; both are frozen at once."""
    with desk.acting(viewer, now) as (w, viewer):
        if persons.find(w, one_id) is None or persons.find(w, other_id) is None:
            return _UNKNOWN
        paired = duplicates.between(w, one_id, other_id) is not None
        ruling = policy.may_report(one_id == other_id, paired, viewer, now)
        chains = (f"staff:{viewer.staff_id}", f"person:{one_id}", f"person:{other_id}")
        if not ruling.allowed:
            ledger.append(w, "duplicate_refused", {"ruling": ruling.code}, chains, now)
            return ruling
        pair = duplicates.report(w, one_id, other_id, viewer.staff_id, now)
        for person_id in (one_id, other_id):
            freezes.begin(w, person_id, "duplicate", viewer.staff_id, now, pair.id)
        ledger.append(w, "duplicate_reported", {"duplicate": pair.id}, chains, now)
        return pair


def propose(desk: Desk, viewer: Viewer, pair_id: str, kept_id: str, now: datetime) -> Duplicate | Ruling:
    """Propose a merge, naming which of the two records is kept."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None or kept_id not in (pair.one_id, pair.other_id):
            return _UNKNOWN
        ruling = policy.may_propose(_facts(w, pair, kept_id), viewer, now)
        if not ruling.allowed:
            return _refused(w, viewer, pair, ruling, now)
        duplicates.change(w, pair, kept_id=kept_id, proposed_at=now, proposed_by=viewer.staff_id)
        _entry(w, viewer, pair, "merge_proposed", now)
        return pair


def merge(desk: Desk, viewer: Viewer, pair_id: str, version: int, now: datetime) -> Duplicate | Ruling:
    """Approve a merge: the absorbed record is frozen as merged, its readers are owed a notice, none is deleted."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None:
            return _UNKNOWN
        ruling = policy.may_merge(_facts(w, pair, pair.kept_id), viewer, now)
        if ruling.allowed and pair.version != version:
            ruling = refused("The pair changed since this page was made. Look again.", (cite.TWO_PEOPLE,), "too_late")
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


def part(desk: Desk, viewer: Viewer, pair_id: str, now: datetime) -> Duplicate | Ruling:
    """Decide that it is two people, before or after a merge; each record is what it was."""
    with desk.acting(viewer, now) as (w, viewer):
        pair = duplicates.locked(w, pair_id)
        if pair is None:
            return _UNKNOWN
        ruling = policy.may_part(_facts(w, pair, pair.kept_id), viewer, now)
        if not ruling.allowed:
            return _refused(w, viewer, pair, ruling, now)
        duplicates.change(w, pair, ended_at=now, ended_by=viewer.staff_id, ended_why=ruling.code)
        for each in freezes.of_duplicate(w, pair.id):
            freezes.end(w, each, viewer.staff_id, now)
        _entry(w, viewer, pair, "duplicate_ended", now)
        return pair


def _facts(r: Reading, pair: Duplicate, kept_id: str | None) -> policy.PairFacts:
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


def _refused(w: Writing, viewer: Viewer, pair: Duplicate, ruling: Ruling, now: datetime) -> Ruling:
    body = {"duplicate": pair.id, "ruling": ruling.code}
    ledger.append(w, "duplicate_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling


def _entry(w: Writing, viewer: Viewer, pair: Duplicate, kind: str, now: datetime) -> None:
    chains = (f"staff:{viewer.staff_id}", f"person:{pair.one_id}", f"person:{pair.other_id}")
    ledger.append(w, kind, {"duplicate": pair.id, "kept": pair.kept_id, "why": pair.ended_why}, chains, now)
