"""Invitations: the secret is shown once and kept as its hash; used once, while it has not ended."""

from datetime import datetime

from sqlalchemy import select, update

from assistant.evidence.canonical import sha256_hex
from assistant.store import ledger
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Invitation


def make(w: Writing, staff_id: str, secret: str, by: str, ends_at: datetime, now: datetime) -> Invitation:
    """Keep a new invitation with its entry; earlier ones of this person end."""
    end_all(w, staff_id, now)
    row = Invitation(
        id=new_id(now), staff_id=staff_id, secret_sha256=sha256_hex(secret), made_at=now, made_by=by, ends_at=ends_at
    )
    w.add(row)
    chains = {f"staff:{staff_id}", f"staff:{by}"}
    ledger.append(w, "staff_invited", {"invitation": row.id, "staff": staff_id, "by": by}, chains, now)
    return row


def live(r: Reading, secret: str, now: datetime) -> Invitation | None:
    """The invitation of this secret while it is unused and has not ended."""
    query = select(Invitation).where(
        Invitation.secret_sha256 == sha256_hex(secret), Invitation.used_at.is_(None), Invitation.ends_at > now
    )
    return r.session.scalar(query)


def use(w: Writing, row: Invitation, now: datetime) -> bool:
    """Mark it used; false when it was used or ended meanwhile."""
    open_ = (Invitation.id == row.id, Invitation.used_at.is_(None), Invitation.ends_at > now)
    taken = update(Invitation).where(*open_).values(used_at=now).returning(Invitation.id)
    return w.session.execute(taken).scalar() is not None


def end_all(w: Writing, staff_id: str, now: datetime) -> None:
    """End every unused invitation of a person."""
    open_ = (Invitation.staff_id == staff_id, Invitation.used_at.is_(None), Invitation.ends_at > now)
    w.session.execute(update(Invitation).where(*open_).values(ends_at=now))


def open_of(r: Reading, staff_id: str, now: datetime) -> Invitation | None:
    """The unused invitation of a person, if one has not ended."""
    query = select(Invitation).where(Invitation.staff_id == staff_id, Invitation.used_at.is_(None))
    return r.session.scalar(query.where(Invitation.ends_at > now).limit(1))
