"""The areas and their sites; a new site gets the short name that stands in the address of its kiosk."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import organisations, standing
from assistant.desk.agreements import Wrong
from assistant.web import signin
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.organisations import refused
from assistant.web.wiring import wired

blueprint = Blueprint("sites", __name__, url_prefix="/desk/sites")
ENDPOINTS = {"sites.listed": "esd_admin", "sites.add": "esd_admin"}
MENU = (("sites.listed", "Sites"),)


@blueprint.get("")
def listed() -> ResponseReturnValue:
    """Every area with its sites."""
    return _page({}, {})


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a site."""
    form = {name: tidy(request.form.get(name)) for name in ("name", "id", "area", "language", "phone")}
    form["id"] = form["id"].lower()
    outcome = organisations.add_site(
        room(), signin.asking().viewer, form, frozenset(wired().intake.languages()), wired().now()
    )
    if isinstance(outcome, Wrong):
        return _page(form, outcome.faults), 422
    if not outcome.allowed:
        return refused("Nothing was added", outcome)
    return redirect(url_for("sites.listed", done="added", _anchor=form["area"]), 303)


def _page(form: dict[str, str], faults: dict[str, str]) -> str:
    return page(
        "desk/sites.html", areas=standing.site_list(room()), form=form, faults=faults, counties=wired().areas(),
        languages=wired().intake.current.engine.flow.languages, done=request.args.get("done") == "added",
    )  # fmt: skip
