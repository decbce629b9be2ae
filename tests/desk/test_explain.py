"""Who could see a record at a moment: what the decision said then is what is explained afterwards."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from assistant.cli.access import access
from assistant.desk import confirm, explain
from assistant.desk.confirm import Decided
from assistant.store import as_of, persons, requests, staff
from tests.desk.histories import SAID, History
from tests.desk.test_confirm import viewer

VIEWERS = tuple(f"{name}@demo.example" for name in ("maren", "daniel", "ines", "jonah", "petra"))
class Seen(History):
    """A history with what the decision said after each act."""

    def __init__(self, region, dice):
        super().__init__(region, dice)
        self.seen = []

    def look_round(self):
        """What the decision function says now of each person to each viewer, by the facts that the screens use."""
        with self.database.reading() as r:
            for person_id in self.people:
                person = persons.find(r, person_id)
                facts = persons.policy_facts(r, person)
                assert as_of.person_facts(r, person, self.now) == facts
                for email in VIEWERS:
                    who = staff.viewer(r, staff.by_email(r, email).id)
                    said = explain.best(r, who, facts, self.now)
                    self.seen.append((self.now, person.seeker_id, email, said.allowed, tuple(sorted(said.fields))))


def seeker_of(region):
    with region.wiring.database.reading() as r:
        return persons.find(r, History(region, random.Random(0)).people[0]).seeker_id


@pytest.mark.parametrize("seed", range(4))
def test_what_was_said_then_is_explained_afterwards(region, seed):
    history = Seen(region, random.Random(seed))
    for _ in range(16):
        history.dice.choice((history.talk, history.decide, history.decide))()
        history.look_round()
    said = {(email, allowed) for _, _, email, allowed, _ in history.seen}
    assert {(VIEWERS[2], True), (VIEWERS[2], False)} <= said, "a history in which nothing changes proves nothing"
    now = datetime.now(UTC)
    for at, seeker, email, allowed, fields in history.seen:
        found = explain.explain(region.desk, seeker, email, at, now)
        assert (found.allowed, found.fields) == (allowed, fields), (at, email)
        assert found.reasons


def test_a_partner_could_see_between_the_yes_and_the_no(region):
    history = Seen(region, random.Random(0))
    history.talk(SAID[0])
    maren = viewer(region)
    with history.database.reading() as r:
        share, person = requests.find(r, history.open[0]), persons.find(r, history.people[0])
    done = confirm.confirm(region.desk, maren, share.id, share.version, person.id, "photo_id", history.minute())
    assert isinstance(done, Decided)
    yes = history.now
    history.look_round()
    history.talk(SAID[1])
    history.look_round()
    now = datetime.now(UTC)
    asked = [explain.explain(region.desk, person.seeker_id, VIEWERS[3], at, now) for at in (yes, history.now)]
    assert [each.allowed for each in asked] == [True, False] and asked[0].fields and not asked[1].fields
    just_before = explain.explain(region.desk, person.seeker_id, VIEWERS[3], yes - timedelta(seconds=1), now)
    assert not just_before.allowed


def test_the_question_must_name_somebody_and_a_moment_of_the_past(region):
    now = datetime.now(UTC)
    seeker = seeker_of(region)
    for seeker_id, email, at, says in (
        ("ZZZZ-ZZZZ", VIEWERS[0], now, "seeker id"),
        (seeker, "nobody@demo.example", now, "signs in"),
        (seeker, VIEWERS[0], now + timedelta(days=1), "to come"),
    ):
        with pytest.raises(explain.NotExplained, match=says):
            explain.explain(region.desk, seeker_id, email, at, now)
    early = explain.explain(region.desk, seeker, VIEWERS[0], datetime(2020, 1, 1, tzinfo=UTC), now)
    assert not early.allowed and "no record of this person yet" in early.reasons[0]


def test_the_command_prints_one_object_and_says_how_to_write_a_moment(region, monkeypatch):
    seeker = seeker_of(region)
    monkeypatch.setenv("NOTICE_DEMO", "1")
    monkeypatch.setenv("NOTICE_DATABASE", region.wiring.database.url)
    asked = ["explain", "--person", seeker, "--viewer", VIEWERS[3], "--json"]
    said = CliRunner().invoke(access, asked)
    found = json.loads(said.output.splitlines()[-1])
    assert set(found) == {"allowed", "fields", "reasons", "citations"} and not found["allowed"] and found["citations"]
    wrong = CliRunner().invoke(access, [*asked, "--at", "yesterday"])
    assert wrong.exit_code == 2 and "2026-11-23T14:30-08:00" in wrong.output


def test_the_record_page_answers_as_of_a_moment(region):
    history = History(region, random.Random(0))
    begun = history.now
    while not history.open:
        history.talk()
    with region.wiring.database.reading() as r:
        request = next(requests.find(r, each) for each in history.open)
    browser = region.sign_in(VIEWERS[0])
    address = f"/desk/requests/{request.id}"
    was = browser.get(address, query_string={"at": (begun - timedelta(days=1)).isoformat()}).text
    assert "Who could see seeker" in was and "there was no record of this person yet" in was
    then = browser.get(address, query_string={"at": begun.isoformat()}).text
    assert "Who could see seeker" in then and "no record of this person yet" not in then
    assert "Who can see seeker" in browser.get(address).text
    for wrong in ("soon", "2999-01-01T00:00"):
        said = browser.get(address, query_string={"at": wrong})
        assert said.status_code == 422 and "Name a moment of the past" in said.text
