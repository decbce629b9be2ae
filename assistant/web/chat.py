"""The job seeker's pages: one turn is one page is one address; a POST ends in 303, and looking writes nothing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import structlog
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.conversation.engine import Event
from assistant.conversation.flow import ENDS, Step
from assistant.intake.answer import Outcome, Posted, answer
from assistant.intake.begin import LanguageUnknown
from assistant.intake.begin import begin as begin_conversation
from assistant.intake.look import Look, TypedBack
from assistant.intake.look import look as look_at
from assistant.intake.place import PlaceUnknown
from assistant.web import comfort as comforts
from assistant.web import pages, security
from assistant.web.application import Answer
from assistant.web.forms import AreaForm, IdentityForm
from assistant.web.wiring import Wiring, wired

log = structlog.get_logger()
blueprint = Blueprint("chat", __name__)
KIOSK = "kiosk"
# The first of these that a form holds tells what its page asks; the buttons of the typed pages are answers too.
FIELDS = {"event": "one", "area": "area", "name": "identity", "answer": "one"}


def cookie_name(wiring: Wiring) -> str:
    """The cookie of a conversation; bound to this host when it is secure."""
    return "__Host-chat" if wiring.secure_cookies else "chat"


def keep_secret(response: Response, wiring: Wiring, secret: str) -> None:
    """Give the browser the secret of its conversation."""
    response.set_cookie(
        cookie_name(wiring), secret, secure=wiring.secure_cookies, httponly=True, samesite="Lax", path="/"
    )


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """The choice of language on the web."""
    return _start("web", "")


@blueprint.get("/kiosk/<site>")
def kiosk(site: str) -> ResponseReturnValue:
    """The attract page of a kiosk."""
    sites = wired().sites()
    if sites and site not in sites:
        abort(404)
    return _start(KIOSK, site)


def _start(channel: str, site: str) -> ResponseReturnValue:
    return pages.start(channel, site)


@blueprint.post("/begin")
def begin() -> ResponseReturnValue:
    """Begin a conversation in a language; assisted ones begin at the desk."""
    wiring = wired()
    if not security.same_origin(request):
        return _see("/")
    site = request.form.get("site") or None
    try:
        begun = begin_conversation(
            wiring.intake, "kiosk" if site else "web", request.form.get("language", ""), wiring.now(), site_id=site
        )
    except (LanguageUnknown, PlaceUnknown):
        return _see("/")
    response = _see(_address(begun.step))
    keep_secret(response, wiring, begun.secret)
    if site:
        response.set_cookie("site", site, secure=wiring.secure_cookies, httponly=True, samesite="Lax")
    return response


@blueprint.get("/i/<step>")
def step(step: str) -> ResponseReturnValue:
    """The page of the current step; another step leads to it."""
    look = _look()
    if look is None:
        return _cleared()
    if step != look.standing.step:
        return _see(_address(look.standing.step))
    return pages.step(look, _form(look.screen.asks, None, look.typed))


@blueprint.post("/i/<step>")
def answered(step: str) -> ResponseReturnValue:
    """One answer, taken once; a page from earlier leads kindly to the current question."""
    secret = _secret()
    if not secret:
        return _gone()
    asks = _asked(step)
    event = _event(asks)
    given = event.kind == "answer" and event.value == "given"
    form = _form(asks, request.form) if given else None
    if form is not None and not form.validate():
        return _explained(step, form, event)
    typed = form.typed() if isinstance(form, IdentityForm) else None
    token, by, method = (request.form.get(each, "") for each in ("token", "by", "method"))
    wiring = wired()
    try:
        outcome = answer(wiring.intake, secret, Posted(token, event, typed, by, method, page=step), wiring.now())
    except PlaceUnknown:
        _log("refused", step, event.kind)
        return _see(_address(step))
    if outcome.kind in ("accepted", "replayed"):
        return _clear(outcome) if outcome.step in ENDS else _see(_address(outcome.step))
    return _not_taken(step, outcome, event)


def _gone() -> ResponseReturnValue:
    _log("gone", "", "")
    return _cleared()


def _explained(step: str, form: AreaForm | IdentityForm, event: Event) -> ResponseReturnValue:
    """The page again with what was wrong; a double tap comes from the page before and leads to the current one."""
    look = _look()
    if look is None:
        return _gone()
    _log("invalid", look.standing.step, event.kind)
    return (pages.step(look, form), 422) if step == look.standing.step else _see(_address(look.standing.step))


def _not_taken(step: str, outcome: Outcome, event: Event) -> ResponseReturnValue:
    """The current question again, and the reason in the log."""
    look = _look() if outcome.kind != "gone" else None
    if look is None:
        return _gone()
    _log(outcome.kind, outcome.step, event.kind)
    if step not in _steps(look):
        return _see(_address(look.standing.step))
    return pages.step(look, _form(look.screen.asks, None, look.typed), again=True), 409


def _steps(look: Look) -> Mapping[str, Step]:
    return wired().intake.engine(look.conversation.flow_version_id).flow.steps


def _asked(step: str) -> str:
    """What the posted page asks, told by its fields; a form that says nothing is looked up."""
    for field, asks in FIELDS.items():
        if field in request.form:
            return asks
    look = _look()
    found = _steps(look).get(step) if look else None
    return found.asks if found else "one"


@blueprint.get("/languages")
def languages() -> ResponseReturnValue:
    """Every language by its own name; changing it keeps the step."""
    return _beside("chat/languages.html", tiles=pages.tiles())


@blueprint.get("/ask")
def ask() -> ResponseReturnValue:
    """Questions that people ask."""
    look = _look()
    return _beside("chat/ask.html", questions=pages.questions(look) if look else ())


@blueprint.get("/person")
def person() -> ResponseReturnValue:
    """How to talk to a person."""
    return _beside("chat/person.html")


@blueprint.get("/cleared")
def cleared() -> ResponseReturnValue:
    """The screen is clear."""
    return pages.plain("cleared", _start_of_this_screen(), stopped="stopped" in request.args)


@blueprint.post("/comfort")
def comfort() -> ResponseReturnValue:
    """Change text size or contrast."""
    response = _see(comforts.return_path(request.form.get("to", "")))
    if security.same_origin(request):
        asked = request.form.get("size", ""), request.form.get("contrast", "")
        comforts.keep(response, comforts.changed(comforts.read(request), *asked), wired().secure_cookies)
    return response


def _beside(template: str, **more: object) -> ResponseReturnValue:
    """A page beside the conversation, from which Back leads to the current step."""
    look = _look()
    if look is None:
        return _cleared()
    back = _address(look.standing.step)
    action = url_for("chat.answered", step=look.standing.step)
    return render_template(template, **pages.within(look), back=back, action=action, **more)


def _log(kind: str, step: str, event: str) -> None:
    """One line for an answer that was not taken: never what was typed or chosen, nor whose it was."""
    log.info("answer_not_taken", kind=kind, step=step, event_kind=event[:16])


def _event(asks: str) -> Event:
    """What a form says happened: an answer, or another event as kind:value."""
    given = request.form
    if "event" in given:
        kind, _, value = given["event"].partition(":")
        return Event(kind, value or given.get("value", ""))
    value = given.get("answer", "")
    if asks == "area":
        return Event("answer", "given", given.get("area", ""))
    if asks == "identity" and not value:
        value = "given"
    return Event("answer", value)


def _form(asks: str, data: Any, before: TypedBack | None = None) -> AreaForm | IdentityForm | None:
    """The typed form of a step, with what was typed before in this conversation."""
    if asks == "area":
        area = AreaForm(data)
        area.areas = wired().areas()
        return area
    if asks != "identity":
        return None
    if before:
        year, month, day = before.birth_date.split("-")
        message = "yes" if before.may_leave_message else "no"
        parts = {"year": year, "month": str(int(month)), "day": str(int(day)), "message": message}
        form = IdentityForm(name=before.name, contact=before.contact, **parts)
    else:
        form = IdentityForm(data)
    form.today = wired().now().date()
    return form


def _secret() -> str:
    return request.cookies.get(cookie_name(wired()), "")


def _look() -> Look | None:
    """The page of this browser's conversation; one that has ended in no page is gone."""
    wiring, secret = wired(), _secret()
    if not secret:
        return None
    try:
        return look_at(wiring.intake, secret, wiring.now())
    except KeyError as gone:
        if gone.args[0] in ENDS:
            return None
        raise


def _clear(outcome: Outcome) -> Response:
    """Wipe this browser: the secret, the comfort and everything kept by the page (UX decision 8)."""
    wiring = wired()
    end, site = outcome.step, outcome.site_id
    if end == "closed":
        target = url_for("chat.kiosk", site=site) if site else url_for("chat.start")
    else:
        target = url_for("chat.cleared", stopped=1 if end == "stopped" else None)
    response = _see(target)
    for name in (cookie_name(wiring), comforts.COOKIE):
        response.delete_cookie(name, secure=wiring.secure_cookies, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _cleared() -> ResponseReturnValue:
    return make_response(pages.plain("cleared", _start_of_this_screen()))


def _start_of_this_screen() -> str:
    """The start of the kiosk that this browser is, or of the web."""
    site = request.cookies.get("site", "")
    return url_for("chat.kiosk", site=site) if site else url_for("chat.start")


@lru_cache(maxsize=64)
def _address(step: str) -> str:
    return url_for("chat.step", step=step, _anchor="now")


def _see(target: str) -> Response:
    return Answer(status=303, headers={"Location": target})
