"""Organizations at a glance: which agreement opens what and until when; each one with its papers and its users."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import organisations, standing, users
from assistant.desk.agreements import Wrong
from assistant.policy import bases
from assistant.policy.agreements import STATES, UC_BASES
from assistant.policy.categories import CATEGORIES, PURPOSES
from assistant.policy.conditions import CONDITIONS
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.terms import FIRST_DAY, LAST_DAY, fingerprint
from assistant.web.wiring import wired

blueprint = Blueprint("organisations", __name__, url_prefix="/desk/organizations")
_NAMES = ("glance", "add", "one", "record_basis", "review", "end_basis", "record_paper", "withdraw_paper")
ENDPOINTS = {f"organisations.{name}": "esd_admin" for name in _NAMES}
MENU = (("organisations.glance", "Agreements"),)
KINDS = {"partner": "Partner", "council": "Workforce council", "esd": "ESD"}
# What a page says after something was kept, by the word in its address.
DONE = {
    "added": "The organization is kept. It opens nothing before it has a paper and an active agreement.",
    "basis": "The paper is recorded.",
    "review": "ESD's legal review is recorded.",
    "ended": "The paper is ended. Partner staff see nothing under it from this moment on.",
    "paper": "The paper of this person is recorded.",
    "withdrawn": "The paper is withdrawn. This person sees nothing from this moment on.",
}
# The refusals of the policy that belong to one field of a form.
FIELDS = ("dated", "kind")


@blueprint.get("")
def glance() -> ResponseReturnValue:
    """Every agreement: what is open, what is closed and why; then every organization."""
    return _glance({}, {})


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a partner or a workforce council."""
    form = {name: tidy(request.form.get(name)) for name in ("name", "kind", "area")}
    made = organisations.add(room(), _viewer(), form["name"], form["kind"], form["area"], wired().now())
    if isinstance(made, Wrong):
        return _glance(form, made.faults), 422
    if isinstance(made, Ruling):
        return refused("Nothing was added", made)
    return redirect(url_for("organisations.one", organisation_id=made, done="added"), 303)


@blueprint.get("/<organisation_id>")
def one(organisation_id: str) -> ResponseReturnValue:
    """One organization: its papers, its agreements, its users."""
    return _one(organisation_id)


@blueprint.post("/<organisation_id>/papers")
def record_basis(organisation_id: str) -> ResponseReturnValue:
    """Record an MOU or contract."""
    names = ("basis", "area", "starts", "ends", "document_sha256")
    form = {name: tidy(request.form.get(name)) for name in names}
    form["document_sha256"] = fingerprint(form["document_sha256"])
    starts, ends = moments.begins(form["starts"]), moments.ends(form["ends"])
    faults = ({} if starts else {"starts": FIRST_DAY}) | ({} if ends else {"ends": LAST_DAY})
    if form["basis"] not in bases.WORDS:
        faults["basis"] = "Choose which paper it is."
    if starts is None or ends is None or faults:
        return _one(organisation_id, form, faults, status=422)
    outcome = organisations.record_basis(
        room(), _viewer(), organisation_id, form["basis"], form["area"], starts, ends, form["document_sha256"],
        wired().now(),
    )  # fmt: skip
    return _outcome(outcome, organisation_id, form, "basis", "papers")


@blueprint.post("/<organisation_id>/papers/<basis_id>/review")
def review(organisation_id: str, basis_id: str) -> ResponseReturnValue:
    """Record ESD's legal review of a contract."""
    says, field = tidy(request.form.get("says")), f"says-{basis_id}"
    outcome = organisations.review(room(), _viewer(), organisation_id, basis_id, says, wired().now())
    if not outcome.allowed and outcome.code == "says":
        return _one(organisation_id, {field: says}, {field: outcome.reason}, status=422)
    return _outcome(outcome, organisation_id, {}, "review", "papers")


@blueprint.post("/<organisation_id>/papers/<basis_id>/end")
def end_basis(organisation_id: str, basis_id: str) -> ResponseReturnValue:
    """End an MOU or contract before its date."""
    outcome = organisations.end_basis(room(), _viewer(), organisation_id, basis_id, wired().now())
    return _outcome(outcome, organisation_id, {}, "ended", "papers")


