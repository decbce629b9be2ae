"""The form of an agreement's terms: what was typed, what the policy reads of it, and what must be mended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request

from assistant.policy import agreements as policy
from assistant.policy.agreements import Terms
from assistant.policy.categories import CATEGORIES, PURPOSES
from assistant.web import moments
from assistant.web.forms import tidy
from assistant.web.wiring import wired

MANY = ("areas", "categories", "purposes")
ONE = ("number", "starts", "ends", "other_program", "esd_manager", "partner_manager", "signed_document_sha256",
       "uc_basis", "why")  # fmt: skip
FIRST_DAY = "Enter the first day with month, day and year."
LAST_DAY = "Enter the last day with month, day and year."


def typed() -> dict[str, Any]:
    """Everything that was typed, tidied and otherwise as it came."""
    form: dict[str, Any] = {name: tidy(request.form.get(name)) for name in ONE}
    form |= {name: [each for each in request.form.getlist(name) if len(each) < 60] for name in MANY}
    form["signed_document_sha256"] = fingerprint(form["signed_document_sha256"])
    return form


def fingerprint(text: str) -> str:
    """A fingerprint without the spaces and capitals that it may have been copied with."""
    return text.replace(" ", "").lower()


def of_terms(terms: Terms | None) -> dict[str, Any]:
    """The form as it is filled in before anybody types; empty for a new agreement."""
    if terms is None:
        return {"areas": [], "categories": [], "purposes": []}
    return {
        "starts": moments.date_field(terms.starts_at), "ends": moments.last_field(terms.ends_at),
        "areas": sorted(terms.areas), "categories": sorted(terms.categories), "purposes": sorted(terms.purposes),
        "other_program": terms.other_program, "esd_manager": terms.esd_manager,
        "partner_manager": terms.partner_manager, "signed_document_sha256": terms.signed_document_sha256,
        "uc_basis": terms.uc_basis or "",
    }  # fmt: skip


def read(form: Mapping[str, Any], before: Terms | None) -> tuple[Terms, dict[str, str]]:
    """The terms of this form, and what must be mended; a day left as it was keeps its exact moment."""
    starts, ends = moments.begins(form["starts"]), moments.ends(form["ends"])
    if before is not None:
        starts = before.starts_at if form["starts"] == moments.date_field(before.starts_at) else starts
        ends = before.ends_at if form["ends"] == moments.last_field(before.ends_at) else ends
    faults = ({} if starts else {"starts": FIRST_DAY}) | ({} if ends else {"ends": LAST_DAY})
    early, late = (datetime(year, 1, 1, tzinfo=moments.PACIFIC) for year in (moments.OLDEST, moments.LATEST))
    terms = Terms(
        policy.DRAFT, starts or early, ends or late,  # a missing day hides no other fault
        frozenset(form["areas"]), frozenset(form["categories"]), frozenset(form["purposes"]), form["other_program"],
        form["esd_manager"], form["partner_manager"], form["signed_document_sha256"], form["uc_basis"] or None,
    )  # fmt: skip
    if faults:
        unsound = policy.unsound(terms, wired().areas().keys())
        faults |= {each.code: each.reason for each in reversed(unsound) if each.code not in faults}
    return terms, faults


def choices() -> dict[str, Mapping[str, str]]:
    """What a form of terms offers."""
    return {
        "areas": wired().areas(),
        "categories": {code: each.words for code, each in CATEGORIES.items()},
        "purposes": PURPOSES,
        "grounds": policy.UC_BASES,
    }
