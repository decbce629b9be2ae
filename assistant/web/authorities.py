"""Authorities to speak for a person: recorded by ESD staff who saw the paper, listed for whoever recorded, ended."""

from datetime import datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import authorities as duty
from assistant.desk import queue
from assistant.desk.authorities import About
from assistant.policy.ruling import Ruling
from assistant.policy.speaking import HOLDER_MOST, KINDS, STATEMENTS, Paper
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.wiring import wired

blueprint = Blueprint("authorities", __name__, url_prefix="/desk/authorities")
ENDPOINTS = {
    "authorities.own": "esd_authorities",
    "authorities.new": "esd_authorities",
    "authorities.see": "esd_authorities",
    "authorities.end": "esd_authorities",
}
MENU = (("authorities.own", "Authorities"),)
ABOUT = {"session": "What was said in a session, by its reference", "seeker": "A record, by its seeker id"}
# Which field of the form a refusal is about.
FIELD_OF = {
    "unknown_kind": "kind", "not_fitting": "kind", "said_themselves": "number", "no_holder": "holder",
    "no_document": "document", "ends_first": "ends", "over": "ends", "statements_missing": "statements",
    "no_record": "number", "no_session": "number", "no_name": "number",
}  # fmt: skip


@blueprint.get("")
def own() -> ResponseReturnValue:
    """What I have recorded, newest first."""
    seen = duty.own(room(), signin.asking().viewer, wired().now(), request.args.get("before", ""))
    return page("desk/authorities.html", seen=seen)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """The form of one authority; from a record page the reference of its session is filled in."""
    reference = queue.reference_of(room(), request.args.get("request", "")) if signin.opens("esd_queue") else ""
    return _form({"about": "session", "number": reference}, {})


@blueprint.post("/new")
def see() -> ResponseReturnValue:
    """Keep it, or say what is wrong with everything typed kept."""
    wrong, about = _missing(), request.form.get("about", "")
    paper, dates = _paper()
    wrong |= dates
    if wrong or paper is None:
        return _form(_typed(), wrong), 422
    done = duty.see(
        room(), signin.asking().viewer, About(about, request.form["number"]), paper,
        tidy(request.form.get("holder")), request.form.get("document", "").strip().lower(), wired().now(),
    )  # fmt: skip
    if isinstance(done, Ruling):
        return _form(_typed(), {FIELD_OF.get(done.code, "kind"): done.reason}), 422
    return redirect(url_for("authorities.own"), 303)


@blueprint.post("/<authority_id>/end")
def end(authority_id: str) -> ResponseReturnValue:
    """End it now; it leads back to where the button was."""
    done = duty.end(room(), signin.asking().viewer, authority_id, wired().now())
    if isinstance(done, Ruling):
        if done.code == "unknown":
            abort(404)
        return page("desk/refused.html", heading="Nothing was changed", reason=done.reason, cites=done.cites), 409
    back = request.form.get("request", "")
    if signin.opens("esd_queue") and queue.reference_of(room(), back):
        return redirect(url_for("desk.record", request_id=back, _anchor="authority"), 303)
    return redirect(url_for("authorities.own"), 303)


def _missing() -> dict[str, str]:
    """What was left out, so that all of it is told at once; what does not fit the policy tells."""
    form, wrong = request.form, {}
    if form.get("about") not in ABOUT:
        wrong["about"] = "Choose what it is for"
    if not form.get("number", "").strip():
        wrong["number"] = "Give the reference of the session, or the seeker id"
    if form.get("kind") not in KINDS:
        wrong["kind"] = "Choose the kind of authority from the list"
    if not tidy(form.get("holder")):
        wrong["holder"] = "Name who may speak for the person"
    if not form.get("document", "").strip():
        wrong["document"] = "Give the SHA-256 of the document, 64 digits and letters a to f"
    return wrong


def _form(typed: dict[str, object], missing: dict[str, str]) -> str:
    return page("desk/authority_form.html", form=typed, missing=missing, about=ABOUT, kinds=KINDS,
                statements=STATEMENTS, most=HOLDER_MOST)  # fmt: skip


def _typed() -> dict[str, object]:
    return {**request.form.to_dict(), "statements": request.form.getlist("statements")}


def _paper() -> tuple[Paper | None, dict[str, str]]:
    """The paper as it was typed, or what is wrong with its dates."""
    wrong: dict[str, str] = {}
    begins = moments.begins(request.form.get("begins", "").strip())
    ends: datetime | None = None
    if begins is None:
        wrong["begins"] = "Give the first day on which it counts"
    if last := request.form.get("ends", "").strip():
        ends = moments.ends(last)
        if ends is None:
            wrong["ends"] = "Give the last day as a date, or leave it out"
    if wrong or begins is None:
        return None, wrong
    said = frozenset(request.form.getlist("statements")) & STATEMENTS.keys()
    return Paper(request.form.get("kind", ""), begins, ends, None, said), {}
