"""Load the invented region once: places, people and agreements as rows, what people answered through the real verbs."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from assistant import app as house
from assistant.demo import stories
from assistant.demo.region import (
    ADMINS,
    AGREEMENTS,
    AREAS,
    COUNCILS,
    ORGANISATIONS,
    PASSWORD,
    SITES,
    STAFF,
    DemoAgreement,
    DemoStaff,
)
from assistant.policy.conditions import CONDITIONS
from assistant.policy.roles import CONFIRM, VIEW_SUPPRESSED
from assistant.settings import Settings
from assistant.store import accounts, agreements, grants, ledger, sites, staff
from assistant.store.db import Database, Writing, new_id
from assistant.store.tables import AgreementTerms, Area, Organisation, PartnerBasis, Site
from assistant.web.signin import hash_password

DAY = timedelta(days=1)
HALF_YEAR = 182 * DAY
# Who drafts and gives, and who activates and approves.
DRAFTS, ACTIVATES, THIRD = (each.email for each in ADMINS)
GIVES, APPROVES = "tamsin@demo.example", "bram@demo.example"


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
        people = _staff(settings, database, now)
        with database.writing() as w:
            for each in AGREEMENTS:
                keep_agreement(w, each, people, now)
        if seekers:
            intake = house.open_intake(settings, database)
            stories.tell(intake, people, now)
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
    for id_, name, kind in ORGANISATIONS:
        agreements.keep_organisation(w, Organisation(id=id_, name=name, kind=kind, area_id=COUNCILS.get(id_)))
    w.session.flush()
    ledger.append(w, "demo_places", {"areas": len(AREAS), "sites": len(SITES)}, ("demo:region",), now)


def _staff(settings: Settings, database: Database, now: datetime) -> dict[str, str]:
    """Keep the demo accounts, their papers and their grants; gives their ids by e-mail address."""
    hashed = hash_password(settings.secret, PASSWORD)
    ids: dict[str, str] = {}
    with database.writing() as w:
        for person in (*ADMINS, *STAFF):
            made = accounts.make(
                w, email=person.email, name=person.name, password_hash=hashed, organisation_id=person.organisation,
                site_id=person.site, uniquifier=secrets.token_hex(32), now=now - HALF_YEAR, is_demo=True,
            )  # fmt: skip
            ids[person.email] = str(made.id)
        for person in (*ADMINS, *STAFF):
            keep_grants(w, person, ids, now)
    return ids


def keep_grants(w: Writing, person: DemoStaff, ids: dict[str, str], now: datetime) -> None:
    """Keep the roles and papers of a demo account."""
    for kind in person.grants:
        by = [GIVES, APPROVES] if kind in (CONFIRM, VIEW_SUPPRESSED) else [DRAFTS, ACTIVATES, THIRD]
        giver, approver, *_ = (ids[email] for email in by if email != person.email)
        grants.give(w, ids[person.email], kind, giver, approver, now - HALF_YEAR, now + HALF_YEAR, now - HALF_YEAR,
                    "Set up with the demonstration.")  # fmt: skip
    if "partner_staff" in person.grants:
        for kind in CONDITIONS:
            staff.record_condition(
                w, ids[person.email], kind, now - HALF_YEAR, ids["ruth@demo.example"], now - HALF_YEAR
            )


def keep_agreement(w: Writing, each: DemoAgreement, people: dict[str, str], now: datetime) -> None:
    """Draft, activate and, where it has come to that, suspend or end; each on its day."""
    begins, ends = now + each.begins_days * DAY, now + each.ends_days * DAY
    drafted = min(begins, now - 2 * DAY) - 30 * DAY
    paper = hashlib.sha256(f"invented document of {each.id}".encode()).hexdigest()
    basis = PartnerBasis(
        id=new_id(drafted), organisation_id=each.organisation, basis=each.basis, area_id=each.areas[0],
        starts_at=begins, ends_at=now + 730 * DAY, document_sha256=paper, recorded_at=drafted,
        recorded_by=people[DRAFTS], legal_review_says="", legal_review_at=None, legal_review_by=None,
    )  # fmt: skip
    agreements.keep_basis(w, basis)
    if each.legal_review:
        agreements.review(w, basis, people[ACTIVATES], "Reviewed with the demonstration.", drafted + DAY)
    agreements.make(w, each.id, each.organisation, drafted)
    for number, (state, at, by) in enumerate(_steps(each, drafted, begins, ends, now), 1):
        agreements.keep_terms(
            w,
            AgreementTerms(
                agreement_id=each.id, number=number, counts_from=at, state=state, starts_at=begins, ends_at=ends,
                areas=agreements.joined(each.areas), categories=agreements.joined(each.categories),
                purposes=agreements.joined(each.purposes), other_program="", esd_manager="Priya Lindqvist",
                partner_manager=each.manager, signed_document_sha256=paper if state != "draft" else "",
                uc_basis=None, changed_by=people[by], why="Set up with the demonstration.",
            ),
        )  # fmt: skip
    chains = (f"agreement:{each.id}", f"organisation:{each.organisation}")
    ledger.append(w, "agreement_changed", {"agreement": each.id, "state": each.state}, chains, now)


def _steps(
    each: DemoAgreement, drafted: datetime, begins: datetime, ends: datetime, now: datetime
) -> list[tuple[str, datetime, str]]:
    steps = [("draft", drafted, DRAFTS)]
    if each.state != "draft":
        steps.append(("active", min(begins, now - 2 * DAY), ACTIVATES))
    if each.state in ("suspended", "terminated"):
        steps.append((each.state, now - DAY, ACTIVATES))
    if each.state == "expired":
        steps.append((each.state, ends, ACTIVATES))
    return steps
