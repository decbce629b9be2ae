"""Where the files that are not Python lie: beside the code in a checkout, inside the package in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    shipped = PACKAGE / "_shipped" / name
    return shipped if shipped.is_dir() else PACKAGE.parent / name


def flows() -> Path:
    """The folder of flows."""
    return _find("flows")


def templates() -> Path:
    """The folder of page templates."""
    return _find("templates")


def static() -> Path:
    """The folder of style sheets and scripts."""
    return _find("static")
