"""Text size and contrast: kept in a cookie, changed by POST, gone with the screen (UX 1.1 C1)."""

import re
from dataclasses import dataclass

from flask import Request, Response

COOKIE = "comfort"
SIZES = ("100", "150", "200")
THEMES = {"standard": "", "dark": "dark", "high": "contrast"}  # contrast -> data-theme
PATH = re.compile(r"/(?!/)[A-Za-z0-9/_-]*")


@dataclass(frozen=True)
class Comfort:
    """How a person wants to read."""

    size: str = "100"
    contrast: str = "standard"

    @property
    def theme(self) -> str:
        """The name of the colours in the style sheet."""
        return THEMES[self.contrast]


def read(request: Request) -> Comfort:
    """The comfort of this browser; anything unknown is the standard."""
    size, _, contrast = request.cookies.get(COOKIE, "").partition(".")
    return Comfort(size if size in SIZES else "100", contrast if contrast in THEMES else "standard")


def changed(before: Comfort, size: str, contrast: str) -> Comfort:
    """The comfort after one button; `next` goes through the contrasts in order."""
    if size in SIZES:
        return Comfort(size, before.contrast)
    order = list(THEMES)
    if contrast == "next":
        return Comfort(before.size, order[(order.index(before.contrast) + 1) % len(order)])
    return Comfort(before.size, contrast if contrast in THEMES else before.contrast)


def keep(response: Response, comfort: Comfort, secure: bool) -> None:
    """Write the comfort into the answer's cookie."""
    value = f"{comfort.size}.{comfort.contrast}"
    response.set_cookie(COOKIE, value, secure=secure, httponly=True, samesite="Lax")


def return_path(given: str) -> str:
    """Where to go back to: a path of this server, else the start."""
    return given if PATH.fullmatch(given) else "/"
