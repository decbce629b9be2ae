"""The Flask application, without the work that no request of ours needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from assistant.web import security

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


# Where a document is uploaded, a request may be this large; everywhere else MAX_CONTENT_LENGTH holds (app.py).
LARGER = {"objections.keep": 6 * 1024 * 1024}


class Asked(Request):
    """A request; only where documents are uploaded may it be larger than a form."""

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read of this request."""
        return LARGER.get(self.endpoint or "") or super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value


class Answer(Response):
    """A response; one that was made whole here goes out as it is, without the generic road's copies."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send status, headers and body."""
        body, headers = self.response, self.headers
        if type(body) is not list or self.status_code not in (200, 303) or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        if not headers.get("Location", "").isascii() or "Content-Location" in headers or self._on_close:
            return super().__call__(environ, start_response)
        if "Content-Length" not in headers:
            headers["Content-Length"] = str(sum(map(len, body)))
        start_response(self.status, headers.to_wsgi_list())
        return body


class Application(Flask):
    """Flask with our responses; on the job seeker's addresses, where nobody is signed in, nothing asks who is."""

    request_class = Asked
    response_class = Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and asking costs as much as a hook."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The addresses as this request asks for them: one map for every host, none of them special."""
        if request is None or self.config["SERVER_NAME"] or self.config["TRUSTED_HOSTS"]:
            return super().create_url_adapter(request)
        request.host = get_host(request.environ)
        return MapAdapter(
            self.url_map, request.host.lower(), request.root_path, "", request.scheme, request.path, request.method,
            request.query_string.decode("latin1"),
        )  # fmt: skip

    def preprocess_request(self) -> ResponseReturnValue | None:
        """The gate alone where nobody is signed in, and everything that sign-in needs on all other addresses."""
        if not security.without_session(request.path):
            return super().preprocess_request()
        security.gate()
        return None

    def process_response(self, response: Response) -> Response:
        """What may be kept, said on every answer; no session is written where none is read."""
        quiet = security.without_session(request.path)
        return security.keeping(response) if quiet else super().process_response(response)
