"""Agreements in force of a place, and what the decision function needs to know of one organisation's."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assistant.policy.access import AgreementFacts, Basis
from assistant.store.db import Reading
from assistant.store.tables import (
    Agreement,
    AgreementArea,
    AgreementCategory,
    AgreementPurpose,
    Organisation,
    PartnerBasis,
)


@dataclass(frozen=True)
class InForce:
    """An agreement in force, with the organisation's name, what it names and what for."""

    id: str
    organisation_id: str
    organisation_name: str
    categories: frozenset[str]
    purposes: frozenset[str]
    starts_at: datetime
    ends_at: datetime


def in_force(r: Reading, area_id: str | None, now: datetime) -> list[InForce]:
    """The agreements in force of an area, or of the whole state without one, by name of the organisation."""
    query = (
        select(Agreement, Organisation.name)
        .join(Organisation, Organisation.id == Agreement.organisation_id)
        .where(Agreement.state == "active", Agreement.starts_at <= now, Agreement.ends_at > now)
        .where(Organisation.kind == "partner", _has_basis(now))
        .order_by(Organisation.name, Agreement.id)
    )
    if area_id is not None:
        query = query.join(AgreementArea, AgreementArea.agreement_id == Agreement.id)
        query = query.where(AgreementArea.area_id == area_id)
    found = r.session.execute(query).all()
    categories, purposes = _named(r, [agreement.id for agreement, _ in found])
    return [
        InForce(
            agreement.id, agreement.organisation_id, name, categories[agreement.id], purposes[agreement.id],
            agreement.starts_at, agreement.ends_at,
        )
        for agreement, name in found
    ]  # fmt: skip


def access_facts(r: Reading, organisation_id: str) -> tuple[tuple[Basis, ...], tuple[AgreementFacts, ...]]:
    """Every basis and agreement of an organisation, in force or not; the decision function decides which count."""
    bases = r.session.scalars(
        select(PartnerBasis).where(PartnerBasis.organisation_id == organisation_id).order_by(PartnerBasis.id)
    )
    found = r.session.scalars(
        select(Agreement).where(Agreement.organisation_id == organisation_id).order_by(Agreement.id)
    ).all()
    categories, purposes = _named(r, [each.id for each in found])
    return (
        tuple(Basis(each.basis, each.starts_at, each.ends_at, each.legal_review_at) for each in bases),
        tuple(
            AgreementFacts(
                each.id, each.organisation_id, each.state, each.starts_at, each.ends_at, categories[each.id],
                purposes[each.id], each.uc_basis,
            )
            for each in found
        ),
    )  # fmt: skip


def _has_basis(now: datetime):  # type: ignore[no-untyped-def]  # SQLAlchemy's own expression type
    return (
        select(PartnerBasis.id)
        .where(PartnerBasis.organisation_id == Organisation.id)
        .where(PartnerBasis.starts_at <= now, PartnerBasis.ends_at > now)
        .where((PartnerBasis.basis == "mou_signatory") | PartnerBasis.legal_review_at.is_not(None))
        .exists()
    )


def _named(
    r: Reading, agreement_ids: list[str]
) -> tuple[defaultdict[str, frozenset[str]], defaultdict[str, frozenset[str]]]:
    categories: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    purposes: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for row in r.session.scalars(select(AgreementCategory).where(AgreementCategory.agreement_id.in_(agreement_ids))):
        categories[row.agreement_id] |= {row.category}
    for each in r.session.scalars(select(AgreementPurpose).where(AgreementPurpose.agreement_id.in_(agreement_ids))):
        purposes[each.agreement_id] |= {each.purpose}
    return categories, purposes


def organisations(r: Reading) -> list[tuple[str, str]]:
    """Every partner organisation that has or had an agreement, as (id, name) by name."""
    query = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == "partner", Organisation.id.in_(select(Agreement.organisation_id)))
        .order_by(Organisation.name)
    )
    return [(each.id, each.name) for each in r.session.execute(query)]
