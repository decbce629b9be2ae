"""Cease-use notices: one a day, references only, the same words for every cause; who read is told to stop."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from assistant.cli import cli
from assistant.desk import cease_use as notices
from assistant.desk import confirm, disclosure, explain, relaying
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.policy.cease_use import WORDS
from assistant.policy.ruling import Ruling
from assistant.store import cease_use, ledger, persons, verify_ledger
from assistant.store.objecting import Named
from assistant.web.cease_use import plain
from tests.conftest import csrf
from tests.desk.test_confirm import on_file, say, viewer

THEO = Named("Theo Ansgar Lund-Sample", date(1981, 4, 17))
JONAH, RUTH, TAMSIN = (f"{name}@demo.example" for name in ("jonah", "ruth", "tamsin"))
NOON = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=1)
DAY = timedelta(days=1)


def read(region, named=THEO, at=NOON):
    asked = Asked(name=named.name, birth_date=named.birth_date)
    return disclosure.search(region.desk, viewer(region, JONAH), "training_retraining", asked, at)


def object_(region, at, named=THEO):
    return relaying.relay(region.desk, viewer(region, JONAH), named, None, "o" * 22, at)


def seeker(region, named=THEO):
    with region.wiring.database.reading() as r:
        found = persons.matching(r, region.wiring.keys.match_index(named.name, named.birth_date))
        return found[0].seeker_id


def own(region, at, email=RUTH):
    found = notices.notices(region.desk, viewer(region, email), at)
    assert not isinstance(found, Ruling)
    return [notices.open_notice(region.desk, viewer(region, email), each.id, at) for each in found]


def test_a_later_no_ends_access_at_once_and_who_read_is_told_to_stop_in_one_notice(region):
    assert isinstance(read(region), Shown) and isinstance(read(region, at=NOON), Shown)
    assert notices.send(region.desk, NOON) == notices.Sent(0, 0, 0), "nobody said no: nothing is owed"
    object_(region, NOON + timedelta(seconds=1))
    assert isinstance(read(region, at=NOON + timedelta(seconds=2)), NothingShown)
    sent = notices.send(region.desk, NOON + timedelta(minutes=1))
    assert sent == notices.Sent(1, 1, 0)
    (only,) = own(region, NOON + DAY)
    assert only.references == (seeker(region),) and only.seen_at is None
    for later in (timedelta(minutes=2), DAY, 2 * DAY):
        assert notices.send(region.desk, NOON + later) == notices.Sent(0, 0, 0), "safe to run twice"
    assert verify_ledger.verify(region.wiring.database).ok


def test_nobody_is_told_who_read_nothing_and_an_esd_sight_owes_nothing(region):
    on_file(region)
    say(region, "do_not_share", "given")
    assert notices.send(region.desk, NOON) == notices.Sent(0, 0, 0)


def test_whatever_the_number_one_notice_a_day_and_the_rest_tomorrow(region):
    read(region)
    object_(region, NOON + timedelta(seconds=1))
    notices.send(region.desk, NOON + timedelta(seconds=2))
    with region.wiring.database.writing() as w:
        (theo,) = persons.matching(w, region.wiring.keys.match_index(THEO.name, THEO.birth_date))
        other = persons.make(w, region.wiring.keys, "Else Sample", date(1970, 1, 1), "", "WDA06", NOON)
        for cause, person in (("agreement", other), ("merge", other), ("death", theo)):
            w.session.add(cease_use.CeaseUse(id=f"{cause:0>32}", organisation_id="harbor", person_id=person.id,
                                             cause=cause, owed_at=NOON))  # fmt: skip
            w.session.flush()
            row = w.session.get(cease_use.CeaseUse, f"{cause:0>32}")
            cease_use.rows.note(w, row, "cease_use")
        ledger.append(w, "test_owed", {}, (f"person:{other.id}",), NOON)
        known = {theo.seeker_id, other.seeker_id}
    assert notices.send(region.desk, NOON + timedelta(hours=1)) == notices.Sent(0, 0, 1)
    assert notices.send(region.desk, NOON + DAY) == notices.Sent(1, 3, 0)
    newest, first = own(region, NOON + DAY)
    assert set(newest.references) == known and len(newest.references) == 2, "each record once, no cause"
    assert len(first.references) == 1
    assert verify_ledger.verify(region.wiring.database).ok


def move(region, who, organisation):
    """Make somebody staff of another organisation."""
    with region.wiring.database.engine.begin() as connection:
        connection.execute(
            text("update staff set organisation_id = :of where id = :id"), {"of": organisation, "id": who.staff_id}
        )


def test_only_the_manager_of_that_partner_sees_it_and_marks_it_once(region):
    read(region)
    object_(region, NOON + timedelta(seconds=1))
    notices.send(region.desk, NOON + timedelta(seconds=2))
    (only,) = own(region, NOON)
    for email in (JONAH, TAMSIN, "petra@demo.example", "maren@demo.example"):
        assert notices.notices(region.desk, viewer(region, email), NOON).code == "unknown"
        assert notices.open_notice(region.desk, viewer(region, email), only.id, NOON).code == "unknown"
        assert notices.see(region.desk, viewer(region, email), only.id, NOON).code == "unknown"
    other = viewer(region, RUTH)
    move(region, other, "rainshadow")
    assert notices.notices(region.desk, other, NOON) == []
    assert notices.open_notice(region.desk, other, only.id, NOON).code == "unknown"
    assert notices.see(region.desk, other, only.id, NOON).code == "unknown"
    move(region, other, "harbor")
    assert notices.see(region.desk, viewer(region, RUTH), only.id, NOON) is None
    assert notices.see(region.desk, viewer(region, RUTH), only.id, NOON + DAY) is None
    (seen,) = own(region, NOON + DAY)
    assert (seen.seen_at, seen.seen_by) == (NOON, "Ruth Castellanos")
    with region.wiring.database.engine.connect() as connection:
        marks = connection.execute(text("select count(*) from ledger_entry where kind = 'cease_use_seen'")).scalar()
    assert marks == 1
    (watched,) = notices.watched(region.desk, viewer(region, TAMSIN), NOON)
    assert watched.causes == {"choice": 1} and watched.organisation == "Harbor Skills Alliance"
    assert watched.notice.references == (), "a cause never stands beside a reference"
    for email in (RUTH, JONAH, "priya@demo.example"):
        assert isinstance(notices.watched(region.desk, viewer(region, email), NOON), Ruling)


def test_the_pages_and_the_file_say_references_and_the_same_words_and_nothing_else(region):
    read(region, at=datetime.now(UTC))
    object_(region, datetime.now(UTC) + timedelta(milliseconds=5))
    run = CliRunner().invoke(cli, ["cease-use", "send", "--json"], env=environment(region))
    assert json.loads(run.output) == {"notices": 1, "records": 1, "tomorrow": 0}, run.output
    ruth = region.sign_in(RUTH)
    path = own(region, NOON)[0].id
    page = ruth.get(f"/partner/notices/{path}")
    assert f"<li>{seeker(region)[:4]}-{seeker(region)[4:]}</li>" in page.text and all(w in page.text for w in WORDS)
    for word in ("Theo", "1981", "choice", "opted", "objection", "confirmed"):
        assert word not in page.text
    given = ruth.get(f"/partner/notices/{path}/references.csv")
    assert given.text == f"record_reference\r\n{seeker(region)}\r\n" and given.mimetype == "text/csv"
    done = ruth.post(f"/partner/notices/{path}/seen", data={"csrf_token": csrf(page.text)})
    assert done.status_code == 303 and "Seen by Ruth Castellanos" in ruth.get(done.location).text
    assert "Ruth Castellanos" in ruth.get("/partner/notices").text
    desk = region.sign_in(TAMSIN).get("/desk/notices-to-partners").text
    assert "Harbor Skills Alliance" in desk and seeker(region)[:4] not in desk
    for email in (JONAH, TAMSIN, "maren@demo.example"):
        other = region.sign_in(email)
        for address in ("/partner/notices", f"/partner/notices/{path}", f"/partner/notices/{path}/references.csv"):
            assert other.get(address).status_code == 404
    assert ruth.get("/partner/notices/" + "0" * 32).status_code == 404


@pytest.mark.parametrize("value", ["=1+1", "+A1", "-2", "@SUM", "\tx", "7KQ4M2XD"])
def test_no_reference_is_read_as_a_formula(value):
    assert plain(value)[0] not in "=+-@\t\r" and plain(value).endswith(value)


def test_to_share_again_takes_a_new_notification_and_counts_forward_only(region):
    """A09: the share confirmed after an opt-out rests on the notice of its own conversation, from then on."""
    one = on_file(region)
    decide = ("maren@demo.example", "photo_id")

    def confirmed(request, at):
        who = viewer(region, decide[0])
        done = confirm.confirm(region.desk, who, request.id, request.version, one, decide[1], at)
        assert isinstance(done, confirm.Decided), done
        return at

    start = datetime.now(UTC) + timedelta(minutes=10)
    no = confirmed(say(region, "do_not_share", "given", at=start)["do_not_share"], start + timedelta(minutes=1))
    again = say(region, "share", "given", "send", at=start + timedelta(minutes=5))["share"]
    unchecked = start + timedelta(minutes=8)
    refused = confirm.confirm(region.desk, viewer(region), again.id, again.version, one, "not_checked", unchecked)
    assert isinstance(refused, Ruling) and refused.code == "not_checked"
    yes = confirmed(again, start + timedelta(minutes=9))
    with region.wiring.database.engine.connect() as connection:
        told = connection.execute(text(
            "select v.notice_version_id, c.notice_version_id from status_event v join request r on r.id = v.request_id "
            "join conversation c on c.id = r.conversation_id where v.person_id = :one order by v.number desc"),
            {"one": one}).first()
        seeker_id = connection.execute(text("select seeker_id from person where id = :one"), {"one": one}).scalar()
    assert told[0] == told[1]

    def could(email, at):
        return explain.explain(region.desk, seeker_id, email, at, yes + DAY).allowed

    moments = [no + timedelta(seconds=1), yes - timedelta(milliseconds=1), yes, yes + timedelta(hours=1)]
    assert [could(JONAH, at) for at in moments] == [False, False, True, True]
    assert not could("petra@demo.example", yes + timedelta(hours=1)), "no agreement, and not named in that notice"


def environment(region):
    settings = region.settings
    return {"NOTICE_DEMO": "1", "NOTICE_DATABASE": settings.database,
            "NOTICE_VAR": settings.database.removeprefix("sqlite:///").rpartition("/")[0]}  # fmt: skip
