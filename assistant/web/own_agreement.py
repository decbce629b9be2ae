"""The partner's own agreement, read only, and the papers of its own users; nothing about any job seeker."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import standing
from assistant.desk.agreements import Wrong
from assistant.policy.ruling import Ruling
from assistant.web import signin
from assistant.web.desk import page, room
from assistant.web.organisations import DONE, FIELDS, recorded, withdrawn, words
from assistant.web.wiring import wired

blueprint = Blueprint("own_agreement", __name__, url_prefix="/partner/agreement")
_NAMES = ("shown", "record_paper", "withdraw_paper")
ENDPOINTS = {f"own_agreement.{name}": "partner_agreement" for name in _NAMES}
MENU = (("own_agreement.shown", "Our agreement and users"),)


@blueprint.get("")
def shown() -> ResponseReturnValue:
    """The organization's agreements and users."""
    return _page()


@blueprint.post("/users")
def record_paper() -> ResponseReturnValue:
    """Record a paper of one of the organization's users."""
    form, outcome = recorded(signin.asking().viewer.organisation_id)
    return _outcome(outcome, form, "paper")


@blueprint.post("/users/withdraw")
def withdraw_paper() -> ResponseReturnValue:
    """Withdraw a paper of one of the organization's users."""
    form, outcome = withdrawn(signin.asking().viewer.organisation_id)
    return _outcome(outcome, form, "withdrawn")


def _outcome(outcome: Wrong | Ruling, form: dict[str, str], done: str) -> ResponseReturnValue:
    if isinstance(outcome, Wrong):
        return _page(form, outcome.faults, status=422)
    if outcome.allowed:
        return redirect(url_for("own_agreement.shown", done=done, _anchor="users"), 303)
    if outcome.code == "unknown":
        abort(404)
    if outcome.code in FIELDS:
        return _page(form, {outcome.code: outcome.reason}, status=422)
    return _page(form, refusal=outcome, status=409)


def _page(
    form: dict[str, str] | None = None, faults: dict[str, str] | None = None, refusal: Ruling | None = None,
    status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    viewer = signin.asking().viewer
    found = standing.organisation(room(), viewer, viewer.organisation_id, wired().now())
    if found is None:
        abort(404)
    line, people = found
    return page(
        "partner/agreement.html", line=line, people=people, form=form or {}, faults=faults or {}, refusal=refusal,
        areas=wired().areas(), words=words(), done=DONE.get(request.args.get("done", "")),
    ), status  # fmt: skip
