"""Organisations, what makes each a partner, and the sites: kept by ESD's administrators, ended but never edited."""

import re
from datetime import datetime

from assistant.desk.agreements import Wrong
from assistant.desk.room import Desk
from assistant.policy import agreements as policy
from assistant.policy import bases, citations
from assistant.policy.access import Viewer, reviewed, runs
from assistant.policy.ruling import Ruling, allowed, refused
from assistant.store import agreements, cease_use, disclosures, ledger, sites
from assistant.store.db import Writing, new_id
from assistant.store.tables import Organisation, PartnerBasis, Site

NAME_MOST, PHONE_MOST = 120, 40
SHORT = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,30})[a-z0-9]")
UNKNOWN = refused("There is no such organization or paper.", (citations.PERSONS_AFFECTED,), "unknown")
DONE = allowed("It is kept.", (citations.PERSONS_AFFECTED,), "kept")


def add(desk: Desk, viewer: Viewer, name: str, kind: str, area: str, now: datetime) -> str | Wrong | Ruling:
    """Keep a new partner, or the workforce council of an area; gives its id."""
    with desk.acting(viewer, now) as (w, viewer):
        if not (ruling := policy.may_keep(viewer, now)).allowed:
            return _attempt(w, viewer, "organisation", ruling, now)
        if faults := _faults(w, name, kind, area):
            return Wrong(faults)
        row = Organisation(id=new_id(now), name=name, kind=kind, area_id=area if kind == "council" else None)
        agreements.keep_organisation(w, row)
        body = {"organisation": row.id, "kind": kind, "by": viewer.staff_id}
        ledger.append(w, "organisation_added", body, {f"organisation:{row.id}", f"staff:{viewer.staff_id}"}, now)
        return row.id


def _faults(w: Writing, name: str, kind: str, area: str) -> dict[str, str]:
    there, faults = agreements.everyone(w), {}
    if not name or len(name) > NAME_MOST:
        faults["name"] = f"Write the name of the organization, of at most {NAME_MOST} letters."
    elif any(each.name.casefold() == name.casefold() for each in there):
        faults["name"] = "There is an organization of this name already."
    if kind not in ("partner", "council"):
        faults["kind"] = "Choose what kind of organization it is."
    if kind == "council" and not sites.is_area(w, area):
        faults["area"] = "Choose the area of the council."
    elif kind == "council" and any(each.kind == "council" and each.area_id == area for each in there):
        faults["area"] = "This area has its council already."
    return faults


def record_basis(
    desk: Desk, viewer: Viewer, organisation_id: str, basis: str, area: str, starts_at: datetime, ends_at: datetime,
    document_sha256: str, now: datetime,
) -> Wrong | Ruling:  # fmt: skip
    """Record an MOU or contract of a partner with its dates; a contract opens nothing before its legal review."""
    with desk.acting(viewer, now) as (w, viewer):
        organisation = agreements.organisation(w, organisation_id)
        if organisation is None:
            return UNKNOWN
        if not (ruling := bases.may_record(viewer, organisation.kind, now)).allowed:
            return _attempt(w, viewer, organisation_id, ruling, now)
        areas = {each for each, *_ in sites.areas(w)}
        wrong = bases.unsound(basis, area or None, starts_at, ends_at, document_sha256, areas)
        if wrong:
            return Wrong({each.code: each.reason for each in reversed(wrong)})
        row = PartnerBasis(
            id=new_id(now), organisation_id=organisation_id, basis=basis, area_id=area or None, starts_at=starts_at,
            ends_at=ends_at, document_sha256=document_sha256, recorded_at=now, recorded_by=viewer.staff_id,
            legal_review_says="",
        )  # fmt: skip
        agreements.keep_basis(w, row)
        return _entered(w, viewer, "basis_recorded", row, now)


