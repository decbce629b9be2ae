"""Looking for people and pairs by key on both databases: what is suppressed is left out, groups hold together."""

from datetime import timedelta

from assistant.store import duplicates, freezes, ledger, objecting, persons
from assistant.store.objecting import Heard, Named
from tests.store.conftest import BORN, KEYS, NOW

NAME = "Rosa Marín Vega"


def people(database, number):
    with database.writing() as w:
        made = [persons.make(w, KEYS, NAME, BORN, "", "WDA06", NOW + timedelta(seconds=each)) for each in range(number)]
        ledger.append(w, "test_person", {}, ("test:people",), NOW)
        return [each.id for each in made]


def merge(database, one, other, seconds, merged=True):
    at = NOW + timedelta(seconds=seconds)
    with database.writing() as w:
        persons.lock(w, one, other)
        pair = duplicates.report(w, one, other, "maren", at)
        if merged:
            duplicates.change(w, pair, kept_id=one, proposed_at=at, proposed_by="maren", merged_at=at, merged_by="owen")
        ledger.append(w, "test_pair", {"pair": pair.id}, (f"person:{one}", f"person:{other}"), at)
        return pair.id


def test_people_are_looked_for_by_key_in_pages_without_the_suppressed(region):
    ids = people(region.database, 4)
    index = KEYS.match_index(NAME, BORN)
    with region.database.reading() as r:
        first = persons.looked_for(r, "", index, False, "", 3)
        rest = persons.looked_for(r, "", index, False, first[-1].id, 3)
        assert [each.id for each in (*first, *rest)] == sorted(ids)
        assert persons.looked_for(r, first[0].seeker_id, "", False, "", 9) == [first[0]]
        assert persons.looked_for(r, "", "", False, "", 9) == [] == persons.looked_for(r, "-", index, True, "", 9)


def test_without_the_grant_neither_people_nor_pairs_that_are_suppressed_are_fetched(region):
    ids, index = people(region.database, 2), KEYS.match_index(NAME, BORN)
    pairs = [merge(region.database, *ids, 1, merged=False)]
    with region.database.writing() as w:
        heard = Heard("letter", NOW - timedelta(days=3), "self", "ines", "tidewater")
        objecting.enter(w, objecting.keep(w, KEYS, "a" * 32, heard, Named(NAME, BORN, "", False), NOW), heard, NOW, {})
    with region.database.reading() as r:
        for seen in (False, True):
            assert len(persons.looked_for(r, "", index, seen, "", 9)) == (2 if seen else 0)
            assert [pair.id for pair, _, _ in duplicates.page(r, False, seen, "", 9)] == (pairs if seen else [])


def test_a_group_is_the_same_from_each_of_its_records_and_ends_with_its_merge(region):
    kept, away, third, beside = people(region.database, 4)
    merge(region.database, kept, away, 1)
    last = merge(region.database, kept, third, 2)
    merge(region.database, away, beside, 3, merged=False)
    with region.database.reading() as r:
        for each in (kept, away, third):
            assert duplicates.group(r, each) == {kept, away, third}
        assert duplicates.group(r, beside) == {beside}, "reported is not merged"
    with region.database.writing() as w:
        row = duplicates.locked(w, last)
        duplicates.change(w, row, ended_at=NOW, ended_by="owen", ended_why="unmerged")
        ledger.append(w, "test_parted", {}, (f"person:{third}",), NOW)
    with region.database.reading() as r:
        assert duplicates.group(r, kept) == {kept, away} and duplicates.group(r, third) == {third}


def test_pairs_page_by_key_waiting_ones_oldest_first_merged_ones_newest_first(region):
    ids = people(region.database, 8)
    waiting = [merge(region.database, *ids[at:at + 2], at, merged=False) for at in (0, 2)]
    merged = [merge(region.database, *ids[at:at + 2], at) for at in (4, 6)]
    for of, order in ((False, waiting), (True, merged[::-1])):
        with region.database.reading() as r:
            first = duplicates.page(r, of, False, "", 1)
            rest = duplicates.page(r, of, False, first[0][0].id, 9)
            assert [pair.id for pair, _, _ in (*first, *rest)] == order
            assert [(one.id, other.id) for pair, one, other in first] == [(first[0][0].one_id, first[0][0].other_id)]


def test_the_newest_entry_of_a_kind_in_a_chain_is_what_was_said_last(region):
    (one,) = people(region.database, 1)
    with region.database.reading() as r:
        assert ledger.newest(r, f"person:{one}", "death_recorded") == {}
    for source in ("family", "agency"):
        with region.database.writing() as w:
            frozen = freezes.begin(w, one, "deceased", "maren", NOW)
            ledger.append(w, "death_recorded", {"source": source}, (f"person:{one}",), NOW)
        with region.database.writing() as w:
            freezes.end(w, w.session.merge(frozen), "owen", NOW)
            ledger.append(w, "death_taken_back", {}, (f"person:{one}",), NOW)
    with region.database.reading() as r:
        assert ledger.newest(r, f"person:{one}", "death_recorded")["source"] == "agency"
