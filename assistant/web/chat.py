"""The job seeker's pages: one turn is one page is one address; a POST ends in 303, and looking writes nothing."""

from typing import Any

import structlog
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.conversation.engine import Event
from assistant.conversation.flow import ENDS
from assistant.intake.answer import Posted, answer
from assistant.intake.begin import LanguageUnknown
from assistant.intake.begin import begin as begin_conversation
from assistant.intake.look import Look
from assistant.intake.look import look as look_at
from assistant.intake.place import PlaceUnknown
from assistant.web import comfort as comforts
from assistant.web import pages, security
from assistant.web.forms import AreaForm, IdentityForm
from assistant.web.wiring import Wiring, wired

log = structlog.get_logger()
blueprint = Blueprint("chat", __name__)
KIOSK = "kiosk"
GO = {"next": "given", "skip": "skipped"}
BY = ("person", "staff", "interpreter")
METHODS = ("read", "read_aloud")


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
    shell = pages.before("en", channel)
    heading = shell["ui"].texts["welcome.heading"]
    return render_template("chat/start.html", **shell, site=site, heading=heading, tiles=pages.tiles())


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
    return pages.step(look, _form(look, look.screen.asks, None))


@blueprint.post("/i/<step>")
def answered(step: str) -> ResponseReturnValue:
    """One answer, taken once; a page from earlier leads kindly to the current question."""
    look = _look()
    if look is None:
        _log("gone", "", "")
        return _cleared()
    asked = wired().intake.engine(look.conversation.flow_version_id).flow.steps.get(step)
    if asked is None:
        _log("refused", look.standing.step, "")
        return _see(_address(look.standing.step))
    event = _event(asked.asks)
    form = None
    if event.kind == "answer" and event.value == "given":
        form = _form(look, asked.asks, request.form)
        # A double tap comes from the page before; it is read like the first, so that it is the same answer.
        if form is not None and not form.validate():
            _log("invalid", look.standing.step, event.kind)
            return (pages.step(look, form), 422) if step == look.standing.step else _see(_address(look.standing.step))
    typed = form.typed() if isinstance(form, IdentityForm) else None
    wiring = wired()
    posted = Posted(request.form.get("token", ""), event, typed, *_attested(look))
    try:
        outcome = answer(wiring.intake, _secret(), posted, wiring.now())
    except PlaceUnknown:
        _log("refused", look.standing.step, event.kind)
        return _see(_address(look.standing.step))
    if outcome.kind in ("accepted", "replayed"):
        return _clear(look, outcome.step) if outcome.step in ENDS else _see(_address(outcome.step))
    _log(outcome.kind, look.standing.step, event.kind)
    now = _look()
    return _cleared() if now is None else (pages.step(now, _form(now, now.screen.asks, None), again=True), 409)


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
    value = given.get("answer") or GO.get(given.get("go", ""), "")
    if asks == "area":
        return Event("answer", "given", given.get("area", ""))
    if asks == "identity" and not value:
        value = "given"
    return Event("answer", value)


def _attested(look: Look) -> tuple[str, str, str | None]:
    """Who answered and how the page was given; only staff who assist may say other than the person reading."""
    if look.standing.channel != "assisted":
        return "person", "read", None
    by, method = request.form.get("by", ""), request.form.get("method", "")
    staff = look.conversation.assisted_by
    return (by if by in BY else "person"), (method if method in METHODS else "read"), staff


def _form(look: Look, asks: str, data: Any) -> AreaForm | IdentityForm | None:
    """The typed form of a step, with what was typed before in this conversation."""
    if asks == "area":
        area = AreaForm(data)
        area.areas = wired().areas()
        return area
    if asks != "identity":
        return None
    if data is None and look.typed:
        year, month, day = look.typed.birth_date.split("-")
        message = "yes" if look.typed.may_leave_message else "no"
        parts = {"year": year, "month": str(int(month)), "day": str(int(day)), "message": message}
        form = IdentityForm(name=look.typed.name, contact=look.typed.contact, **parts)
    else:
        form = IdentityForm(data)
    form.today = wired().now().date()
    return form


def _secret() -> str:
    return request.cookies.get(cookie_name(wired()), "")


def _look() -> Look | None:
    """The page of this browser's conversation; one that has ended in no page is gone."""
    secret = _secret()
    if not secret:
        return None
    try:
        return look_at(wired().intake, secret, wired().now())
    except KeyError as gone:
        if gone.args[0] in ENDS:
            return None
        raise


def _clear(look: Look, end: str) -> Response:
    """Wipe this browser: the secret, the comfort and everything kept by the page (UX decision 8)."""
    wiring = wired()
    site = look.conversation.site_id
    if end == "closed":
        target = url_for("chat.kiosk", site=site) if site else url_for("chat.start")
    else:
        target = url_for("chat.cleared", **({"stopped": 1} if end == "stopped" else {}))
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


def _address(step: str) -> str:
    return url_for("chat.step", step=step, _anchor="now")


def _see(target: str) -> Response:
    return make_response(redirect(target, 303))
