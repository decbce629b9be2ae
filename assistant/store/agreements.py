"""Agreements in force of a place, and what the decision function needs to know of one organisation's."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from assistant.policy.access import AgreementFacts, Basis
from assistant.store.base import millis
from assistant.store.db import Reading
from assistant.store.sql import adapted
from assistant.store.tables import (
    Agreement,
    AgreementCategory,
    AgreementPurpose,
    Organisation,
    PartnerBasis,
)

_NAMED = adapted(
    "select a.id, a.organisation_id, o.name, c.category from agreement a "
    "join organisation o on o.id = a.organisation_id join agreement_area x on x.agreement_id = a.id "
    "left join agreement_category c on c.agreement_id = a.id "
    "where x.area_id = ? and a.state = 'active' and a.starts_at <= ? and a.ends_at > ? and o.kind = 'partner' "
    "and exists (select 1 from partner_basis b where b.organisation_id = o.id and b.starts_at <= ? and b.ends_at > ? "
    "and (b.basis = 'mou_signatory' or b.legal_review_at is not null)) order by o.name, a.id"
)


def named_in(r: Reading, area_id: str, now: datetime) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """What a notice of this area names: (organisation, name, agreement), each organisation once, and categories."""
    at = millis(now)
    found = r.driver.execute(_NAMED[r.dialect], (area_id, at, at, at, at)).fetchall()
    once: dict[str, tuple[str, str, str]] = {}
    for agreement, organisation, name, _ in found:
        once.setdefault(organisation, (organisation, name, agreement))
    return tuple(once.values()), tuple(sorted({category for *_, category in found if category}))


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
