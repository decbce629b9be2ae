"""Staff accounts: kept, counted, and handed to Flask-Security."""

from datetime import datetime

from sqlalchemy import func, select

from assistant.store import ledger
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import Role, Staff


def make(
    w: Writing, *, email: str, name: str, password_hash: str, organisation_id: str, role: str, site_id: str | None,
    uniquifier: str, now: datetime, trained_at: datetime | None = None, nondisclosure_at: datetime | None = None,
    is_demo: bool = False, seeker_id: str | None = None,
) -> Staff:  # fmt: skip
    """Keep a new account with its ledger entry; seeker_id is that of staff who are job seekers on file themselves."""
    found = w.session.scalar(select(Role).where(Role.name == role))
    if found is None:
        found = Role(id=new_id(now), name=role)
        w.add(found)
    person = Staff(
        id=new_id(now), email=email, name=name, password=password_hash, organisation_id=organisation_id,
        site_id=site_id, fs_uniquifier=uniquifier, trained_at=trained_at, nondisclosure_at=nondisclosure_at,
        is_demo=is_demo, active=True, failed_sign_ins=0, seeker_id=seeker_id, roles=[found],
    )  # fmt: skip
    w.add(person)
    ledger.append(w, "staff_made", {"staff": person.id, "role": role}, {f"staff:{person.id}"}, now)
    return person


def demo_sign_ins(r: Reading) -> int:
    """How many active demo sign-ins there are."""
    counted = select(func.count()).select_from(Staff).where(Staff.is_demo.is_(True), Staff.active.is_(True))
    return r.session.scalar(counted) or 0
