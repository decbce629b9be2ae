"""The partner screen: a purpose stated, one person looked for, the agreed fields or one sentence."""

from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from assistant.desk import disclosure
from assistant.desk.disclosure import SENTENCE, Asked, NothingShown
from assistant.policy.ruling import Ruling
from assistant.web import desk, signin
from assistant.web.forms import NAME_MOST, tidy
from assistant.web.wiring import wired

blueprint = Blueprint("partner", __name__, url_prefix="/partner")
ENDPOINTS = {"partner.search": "partner_records", "partner.look": "partner_records"}
MENU = (("partner.search", "Search"),)
LONGEST_ID = 40


@blueprint.get("")
def search() -> ResponseReturnValue:
    """The search form, with only the purposes that the agreement allows."""
    return _page("partner/search.html", {}, {})


@blueprint.post("")
def look() -> ResponseReturnValue:
    """Look for one person; every search is recorded, found or not."""
    form = {name: tidy(request.form.get(name)) for name in ("purpose", "seeker_id", "name", "month", "day", "year")}
    asked, missing = _asked(form)
    if missing or asked is None:
        return _page("partner/search.html", form, missing), 422
    outcome = disclosure.search(desk.room(), signin.asking().viewer, form["purpose"], asked, wired().now())
    if isinstance(outcome, Ruling):
        return _page("partner/refused.html", {}, {}, ruling=outcome)
    if isinstance(outcome, NothingShown):
        return _page("partner/nothing.html", {}, {})
    return _page("partner/shown.html", {}, {}, found=outcome)


def _page(template: str, form: dict[str, str], missing: dict[str, str], **more: Any) -> str:
    purposes, ruling = disclosure.purposes(desk.room(), signin.asking().viewer, wired().now())
    return desk.page(template, form=form, missing=missing, purposes=purposes, may=ruling, sentence=SENTENCE, **more)


def _asked(form: dict[str, str]) -> tuple[Asked | None, dict[str, str]]:
    """Who is looked for, or what is missing."""
    asked, missing = whom(form)
    return asked, ({} if form["purpose"] else {"purpose": "Choose why you are looking"}) | missing


def whom(form: dict[str, str]) -> tuple[Asked | None, dict[str, str]]:
    """The one person looked for, by seeker id or by name and birth date, or what is missing."""
    if form["seeker_id"]:
        return Asked(seeker_id=form["seeker_id"][:LONGEST_ID]), {}
    if not form["name"]:
        return None, {"seeker_id": "Enter a seeker id, or a full name and birth date"}
    if len(form["name"]) > NAME_MOST:
        return None, {"name": f"The name is too long. Enter at most {NAME_MOST} letters"}
    try:
        born = date(int(form["year"]), int(form["month"]), int(form["day"]))
    except (ValueError, OverflowError):
        return None, {"month": "Enter month, day and year of birth, like 4 17 1985"}
    return Asked(name=form["name"], birth_date=born), {}
