"""One agreement: what it opens and why, its terms, its history, and the forms that change it."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import agreements, standing
from assistant.desk.agreements import Faster, Kept, Wrong
from assistant.policy.ruling import Ruling
from assistant.web import signin, terms
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.organisations import words
from assistant.web.wiring import wired

blueprint = Blueprint("agreements", __name__, url_prefix="/desk/agreements")
_NAMES = ("new", "draft", "one", "form", "change", "activate", "close")
ENDPOINTS = {f"agreements.{name}": "esd_admin" for name in _NAMES}
MENU = ()
DONE = {
    "drafted": "The draft is kept. It opens nothing until another administrator makes it active.",
    "changed": "The agreement now says this. What was taken out is closed from this moment on, also on open pages.",
    "active": "The agreement is active. The next conversations in its areas name it.",
    "closed": "The agreement opens nothing from this moment on, also on pages that are open already.",
}
CLOSINGS = {"suspended": "Suspend it", "terminated": "End it", "expired": "Mark it as expired"}


@blueprint.get("/new/<organisation_id>")
def new(organisation_id: str) -> ResponseReturnValue:
    """The form of a new agreement; filled in from another one of this organization if asked."""
    after = standing.whole(room(), _viewer(), request.args.get("after", ""), wired().now())
    said = after.key.terms if after and after.key.organisation_id == organisation_id else None
    form = terms.of_terms(said) | {"number": standing.next_number(room()), "signed_document_sha256": ""}
    return _new(organisation_id, form)


@blueprint.post("/new/<organisation_id>")
def draft(organisation_id: str) -> ResponseReturnValue:
    """Keep a new agreement as a draft."""
    form = terms.typed()
    said, faults = terms.read(form, None)
    if faults:
        return _new(organisation_id, form, faults, status=422)
    outcome = agreements.draft(room(), _viewer(), form["number"].upper(), organisation_id, said, wired().now())
    if isinstance(outcome, Kept):
        return _done(outcome.agreement_id, "drafted")
    if isinstance(outcome, Wrong):
        return _new(organisation_id, form, outcome.faults, status=422)
    return _new(organisation_id, form, refusal=outcome, status=409)


@blueprint.get("/<agreement_id>")
def one(agreement_id: str) -> ResponseReturnValue:
    """One agreement with its whole history."""
    return _one(agreement_id)


@blueprint.get("/<agreement_id>/terms")
def form(agreement_id: str) -> ResponseReturnValue:
    """The form that changes what an agreement says."""
    return _form(_whole(agreement_id))


@blueprint.post("/<agreement_id>/terms")
def change(agreement_id: str) -> ResponseReturnValue:
    """Change what an agreement says."""
    typed, whole = terms.typed(), _whole(agreement_id)
    said, faults = terms.read(typed, whole.key.terms)
    if faults:
        return _form(whole, typed, faults, status=422)
    outcome = agreements.change(room(), _viewer(), agreement_id, _seen(), said, typed["why"], wired().now())
    if isinstance(outcome, Kept):
        return _done(agreement_id, "changed")
    if isinstance(outcome, Faster):
        return _faster(outcome, standing.changes(whole.key.terms, said), typed["why"])
    if isinstance(outcome, Wrong):
        return _form(whole, typed, outcome.faults, status=422)
    if outcome.code == "why":
        return _form(whole, typed, {"why": outcome.reason}, status=422)
    return _form(whole, typed, refusal=outcome, status=409)


@blueprint.post("/<agreement_id>/activate")
def activate(agreement_id: str) -> ResponseReturnValue:
    """Make a draft or a suspended agreement open what it names."""
    outcome = agreements.activate(room(), _viewer(), agreement_id, _seen(), wired().now())
    if isinstance(outcome, Kept):
        return _done(agreement_id, "active")
    if isinstance(outcome, Faster):
        return _faster(outcome, (), "")
    return _refused(agreement_id, outcome, {})


@blueprint.post("/<agreement_id>/close")
def close(agreement_id: str) -> ResponseReturnValue:
    """Suspend an agreement, end it, or mark it as expired."""
    typed = {"state": request.form.get("state", ""), "close_why": tidy(request.form.get("close_why"))}
    if typed["state"] not in CLOSINGS:
        return _one(agreement_id, typed, {"state": "Choose whether to suspend or to end it."}, status=422)
    outcome = agreements.close(
        room(), _viewer(), agreement_id, _seen(), typed["state"], typed["close_why"], wired().now()
    )
    if isinstance(outcome, Kept):
        return _done(agreement_id, "closed")
    if isinstance(outcome, Faster):
        return _faster(outcome, (), typed["close_why"])
    return _refused(agreement_id, outcome, typed)


def _refused(agreement_id: str, ruling: Ruling, typed: dict[str, str]) -> ResponseReturnValue:
    if ruling.code == "why":
        return _one(agreement_id, typed, {"close_why": ruling.reason}, status=422)
    return _one(agreement_id, typed, refusal=ruling, status=409)


def _viewer() -> Any:
    return signin.asking().viewer


def _seen() -> int:
    """The number of the terms that the page showed."""
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def _done(agreement_id: str, word: str) -> ResponseReturnValue:
    return redirect(url_for("agreements.one", agreement_id=agreement_id, done=word), 303)


def _whole(agreement_id: str) -> standing.Whole:
    found = standing.whole(room(), _viewer(), agreement_id, wired().now())
    if found is None:
        abort(404)
    return found


def _new(
    organisation_id: str, form: dict[str, Any], faults: dict[str, str] | None = None, refusal: Ruling | None = None,
    status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    found = standing.organisation(room(), _viewer(), organisation_id, wired().now())
    if found is None or found[0].kind != "partner":
        abort(404)
    return page(
        "desk/agreement_form.html", line=found[0], whole=None, form=form, faults=faults or {}, refusal=refusal,
        choices=terms.choices(), words=words(),
    ), status  # fmt: skip


def _form(
    whole: standing.Whole, typed: dict[str, Any] | None = None, faults: dict[str, str] | None = None,
    refusal: Ruling | None = None, status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    if not whole.open:
        abort(404)
    return page(
        "desk/agreement_form.html", line=whole.line, whole=whole, faults=faults or {}, refusal=refusal,
        form=terms.of_terms(whole.key.terms) if typed is None else typed, choices=terms.choices(), words=words(),
        seen=whole.key.number if typed is None else _seen(),
    ), status  # fmt: skip


def _one(
    agreement_id: str, typed: dict[str, str] | None = None, faults: dict[str, str] | None = None,
    refusal: Ruling | None = None, status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    whole = _whole(agreement_id)
    return page(
        "desk/agreement.html", whole=whole, form=typed or {}, faults=faults or {}, refusal=refusal, words=words(),
        areas=wired().areas(), closings=_closings(whole), done=DONE.get(request.args.get("done", "")),
    ), status  # fmt: skip


def _closings(whole: standing.Whole) -> dict[str, str]:
    """The ways in which this agreement may be closed now."""
    state = whole.key.terms.state
    over = state != "draft" and whole.key.terms.ends_at <= wired().now()
    may = {"suspended": state == "active" and not over, "terminated": whole.open, "expired": whole.open and over}
    return {code: text for code, text in CLOSINGS.items() if may[code]}


def _faster(faster: Faster, sent: tuple[standing.Change, ...], why: str) -> ResponseReturnValue:
    return page("desk/agreement_faster.html", faster=faster, sent=sent, why=why, words=words()), 409