@blueprint.post("/<organisation_id>/users")
def record_paper(organisation_id: str) -> ResponseReturnValue:
    """Record a paper of one of its users."""
    form, outcome = recorded(organisation_id)
    return _outcome(outcome, organisation_id, form, "paper", "users")


@blueprint.post("/<organisation_id>/users/withdraw")
def withdraw_paper(organisation_id: str) -> ResponseReturnValue:
    """Withdraw a paper of one of its users."""
    form, outcome = withdrawn(organisation_id)
    return _outcome(outcome, organisation_id, form, "withdrawn", "users")


def recorded(organisation_id: str) -> tuple[dict[str, str], Wrong | Ruling]:
    """Record the paper that was typed; gives what was typed and what came of it."""
    form = {name: tidy(request.form.get(name)) for name in ("user", "kind", "dated")}
    dated, faults = moments.begins(form["dated"]), _unchosen(form)
    if dated is None:
        faults["dated"] = "Enter the date on the paper with month, day and year."
    if dated is None or faults:
        return form, Wrong(faults)
    return form, users.record(room(), _viewer(), organisation_id, form["user"], form["kind"], dated, wired().now())


def withdrawn(organisation_id: str) -> tuple[dict[str, str], Wrong | Ruling]:
    """Withdraw the paper that was named; gives what was typed and what came of it."""
    form = {name: tidy(request.form.get(f"withdraw_{name}")) for name in ("user", "kind")}
    faults = {f"withdraw_{name}": says for name, says in _unchosen(form).items()}
    kept = {f"withdraw_{name}": value for name, value in form.items()}
    if faults:
        return kept, Wrong(faults)
    return kept, users.withdraw(room(), _viewer(), organisation_id, form["user"], form["kind"], wired().now())


def refused(heading: str, ruling: Ruling) -> ResponseReturnValue:
    """A page that says why nothing was done; what may not be seen is absent."""
    if ruling.code == "unknown":
        abort(404)
    return page("desk/refused.html", heading=heading, reason=ruling.reason, cites=ruling.cites), 409


def words() -> dict[str, Any]:
    """The words for codes that every page about agreements writes."""
    return {"states": STATES, "categories": CATEGORIES, "purposes": PURPOSES, "kinds": CONDITIONS, "grounds": UC_BASES}


def _unchosen(form: dict[str, str]) -> dict[str, str]:
    faults = {} if form["user"] else {"user": "Choose a person."}
    return faults if form["kind"] in CONDITIONS else {**faults, "kind": "Choose which paper it is."}


def _viewer() -> Any:
    return signin.asking().viewer


def _outcome(
    outcome: Wrong | Ruling, organisation_id: str, form: dict[str, str], done: str, anchor: str
) -> ResponseReturnValue:
    if isinstance(outcome, Wrong):
        return _one(organisation_id, form, outcome.faults, status=422)
    if outcome.allowed:
        return redirect(url_for("organisations.one", organisation_id=organisation_id, done=done, _anchor=anchor), 303)
    if outcome.code == "unknown":
        abort(404)
    if outcome.code in FIELDS:
        return _one(organisation_id, form, {outcome.code: outcome.reason}, status=422)
    return _one(organisation_id, form, refusal=outcome, status=409)


def _glance(form: dict[str, str], faults: dict[str, str]) -> str:
    lines = standing.book(room(), _viewer(), wired().now())
    keys = sorted((key for line in lines for key in line.keys), key=lambda key: (key.organisation, key.id))
    return page(
        "desk/organizations.html", lines=lines, form=form, faults=faults, areas=wired().areas(), words=words(),
        open_now=[key for key in keys if key.opens.allowed], closed=[key for key in keys if not key.opens.allowed],
        organisation_kinds=KINDS, councils={line.area for line in lines if line.kind == "council"},
    )  # fmt: skip


def _one(
    organisation_id: str, form: dict[str, str] | None = None, faults: dict[str, str] | None = None,
    refusal: Ruling | None = None, status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    found = standing.organisation(room(), _viewer(), organisation_id, wired().now())
    if found is None:
        abort(404)
    line, people = found
    return page(
        "desk/organization.html", line=line, people=people, form=form or {}, faults=faults or {}, refusal=refusal,
        areas=wired().areas(), words=words(), basis_words=bases.WORDS, organisation_kinds=KINDS,
        done=DONE.get(request.args.get("done", "")),
    ), status  # fmt: skip
