"""Staff as the decision function sees them, and the end of an account."""

from datetime import datetime

from sqlalchemy import select

from assistant.policy.access import Viewer
from assistant.store import grants, ledger, signins
from assistant.store.db import Reading, Writing
from assistant.store.people import Staff
from assistant.store.tables import Organisation, Person


def viewer(r: Reading, staff_id: str) -> Viewer | None:
    """A member of staff as a viewer; nobody when the account is disabled or unknown."""
    found = find(r, staff_id)
    return as_viewer(r, staff_id) if found is not None and found.active else None


def as_viewer(r: Reading, staff_id: str) -> Viewer | None:
    """A member of staff as a viewer, even of an account disabled since; nobody when it is unknown."""
    query = select(Staff, Organisation).join(Organisation, Organisation.id == Staff.organisation_id)
    found = r.session.execute(query.where(Staff.id == staff_id)).one_or_none()
    if found is None:
        return None
    person, organisation = found
    return Viewer(
        staff_id=person.id,
        role="esd" if organisation.kind == "esd" else "partner",
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        trained_at=person.trained_at,
        nondisclosure_at=person.nondisclosure_at,
        grants=grants.of_staff(r, staff_id),
    )


def on_file(r: Reading, match_index: str) -> frozenset[str]:
    """The staff who are on file as job seekers themselves under this name and birth date."""
    query = select(Staff.id).join(Person, Person.seeker_id == Staff.seeker_id).where(Person.match_index == match_index)
    return frozenset(r.session.scalars(query))


def find(r: Reading, staff_id: str) -> Staff | None:
    """A member of staff by id."""
    return r.session.get(Staff, staff_id)


def by_email(r: Reading, email: str) -> Staff | None:
    """A member of staff by e-mail address."""
    return r.session.scalar(select(Staff).where(Staff.email == email))


def disable(w: Writing, staff_id: str, by: str, now: datetime) -> int:
    """Disable an account; its sign-ins end at once. Gives how many ended."""
    person = w.session.get_one(Staff, staff_id)
    person.active = False
    w.session.flush()
    ended = signins.end_all(w, staff_id, now)
    ledger.append(w, "staff_disabled", {"staff": staff_id, "by": by}, {f"staff:{staff_id}", f"staff:{by}"}, now)
    return ended
