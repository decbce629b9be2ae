"""A browser without a screen: keep-alive, cookies, a redirect followed; nothing else, so that it costs little."""

import http.client
from urllib.parse import urlencode, urlsplit

TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


class UnexpectedAnswerError(Exception):
    """The server answered something else than the walk expects; the whole benchmark stops on it."""


class Browser:
    """One person's visit: its own connection and its own cookies."""

    def __init__(self, port: int) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.path = "/"

    def get(self, path: str) -> str:
        """The page at this path."""
        return self._follow("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """The page that the server shows after this answer, with its redirect followed."""
        return self._follow("POST", path or self.path, urlencode(fields).encode())

    def close(self) -> None:
        """End the connection."""
        self.wire.close()

    def _follow(self, method: str, path: str, body: bytes | None) -> str:
        status, text = self._ask(method, path, body)
        while status in (302, 303):
            status, text = self._ask("GET", self.path, None)
        if status != 200:
            raise UnexpectedAnswerError(f"{method} {path} was answered with {status}: {text[:300]}")
        return text

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, str]:
        headers = dict(TYPE) if body is not None else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.wire.request(method, path, body, headers)
        response = self.wire.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        place = urlsplit(response.headers.get("Location", path))
        self.path = place.path + ("?" + place.query if place.query else "")
        return response.status, text
