"""Draft, change, activate, suspend and end an agreement: whoever comes second is told who was faster and when."""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.desk.room import Desk
from assistant.policy import agreements as policy
from assistant.policy import citations as cite
from assistant.policy.access import Viewer
from assistant.policy.agreements import Terms
from assistant.policy.ruling import Ruling, refused
from assistant.store import agreements, cease_use, disclosures, ledger, sites, staff
from assistant.store.db import Writing
from assistant.store.tables import AgreementTerms

UNKNOWN = refused("There is no such agreement.", (cite.AGREEMENTS,), "unknown")


@dataclass(frozen=True)
class Kept:
    """What was kept: the agreement, the number of its terms, and how many cease-use notices are owed for it."""

    agreement_id: str
    number: int
    owed: int = 0


@dataclass(frozen=True)
class Faster:
    """Somebody changed the agreement after this page was made; nothing of this attempt was kept but the attempt."""

    agreement_id: str
    by: str
    at: datetime
    state: str
    why: str


@dataclass(frozen=True)
class Wrong:
    """What must be mended, by the name of the field; nothing was kept."""

    faults: dict[str, str]


def draft(
    desk: Desk, viewer: Viewer, agreement_id: str, organisation_id: str, terms: Terms, now: datetime
) -> Kept | Wrong | Ruling:
    """Keep a new agreement as a draft, which opens nothing."""
    with desk.acting(viewer, now) as (w, viewer):
        organisation = agreements.organisation(w, organisation_id)
        if organisation is None or organisation.kind != "partner":
            return UNKNOWN
        if not (ruling := policy.may_keep(viewer, now)).allowed:
            body = {"organisation": organisation_id, "ruling": ruling.code}
            ledger.append(w, "agreement_refused", body, (f"staff:{viewer.staff_id}",), now)
            return ruling
        faults = _faults(w, terms)
        if not policy.NUMBER.fullmatch(agreement_id):
            faults["number"] = "Use capital letters, digits and hyphens, like DSA-0031."
        elif agreements.find(w, agreement_id) is not None:
            faults["number"] = "Another agreement has this number."
        if faults:
            return Wrong(faults)
        agreements.make(w, agreement_id, organisation_id, now)
        return _keep(w, viewer, agreement_id, organisation_id, 1, replace(terms, state=policy.DRAFT), "", now)


def change(
    desk: Desk, viewer: Viewer, agreement_id: str, seen: int, terms: Terms, why: str, now: datetime
) -> Kept | Faster | Wrong | Ruling:
    """Put other terms in the place of those seen; what is narrowed closes now, and its readers are told to stop."""
    with desk.acting(viewer, now) as (w, viewer):
        last = _last(w, agreement_id)
        if last is None:
            return UNKNOWN
        if faster := _faster(w, viewer, last, seen, now):
            return faster
        before = terms_of(last)
        after = replace(terms, state=before.state)
        if faults := _faults(w, after):
            return Wrong(faults)
        ruling = policy.may_change(viewer, before, after, why, now)
        if not ruling.allowed:
            return _attempt(w, viewer, agreement_id, ruling, now)
        return _next(w, viewer, last, after, why, now, owes=policy.narrowed(before, after))


def activate(desk: Desk, viewer: Viewer, agreement_id: str, seen: int, now: datetime) -> Kept | Faster | Ruling:
    """Make a draft or a suspended agreement open what it names, by another than who wrote it."""
    with desk.acting(viewer, now) as (w, viewer):
        last = _last(w, agreement_id)
        if last is None:
            return UNKNOWN
        if faster := _faster(w, viewer, last, seen, now):
            return faster
        before = terms_of(last)
        ruling = policy.may_activate(viewer, before, last.changed_by, now)
        if not ruling.allowed:
            return _attempt(w, viewer, agreement_id, ruling, now)
        return _next(w, viewer, last, replace(before, state=policy.ACTIVE), "", now)


