"""Accounts of staff: made without any role, entered by an invitation shown once, disabled and enabled again."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.desk.room import Desk, must_open
from assistant.policy import accounts as policy
from assistant.policy import citations as cite
from assistant.policy import grants as grant_policy
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused
from assistant.store import accounts, grants, invitations, ledger, sites, staff
from assistant.store.db import Database, Reading, Writing
from assistant.store.people import Staff

INVITED = timedelta(hours=72)
PAGE = 50
_NOT_THERE = refused("There is no such account.", (cite.PERSONS_AFFECTED,), "unknown")


@dataclass(frozen=True)
class Added:
    """A new member of staff as an administrator types them."""

    name: str
    email: str
    organisation_id: str
    site_id: str | None = None


@dataclass(frozen=True)
class Invited:
    """An invitation: its secret is shown now and never again."""

    name: str
    email: str
    secret: str = field(repr=False)
    ends_at: datetime


@dataclass(frozen=True)
class Welcome:
    """Whom an invitation is for."""

    name: str
    email: str


@dataclass(frozen=True)
class Account:
    """One account as the list shows it."""

    id: str
    name: str
    email: str
    organisation: str
    site_id: str | None
    active: bool
    disabled_at: datetime | None
    roles: tuple[str, ...]
    invited_until: datetime | None
    may_disable: Ruling
    may_enable: Ruling
    may_invite: Ruling


def add(desk: Desk, viewer: Viewer, added: Added, unusable: str, now: datetime) -> Invited | Ruling:
    """Make an account without any role and an invitation to it; unusable is the hash of a password nobody knows."""
    with desk.acting(viewer, now) as (w, viewer):
        ruling = _keeps(w, viewer, now)
        if ruling.allowed:
            ruling = _fits(w, added)
        if not ruling.allowed:
            return _refused(w, viewer, ruling, now)
        made = make(w, added, unusable, now)
        return invite(w, made, viewer.staff_id, now)


def make(w: Writing, added: Added, unusable: str, now: datetime) -> Staff:
    """Keep the account of an invited member of staff."""
    return accounts.make(
        w, email=added.email, name=added.name, password_hash=unusable, organisation_id=added.organisation_id,
        site_id=added.site_id, uniquifier=secrets.token_hex(32), now=now,
    )  # fmt: skip


def invite(w: Writing, person: Staff, by: str, now: datetime) -> Invited:
    """Keep a new invitation of this account, with a secret of 256 bits."""
    secret, ends_at = secrets.token_urlsafe(32), now + INVITED
    invitations.make(w, str(person.id), secret, by, ends_at, now)
    return Invited(person.name, person.email, secret, ends_at)


def invite_again(desk: Desk, viewer: Viewer, staff_id: str, now: datetime) -> Invited | Ruling:
    """A new invitation, of an account that holds no grant; earlier ones end."""
    with desk.acting(viewer, now) as (w, viewer):
        found = _locked(w, viewer, staff_id, now)
        if isinstance(found, Ruling):
            return found
        ruling = policy.may_invite(found.active, roles_of(w, staff_id, now))
        return invite(w, found, viewer.staff_id, now) if ruling.allowed else _refused(w, viewer, ruling, now)


def disable(desk: Desk, viewer: Viewer, staff_id: str, now: datetime) -> Ruling:
    """Disable an account: its sign-ins, grants, invitations and waiting proposals end at once."""
    with desk.acting(viewer, now) as (w, viewer):
        found = _locked(w, viewer, staff_id, now)
        if isinstance(found, Ruling):
            return found
        ruling = policy.may_disable(staff_id, viewer.staff_id, found.active)
        if not ruling.allowed:
            return _refused(w, viewer, ruling, now)
        staff.disable(w, staff_id, viewer.staff_id, now)
        return ruling


def enable(desk: Desk, viewer: Viewer, staff_id: str, now: datetime) -> Ruling:
    """Enable an account again; what it held stays revoked."""
    with desk.acting(viewer, now) as (w, viewer):
        found = _locked(w, viewer, staff_id, now)
        if isinstance(found, Ruling):
            return found
        ruling = policy.may_enable(found.active)
        if not ruling.allowed:
            return _refused(w, viewer, ruling, now)
        staff.enable(w, found, viewer.staff_id, now)
        return ruling


def listed(desk: Desk, viewer: Viewer, now: datetime, after: str = "") -> tuple[tuple[Account, ...], str | None]:
    """The accounts by e-mail address, a page at a time, and where the next one begins."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("esd_admin", viewer, now)
        found = staff.listed(r, after, PAGE + 1)
        rows = tuple(_account(r, viewer, person, name, now) for person, name in found[:PAGE])
    return rows, rows[-1].email if len(found) > PAGE else None


