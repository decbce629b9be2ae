"""A code that is taken is drawn again, in the transaction that keeps it; the database refuses one that is not."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.store import ledger, objecting, persons, references
from assistant.store.objecting import Heard, Named
from tests.store.conftest import NOW, begin
from tests.store.test_objecting import KEYS

LATER = NOW + timedelta(seconds=1)
ROBIN = ("Robin Sample", date(1990, 5, 6))


def draws(monkeypatch, *codes):
    """What is drawn next, for every code there is."""
    left = iter(codes)
    monkeypatch.setattr(references, "drawn", lambda: next(left))


def object_(region, once):
    with region.database.writing() as w:
        heard = Heard("phone", LATER, "self", "maren", None)
        kept = objecting.keep(w, KEYS, objecting.id_of(once), heard, Named(*ROBIN), LATER)
        objecting.enter(w, kept, heard, LATER, {})
        return kept.reference


def person(region, **more):
    with region.database.writing() as w:
        made = persons.make(w, KEYS, *ROBIN, "", None, NOW, **more)
        ledger.append(w, "t", {}, (f"person:{made.id}",), NOW)
        return made.seeker_id


def test_a_seeker_id_that_is_taken_is_drawn_again(region, monkeypatch):
    draws(monkeypatch, "AAAA1111", "AAAA1111", "AAAA1111", "BBBB2222")
    assert [person(region), person(region)] == ["AAAA1111", "BBBB2222"]
    with pytest.raises(IntegrityError):
        person(region, seeker_id="AAAA1111")


def test_a_reference_that_a_request_or_a_conversation_has_is_drawn_again(region, monkeypatch):
    with region.database.writing() as w:
        theirs = begin(w, region.notice).reference
    draws(monkeypatch, "AAAA1111", "AAAA1111", theirs, "BBBB2222")
    assert [object_(region, "one"), object_(region, "two")] == ["AAAA1111", "BBBB2222"]


def test_randomness_that_gives_one_code_for_ever_is_said_and_keeps_nothing(region, monkeypatch):
    monkeypatch.setattr(references, "drawn", lambda: "AAAA1111")
    person(region)
    with pytest.raises(RuntimeError, match="source of randomness"):
        person(region)
    with region.database.reading() as r:
        assert r.driver.execute("select count(*) from person where seeker_id = 'AAAA1111'").fetchone()[0] == 1
