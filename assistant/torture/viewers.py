"""Everybody who asks: each role with exactly its grant, partners under every state of agreement, and those without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from assistant.demo.region import ADMINS
from assistant.policy import conditions, roles
from assistant.policy.access import MOU
from assistant.store import accounts, agreements, clients, grants, ledger, staff
from assistant.store.db import Database, Writing, new_id
from assistant.store.tables import AgreementTerms, Organisation, PartnerBasis

DAY = timedelta(days=1)
LONG_AGO, CHANGED = 60 * DAY, DAY  # before now: when agreements began, and when they came to their state
NONE = "none"
ENDED, UNREVIEWED = "basis ended", "contract unreviewed"
AGREEMENTS = ("draft", "active", "suspended", "expired", "terminated", NONE, ENDED, UNREVIEWED)
STRANGER = "stranger"
PARTNER_SYSTEM, ESD_SYSTEM = "partner_system", "esd_system"
UNKNOWN = "credential unknown"
COUNCIL = "council-06"
PURPOSE = "training_retraining"
NAMED = ("ID", "RES", "SVC")
PAPER = "a" * 64


@dataclass(frozen=True)
class Account:
    """One who asks: the role, the state of the organisation's agreement, and the account; a stranger has none.

    A system asks for the account of a person, whom its decisions are about.
    """

    role: str
    agreement: str
    staff_id: str
    secret: str = ""  # of the credential with which a system asks
    user: str = ""  # the address of the account for which it says that it asks
    in_force: bool = True

    @property
    def of_system(self) -> bool:
        """Whether another system asks, by a credential and without any sign-in."""
        return self.secret != ""

    @property
    def words(self) -> str:
        """As a leak names them."""
        return f"{self.role} ({self.agreement})" if self.agreement != "-" else self.role


def make(database: Database, now: datetime) -> tuple[Account, ...]:
    """Keep an organisation for each state of agreement, and an account for each role in each that it is given in."""
    with database.writing() as w:
        people = tuple(found.id for each in ADMINS[:2] if (found := staff.by_email(w, each.email)))
        for state in AGREEMENTS:
            _organisation(w, state, people, now)
        made = [_account(w, role, state, people, now) for role, state in _wanted()]
        made += list(_systems(w, tuple(made), people, now))
    return (Account(STRANGER, "-", ""), *made)


def ids(database: Database) -> dict[str, str]:
    """What stands on the ground itself and can be named in addresses: of the organisation whose agreement is active."""
    organisation = organisation_of("active")
    with database.reading() as r:
        client = clients.every(r, organisation)[0][0]
        user = staff.by_email(r, email_of(roles.PARTNER_STAFF, "active"))
        basis = agreements.bases(r, organisation)[0]
        if user is None:
            raise RuntimeError("nobody attacks from an organisation with an active agreement")
        grant = grants.rows_of(r, user.id)[0]
        return {"client": client.id, "staff": str(user.id), "basis": basis.id, "grant": grant.id}


def _systems(w: Writing, made: tuple[Account, ...], people: tuple[str, ...], now: datetime) -> Iterator[Account]:
    """A credential for the system of each organisation, and those that open nothing: revoked, ended, never made."""
    asking = {each.agreement: each for each in made if each.role == roles.PARTNER_STAFF}
    of_esd = next(each for each in made if each.role == roles.ESD_STAFF)
    for state, user in asking.items():
        yield _system(w, PARTNER_SYSTEM, state, user, people[0], now)
    yield _system(w, ESD_SYSTEM, "-", of_esd, people[0], now)
    user = asking["active"]
    gone = _system(w, PARTNER_SYSTEM, "credential revoked", user, people[0], now)
    found = clients.of_secret(w, gone.secret)
    clients.revoke(w, found.id if found else "", people[0], now - CHANGED)
    yield replace(gone, in_force=False)
    ended = replace(_system(w, PARTNER_SYSTEM, "credential ended", user, people[0], now, now - CHANGED), in_force=False)
    yield ended
    yield replace(ended, agreement=UNKNOWN, secret=token_urlsafe())


def _system(w: Writing, role: str, words: str, user: Account, by: str, now: datetime, ends: datetime | None = None
            ) -> Account:  # fmt: skip
    organisation = organisation_of(user.agreement) if role == PARTNER_SYSTEM else "esd"
    secret = token_urlsafe()
    clients.make(w, organisation, f"Torture {words}", secret, by, ends or now + LONG_AGO, now - LONG_AGO)
    return Account(role, words, user.staff_id, secret, email_of(user.role, user.agreement))


def _wanted() -> Iterator[tuple[str, str]]:
    for name, role in roles.ROLES.items():
        yield from ((name, state) for state in (AGREEMENTS if role.of == "partner" else ("-",)))
    yield roles.WITHOUT, "-"
    yield from ((f"{roles.WITHOUT}, of a partner", state) for state in ("active",))


def organisation_of(state: str) -> str:
    """The organisation whose agreement is in this state."""
    return "torture-" + state.replace(" ", "-")


def email_of(role: str, state: str) -> str:
    """The address with which this account signs in, and under which systems name it."""
    return re.sub(r"[^a-z]+", "-", f"{role} {state}").strip("-") + "@torture.example"


def _account(w: Writing, role: str, state: str, people: tuple[str, ...], now: datetime) -> Account:
    of = roles.ROLES[role].of if role in roles.ROLES else "partner" if state != "-" else "esd"
    organisation = {"esd": "esd", "council": COUNCIL}.get(of) or organisation_of(state)
    made = accounts.make(
        w, email=email_of(role, state), name="Somebody Torturing", password_hash="none",  # noqa: S106
        organisation_id=organisation, site_id="tidewater", uniquifier=new_id(now), now=now - LONG_AGO, is_demo=True,
    )  # fmt: skip
    if role in roles.ROLES:
        longest = roles.ROLES[role].longest <= DAY
        begins, ends = (now - DAY / 4, now + DAY / 4) if longest else (now - LONG_AGO, now + LONG_AGO)
        grants.give(w, str(made.id), role, people[0], people[1], begins, ends, now - LONG_AGO, "To be attacked with.")
    for kind in conditions.CONDITIONS if of == "partner" else ():
        staff.record_condition(w, str(made.id), kind, now - LONG_AGO, people[0], now - LONG_AGO)
    return Account(role, state, str(made.id))


def _organisation(w: Writing, state: str, people: tuple[str, ...], now: datetime) -> None:
    organisation, began = organisation_of(state), now - LONG_AGO
    agreements.keep_organisation(w, Organisation(id=organisation, name=f"Torture {state.title()}", kind="partner"))
    basis = PartnerBasis(
        id=new_id(now), organisation_id=organisation, basis="wia_contract_wdc" if state == UNREVIEWED else MOU,
        area_id="WDA06", starts_at=began, ends_at=now + LONG_AGO, document_sha256=PAPER, recorded_at=began,
        recorded_by=people[0], legal_review_says="",
    )  # fmt: skip
    agreements.keep_basis(w, basis)
    if state == ENDED:
        agreements.end_basis(w, basis, people[0], now - CHANGED)
    if state != NONE:
        agreements.make(w, f"DSA-{organisation}", organisation, began)
        for terms in _terms(state, f"DSA-{organisation}", people, now):
            agreements.keep_terms(w, terms)
    ledger.append(w, "agreement_changed", {"organisation": organisation}, (f"organisation:{organisation}",), now)


def _terms(state: str, agreement: str, people: tuple[str, ...], now: datetime) -> Iterator[AgreementTerms]:
    """Drafted, activated before anybody was told, and changed to its state afterwards, so that notices named it."""
    steps = [("draft", now - LONG_AGO, people[0])]
    if state != "draft":
        steps.append(("active", now - LONG_AGO, people[1]))
    if state in ("suspended", "expired", "terminated"):
        steps.append((state, now - CHANGED, people[1]))
    for number, (name, at, by) in enumerate(steps, 1):
        yield AgreementTerms(
            agreement_id=agreement, number=number, counts_from=at, state=name, starts_at=now - LONG_AGO,
            ends_at=now + LONG_AGO, areas="WDA06", categories=agreements.joined(NAMED), purposes=PURPOSE,
            other_program="", esd_manager="Priya Lindqvist", partner_manager="Ruth Castellanos",
            signed_document_sha256="" if name == "draft" else PAPER, uc_basis=None, changed_by=by,
            why="To be attacked with.",
        )  # fmt: skip


__all__ = ["AGREEMENTS", "STRANGER", "Account", "email_of", "ids", "make", "organisation_of"]
