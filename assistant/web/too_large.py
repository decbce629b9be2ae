"""What was too long to be read: a page that says how to mend it, and that gives back to staff what they typed."""

from urllib.parse import parse_qsl

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from assistant.web import desk, pages, problems, security, signin

MOST = 8 * 1024 * 1024  # of a body that nobody reads; an answer sent over an unread one may never arrive
CHUNK = 64 * 1024
FIELDS = 100
SHOWN = 1024 * 1024  # of a form of staff, whose words are given back: a page that is not kept has no Back button
HIDDEN = frozenset({"csrf_token", "password", "once", "version", "seen", "token"})


def attach(app: Flask) -> None:
    """Say it in a page instead of the server's bare sentence."""
    app.register_error_handler(413, too_large)


def too_large(fault: RequestEntityTooLarge) -> ResponseReturnValue:
    """The page of whoever sent it: another system, somebody in the chat, a stranger, or staff."""
    body = _read()
    if request.path.startswith(security.SYSTEMS):
        return problems.of_http(fault)
    if security.of_the_chat(request.path):
        return pages.plain("too_large", _back(), button="button.back"), 413
    if signin.who() is None:
        return pages.plain("too_large", "/desk", button="button.back"), 413
    return desk.page("desk/too_large.html", typed=_typed(body)), 413


def _back() -> str:
    """Where somebody in the chat goes on: the page itself, whose address leads to the current question."""
    if request.path.startswith("/i/"):
        return request.path
    return security.MINE if security.is_mine(request.path) else "/"


def _read() -> bytes:
    """Read what is on its way, and keep as much of it as can be shown again."""
    left, kept = min(request.content_length or 0, MOST), bytearray()
    shows = left <= SHOWN
    while left > 0 and (read := request.environ["wsgi.input"].read(min(left, CHUNK))):
        left -= len(read)
        kept += read if shows else b""
    return bytes(kept)


def _typed(body: bytes) -> list[tuple[str, str]]:
    """The fields that somebody typed, as they were; nothing of a form that is not read as one."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return []
    try:
        sent = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=FIELDS)
    except ValueError:
        return []
    return [(name[:40], value) for name, value in sent if name not in HIDDEN]
