"""What the pages work with: one frozen object that app.py puts together; web never imports store or settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from flask import current_app

from assistant.intake.running import Intake


def no_places() -> Mapping[str, str]:
    """No areas or sites at all."""
    return {}


@dataclass(frozen=True)
class Wiring:
    """Everything that a view may reach."""

    database: Any
    keys: Any
    intake: Intake
    secret: bytes = field(repr=False)
    demo: bool
    secure_cookies: bool
    phone: str
    now: Callable[[], datetime]
    read_flow: Callable[[], dict[str, str]]
    documents: Path | None = None  # where the texts of registered policies lie
    areas: Callable[[], Mapping[str, str]] = no_places  # id -> council and counties
    sites: Callable[[], Mapping[str, str]] = no_places  # id -> name


def wired() -> Wiring:
    """The wiring of the running application."""
    return cast("Wiring", current_app.extensions["assistant"])
