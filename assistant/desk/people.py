"""What ESD records about a person besides a choice: a death."""

from datetime import datetime

from assistant.desk.room import Desk
from assistant.desk.sight import sees
from assistant.policy import citations as cite
from assistant.policy import deceased
from assistant.policy.access import Viewer
from assistant.policy.accounting import CARE
from assistant.policy.ruling import Ruling, refused
from assistant.store import cease_use, freezes, ledger, persons
from assistant.store.db import Writing

_UNKNOWN = refused("There is no such record.", (cite.POLICY_ESD_ONLY,), "unknown")


def record_death(desk: Desk, viewer: Viewer, person_id: str, source: str, now: datetime) -> Ruling:
    """Record that a person died: frozen, the last choice stays, and readers are owed a notice to stop."""
    with desk.acting(viewer, now) as (w, viewer):
        if not _sees(w, viewer, person_id, now):
            return _UNKNOWN
        persons.lock(w, person_id)
        known = any(each.cause == "deceased" for each in freezes.standing(w, person_id))
        ruling = deceased.may_record(source, known, viewer, now)
        if ruling.allowed:
            freezes.begin(w, person_id, "deceased", viewer.staff_id, now)
            cease_use.owe(w, (person_id,), "death", now)
        return _entered(w, viewer, person_id, "death_recorded", ruling, now, source=source[:20])


def undo_death(desk: Desk, viewer: Viewer, person_id: str, now: datetime) -> Ruling:
    """Take back a death that somebody else recorded in error."""
    with desk.acting(viewer, now) as (w, viewer):
        if not _sees(w, viewer, person_id, now):
            return _UNKNOWN
        persons.lock(w, person_id)
        found = next((each for each in freezes.standing(w, person_id) if each.cause == "deceased"), None)
        ruling = deceased.may_undo(found.began_by if found else None, viewer, now)
        if ruling.allowed and found is not None:
            freezes.end(w, found, viewer.staff_id, now)
        return _entered(w, viewer, person_id, "death_taken_back", ruling, now)


def _sees(w: Writing, viewer: Viewer, person_id: str, now: datetime) -> bool:
    """Whether there is such a record for this viewer; else the attempt is an entry that names nobody."""
    person = persons.find(w, person_id)
    if sees(w, viewer, person, now).allowed and person is not None:
        return True
    ledger.append(w, "person_not_opened", {"purpose": CARE}, (f"staff:{viewer.staff_id}",), now)
    return False


def _entered(
    w: Writing, viewer: Viewer, person_id: str, kind: str, ruling: Ruling, now: datetime, **more: str
) -> Ruling:
    """The act, or the attempt, as one entry."""
    body = {"person": person_id, "ruling": ruling.code, **more}
    chains = (f"staff:{viewer.staff_id}", f"person:{person_id}")
    ledger.append(w, kind if ruling.allowed else f"{kind}_refused", body, chains, now)
    return ruling
