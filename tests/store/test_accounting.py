"""Lists of who looked, and credentials, on both databases: each line once, by an index, and refused when wrong."""

import re
from datetime import timedelta

import pytest

from assistant.store import clients, disclosures, ledger, persons
from assistant.store.disclosures import NotRecorded, accounted
from tests.store.conftest import BORN, KEYS, NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def looked(region):
    """Sixty searches by jonah of Harbor, three at each moment, every second one shown; gives the person."""
    with region.database.writing() as w:
        person = persons.make(w, KEYS, "Robin Example", BORN, "", "WDA06", NOW)
        ledger.append(w, "test_person", {}, (f"person:{person.id}",), NOW)
        for number in range(60):
            at = NOW + number // 3 * MINUTE
            search = disclosures.record_search(w, "jonah", "harbor", "training_retraining", "name_birth", at)
            if number % 2:
                disclosures.record_disclosure(w, person.id, "jonah", "harbor", "training_retraining", ("name",), at,
                                              search_id=search)  # fmt: skip
    return person.id


def pages(read):
    """Every page of a list, one after the other."""
    found, after = [], None
    while page := read(after):
        found.append(page)
        after = (page[-1][0].at, page[-1][0].id)
    return found


def test_every_line_of_both_lists_comes_once_in_order_whatever_shares_a_moment(region, looked):
    with region.database.reading() as r:
        of_person = pages(lambda after: disclosures.page_of_person(r, (looked,), after, 7))
        of_harbor = pages(lambda after: disclosures.page_of_organisation(r, "harbor", after, 7))
    for listed, many in ((of_person, 30), (of_harbor, 60)):
        lines = [(row.at, row.id) for page in listed for row, *_ in page]
        assert len(set(lines)) == len(lines) == many and lines == sorted(lines, reverse=True)
    assert of_harbor[0][0][1:] == ("jonah", True, None) and of_person[0][0][1:] == ("partner", "Harbor")


def test_a_period_counts_from_its_first_moment_to_before_its_last(region, looked):
    with region.database.reading() as r:
        found = list(disclosures.searches_between(r, "harbor", NOW, NOW + 4 * MINUTE))
        looks = list(disclosures.looks_between(r, "harbor", NOW, NOW + 4 * MINUTE))
        assert list(disclosures.searches_between(r, "esd", NOW, NOW + 4 * MINUTE)) == []
    assert len(found) == 12 and sum(shown for *_, shown in found) == 6 == len(looks)
    assert {(who, person, by_search) for who, person, _, by_search in looks} == {("jonah", looked, True)}


def test_on_sqlite_each_list_walks_its_index_and_sorts_nothing(region, looked):
    if region.database.dialect != "sqlite":
        pytest.skip("the plan of few rows says nothing there")
    said = []
    with region.database.reading() as r:
        r.driver.set_trace_callback(said.append)
        disclosures.page_of_person(r, (looked,), (NOW, "z"), 7)
        disclosures.page_of_organisation(r, "harbor", (NOW, "z"), 7)
        r.driver.set_trace_callback(None)
        for statement in said:
            plan = str(r.driver.execute("explain query plan " + re.sub(r"\s+", " ", statement)).fetchall())
            assert "ix_disclosure_person" in plan or "ix_search_organisation" in plan
            assert "TEMP B-TREE" not in plan
    assert len(said) == 2


def test_a_fault_of_either_database_is_not_recorded_and_keeps_nothing(region, looked):
    with pytest.raises(NotRecorded), accounted(region.database) as w:
        disclosures.record_search(w, "jonah", "harbor", "training_retraining", "seeker_id", NOW)
        w.driver.execute("insert into nowhere values (1)")
    with pytest.raises(NotRecorded), accounted(region.database) as w:
        disclosures.record_search(w, "nobody", "harbor", "training_retraining", "seeker_id", NOW)
    with region.database.reading() as r:
        assert r.driver.execute("select count(*) from search").fetchone()[0] == 60


def test_a_credential_is_found_by_its_secret_alone_revoked_once_and_refused_when_it_is_none(region):
    with region.database.writing() as w:
        made = clients.make(w, "harbor", "ETO", "secret", "priya", NOW + timedelta(days=365), NOW)
    with region.database.writing() as w:
        assert clients.of_secret(w, "other") is None
        assert clients.of_secret(w, "secret") == clients.find(w, made.id)
        assert clients.revoke(w, made.id, "priya", NOW + MINUTE) and not clients.revoke(w, made.id, "owen", NOW)
        assert clients.of_secret(w, "secret").revoked_at == NOW + MINUTE
    for ends, by in ((NOW + timedelta(days=365, milliseconds=1), "priya"), (NOW, "priya"), (NOW + MINUTE, "jonah")):
        with pytest.raises(Exception, match="credential is made by ESD"), region.database.writing() as w:
            clients.make(w, "harbor", "ETO", f"secret {ends}", by, ends, NOW)
