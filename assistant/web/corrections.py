"""Corrections: proposed after reaching the person, and approved or refused by somebody else."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import corrections as duty
from assistant.desk import queue
from assistant.desk.corrections import Taken
from assistant.policy.corrections import KINDS, REACHED, SAYS_MOST, WRONG_MATCH, refusal
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import KINDS as SAID
from assistant.web.desk import page, room
from assistant.web.wiring import wired

blueprint = Blueprint("corrections", __name__, url_prefix="/desk/corrections")
ENDPOINTS = {
    "corrections.listed": "esd_queue",
    "corrections.new": "esd_queue",
    "corrections.propose": "esd_queue",
    "corrections.approve": "esd_queue",
    "corrections.refuse": "esd_queue",
}
MENU = (("corrections.listed", "Corrections"),)
# Which field of the form a refusal is about.
FIELD_OF = {
    "unknown_kind": "kind", "not_reached": "reached", "no_right_record": "right", "waits": "reference",
    "not_waiting": "kind", "not_confirmed": "kind", "mended": "kind", "own_record": "reference",
}  # fmt: skip


@blueprint.get("")
def listed() -> ResponseReturnValue:
    """What waits for a second person, and what was decided lately."""
    return _list({}, "", 200)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """The form of one correction; from a request's page its reference is filled in."""
    return _form({"reference": queue.reference_of(room(), request.args.get("request", ""))}, {})


@blueprint.post("/new")
def propose() -> ResponseReturnValue:
    """Propose it, or say what is wrong with everything typed kept."""
    typed = request.form.to_dict()
    kind, right = typed.get("kind", ""), typed.get("right", "").strip() if typed.get("kind") == WRONG_MATCH else ""
    missing = _missing(typed)
    named = duty.named(room(), typed.get("reference", ""), right, kind)
    if named.request_id is None and "reference" not in missing:
        missing["reference"] = "No request has this reference"
    if right and named.right_id is None:
        missing["right"] = "No record has this seeker id"
    if missing or named.request_id is None:
        return _form(typed, missing), 422
    viewer, reached = signin.asking().viewer, typed.get("reached", "")
    done = duty.propose(room(), viewer, named.request_id, kind, reached, named.right_id, wired().now())
    if isinstance(done, Ruling):
        return _form(typed, {FIELD_OF.get(done.code, "reference"): done.reason}), 422
    return redirect(url_for("corrections.listed"), 303)


@blueprint.post("/<correction_id>/approve")
def approve(correction_id: str) -> ResponseReturnValue:
    """Approve what somebody else proposed."""
    return _outcome(duty.approve(room(), signin.asking().viewer, correction_id, wired().now()))


@blueprint.post("/<correction_id>/refuse")
def refuse(correction_id: str) -> ResponseReturnValue:
    """Refuse it, saying why."""
    says = request.form.get("says", "")
    fits = refusal(says)
    if not fits.allowed:
        return _list({"says": fits.reason}, correction_id, 422)
    return _outcome(duty.refuse(room(), signin.asking().viewer, correction_id, says, wired().now()))


def _missing(typed: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not typed.get("reference", "").strip():
        wrong["reference"] = "Give the reference of the request"
    if typed.get("kind") not in KINDS:
        wrong["kind"] = "Choose what was wrong"
    if typed.get("reached") not in REACHED:
        wrong["reached"] = "Choose how the person was reached"
    if typed.get("kind") == WRONG_MATCH and not typed.get("right", "").strip():
        wrong["right"] = "Give the seeker id of the record that is right"
    return wrong


def _list(missing: dict[str, str], of: str, status: int) -> ResponseReturnValue:
    seen = duty.listed(room(), signin.asking().viewer, wired().now(), request.args.get("after", ""))
    return page("desk/corrections.html", seen=seen, kinds=SAID, most=SAYS_MOST, missing=missing, of=of,
                kept=request.form), status  # fmt: skip


def _form(typed: dict[str, str], missing: dict[str, str]) -> str:
    return page("desk/correction_form.html", form=typed, missing=missing, what=KINDS, reached=REACHED)


def _outcome(done: object) -> ResponseReturnValue:
    if isinstance(done, Taken):
        heading = f"{done.by} decided this before you"
        words = f"It was {done.state} on {moments.long(done.at)}. Nothing that you sent was kept."
        return page("desk/refused.html", heading=heading, reason=words, cites=()), 409
    if isinstance(done, Ruling):
        if done.code == "unknown":
            abort(404)
        return page("desk/refused.html", heading="Nothing was changed", reason=done.reason, cites=done.cites), 409
    return redirect(url_for("corrections.listed", _anchor="decided"), 303)
