"""Signing in and out: rows that live and end at once, and a lock after wrong passwords that tells nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.policy.access import Viewer
from assistant.store import ledger, signins, sites, staff
from assistant.store.db import Database

WRONG_MOST = 5
LOCKED = timedelta(minutes=15)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in: as the policy sees them, and as a page names them."""

    viewer: Viewer
    name: str
    email: str
    site_id: str | None
    site_name: str


def begin(database: Database, staff_id: str, now: datetime) -> str:
    """Begin a sign-in; gives the secret for the cookie, of 256 bits (ASVS 7.2.3)."""
    secret = secrets.token_urlsafe(32)
    with database.writing() as w:
        signins.begin(w, staff_id, secret, now)
        person = staff.find(w, staff_id)
        if person is not None and person.failed_sign_ins:
            person.failed_sign_ins, person.locked_until = 0, None
            w.session.flush()
            ledger.append(w, "sign_in_unlocked", {"staff": staff_id}, (f"staff:{staff_id}",), now)
    return secret


def live(database: Database, secret: str, now: datetime) -> SignedIn | None:
    """Whoever this secret belongs to, while the sign-in lives and the account is active (ASVS 7.4.2)."""
    with database.reading() as r:
        row = signins.live(r, secret, now)
        person = staff.find(r, row.staff_id) if row else None
        viewer = staff.viewer(r, row.staff_id) if row else None
        site = sites.find(r, person.site_id) if person and person.site_id else None
    if row is None or person is None or viewer is None:
        return None
    if now - row.last_at >= TOUCH_EVERY:
        with database.writing() as w:
            signins.touch(w, row.id, now)
    return SignedIn(viewer, person.name, person.email, person.site_id, site.name if site else "")


def end(database: Database, secret: str, now: datetime) -> None:
    """End a sign-in."""
    with database.writing() as w:
        signins.end(w, secret, now)


def locked(database: Database, email: str, now: datetime) -> bool:
    """Whether this account is locked by wrong passwords."""
    with database.reading() as r:
        person = staff.by_email(r, email)
    return person is not None and person.locked_until is not None and person.locked_until > now


def failed(database: Database, email: str, now: datetime) -> None:
    """Count a wrong password; the fifth locks the account for a quarter of an hour (ASVS 6.3.1).

    Each refusal is one entry, of a known account, a locked one or none at all, so that they take the same time.
    """
    with database.writing() as w:
        person = staff.by_email(w, email)
        if person is None:
            ledger.append(w, "sign_in_failed", {"staff": None}, ("staff:unknown",), now)
            return
        if person.locked_until is None or person.locked_until <= now:
            person.failed_sign_ins += 1
        if person.failed_sign_ins >= WRONG_MOST:
            person.failed_sign_ins, person.locked_until = 0, now + LOCKED
        w.session.flush()
        body = {"staff": person.id, "locked": person.locked_until is not None and person.locked_until > now}
        ledger.append(w, "sign_in_failed", body, (f"staff:{person.id}",), now)
