"""Staff accounts: kept, counted, and handed to Flask-Security."""

from datetime import datetime

from sqlalchemy import func, select

from assistant.store import ledger
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import Staff
from assistant.store.tables import Organisation


def make(
    w: Writing, *, email: str, name: str, password_hash: str, organisation_id: str, site_id: str | None,
    uniquifier: str, now: datetime, is_demo: bool = False, seeker_id: str | None = None,
) -> Staff:  # fmt: skip
    """Keep a new account, without any role, with its entry; seeker_id is that of staff who are on file themselves."""
    person = Staff(
        id=new_id(now), email=email, name=name, password=password_hash, organisation_id=organisation_id,
        site_id=site_id, fs_uniquifier=uniquifier, is_demo=is_demo, active=True, failed_sign_ins=0,
        seeker_id=seeker_id,
    )  # fmt: skip
    w.add(person)
    ledger.append(w, "staff_made", {"staff": person.id, "organisation": organisation_id}, {f"staff:{person.id}"}, now)
    return person


def set_password(w: Writing, person: Staff, password_hash: str, now: datetime) -> None:
    """Keep a password set by an invitation, and let wrong tries be forgotten; that it was set is an entry."""
    person.password, person.failed_sign_ins, person.locked_until = password_hash, 0, None
    w.session.flush()
    ledger.append(w, "password_set", {"staff": person.id}, {f"staff:{person.id}"}, now)


def demo_sign_ins(r: Reading) -> int:
    """How many active demo sign-ins there are."""
    counted = select(func.count()).select_from(Staff).where(Staff.is_demo.is_(True), Staff.active.is_(True))
    return r.session.scalar(counted) or 0


def organisations(r: Reading) -> dict[str, str]:
    """Every organisation whose staff may have an account, by name."""
    found = r.session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return {id_: name for id_, name in found}
