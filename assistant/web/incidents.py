"""Incidents for the privacy officer: the list, one with who read what in between, and closing it in words."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import incidents as duty
from assistant.desk.incidents import Taken
from assistant.policy.incidents import SAYS_MOST, may_close
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.wiring import wired

blueprint = Blueprint("incidents", __name__, url_prefix="/desk/incidents")
ENDPOINTS = {"incidents.listed": "incidents", "incidents.incident": "incidents", "incidents.close": "incidents"}
MENU = (("incidents.listed", "Incidents"),)
After = tuple[datetime, str]


@blueprint.get("")
def listed() -> ResponseReturnValue:
    """Every incident, newest first."""
    seen = duty.listed(room(), signin.asking().viewer, wired().now(), _after())
    return abort(404) if isinstance(seen, Ruling) else page("desk/incidents.html", seen=seen, after=_next)


@blueprint.get("/<incident_id>")
def incident(incident_id: str) -> ResponseReturnValue:
    """One incident; opening it is recorded."""
    return _incident(incident_id, {}, 200)


@blueprint.post("/<incident_id>/close")
def close(incident_id: str) -> ResponseReturnValue:
    """Close it, saying what was found and done."""
    says, viewer, now = request.form.get("says", ""), signin.asking().viewer, wired().now()
    fits = may_close(says, viewer, now)
    if not fits.allowed:
        return _incident(incident_id, {"says": fits.reason}, 422)
    done = duty.close(room(), viewer, incident_id, says, now)
    if isinstance(done, Taken):
        words = f"It was closed on {moments.long(done.at)}. Nothing that you sent was kept."
        return page("desk/refused.html", heading=f"{done.by} closed this before you", reason=words, cites=()), 409
    if isinstance(done, Ruling):
        abort(404)
    return redirect(url_for("incidents.incident", incident_id=incident_id), 303)


def _incident(incident_id: str, missing: dict[str, str], status: int) -> ResponseReturnValue:
    seen = duty.open_incident(room(), signin.asking().viewer, incident_id, wired().now(), _after())
    if isinstance(seen, Ruling):
        abort(404)
    return page("desk/incident.html", seen=seen, after=_next, missing=missing, kept=request.form,
                most=SAYS_MOST), status  # fmt: skip


def _after() -> After | None:
    """Where a page of a list begins, from its address."""
    at, _, last = request.args.get("after", "").partition("-")
    if not at.isascii() or not at.isdigit() or len(at) > 13:  # milliseconds until the year 2286
        return None
    return datetime.fromtimestamp(int(at) / 1000, UTC), last


def _next(after: After) -> str:
    return f"{round(after[0].timestamp() * 1000)}-{after[1]}"
