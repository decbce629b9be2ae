"""A job seeker who walks the whole chat by its pages, remembers what was answered, and sends again what is in doubt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

TOKEN = re.compile(r'name="token" value="([^"]+)"')
# What is answered on each step, in the order in which the web chat shows them.
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "area": {"area": "WDA06"},
    "welcome": {"answer": "start"},
    "tell_what": {"answer": "told"},
    "tell_use": {"answer": "told"},
    "tell_may_say_no": {"answer": "declined"},
    "tell_services": {"answer": "told"},
    "choice": {"answer": "do_not_share"},
    "identity": {
        "answer": "given", "name": "Casey Walker-Sample", "month": "4", "day": "17", "year": "1985", "contact": "",
        "message": "no",
    },
    "review": {"answer": "send"},
}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What came back: status, where it leads, the page, and cookies set."""

    status: int
    location: str
    body: str


class Carrier(Protocol):
    """Something that carries a request to the house with the walker's cookies."""

    def get(self, path: str) -> Reply: ...
    def post(self, path: str, form: Mapping[str, str]) -> Reply: ...


class Lost(RuntimeError):
    """The walk came somewhere it should not be; the message says where."""


@dataclass
class Walk:
    """One conversation: what was sent, and how much of it was acknowledged."""

    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    acknowledged: int = 0

    @property
    def in_doubt(self) -> tuple[str, dict[str, str]] | None:
        """The answer that was sent and not acknowledged."""
        return self.sent[self.acknowledged] if len(self.sent) > self.acknowledged else None


def step_of(location: str) -> str:
    """The step that an address of the chat names."""
    return urlsplit(location).path.rpartition("/")[2]


def prepare(carrier: Carrier, step: str) -> tuple[str, dict[str, str]]:
    """The next answer: the page is read and its token taken."""
    page = carrier.get(f"/i/{step}")
    if page.status == 303:
        return prepare(carrier, step_of(page.location))
    found = TOKEN.search(page.body)
    if page.status != 200 or found is None or step not in ANSWERS:
        raise Lost(f"{step}: status {page.status}")
    return f"/i/{step}", {"token": found.group(1), **ANSWERS[step]}
