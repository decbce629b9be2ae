"""The lived-in region: everything that the desk may meet, whole in the ledger, the same for one seed, made once."""

import json
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from assistant import app as house
from assistant.cli import cli
from assistant.demo import lived_in, lively, people
from assistant.demo.pasts import PASTS
from assistant.demo.region import AGREEMENTS, AREAS
from assistant.policy import access
from assistant.store import agreements, staff
from tests.conftest import settings_in

MANY = 200
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A small lived-in region, loaded by the command."""
    folder = tmp_path_factory.mktemp("lived-in")
    env = {"NOTICE_DEMO": "1", "NOTICE_VAR": str(folder), "NOTICE_LOG_LEVEL": "error", "NOTICE_DATABASE": ""}
    said = CliRunner().invoke(cli, ["demo", "--people", str(MANY), "--no-serve"], env=env)
    assert said.exit_code == 0, said.output
    settings = settings_in(folder)
    database = house.open_database(settings)
    yield env, settings, database, said.output
    database.dispose()


def rows(database, query):
    with database.reading() as r:
        return r.driver.execute(query).fetchall()


def test_the_ledger_of_it_is_whole_and_its_progress_was_shown(loaded):
    env, _, _, output = loaded
    said = CliRunner().invoke(cli, ["ledger", "verify", "--json"], env=env)
    assert json.loads(said.output)["ok"], said.output
    assert f"\rPeople on file: {MANY} of {MANY}" in output and "\rWhat they said:" in output


def test_twelve_councils_thirty_sites_in_every_area_and_eight_partners(loaded):
    database = loaded[2]
    kinds = Counter(kind for (kind,) in rows(database, "select kind from organisation"))
    assert kinds == {"esd": 1, "council": 12, "partner": 8}
    sites = rows(database, "select id, area_id from site")
    assert len(sites) == 30 and {area for _, area in sites} == {each[0] for each in AREAS}
    councils = {area for (area,) in rows(database, "select area_id from organisation where kind = 'council'")}
    assert councils == {each[0] for each in AREAS}


def test_agreements_in_every_state_and_one_in_force_that_opens_nothing(loaded):
    database, now = loaded[2], datetime.now(UTC)
    last = "select t.state from agreement_terms t where t.number = (select max(n.number) from agreement_terms n " \
           "where n.agreement_id = t.agreement_id)"  # fmt: skip
    states = Counter(state for (state,) in rows(database, last))
    assert set(states) == {"draft", "active", "suspended", "expired", "terminated"}
    assert sum(states.values()) == len(AGREEMENTS) + len(lived_in.AGREEMENTS) == 8
    with database.reading() as r:
        viewer = staff.viewer(r, staff.by_email(r, "enid@demo.example").id)
        bases, theirs = agreements.access_facts(r, "second-spring", now)
        kit = staff.viewer(r, staff.by_email(r, "kit@demo.example").id)
        open_ = agreements.access_facts(r, "kestrel", now)
    assert theirs[0].state == "active" and bases[0].legal_review_at is None
    assert not access.may_search(viewer, "vocational_rehabilitation", bases, theirs, now).allowed
    assert access.may_search(kit, "support_services", *open_, now).allowed


def test_standing_objections_by_phone_and_imported_no_are_there(loaded):
    database = loaded[2]
    assert rows(database, "select count(*) from person")[0][0] >= MANY
    assert rows(database, "select count(*) from status_event where cause = 'imported'")[0][0] >= MANY // 67
    assert rows(database, "select count(*) from search")[0][0] >= MANY // lively.ONE_SEARCH


def test_a_second_run_adds_nothing_and_a_larger_one_only_what_is_missing(loaded):
    env, settings, database, _ = loaded
    before = rows(database, "select count(*) from ledger_entry")
    said = CliRunner().invoke(cli, ["demo", "--people", str(MANY), "--no-serve"], env=env)
    assert said.exit_code == 0 and "there already" in said.output
    assert rows(database, "select count(*) from ledger_entry") == before
    more = lively.load_once(settings, MANY + 40, 4013, lambda *_: None)
    assert more.people == 40 and rows(database, "select count(*) from site") == [(30,)]


def test_it_is_only_for_the_demonstration(tmp_path):
    keys = "k:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="
    env = {"NOTICE_DEMO": "0", "NOTICE_VAR": str(tmp_path), "NOTICE_SITE_KEYS": keys, "NOTICE_SECRET": "s" * 40}
    said = CliRunner().invoke(cli, ["demo", "--no-serve"], env=env)
    assert said.exit_code == 1 and "NOTICE_DEMO=1" in said.output and not list(tmp_path.glob("*.db"))


@pytest.mark.parametrize("many", ["0", "59", "-1", "many", "1000000000"])
def test_a_wrong_number_of_people_is_refused_before_anything_is_made(tmp_path, many):
    said = CliRunner().invoke(cli, ["demo", "--people", many], env={"NOTICE_DEMO": "1", "NOTICE_VAR": str(tmp_path)})
    assert said.exit_code == 2 and "--people" in said.output and not list(tmp_path.iterdir())


def test_the_same_seed_makes_the_same_people_with_twins_minors_and_several_scripts():
    made = [people.person(4013, n, TODAY) for n in range(2000)]
    assert made == [people.person(4013, n, TODAY) for n in range(2000)]
    assert made != [people.person(4014, n, TODAY) for n in range(2000)]
    assert len({each.seeker_id for each in made}) == len(made)
    equal = Counter((each.name, each.born) for each in made)
    assert sum(count > 1 for count in equal.values()) > 20
    assert 30 < sum((TODAY - each.born).days < 18 * 365.25 for each in made) < 120
    scripts = {ord(each.name[0]) >> 8 for each in made}
    assert len(scripts) > 6
    assert all(each.contact == "" or "555" in each.contact or each.contact.endswith(".invalid") for each in made)


def test_every_stage_is_met_when_there_are_enough_people(tmp_path):
    """Each kind of past, played once: the desk finds requests waiting, returned, confirmed and superseded."""
    assert sum(each.weight for each in PASTS.values()) == 100
    env = {"NOTICE_DEMO": "1", "NOTICE_VAR": str(tmp_path), "NOTICE_LOG_LEVEL": "error", "NOTICE_DATABASE": ""}
    settings = settings_in(tmp_path)
    house.migrate(settings)
    database = house.open_database(settings)
    lively.load_once(settings, 900, 4013, lambda *_: None)
    found = set(rows(database, "select distinct kind, state from request"))
    assert found >= {(kind, state) for kind in ("share", "do_not_share") for state in ("waiting", "confirmed")}
    assert ("share", "returned") in found or ("do_not_share", "returned") in found
    assert ("do_not_share", "superseded") in found
    by_phone = rows(database, "select count(*) from objection where way = 'phone' and conversation_id is null")
    assert by_phone[0][0] == 900 // lively.ONE_CALL
    database.dispose()
    assert json.loads(CliRunner().invoke(cli, ["ledger", "verify", "--json"], env=env).output)["ok"]
