"""People on ESD's record: looked for with a stated purpose, one page each, and what may be recorded about them."""

import re
from datetime import datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import duplicates, finding
from assistant.desk import people as deciding
from assistant.desk import person as opening
from assistant.desk.disclosure import SENTENCE
from assistant.desk.person import PersonPage
from assistant.policy.accounting import CARE, CHECKS, STATED
from assistant.policy.deceased import SOURCES
from assistant.policy.ruling import Ruling
from assistant.web import moments, partner, signin
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.wiring import wired

blueprint = Blueprint("people", __name__, url_prefix="/desk/people")
ENDPOINTS = {
    "people.search": "esd_records",
    "people.look": "esd_records",
    "people.person": "esd_records",
    "people.report": "esd_records",
    "people.died": "esd_records",
    "people.lives": "esd_records",
}
MENU = (("people.search", "People"),)
FIELDS = ("purpose", "seeker_id", "name", "month", "day", "year")
FROZEN = {"duplicate": "May be a duplicate", "merged": "Merged", "deceased": "Deceased"}
STATUSES = {
    "never_notified": "Never told", "notified_no_choice": "Told, no choice",
    "opt_out_confirmed": "Do not share", "share_confirmed": "Share",
}  # fmt: skip
MOST = 40  # characters of a seeker id
ID = re.compile(r"[0-9a-f]{32}")
NO_SOURCE = "Choose how ESD learned of the death"


@blueprint.get("")
def search() -> ResponseReturnValue:
    """The form: why, and whom."""
    return _form({}, {})


@blueprint.post("")
def look() -> ResponseReturnValue:
    """Look for people; what is typed stands in no address, and every search is recorded, found or not."""
    form = {name: tidy(request.form.get(name)) for name in FIELDS}
    asked, missing = partner.whom(form)
    if form["purpose"] not in STATED:
        missing = {"purpose": "Choose why you are looking"} | missing
    if missing or asked is None:
        return _form(form, missing), 422
    after = well_formed(request.form.get("after", ""))
    found = finding.find(room(), signin.asking().viewer, form["purpose"], asked, wired().now(), after)
    if isinstance(found, Ruling):
        abort(404)
    return page("desk/people_found.html", found=found, sent=form, form={}, stated=STATED, missing={},
                sentence=SENTENCE, areas=wired().areas(), frozen=FROZEN)  # fmt: skip


@blueprint.get("/<person_id>")
def person(person_id: str) -> ResponseReturnValue:
    """The page of one person; opening it is recorded."""
    return _person(person_id, {}, 200)


@blueprint.post("/<person_id>/duplicate")
def report(person_id: str) -> ResponseReturnValue:
    """Report this record and another one as possibly one person."""
    other = tidy(request.form.get("other"))
    if not other or len(other) > MOST:
        return _person(person_id, {"other": "Enter the seeker id of the other record, eight letters and digits"}, 422)
    done = duplicates.report(room(), signin.asking().viewer, well_formed(person_id), other, wired().now())
    return _done(person_id, done if isinstance(done, Ruling) else None, "other")


@blueprint.post("/<person_id>/death")
def died(person_id: str) -> ResponseReturnValue:
    """Record that this person died, and how ESD knows."""
    source = request.form.get("source", "")
    if source not in SOURCES:
        return _person(person_id, {"source": NO_SOURCE}, 422)
    viewer, now = signin.asking().viewer, wired().now()
    return _done(person_id, deciding.record_death(room(), viewer, well_formed(person_id), source, now), "source")


@blueprint.post("/<person_id>/death/undo")
def lives(person_id: str) -> ResponseReturnValue:
    """Take back a death that somebody else recorded in error."""
    viewer, now = signin.asking().viewer, wired().now()
    return _done(person_id, deciding.undo_death(room(), viewer, well_formed(person_id), now), "lives")


def well_formed(text: str) -> str:
    """An identifier as the database makes them, or nothing at all."""
    return text if ID.fullmatch(text) else ""


def _done(person_id: str, ruling: Ruling | None, field: str) -> ResponseReturnValue:
    if ruling is None or ruling.allowed:
        return redirect(url_for("people.person", person_id=person_id, purpose=CARE), 303)
    if ruling.code == "unknown":
        abort(404)
    return _person(person_id, {field: ruling.reason}, 422)


def _form(form: dict[str, str], missing: dict[str, str]) -> str:
    return page("desk/people.html", form=form, missing=missing, stated=STATED)


def _person(person_id: str, missing: dict[str, str], status: int) -> ResponseReturnValue:
    now, asked = wired().now(), request.args.get("at", "")
    as_of = moments.typed(asked) if asked else None
    if asked and (as_of is None or as_of > now):
        missing, as_of, status = {**missing, "at": "Name a moment of the past, with date and time."}, None, 422
    found = _opened(person_id, now, as_of)
    return page(
        "desk/person.html", person=found, missing=missing, kept=request.form if missing else {}, sources=SOURCES,
        areas=wired().areas(), frozen=FROZEN, statuses=STATUSES, checks=CHECKS, purpose=_purpose(),
        may_pair=signin.opens("esd_merges"), may_account=signin.opens("accounting"), most=MOST,
    ), status  # fmt: skip


def _opened(person_id: str, now: datetime, as_of: datetime | None) -> PersonPage:
    found = opening.open_person(room(), signin.asking().viewer, well_formed(person_id), _purpose(), now, as_of)
    if isinstance(found, Ruling):
        abort(404)
    return found


def _purpose() -> str:
    """What the record is opened for: what the search stated, or else, from another page of the desk, its care."""
    stated = request.args.get("purpose", CARE)
    return stated if stated in STATED else CARE
