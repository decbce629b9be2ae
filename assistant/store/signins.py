"""Sign-ins: the cookie holds a random secret, a row (hashed) says whether it lives; ended rows end it at once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update

from assistant.evidence.canonical import sha256_hex
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import SignIn, Staff

IDLE = timedelta(minutes=15)  # NIST SP 800-63B, the stricter revision (FAULTS 1)
LONGEST = timedelta(hours=12)


def begin(w: Writing, staff_id: str, secret: str, now: datetime) -> SignIn:
    """Keep a new sign-in."""
    row = SignIn(id=new_id(now), secret_sha256=sha256_hex(secret), staff_id=staff_id, began_at=now, last_at=now)
    w.add(row)
    return row


def live(r: Reading, secret: str, now: datetime) -> SignIn | None:
    """The sign-in of this secret while it lives: not ended, not idle, not too old, account active."""
    query = (
        select(SignIn)
        .join(Staff, Staff.id == SignIn.staff_id)
        .where(SignIn.secret_sha256 == sha256_hex(secret), SignIn.ended_at.is_(None), Staff.active.is_(True))
        .where(SignIn.last_at > now - IDLE, SignIn.began_at > now - LONGEST)
    )
    return r.session.scalar(query)


def touch(w: Writing, sign_in_id: str, now: datetime) -> None:
    """Note that a sign-in was used."""
    w.session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(last_at=now))


def end(w: Writing, secret: str, now: datetime) -> None:
    """End one sign-in."""
    query = update(SignIn).where(SignIn.secret_sha256 == sha256_hex(secret), SignIn.ended_at.is_(None))
    w.session.execute(query.values(ended_at=now))


def end_all(w: Writing, staff_id: str, now: datetime) -> int:
    """End every sign-in of a person; gives how many."""
    query = update(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    done: CursorResult[Any] = w.session.connection().execute(query)
    return done.rowcount
