"""What went wrong, for other systems: one problem in JSON, with how to mend it (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

KIND = "application/problem+json"
TITLES = {
    400: "The body cannot be read",
    401: "A credential is needed",
    403: "This is not open to you",
    404: "There is nothing here",
    405: "Another method is needed",
    413: "The body is too large",
    415: "The body must be JSON",
    422: "A field must be mended",
    503: "Nothing can be shown now",
}
SAYS = {
    404: "See /api/v1/openapi.json for every address.",
    405: "The Allow header names the methods of this address.",
    413: "Send at most 64 kB.",
}


class Problem(Exception):
    """A refusal with its status, a sentence that says how to mend it, and the fields concerned."""

    def __init__(
        self,
        status: int,
        detail: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.fields, self.headers = fields or {}, headers or {}

    def answer(self) -> Response:
        """This problem as a response."""
        said: dict[str, Any] = {
            "type": "about:blank", "title": TITLES.get(self.status, "It was not done"), "status": self.status,
            "detail": self.detail,
        }  # fmt: skip
        if self.fields:
            said["fields"] = [{"field": name, "mend": words} for name, words in self.fields.items()]
        answer = Response(json.dumps(said), self.status, mimetype=KIND)
        answer.headers.update(self.headers)
        return answer


def of_http(fault: HTTPException) -> Response:
    """A fault that the server itself noticed, as a problem."""
    status = fault.code or 400
    headers = {name: value for name, value in fault.get_headers() if name == "Allow"}
    return Problem(status, SAYS.get(status, "Send the request again."), headers=headers).answer()