def review(
    desk: Desk, viewer: Viewer, organisation_id: str, basis_id: str, says: str, now: datetime
) -> Ruling:
    """Record ESD's legal review of a contract, once, by another than who recorded it; the words are kept."""
    with desk.acting(viewer, now) as (w, viewer):
        row = agreements.locked_basis(w, basis_id)
        if row is None or row.organisation_id != organisation_id:
            return UNKNOWN
        ruling = bases.may_review(viewer, _recorded(row), says, now)
        if not ruling.allowed:
            return _attempt(w, viewer, row.organisation_id, ruling, now)
        agreements.review(w, row, viewer.staff_id, says.strip(), now)
        return _entered(w, viewer, "basis_reviewed", row, now)


def end_basis(desk: Desk, viewer: Viewer, organisation_id: str, basis_id: str, now: datetime) -> Ruling:
    """End an MOU or contract now; when no other is in force, the readers of every agreement are told to stop."""
    with desk.acting(viewer, now) as (w, viewer):
        row = agreements.locked_basis(w, basis_id)
        if row is None or row.organisation_id != organisation_id:
            return UNKNOWN
        ruling = bases.may_end(viewer, _recorded(row), now)
        if not ruling.allowed:
            return _attempt(w, viewer, row.organisation_id, ruling, now)
        agreements.end_basis(w, row, viewer.staff_id, now)
        left, _ = agreements.facts_as_found(w, row.organisation_id, now)
        if not any(runs(each, now) and reviewed(each, now) for each in left):
            people = disclosures.people_under(w, row.organisation_id)
            cease_use.owe(w, people, "agreement", now, row.organisation_id)
        return _entered(w, viewer, "basis_ended", row, now)


def add_site(
    desk: Desk, viewer: Viewer, site: dict[str, str], languages: frozenset[str], now: datetime
) -> Wrong | Ruling:
    """Keep a new site; its short id is part of the kiosk's address and never changes."""
    with desk.acting(viewer, now) as (w, viewer):
        if not (ruling := policy.may_keep(viewer, now)).allowed:
            return _attempt(w, viewer, "site", ruling, now)
        if faults := _site_faults(w, site, languages):
            return Wrong(faults)
        row = Site(
            id=site["id"], area_id=site["area"], name=site["name"], alternate_language=site["language"],
            phone=site["phone"],
        )  # fmt: skip
        sites.add(w, row, viewer.staff_id, now)
        return DONE


def _site_faults(w: Writing, site: dict[str, str], languages: frozenset[str]) -> dict[str, str]:
    faults, there = {}, sites.in_full(w)
    if not site["name"] or len(site["name"]) > NAME_MOST:
        faults["name"] = f"Write the name of the site, of at most {NAME_MOST} letters."
    elif any(each.name.casefold() == site["name"].casefold() for each in there):
        faults["name"] = "There is a site of this name already."
    if not SHORT.fullmatch(site["id"]):
        faults["id"] = "Use 3 to 32 small letters, digits and hyphens, like pine-street."
    elif any(each.id == site["id"] for each in there):
        faults["id"] = "Another site has this short name."
    if not sites.is_area(w, site["area"]):
        faults["area"] = "Choose the area of the site."
    if site["language"] not in languages or site["language"] == "en":
        faults["language"] = "Choose the language that the center offers besides English."
    digits = sum(each.isdigit() for each in site["phone"])
    if len(site["phone"]) > PHONE_MOST or not 10 <= digits <= 15:
        faults["phone"] = "Write a phone number with its area code, like 360 555 0142."
    return faults


def _recorded(row: PartnerBasis) -> bases.Recorded:
    return bases.Recorded(row.basis, row.recorded_by, row.legal_review_at is not None, row.ended_at is not None)


def _entered(w: Writing, viewer: Viewer, kind: str, row: PartnerBasis, now: datetime) -> Ruling:
    body = {"basis": row.id, "organisation": row.organisation_id, "by": viewer.staff_id}
    ledger.append(w, kind, body, {f"organisation:{row.organisation_id}", f"staff:{viewer.staff_id}"}, now)
    return DONE


def _attempt(w: Writing, viewer: Viewer, about: str, ruling: Ruling, now: datetime) -> Ruling:
    body = {"about": about, "ruling": ruling.code}
    ledger.append(w, "keeping_refused", body, (f"staff:{viewer.staff_id}",), now)
    return ruling
