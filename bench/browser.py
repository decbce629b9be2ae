"""A browser without a screen: libcurl keeps connection and cookies and follows redirects, so that it costs little."""

from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pycurl

REDIRECTS_MOST = 3


class UnexpectedAnswerError(Exception):
    """The server answered something else than the walk expects; the whole benchmark stops on it."""


class Browser:
    """One person's visit: its own connection and its own cookies."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.path = "/"
        self.wire = pycurl.Curl()
        self.wire.setopt(pycurl.COOKIEFILE, "")  # cookies on, none to begin with
        self.wire.setopt(pycurl.FOLLOWLOCATION, True)
        self.wire.setopt(pycurl.MAXREDIRS, REDIRECTS_MOST)
        self.wire.setopt(pycurl.TIMEOUT, 30)

    def get(self, path: str) -> str:
        """The page at this path."""
        self.wire.setopt(pycurl.HTTPGET, True)
        return self._follow("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """The page that the server shows after this answer, with its redirect followed."""
        self.wire.setopt(pycurl.POSTFIELDS, urlencode(fields))
        return self._follow("POST", path or self.path)

    def close(self) -> None:
        """End the connection."""
        self.wire.close()

    def _follow(self, method: str, path: str) -> str:
        page = BytesIO()
        self.wire.setopt(pycurl.URL, self.origin + path)
        self.wire.setopt(pycurl.WRITEDATA, page)
        self.wire.perform()
        status, text = self.wire.getinfo(pycurl.RESPONSE_CODE), page.getvalue().decode()
        if status != 200:
            raise UnexpectedAnswerError(f"{method} {path} was answered with {status}: {text[:300]}")
        place = urlsplit(self.wire.getinfo(pycurl.EFFECTIVE_URL))
        self.path = place.path + ("?" + place.query if place.query else "")
        return text