def close(
    desk: Desk, viewer: Viewer, agreement_id: str, seen: int, state: str, why: str, now: datetime
) -> Kept | Faster | Ruling:
    """Suspend an agreement, mark it as expired, or end it: from now on it opens nothing."""
    with desk.acting(viewer, now) as (w, viewer):
        last = _last(w, agreement_id)
        if last is None:
            return UNKNOWN
        if faster := _faster(w, viewer, last, seen, now):
            return faster
        before = terms_of(last)
        ruling = policy.may_close(viewer, before, state, why, now)
        if not ruling.allowed:
            return _attempt(w, viewer, agreement_id, ruling, now)
        return _next(w, viewer, last, replace(before, state=state), why, now, owes=True)


def terms_of(row: AgreementTerms) -> Terms:
    """What an agreement says, as the policy reads it."""
    return Terms(
        row.state, row.starts_at, row.ends_at, frozenset(agreements.split(row.areas)),
        frozenset(agreements.split(row.categories)), frozenset(agreements.split(row.purposes)), row.other_program,
        row.esd_manager, row.partner_manager, row.signed_document_sha256, row.uc_basis,
    )  # fmt: skip


def _last(w: Writing, agreement_id: str) -> AgreementTerms | None:
    """The newest terms of an agreement, which is locked until this verb ends."""
    if agreements.locked(w, agreement_id) is None:
        return None
    return agreements.history(w, agreement_id)[-1]


def _faster(w: Writing, viewer: Viewer, last: AgreementTerms, seen: int, now: datetime) -> Faster | None:
    if last.number == seen:
        return None
    body = {"agreement": last.agreement_id, "seen": seen, "number": last.number}
    ledger.append(w, "agreement_too_late", body, _chains(viewer, last.agreement_id), now)
    by = staff.names(w, [last.changed_by]).get(last.changed_by, "Somebody")
    return Faster(last.agreement_id, by, last.counts_from, last.state, last.why)


def _faults(w: Writing, terms: Terms) -> dict[str, str]:
    areas = {area for area, *_ in sites.areas(w)}
    return {each.code: each.reason for each in reversed(policy.unsound(terms, areas))}


def _attempt(w: Writing, viewer: Viewer, agreement_id: str, ruling: Ruling, now: datetime) -> Ruling:
    """A refused change is an entry too."""
    body = {"agreement": agreement_id, "ruling": ruling.code}
    ledger.append(w, "agreement_refused", body, _chains(viewer, agreement_id), now)
    return ruling


def _next(
    w: Writing, viewer: Viewer, last: AgreementTerms, terms: Terms, why: str, now: datetime, owes: bool = False
) -> Kept:
    agreement = agreements.find(w, last.agreement_id)
    if agreement is None:
        raise RuntimeError("the agreement went under its lock")
    owed = 0
    if owes:
        people = disclosures.people_under(w, agreement.organisation_id, agreement.id)
        owed = cease_use.owe(w, people, "agreement", now, agreement.organisation_id)
    kept = _keep(w, viewer, agreement.id, agreement.organisation_id, last.number + 1, terms, why, now)
    return replace(kept, owed=owed)


def _keep(
    w: Writing, viewer: Viewer, agreement_id: str, organisation_id: str, number: int, terms: Terms, why: str,
    now: datetime,
) -> Kept:  # fmt: skip
    row = AgreementTerms(
        agreement_id=agreement_id, number=number, counts_from=now, state=terms.state, starts_at=terms.starts_at,
        ends_at=terms.ends_at, areas=agreements.joined(terms.areas), categories=agreements.joined(terms.categories),
        purposes=agreements.joined(terms.purposes), other_program=terms.other_program, esd_manager=terms.esd_manager,
        partner_manager=terms.partner_manager, signed_document_sha256=terms.signed_document_sha256,
        uc_basis=terms.uc_basis, changed_by=viewer.staff_id, why=why.strip(),
    )  # fmt: skip
    agreements.keep_terms(w, row)
    body = {"agreement": agreement_id, "number": number, "state": terms.state, "by": viewer.staff_id}
    chains = {*_chains(viewer, agreement_id), f"organisation:{organisation_id}"}
    ledger.append(w, "agreement_changed", body, chains, now)
    return Kept(agreement_id, number)


def _chains(viewer: Viewer, agreement_id: str) -> tuple[str, str]:
    return f"staff:{viewer.staff_id}", f"agreement:{agreement_id}"
