"""Credentials of other systems: kept as the hash of their secret, found by it, revoked but never edited."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from assistant.evidence.canonical import sha256_hex
from assistant.policy.clients import Credential
from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Client, Organisation


def make(
    w: Writing, organisation_id: str, name: str, secret: str, by: str, ends_at: datetime, now: datetime
) -> Client:
    """Keep a new credential with its entry; of the secret only the hash."""
    row = Client(
        id=new_id(now), organisation_id=organisation_id, name=name, secret_sha256=sha256_hex(secret), made_at=now,
        made_by=by, ends_at=ends_at, revoked_at=None, revoked_by=None,
    )  # fmt: skip
    rows.keep(w, row, "client", "client_state")
    ledger.append(w, "client_made", {"client": row.id, "by": by}, _chains(row, by), now)
    return row


def revoke(w: Writing, client_id: str, by: str, now: datetime) -> bool:
    """Revoke a credential from now on, with its entry; false when it was already."""
    row = w.session.get(Client, client_id, populate_existing=True, with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at, row.revoked_by = now, by
    w.session.flush()
    rows.note(w, row, "client_state")
    ledger.append(w, "client_revoked", {"client": row.id, "by": by}, _chains(row, by), now)
    return True


def of_secret(r: Reading, secret: str) -> Credential | None:
    """The credential of this secret, in force or not; the policy decides."""
    return _one(r, Client.secret_sha256 == sha256_hex(secret))


def find(r: Reading, client_id: str) -> Credential | None:
    """A credential by id, in force or not."""
    return _one(r, Client.id == client_id)


def every(r: Reading, organisation_id: str | None = None) -> list[tuple[Client, str]]:
    """Credentials with the name of their organisation, newest first: all, or those of one organisation."""
    query = select(Client, Organisation.name).join(Organisation, Organisation.id == Client.organisation_id)
    if organisation_id is not None:
        query = query.where(Client.organisation_id == organisation_id)
    return [(row, name) for row, name in r.session.execute(query.order_by(Client.made_at.desc(), Client.id.desc()))]


def askers(r: Reading) -> list[tuple[str, str, str]]:
    """Every organisation that looks at records or whose systems ask: (id, name, kind), ESD first, then by name."""
    query = select(Organisation.id, Organisation.name, Organisation.kind).where(Organisation.kind != "council")
    query = query.order_by(Organisation.kind, Organisation.name)
    return [(id_, name, kind) for id_, name, kind in r.session.execute(query)]


def _one(r: Reading, which: ColumnElement[bool]) -> Credential | None:
    query = select(Client, Organisation.kind).join(Organisation, Organisation.id == Client.organisation_id)
    found = r.session.execute(query.where(which)).one_or_none()
    if found is None:
        return None
    row, kind = found
    return Credential(row.id, row.organisation_id, kind, row.made_by, row.made_at, row.ends_at, row.revoked_at)


def _chains(row: Client, by: str) -> tuple[str, ...]:
    return f"client:{row.id}", f"organisation:{row.organisation_id}", f"staff:{by}"
