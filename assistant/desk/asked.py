"""Asked by other systems: may they see this person, and the record itself; the decision of the screens answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.desk import disclosure, explain
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.desk.room import Desk, taken_by, viewer_as_found
from assistant.evidence.identifiers import normalise
from assistant.policy import citations as cite
from assistant.policy import clients as policy
from assistant.policy.access import PersonFacts, Viewer, decide
from assistant.policy.clients import Credential
from assistant.policy.ruling import Ruling, refused
from assistant.store import agreements, clients, disclosures, ledger, persons, staff
from assistant.store.db import Reading, Writing
from assistant.store.disclosures import accounted

NO_USER = refused(
    "Nobody of your organization signs in with this e-mail address now.", (cite.PERSONS_AFFECTED,), "no_user"
)


class NotInForce(Exception):
    """The credential is missing, unknown, ended or revoked; which of these is not told."""


@dataclass(frozen=True)
class Question:
    """May this organisation, through this user and for this purpose, see this person now?"""

    seeker_id: str
    organisation_id: str
    email: str
    purpose: str


@dataclass(frozen=True)
class Answered:
    """The decision as ESD's own systems are told it; no value of any field is opened for it."""

    allowed: bool
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    reasons: tuple[str, ...]
    citations: tuple[str, ...]


def caller(desk: Desk, secret: str, now: datetime) -> Credential | None:
    """Whose credential this is, while it is in force."""
    with desk.database.reading() as r:
        found = clients.of_secret(r, secret)
    return found if found is not None and policy.in_force(found, now).allowed else None


def decision(desk: Desk, client_id: str, question: Question, now: datetime) -> Answered | Ruling:
    """Answer a system of ESD; each question is one search and no disclosure. Raises NotInForce, NotRecorded."""
    with accounted(desk.database) as w:
        asking = _in_force(w, client_id, now)
        may = policy.may_ask("esd_system", asking.organisation_kind)
        if not may.allowed:
            return may
        viewer = _user(w, question.organisation_id, question.email, now)
        person = persons.by_seeker(w, normalise(question.seeker_id) or "")
        # Whoever made the credential answers for what is asked with it; the user named has done nothing.
        search_id = disclosures.record_search(
            w, asking.made_by, asking.organisation_id, question.purpose, "seeker_id", now, asking.id
        )
        answered = _answer(w, viewer, persons.policy_facts(w, person) if person else None, question, now)
        about = {"search": search_id, "organisation": question.organisation_id, "allowed": answered.allowed,
                 "staff": viewer.staff_id if viewer else None, "person": person.id if person else None}  # fmt: skip
        ledger.append(w, "decision_asked", about, (f"client:{asking.id}",), now)
        return answered


def record(
    desk: Desk, client_id: str, email: str, purpose: str, asked: Asked, now: datetime
) -> Shown | NothingShown | Ruling:
    """Answer a system of a partner, as the screen answers the user it acts for. Raises NotInForce, NotRecorded."""
    with accounted(desk.database) as w:
        asking = _in_force(w, client_id, now)
        may = policy.may_ask("partner_system", asking.organisation_kind)
        if not may.allowed:
            return may
        viewer = _user(w, asking.organisation_id, email, now)
        if viewer is None:
            by = "seeker_id" if asked.seeker_id else "name_birth"
            disclosures.record_search(w, asking.made_by, asking.organisation_id, purpose, by, now, asking.id)
            return NO_USER
        return disclosure.look(desk, w, viewer, purpose, asked, now, asking.id)


def _in_force(r: Reading, client_id: str, now: datetime) -> Credential:
    """The credential again, inside the transaction that reads: what was revoked meanwhile opens nothing."""
    found = clients.find(r, client_id)
    if found is None:
        raise NotInForce
    found = replace(found, revoked_at=taken_by(found.revoked_at, now))
    if not policy.in_force(found, now).allowed:
        raise NotInForce
    return found


def _user(r: Reading, organisation_id: str, email: str, now: datetime) -> Viewer | None:
    """The user of this organisation with this address, while the account is active."""
    found = staff.by_email(r, email)
    viewer = staff.viewer(r, found.id) if found else None
    theirs = viewer is not None and viewer.organisation_id == organisation_id
    return viewer_as_found(r, viewer, now) if viewer is not None and theirs else None


def _answer(
    w: Writing, viewer: Viewer | None, facts: PersonFacts | None, question: Question, now: datetime
) -> Answered:
    if viewer is None:
        no_user = "Nobody of this organization signs in with this e-mail address now."
        return Answered(False, (), (), (no_user,), (cite.PERSONS_AFFECTED.text,))
    if facts is None:
        return Answered(False, (), (), ("No record has this seeker id.",), ())
    bases, theirs = agreements.facts_as_found(w, viewer.organisation_id, now)
    found = decide(viewer, facts, question.purpose, bases, theirs, now)
    words = explain.said(found)
    return Answered(
        found.allowed, tuple(sorted(found.categories)), words.fields, words.reasons, words.citations
    )
