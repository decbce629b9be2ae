"""Everybody who asks: each role with exactly its grant, partners under every state of agreement, and those without."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.demo.region import ADMINS
from assistant.policy import conditions, roles
from assistant.policy.access import MOU
from assistant.store import accounts, agreements, grants, ledger, staff
from assistant.store.db import Database, Writing, new_id
from assistant.store.tables import AgreementTerms, Organisation, PartnerBasis

DAY = timedelta(days=1)
LONG_AGO, CHANGED = 60 * DAY, DAY  # before now: when agreements began, and when they came to their state
NONE = "none"
ENDED, UNREVIEWED = "basis ended", "contract unreviewed"
AGREEMENTS = ("draft", "active", "suspended", "expired", "terminated", NONE, ENDED, UNREVIEWED)
STRANGER = "stranger"
COUNCIL = "council-06"
PURPOSE = "training_retraining"
NAMED = ("ID", "RES", "SVC")
PAPER = "a" * 64


@dataclass(frozen=True)
class Account:
    """One who asks: the role, the state of the organisation's agreement, and the account; a stranger has none."""

    role: str
    agreement: str
    staff_id: str

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
    return (Account(STRANGER, "-", ""), *made)


def _wanted() -> Iterator[tuple[str, str]]:
    for name, role in roles.ROLES.items():
        yield from ((name, state) for state in (AGREEMENTS if role.of == "partner" else ("-",)))
    yield roles.WITHOUT, "-"
    yield from ((f"{roles.WITHOUT}, of a partner", state) for state in ("active",))


def organisation_of(state: str) -> str:
    """The organisation whose agreement is in this state."""
    return "torture-" + state.replace(" ", "-")


def _account(w: Writing, role: str, state: str, people: tuple[str, ...], now: datetime) -> Account:
    of = roles.ROLES[role].of if role in roles.ROLES else "partner" if state != "-" else "esd"
    organisation = {"esd": "esd", "council": COUNCIL}.get(of) or organisation_of(state)
    number = new_id(now)
    made = accounts.make(
        w, email=f"{number}@torture.example", name="Somebody Torturing", password_hash="none",  # noqa: S106
        organisation_id=organisation, site_id="tidewater", uniquifier=number, now=now - LONG_AGO, is_demo=True,
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


__all__ = ["AGREEMENTS", "STRANGER", "Account", "make", "organisation_of"]
