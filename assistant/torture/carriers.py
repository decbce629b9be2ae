"""Two ways to carry a walker's requests: into this process, and over loopback to a whole server."""

import http.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from assistant.torture.walker import Reply

TIMEOUT = 10


class Inside:
    """Requests straight into the application, as a worker would serve them."""

    def __init__(self, app: Any, cookies: Mapping[str, str] | None = None) -> None:
        self._client = app.test_client()
        for name, value in (cookies or {}).items():
            self._client.set_cookie(name, value)

    def get(self, path: str) -> Reply:
        """One GET."""
        return _reply(self._client.get(path))

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """One POST of a form."""
        return _reply(self._client.post(path, data=dict(form), headers={"Sec-Fetch-Site": "same-origin"}))

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies held now."""
        return {key[2]: cookie.value for key, cookie in self._client._cookies.items()}


class Outside:
    """Requests over loopback to a whole server; a broken line is an answer that never came."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Reply:
        """One GET."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """One POST of a form."""
        return self._ask("POST", path, urlencode(dict(form)))

    def _ask(self, method: str, path: str, body: str | None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as broken:
            raise ConnectionError("the line broke") from broken
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(answer.status, answer.headers.get("Location", ""), text)


def _reply(answer: Any) -> Reply:
    return Reply(answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True))
