"""Codes that people read aloud, for requests and for people on file: drawn anew as often as one is taken."""

import os

from assistant.evidence.identifiers import reference
from assistant.store.db import Reading
from assistant.store.sql import adapted

# Forty bits suit the ear; among a million codes two are likely to meet once, so each is looked up before it is kept.
TRIES = 20
_OF_REQUESTS = adapted(
    "select exists (select 1 from conversation where reference = ?) or exists "
    "(select 1 from request where reference = ?)"
)
_OF_PEOPLE = adapted("select exists (select 1 from person where seeker_id = ?)")


def for_request(r: Reading) -> str:
    """A reference that no conversation and no request has."""
    return _free(r, _OF_REQUESTS[r.dialect], 2)


def for_person(r: Reading) -> str:
    """A seeker id that nobody has."""
    return _free(r, _OF_PEOPLE[r.dialect], 1)


def _free(r: Reading, taken: str, times: int) -> str:
    for _ in range(TRIES):
        code = drawn()
        if not r.driver.execute(taken, (code,) * times).fetchone()[0]:
            return code
    raise RuntimeError("every code that was drawn is taken: look at the source of randomness")


def drawn() -> str:
    """One code at random."""
    return reference(os.urandom(8))
