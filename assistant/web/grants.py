"""Grants on one screen: what waits, what is in force, proposing, deciding, taking back; and what every role is."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import grants as duty
from assistant.desk.grants import DONE, Taken, Typed
from assistant.policy.grants import REASON_MOST, VIEW_SUPPRESSED
from assistant.policy.roles import ROLES
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.wiring import wired

blueprint = Blueprint("grants", __name__, url_prefix="/desk")
ENDPOINTS = {
    "grants.in_force": "grants_list",
    "grants.history": "grants_list",
    "grants.new": "esd_grants",
    "grants.propose": "esd_grants",
    "grants.decide": "esd_grants",
    "grants.revoke": "esd_grants",
    "grants.roles": "signed_in",
    "grants.give_up": "signed_in",
}
MENU = (("grants.in_force", "Grants"), ("grants.roles", "Roles"))
NEEDED = 3  # administrators: whoever gets a grant, and the two others behind it
HORIZON = timedelta(days=800)  # no typed moment is later
# Which field of the form a refusal is about.
FIELD_OF = {
    "no_account": "email", "disabled": "email", "not_two": "email", "back_dated": "begins", "ends_first": "ends",
    "too_long": "ends", "no_reason": "reason",
}  # fmt: skip


@blueprint.get("/grants")
def in_force() -> ResponseReturnValue:
    """Everything that waits and everything in force."""
    kind = request.args.get("role", "")
    seen = duty.overview(room(), signin.asking().viewer, wired().now(), request.args.get("after_waiting", ""),
                         request.args.get("after", ""), kind if kind in ROLES else "")  # fmt: skip
    return page("desk/grants.html", seen=seen, roles=ROLES, role=kind, needed=NEEDED,
                may_act=signin.opens("esd_grants"))  # fmt: skip


@blueprint.get("/grants/history")
def history() -> ResponseReturnValue:
    """Every grant ever given, and every proposal that came to nothing."""
    given, next_given, undone, next_undone = duty.history(
        room(), signin.asking().viewer, wired().now(), request.args.get("after", ""), request.args.get("undone", "")
    )
    return page("desk/grants_history.html", given=given, next_given=next_given, undone=undone,
                next_undone=next_undone, roles=ROLES)  # fmt: skip


@blueprint.get("/grants/new")
def new() -> ResponseReturnValue:
    """The form of a proposal."""
    return _form({}, 200)


@blueprint.post("/grants/new")
def propose() -> ResponseReturnValue:
    """Propose it, or say what is wrong with everything typed kept."""
    typed, missing = _typed(wired().now())
    if typed is None:
        return _form(missing, 422)
    done = duty.propose(room(), signin.asking().viewer, typed, wired().now())
    if isinstance(done, Ruling):
        return _form({FIELD_OF.get(done.code, "kind"): done.reason}, 422)
    return redirect(url_for("grants.in_force", _anchor="waiting"), 303)


@blueprint.post("/grants/proposals/<proposal_id>/<any(approve, refuse, withdraw):decision>")
def decide(proposal_id: str, decision: str) -> ResponseReturnValue:
    """Approve, refuse or withdraw a proposal."""
    return _outcome(duty.decide(room(), signin.asking().viewer, proposal_id, decision, wired().now()))


@blueprint.post("/grants/<grant_id>/revoke")
def revoke(grant_id: str) -> ResponseReturnValue:
    """Take a grant back at once."""
    return _outcome(duty.revoke(room(), signin.asking().viewer, grant_id, wired().now()))


@blueprint.get("/roles")
def roles() -> ResponseReturnValue:
    """What every role sees, does and never does, and my own grants with their dates."""
    return page("desk/roles.html", roles=ROLES, own=duty.own(room(), signin.asking().viewer, wired().now()))


@blueprint.post("/roles/<grant_id>/give-up")
def give_up(grant_id: str) -> ResponseReturnValue:
    """Give up a grant of my own at once; another's looks absent."""
    who = signin.asking()
    if grant_id not in {each.row.id for each in duty.own(room(), who.viewer, wired().now())}:
        abort(404)
    done = duty.revoke(room(), who.viewer, grant_id, wired().now())
    return _outcome(done, "grants.roles")


def _form(missing: dict[str, str], status: int) -> ResponseReturnValue:
    held = signin.held(signin.asking())
    mine = {kind: role for kind, role in ROLES.items() if role.given_by in held}
    return page("desk/grants_new.html", mine=mine, missing=missing, kept=request.form, most=REASON_MOST,
                short=VIEW_SUPPRESSED), status  # fmt: skip


def _typed(now: datetime) -> tuple[Typed | None, dict[str, str]]:
    """What was typed, or what is missing, field by field."""
    form, missing = request.form, {}
    kind, email, reason = form.get("kind", ""), form.get("email", "").strip().lower(), form.get("reason", "")
    begins, ends = _moment(form.get("begins", ""), now), _moment(form.get("ends", ""), now)
    if kind not in ROLES:
        missing["kind"] = "Choose a role from the list."
    if not email:
        missing["email"] = "Give the e-mail address of the person's account."
    if form.get("begins", "").strip() and begins is None:
        missing["begins"] = "Give a date and time, or leave this empty to begin when it is approved."
    if ends is None:
        missing["ends"] = "Give the date and time when it ends."
    if not reason.strip() or len(reason.strip()) > REASON_MOST:
        missing["reason"] = f"Say why the grant is needed, in at most {REASON_MOST} characters."
    if missing or ends is None:
        return None, missing
    return Typed(kind, email, begins, ends, reason.strip()), {}


def _moment(text: str, now: datetime) -> datetime | None:
    found = moments.typed(text.strip())
    return found if found is not None and abs(found - now) < HORIZON else None


def _outcome(done: Any, back: str = "grants.in_force") -> ResponseReturnValue:
    if isinstance(done, Taken):
        by = f"{done.by} decided this before you" if done.by else "This grant is over already"
        says = f"It was {done.state} on {moments.long(done.at)}." if done.state in (*DONE.values(), "revoked") else (
            f"It ended on {moments.long(done.at)}.")  # fmt: skip
        return page("desk/refused.html", heading=by, reason=says, cites=()), 409
    if isinstance(done, Ruling):
        if done.code == "unknown":
            abort(404)
        return page("desk/refused.html", heading="Nothing was changed", reason=done.reason, cites=done.cites), 409
    return redirect(url_for(back), 303)