def organisations(desk: Desk) -> dict[str, str]:
    """Every organisation by name: ESD, partners and councils."""
    with desk.database.reading() as r:
        return accounts.organisations(r)


def welcome(database: Database, secret: str, now: datetime) -> Welcome | None:
    """Whom this invitation is for, while it can be used."""
    with database.reading() as r:
        row = invitations.live(r, secret, now)
        person = staff.find(r, row.staff_id) if row else None
    return Welcome(person.name, person.email) if person and person.active else None


def set_password(database: Database, secret: str, password_hash: str, now: datetime) -> bool:
    """Use an invitation, once; false when it can no longer be used."""
    with database.writing() as w:
        row = invitations.live(w, secret, now)
        person = staff.locked(w, row.staff_id) if row else None
        if row is None or person is None or not person.active or not invitations.use(w, row, now):
            return False
        accounts.set_password(w, person, password_hash, now)
        return True


def _account(r: Reading, viewer: Viewer, person: Staff, organisation: str, now: datetime) -> Account:
    staff_id, held = str(person.id), roles_of(r, str(person.id), now)
    invitation = invitations.open_of(r, staff_id, now)
    return Account(
        staff_id, person.name, person.email, organisation, person.site_id, person.active, person.disabled_at,
        tuple(sorted(held)), invitation.ends_at if invitation else None,
        policy.may_disable(staff_id, viewer.staff_id, person.active), policy.may_enable(person.active),
        policy.may_invite(person.active, held),
    )  # fmt: skip


def _fits(r: Reading, added: Added) -> Ruling:
    for ruling in (policy.name_fits(added.name), policy.email_fits(added.email)):
        if not ruling.allowed:
            return ruling
    if staff.by_email(r, added.email) is not None:
        return refused("An account with this e-mail address is there already.", (), "email_taken")
    if added.organisation_id not in accounts.organisations(r):
        return refused("Choose an organization from the list.", (), "no_organisation")
    if added.site_id is not None and sites.find(r, added.site_id) is None:
        return refused("Choose a site from the list.", (), "no_site")
    return allowed("The account can be made.")


def _locked(w: Writing, viewer: Viewer, staff_id: str, now: datetime) -> Staff | Ruling:
    ruling = _keeps(w, viewer, now)
    if not ruling.allowed:
        return _refused(w, viewer, ruling, now)
    return staff.locked(w, staff_id) or _NOT_THERE


def _keeps(r: Reading, viewer: Viewer, now: datetime) -> Ruling:
    return policy.may_keep(roles_of(r, viewer.staff_id, now))


def roles_of(r: Reading, staff_id: str, now: datetime) -> frozenset[str]:
    """What somebody holds now."""
    return grant_policy.held(grants.of_staff(r, staff_id), staff_id, now)


def _refused(w: Writing, viewer: Viewer, ruling: Ruling, now: datetime) -> Ruling:
    """A refused act is an entry too."""
    chains = (f"staff:{viewer.staff_id}",)
    ledger.append(w, "account_act_refused", {"staff": viewer.staff_id, "ruling": ruling.code}, chains, now)
    return ruling
