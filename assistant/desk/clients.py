"""Credentials of other systems: an ESD administrator makes one, its secret is shown once, and it ends at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.desk.room import Desk, must_open
from assistant.policy import clients as policy
from assistant.policy.access import Viewer
from assistant.policy.clients import Credential
from assistant.policy.ruling import Ruling, refused
from assistant.store import clients

LASTS = {"30": "30 days", "90": "90 days", "180": "180 days", "365": "a year"}
BITS = 256


@dataclass(frozen=True)
class Made:
    """A new credential; the secret is nowhere else, and is not shown again."""

    name: str
    organisation: str
    secret: str
    ends_at: datetime


@dataclass(frozen=True)
class Listed:
    """One credential as a list shows it, and how it stands."""

    id: str
    name: str
    organisation: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    state: Ruling


def organisations(desk: Desk) -> dict[str, str]:
    """The organisations whose systems may ask, by id."""
    with desk.database.reading() as r:
        return {id_: name for id_, name, _ in clients.askers(r)}


def make(desk: Desk, viewer: Viewer, organisation_id: str, name: str, days: int, now: datetime) -> Made | Ruling:
    """Make a credential; the ruling says why not."""
    secret = secrets.token_urlsafe(BITS // 8)
    with desk.acting(viewer, now) as (w, viewer):
        found = {id_: (words, kind) for id_, words, kind in clients.askers(w)}
        words, kind = found.get(organisation_id, ("", ""))
        lasts = timedelta(days=days)
        may = policy.may_make(viewer, kind, name, lasts, now)
        if not may.allowed:
            return may
        row = clients.make(w, organisation_id, name.strip(), secret, viewer.staff_id, now + lasts, now)
        return Made(row.name, words, secret, row.ends_at)


def revoke(desk: Desk, viewer: Viewer, client_id: str, now: datetime) -> Ruling:
    """Revoke a credential from this moment on; revoking it again changes nothing."""
    with desk.acting(viewer, now) as (w, viewer):
        found = clients.find(w, client_id)
        if found is None:
            return refused("There is no such credential.", (), "unknown")
        may = policy.may_revoke(viewer, found, now)
        if may.allowed:
            clients.revoke(w, client_id, viewer.staff_id, now)
        return may


def listed(desk: Desk, viewer: Viewer, now: datetime) -> tuple[Listed, ...]:
    """Credentials that this viewer may revoke, newest first: ESD's administrators all, others their own."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_admin" if viewer.role == "esd" else "partner_agreement", viewer, now)
        own = None if viewer.role == "esd" else viewer.organisation_id
        return tuple(
            Listed(
                row.id, row.name, name, row.made_at, row.ends_at, row.revoked_at,
                policy.in_force(Credential(row.id, row.organisation_id, "", row.made_by, row.made_at, row.ends_at,
                                           row.revoked_at), now),
            )
            for row, name in clients.every(r, own)
        )  # fmt: skip
