"""What every rule answers: allowed or refused, why in plain words, and where that is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """A place in the statute, the policy or this system's design."""

    text: str
    url: str = ""


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
