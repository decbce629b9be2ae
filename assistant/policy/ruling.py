"""What every rule answers: allowed or refused, why in plain words, and where that is written."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """A place in a registered document (policy/register.py), and what it says in plain words."""

    text: str
    document: str
    says: str

    @property
    def anchor(self) -> str:
        """Its place on the page of policies."""
        return re.sub(r"[^a-z0-9]+", "-", self.text.lower()).strip("-")


@dataclass(frozen=True)
class Ruling:
    """The answer of one rule."""

    allowed: bool
    reason: str
    cites: tuple[Citation, ...]
    code: str


def allowed(reason: str, cites: tuple[Citation, ...] = (), code: str = "allowed") -> Ruling:
    """The rule allows it, and says why."""
    return Ruling(True, reason, cites, code)


def refused(reason: str, cites: tuple[Citation, ...] = (), code: str = "refused") -> Ruling:
    """The rule refuses it, and says why."""
    return Ruling(False, reason, cites, code)
