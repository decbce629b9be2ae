"""The private link: its address is exchanged for a cookie at once, so that the secret stays in no address bar."""

import re
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.evidence.identifiers import shown
from assistant.intake import change_mind
from assistant.intake.begin import Begun
from assistant.intake.change_mind import Mine
from assistant.intake.look import look as look_at
from assistant.web import chat, pages, security
from assistant.web.forms import IdentityForm
from assistant.web.wiring import Wiring, wired

blueprint = Blueprint("mine", __name__, url_prefix="/mine")
ENDPOINTS = {
    f"mine.{name}": security.OPEN for name in ("make", "enter", "page", "sure", "object_", "go_on", "again", "close")
}
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@blueprint.post("/make")
def make() -> ResponseReturnValue:
    """A new link of this browser's own conversation, shown this one time."""
    wiring, owner = wired(), request.cookies.get(chat.cookie_name(wired()), "")
    seen = look_at(wiring.intake, owner, wiring.now()) if owner else None
    token = request.form.get("token", "")
    secret = change_mind.make_link(wiring.intake, owner, token, wiring.now()) if seen else None
    if seen is None or secret is None:
        return security.missing()
    back = url_for("chat.step", step=seen.standing.step)
    around = _around(seen.standing.language) | {"here": back}
    return render_template("chat/link.html", **around, link=url_for("mine.enter", secret=secret, _external=True),
                           back=back)  # fmt: skip


@blueprint.get("/<secret>")
def enter(secret: str) -> ResponseReturnValue:
    """A link as it was kept: it opens the page, or is not there."""
    wiring = wired()
    if not _SECRET.fullmatch(secret) or change_mind.look(wiring.intake, secret, wiring.now()) is None:
        return security.missing()
    response = _see(url_for("mine.page"))
    response.set_cookie(_cookie(wiring), secret, secure=wiring.secure_cookies, httponly=True, samesite="Lax", path="/")
    return response


@blueprint.get("")
def page() -> ResponseReturnValue:
    """The own request, and what can be done."""
    mine = _mine()
    if mine is None:
        return security.missing()
    return render_template("chat/mine.html", **_around(mine.language), mine=mine, reference=shown(mine.reference),
                           until=pages.day_of(mine.go_on_until, mine.language))  # fmt: skip


@blueprint.get("/no")
def sure() -> ResponseReturnValue:
    """Ask once whether “do not share” is meant; who it is, when nobody was named."""
    mine = _mine()
    return security.missing() if mine is None else _sure(mine, None)


@blueprint.post("/no")
def object_() -> ResponseReturnValue:
    """Keep it; the page that follows is the same whatever is on file."""
    wiring, mine = wired(), _mine()
    if mine is None:
        return security.missing()
    form = None if mine.named else _form(request.form)
    if form is not None and not form.validate():
        return _sure(mine, form), 422
    typed = form.typed() if form is not None else None
    done = change_mind.object_(wiring.intake, _secret(), request.form.get("token", ""), typed, wiring.now())
    if done is None:
        return security.missing()
    return _see(url_for("mine.page" if done else "mine.sure"))


@blueprint.post("/go-on")
def go_on() -> ResponseReturnValue:
    """Open the unfinished draft on this device."""
    return _chat(change_mind.go_on(wired().intake, _secret(), request.form.get("token", ""), wired().now()))


@blueprint.post("/again")
def again() -> ResponseReturnValue:
    """Begin a fresh notification."""
    return _chat(change_mind.again(wired().intake, _secret(), request.form.get("token", ""), wired().now()))


@blueprint.post("/close")
def close() -> ResponseReturnValue:
    """Leave nothing on this device."""
    response = _see(url_for("chat.cleared"))
    response.delete_cookie(_cookie(wired()), secure=wired().secure_cookies, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _chat(begun: Begun | None) -> ResponseReturnValue:
    if begun is None:
        return security.missing()
    response = _see(url_for("chat.step", step=begun.step, _anchor="now"))
    chat.keep_secret(response, wired(), begun.secret)
    return response


def _sure(mine: Mine, form: IdentityForm | None) -> str:
    around = _around(mine.language)
    faults = {field: around["ui"](f"error.{found[0]}") for field, found in (form.errors if form else {}).items()}
    return render_template(
        "chat/mine_no.html", **around, mine=mine, form=form or _form(None), faults=faults,
        errors=[{"field": field, "words": words} for field, words in faults.items()],
    )  # fmt: skip


def _form(data: Any) -> IdentityForm:
    form = IdentityForm(data)
    form.today = wired().now().date()
    return form


def _around(language: str) -> dict[str, Any]:
    return pages.before(language if language in wired().intake.current.engine.flow.messages else "en")


def _mine() -> Mine | None:
    return change_mind.look(wired().intake, _secret(), wired().now()) if _secret() else None


def _secret() -> str:
    return request.cookies.get(_cookie(wired()), "")


def _cookie(wiring: Wiring) -> str:
    return "__Host-mine" if wiring.secure_cookies else "mine"


def _see(target: str) -> Response:
    return Response(status=303, headers={"Location": target})
