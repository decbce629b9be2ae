"""Organisations, their basis and their agreements: every change a new row with its date, so that then is like now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from assistant.policy.access import AgreementFacts, Basis
from assistant.store import rows
from assistant.store.base import millis
from assistant.store.db import Reading, Writing
from assistant.store.sql import adapted
from assistant.store.tables import Agreement, AgreementTerms, Organisation, PartnerBasis

Where = tuple[ColumnElement[bool], ...]

# What each agreement said at a moment: its newest terms that counted then.
_NAMED = adapted(
    "select t.agreement_id, o.id, o.name, t.areas, t.categories from agreement_terms t "
    "join agreement a on a.id = t.agreement_id join organisation o on o.id = a.organisation_id "
    "where t.number = (select max(n.number) from agreement_terms n where n.agreement_id = t.agreement_id "
    "and n.counts_from <= ?) and t.state = 'active' and t.starts_at <= ? and t.ends_at > ? and o.kind = 'partner' "
    "and exists (select 1 from partner_basis b where b.organisation_id = o.id and b.starts_at <= ? and b.ends_at > ? "
    "and (b.ended_at is null or b.ended_at > ?) "
    "and (b.basis = 'mou_signatory' or b.legal_review_at is not null)) order by o.name, t.agreement_id"
)


def named_in(r: Reading, area_id: str, now: datetime) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """What a notice of this area names: (organisation, name, agreement), each organisation once, and categories."""
    found = r.driver.execute(_NAMED[r.dialect], (millis(now),) * 6).fetchall()
    once: dict[str, tuple[str, str, str]] = {}
    named: set[str] = set()
    for agreement, organisation, name, areas, categories in found:
        if area_id in split(areas):
            once.setdefault(organisation, (organisation, name, agreement))
            named |= set(split(categories))
    return tuple(once.values()), tuple(sorted(named))


def access_facts(
    r: Reading, organisation_id: str, at: datetime
) -> tuple[tuple[Basis, ...], tuple[AgreementFacts, ...]]:
    """Every basis and agreement of an organisation as they were at a moment; the policy decides which count."""
    return _facts(r, organisation_id, (PartnerBasis.recorded_at <= at,), lambda said: (said.counts_from <= at,))


def facts_as_found(
    r: Reading, organisation_id: str, now: datetime
) -> tuple[tuple[Basis, ...], tuple[AgreementFacts, ...]]:
    """The same as this transaction finds them: what it finds ended is over, although `now` was read before."""
    bases, theirs = _facts(r, organisation_id, (), lambda _: ())
    return tuple(replace(each, ended_at=min(each.ended_at, now) if each.ended_at else None) for each in bases), theirs


def _facts(
    r: Reading, organisation_id: str, known: Where, counted: Callable[[type[AgreementTerms]], Where]
) -> tuple[tuple[Basis, ...], tuple[AgreementFacts, ...]]:
    bases = r.session.scalars(
        select(PartnerBasis).where(PartnerBasis.organisation_id == organisation_id, *known).order_by(PartnerBasis.id)
    )
    said = aliased(AgreementTerms)
    of_these = said.agreement_id == AgreementTerms.agreement_id, *counted(said)
    newest = select(func.max(said.number)).where(*of_these).scalar_subquery()
    found = r.session.scalars(
        select(AgreementTerms)
        .join(Agreement, Agreement.id == AgreementTerms.agreement_id)
        .where(Agreement.organisation_id == organisation_id, AgreementTerms.number == newest)
        .order_by(Agreement.id)
    )
    return (
        tuple(Basis(each.basis, each.starts_at, each.ends_at, each.legal_review_at, each.ended_at) for each in bases),
        tuple(
            AgreementFacts(
                each.agreement_id, organisation_id, each.state, each.starts_at, each.ends_at,
                frozenset(split(each.categories)), frozenset(split(each.purposes)), each.uc_basis,
            )
            for each in found
        ),
    )  # fmt: skip


def organisations(r: Reading) -> list[tuple[str, str]]:
    """Every partner organisation that has or had an agreement, as (id, name) by name."""
    query = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == "partner", Organisation.id.in_(select(Agreement.organisation_id)))
        .order_by(Organisation.name)
    )
    return [(each.id, each.name) for each in r.session.execute(query)]


def everyone(r: Reading) -> list[Organisation]:
    """Every organisation of each kind, by name."""
    return list(r.session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)))


def organisation(r: Reading, organisation_id: str) -> Organisation | None:
    """An organisation by id."""
    return r.session.get(Organisation, organisation_id)


def find(r: Reading, agreement_id: str) -> Agreement | None:
    """An agreement by its number."""
    return r.session.get(Agreement, agreement_id)


def locked(w: Writing, agreement_id: str) -> Agreement | None:
    """An agreement by its number, locked until this verb ends, so that its terms follow one another."""
    return w.session.get(Agreement, agreement_id, populate_existing=True, with_for_update=True)


def all_agreements(r: Reading) -> list[tuple[Agreement, AgreementTerms]]:
    """Every agreement with what it says now, by number."""
    said = aliased(AgreementTerms)
    newest = select(func.max(said.number)).where(said.agreement_id == Agreement.id).scalar_subquery()
    query = (
        select(Agreement, AgreementTerms)
        .join(AgreementTerms, AgreementTerms.agreement_id == Agreement.id)
        .where(AgreementTerms.number == newest)
        .order_by(Agreement.id)
    )
    return [(agreement, terms) for agreement, terms in r.session.execute(query)]


def history(r: Reading, agreement_id: str) -> list[AgreementTerms]:
    """Everything an agreement said, oldest first; the last counts."""
    query = select(AgreementTerms).where(AgreementTerms.agreement_id == agreement_id)
    return list(r.session.scalars(query.order_by(AgreementTerms.number)))


def bases(r: Reading, organisation_id: str) -> list[PartnerBasis]:
    """Every MOU or contract of an organisation, oldest first."""
    query = select(PartnerBasis).where(PartnerBasis.organisation_id == organisation_id)
    return list(r.session.scalars(query.order_by(PartnerBasis.starts_at, PartnerBasis.id)))


def locked_basis(w: Writing, basis_id: str) -> PartnerBasis | None:
    """An MOU or contract by id, locked until this verb ends."""
    return w.session.get(PartnerBasis, basis_id, populate_existing=True, with_for_update=True)


def keep_organisation(w: Writing, organisation: Organisation) -> None:
    """Keep a new organisation; a ledger entry must follow."""
    rows.keep(w, organisation, "organisation")


def keep_basis(w: Writing, basis: PartnerBasis) -> None:
    """Keep a new MOU or contract; a ledger entry must follow."""
    rows.keep(w, basis, "partner_basis", "partner_basis_review", "partner_basis_end")


def review(w: Writing, basis: PartnerBasis, by: str, says: str, now: datetime) -> None:
    """Record ESD's legal review of a contract, once; a ledger entry must follow."""
    basis.legal_review_at, basis.legal_review_by, basis.legal_review_says = now, by, says
    w.session.flush()
    rows.note(w, basis, "partner_basis_review")


def end_basis(w: Writing, basis: PartnerBasis, by: str, now: datetime) -> None:
    """End an MOU or contract before its date; a ledger entry must follow."""
    basis.ended_at, basis.ended_by = now, by
    w.session.flush()
    rows.note(w, basis, "partner_basis_end")


def make(w: Writing, agreement_id: str, organisation_id: str, now: datetime) -> Agreement:
    """Keep a new agreement without terms; its first terms must follow."""
    row = Agreement(id=agreement_id, organisation_id=organisation_id, made_at=now)
    rows.keep(w, row, "agreement")
    return row


def keep_terms(w: Writing, terms: AgreementTerms) -> None:
    """Keep what an agreement says from now on; a ledger entry must follow."""
    rows.keep(w, terms, "agreement_terms")


def joined(values: frozenset[str] | tuple[str, ...] | set[str]) -> str:
    """Codes as terms keep them."""
    return ",".join(sorted(values))


def split(kept: str) -> tuple[str, ...]:
    """Codes as terms kept them."""
    return tuple(each for each in kept.split(",") if each)
