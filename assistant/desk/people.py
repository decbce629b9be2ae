"""What ESD records about a person besides a choice: a death, and the authority of somebody to speak."""

from datetime import datetime

from assistant.desk.room import Desk
from assistant.desk.sight import sees
from assistant.policy import citations as cite
from assistant.policy import deceased, grants, roles, speaking
from assistant.policy.access import Viewer
from assistant.policy.accounting import CARE
from assistant.policy.ruling import Ruling, refused
from assistant.policy.speaking import Paper
from assistant.store import authorities, cease_use, freezes, ledger, persons
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


def see_authority(
    desk: Desk, viewer: Viewer, person_id: str, paper: Paper, holder: str, document_sha256: str, now: datetime
) -> Ruling:
    """Record an authority that ESD has seen."""
    with desk.database.writing() as w:
        person = persons.find(w, person_id)
        if person is None:
            return _UNKNOWN
        ruling = speaking.may_see(paper, holder, document_sha256, viewer, now)
        if ruling.allowed:
            authorities.keep(w, desk.keys, person, paper, holder, document_sha256, viewer.staff_id, now)
        return _entered(w, viewer, person_id, "authority_seen", ruling, now)


def withdraw_authority(desk: Desk, viewer: Viewer, authority_id: str, now: datetime) -> Ruling:
    """Withdraw an authority, once, from now on."""
    with desk.database.writing() as w:
        row = authorities.locked(w, authority_id)
        if row is None:
            return _UNKNOWN
        ruling = _may_withdraw(viewer, row.withdrawn_at is not None, now)
        if ruling.allowed:
            authorities.withdraw(w, row, viewer.staff_id, now)
        return _entered(w, viewer, row.person_id, "authority_withdrawn", ruling, now)


def _sees(w: Writing, viewer: Viewer, person_id: str, now: datetime) -> bool:
    """Whether there is such a record for this viewer; else the attempt is an entry that names nobody."""
    person = persons.find(w, person_id)
    if sees(w, viewer, person, now).allowed and person is not None:
        return True
    ledger.append(w, "person_not_opened", {"purpose": CARE}, (f"staff:{viewer.staff_id}",), now)
    return False


def _may_withdraw(viewer: Viewer, withdrawn: bool, now: datetime) -> Ruling:
    if viewer.role != "esd" or not grants.holds(viewer.grants, viewer.staff_id, roles.ESD_STAFF, now):
        return refused("Only ESD staff withdraw an authority.", (cite.POLICY_ESD_ONLY,), "not_esd_staff")
    if withdrawn:
        return refused("The authority was withdrawn already.", (cite.POLICY_ESD_ONLY,), "withdrawn_already")
    return Ruling(True, "The authority no longer counts.", (cite.POLICY_ESD_ONLY,), "may_withdraw")


def _entered(
    w: Writing, viewer: Viewer, person_id: str, kind: str, ruling: Ruling, now: datetime, **more: str
) -> Ruling:
    """The act, or the attempt, as one entry."""
    body = {"person": person_id, "ruling": ruling.code, **more}
    chains = (f"staff:{viewer.staff_id}", f"person:{person_id}")
    ledger.append(w, kind if ruling.allowed else f"{kind}_refused", body, chains, now)
    return ruling
