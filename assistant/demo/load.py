"""Load the invented region once: places and agreements as rows, people and their answers through the real verbs."""

import secrets
from datetime import UTC, datetime, timedelta

from assistant import app as house
from assistant.demo import stories
from assistant.demo.region import AGREEMENTS, AREAS, GRANTORS, ORGANISATIONS, PASSWORD, SITES, STAFF, DemoStaff
from assistant.settings import Settings
from assistant.store import accounts, grants, ledger, sites
from assistant.store.db import Database, Writing, new_id
from assistant.store.tables import (
    Agreement,
    AgreementArea,
    AgreementCategory,
    AgreementPurpose,
    Area,
    Organisation,
    PartnerBasis,
    Site,
)
from assistant.web.signin import hash_password

YEAR = timedelta(days=365)


def load_once(settings: Settings, seekers: bool = True) -> bool:
    """Load the region into an empty database; false when it is there already."""
    database = house.open_database(settings)
    now = datetime.now(UTC)
    try:
        with database.reading() as r:
            if sites.areas(r):
                return False
        with database.writing() as w:
            _places(w, now)
            _agreements(w, now)
        staff = _staff(settings, database, now)
        if seekers:
            intake = house.open_intake(settings, database)
            stories.tell(intake, staff, now)
    finally:
        database.dispose()
    return True


def _places(w: Writing, now: datetime) -> None:
    w.session.add_all(Area(id=id_, council=council, counties=counties) for id_, council, counties in AREAS)
    w.session.flush()
    w.session.add_all(
        Site(id=id_, area_id=area, name=name, alternate_language=language, phone=phone)
        for id_, area, name, language, phone in SITES
    )
    w.session.add_all(Organisation(id=id_, name=name, kind=kind) for id_, name, kind in ORGANISATIONS)
    w.session.flush()
    ledger.append(w, "demo_places", {"areas": len(AREAS), "sites": len(SITES)}, ("demo:region",), now)


def _agreements(w: Writing, now: datetime) -> None:
    for each in AGREEMENTS:
        begins, ends = now + timedelta(days=each.begins_days), now + timedelta(days=each.ends_days)
        w.session.add(
            Agreement(
                id=each.id, organisation_id=each.organisation, state=each.state, starts_at=begins, ends_at=ends,
                esd_manager="Priya Lindqvist", partner_manager="Ruth Castellanos", signed_document_sha256="",
            )
        )  # fmt: skip
        w.session.add(
            PartnerBasis(
                id=new_id(now), organisation_id=each.organisation, basis=each.basis, area_id=each.areas[0],
                starts_at=begins, ends_at=now + 2 * YEAR, legal_review_at=begins if each.legal_review else None,
            )
        )  # fmt: skip
        w.session.flush()
        w.session.add_all(AgreementArea(agreement_id=each.id, area_id=area) for area in each.areas)
        w.session.add_all(AgreementCategory(agreement_id=each.id, category=code) for code in each.categories)
        w.session.add_all(AgreementPurpose(agreement_id=each.id, purpose=code) for code in each.purposes)
        w.session.flush()
    ledger.append(w, "demo_agreements", {"agreements": [each.id for each in AGREEMENTS]}, ("demo:region",), now)


def _staff(settings: Settings, database: Database, now: datetime) -> dict[str, str]:
    """Keep the demo accounts and their grants; gives their ids by e-mail address."""
    hashed = hash_password(settings.secret, PASSWORD)
    ids: dict[str, str] = {}
    with database.writing() as w:
        for email, name in GRANTORS:
            unknown = hash_password(settings.secret, secrets.token_urlsafe(32))  # they never sign in
            ids[email] = _account(w, DemoStaff(email, name, "esd", "esd_supervisor", "tidewater", (), ""), unknown, now)
        for person in STAFF:
            ids[person.email] = _account(w, person, hashed, now)
            for kind in person.grants:
                giver, approver = (ids[email] for email, _ in GRANTORS)
                grants.give(w, ids[person.email], kind, giver, approver, now - YEAR / 2, now + YEAR, now)
    return ids


def _account(w: Writing, person: DemoStaff, hashed: str, now: datetime) -> str:
    made = accounts.make(
        w, email=person.email, name=person.name, password_hash=hashed, organisation_id=person.organisation,
        role=person.role, site_id=person.site, uniquifier=secrets.token_hex(32), now=now, is_demo=True,
        trained_at=now - YEAR / 2, nondisclosure_at=now - YEAR / 2,
    )  # fmt: skip
    return str(made.id)
