"""One fault of a flow: which check, where, and a sentence that says how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A failed check, named with file, line, step and language."""

    check: str
    file: str
    line: int
    sentence: str
    step: str = ""
    language: str = ""
