"""The turn is kept once, whole, with its evidence and its entry, or not at all."""


import pytest
from sqlalchemy import text

from assistant.store import digests, turns
from assistant.store.base import millis
from assistant.store.db import UnledgeredWrite, WroteWhileReading
from assistant.store.tables import Area
from assistant.store.verify_ledger import verify
from tests.store.conftest import ELEMENTS, NOW, begin, told_all, turn


def test_a_turn_is_kept_with_its_evidence_and_read_back(region):
    row = told_all(region.database, choice="share")
    with region.database.reading() as r:
        assert turns.find_by_owner(r, row.owner_hash) == row == turns.find(r, row.id)
        assert [each.number for each in turns.all_of(r, row.id)] == [1, 2]
        kept = turns.turn_by_number(r, row.id, 1)
        assert kept is not None and kept.answered_at == millis(NOW) + 1
        assert turns.turn_by_number(r, row.id, 3) is None
        assert r.session.scalar(text("select count(*) from told")) == len(ELEMENTS)
        assert r.session.scalar(text("select shown_first from choice")) == "share"
    assert verify(region.database).ok


def test_a_turn_on_an_old_row_is_stale_and_leaves_nothing(region):
    with region.database.writing() as w:
        row = begin(w, region.notice)
    with region.database.writing() as w:
        turn(w, row)
    with pytest.raises(turns.StaleTurn), region.database.writing() as w:
        turn(w, row)
    with region.database.reading() as r:
        assert len(turns.all_of(r, row.id)) == 1


def test_a_conversation_is_locked_only_as_it_was_read(region):
    with region.database.writing() as w:
        row = begin(w, region.notice)
        turns.lock(w, row)
        with pytest.raises(turns.StaleTurn):
            turns.lock(w, row._replace(owner_hash="f" * 64))  # it was given to another cookie in between
        after = turn(w, row)
        with pytest.raises(turns.StaleTurn):
            turns.lock(w, row)
        turns.lock(w, after)


def test_a_pin_never_changes(region):
    with pytest.raises(turns.PinRefused), region.database.writing() as w:
        row = begin(w, region.notice)
        place = type("P", (), {"site_id": None, "area_id": "WDA06", "notice_version_id": region.other})()
        turn(w, row, place=place)


def test_rows_without_an_entry_are_refused(region):
    with pytest.raises(UnledgeredWrite, match="area"), region.database.writing() as w:
        w.session.add(Area(id="WDA07", council="x", counties="y"))
    with pytest.raises(UnledgeredWrite, match="site"), region.database.writing() as w:
        w.session.execute(text("update site set name = 'x'"))
    with region.database.reading() as r:
        assert r.session.scalar(text("select count(*) from area")) == 1


def test_a_replay_writes_nothing_and_is_no_error(region):
    row = told_all(region.database)
    with region.database.writing() as w:
        assert turns.turn_by_number(w, row.id, 1) is not None


def test_a_read_cannot_write(region):
    with pytest.raises(WroteWhileReading), region.database.reading() as r:
        r.session.execute(text("update site set name = 'x'"))


def test_the_columns_that_verify_reads_are_those_that_are_kept():
    from assistant.store import verify_rows

    assert list(turns.TurnRow._fields) == verify_rows.TURN
    kept = set(turns.ConversationRow._fields) - {"owner_hash"}
    assert set(digests.PARTS["conversation"].columns) == kept
