"""Headers on every answer, and a table of endpoints: what is not listed is closed, and closed looks like absent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, request, url_for

from assistant.desk.room import Closed
from assistant.web import problems

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPEN = "anyone"
ENDPOINTS = {
    "static": OPEN,
    "chat.start": OPEN,
    "chat.kiosk": OPEN,
    "chat.begin": OPEN,
    "chat.step": OPEN,
    "chat.answered": OPEN,
    "chat.languages": OPEN,
    "chat.ask": OPEN,
    "chat.person": OPEN,
    "chat.cleared": OPEN,
    "chat.comfort": OPEN,
}

CSP = "; ".join(
    (
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "font-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HSTS = "max-age=31536000; includeSubDomains"
SAME = ("same-origin", "none")
CHAT = ("/i/", "/begin", "/kiosk/", "/static/")
SYSTEMS = "/api/"  # asked by other systems, each by its own credential
MINE = "/mine"  # the private link: no address of it may leave the browser, nor be found by a search engine
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def attach(app: Flask) -> None:
    """Close every endpoint that is not listed, put the headers on every answer, and make refusals alike."""
    app.extensions["endpoint_policies"] = dict(ENDPOINTS)
    app.extensions["opens"] = lambda kind: kind == OPEN  # until somebody can be signed in (web/signin.py)
    app.extensions["menu"] = []
    app.extensions["gates"] = {}  # kinds of page that something else than a role opens, each with its own gate
    app.before_request(gate)
    app.after_request(keeping)
    app.wsgi_app = _with_headers(app, app.wsgi_app)  # type: ignore[method-assign,assignment]
    addresses: dict[str, str] = {}
    app.jinja_env.globals["asset"] = lambda name: _asset(app, addresses, name)
    for fault in (403, 404, 405, Closed):
        app.register_error_handler(fault, missing)


def allow(app: Flask, kinds: Mapping[str, str], menu: Iterable[tuple[str, str]] = ()) -> None:
    """List endpoints with their kind of page (policy/roles.py says who opens it), and what the menu offers of them."""
    app.extensions["endpoint_policies"].update(kinds)
    app.extensions["menu"].extend(menu)


def same_origin(asked: Request) -> bool:
    """Whether a POST came from a page of this server (for forms before there is a conversation)."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in SAME
    origin = asked.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == asked.host


def of_the_chat(path: str) -> bool:
    """Whether this address needs nobody signed in: the chat keeps its own secret and no session."""
    return path == "/" or path.startswith(CHAT) or is_mine(path)


def is_mine(path: str) -> bool:
    """Whether this address is of the private link."""
    return path.startswith(MINE) and path[len(MINE) :][:1] in ("", "/")


def without_session(path: str) -> bool:
    """Whether this address reads and writes no session: the chat's, and those of other systems."""
    return of_the_chat(path) or path.startswith(SYSTEMS)


def missing(fault: Any = None) -> Response | tuple[str, int]:
    """One page for what is not there and for what may not be seen; other systems get a problem in JSON."""
    if request.path.startswith(SYSTEMS) and fault is not None:
        return problems.of_http(fault)
    from assistant.web import pages  # pages reads the wiring, which needs the application

    # A link that was closed, used, revoked, or never there is the same page, whatever the cause.
    return pages.plain("gone" if is_mine(request.path) else "missing"), 404


def gate() -> None:
    """Refuse every endpoint that its table does not open to whoever asks."""
    held = current_app.extensions
    kind = held["endpoint_policies"].get(request.endpoint, "")
    if request.routing_exception is not None and request.path.startswith(SYSTEMS):
        return  # no such address or method: said as a problem when it is dispatched
    own = held["gates"].get(kind)
    if own is not None:
        own(kind)
    elif not held["opens"](kind):
        abort(404)


def keeping(response: Response) -> Response:
    """Pages are never kept, files of a hashed address always."""
    static = request.endpoint == "static" and response.status_code in (200, 304)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if static else "no-store"
    return response


def _with_headers(app: Flask, serve: WSGIApplication) -> WSGIApplication:
    """The fixed headers on every answer, whoever gave it."""
    fixed, private = list(HEADERS.items()), list({**HEADERS, **PRIVATE}.items())
    hsts = [("Strict-Transport-Security", HSTS)]

    def served(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        always = private if is_mine(environ.get("PATH_INFO", "")) else fixed
        always = always + hsts if app.extensions["assistant"].secure_cookies else always

        def begun(status: str, headers: list[tuple[str, str]], *fault: Any) -> Callable[[bytes], object]:
            return start(status, headers + always, *fault)

        return serve(environ, begun)

    return served


def _asset(app: Flask, addresses: dict[str, str], name: str) -> str:
    """The address of a static file with the hash of its bytes, so that it may be kept for a year."""
    if name not in addresses:
        data = Path(app.static_folder or "", name).read_bytes()
        addresses[name] = url_for("static", filename=name, v=hashlib.sha256(data).hexdigest()[:12])
    return addresses[name]
