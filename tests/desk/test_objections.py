"""Objections by phone, letter, e-mail or in person: who may write them down, from when they count, what was read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from assistant.desk import confirm, disclosure, objections, queue
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.desk.objections import Recorded, Reported, media_type, record_objection
from assistant.policy.ruling import Ruling
from assistant.store import persons, requests, verify_ledger
from assistant.store.objecting import Named
from tests.desk.test_confirm import decide, on_file, say, seen, viewer

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
DAY = timedelta(days=1)
THEO = Named("Theo Ansgar Lund-Sample", date(1981, 4, 17))
ROBIN = Named("Robin Sample-Twin", date(1990, 5, 6))
INES, JONAH, MAREN = (f"{name}@demo.example" for name in ("ines", "jonah", "maren"))
LETTER = Reported("letter", "self", NOW - DAY, NOW - DAY, "tidewater", THEO, b"Do not share.", "o" * 22)


def record(region, email=INES, now=NOW, **more):
    return record_objection(region.desk, viewer(region, email), replace(LETTER, **more), now)


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def read(region, at, email=JONAH):
    asked = Asked(name=THEO.name, birth_date=THEO.birth_date)
    return disclosure.search(region.desk, viewer(region, email), "training_retraining", asked, at)


def test_reads_between_receipt_and_record_are_an_incident_and_end_now(region):
    for hours in (30, 20, 3):
        assert isinstance(read(region, NOW - timedelta(hours=hours)), Shown)
    assert isinstance(record(region), Recorded)
    assert isinstance(read(region, NOW + timedelta(seconds=1)), NothingShown)
    assert count(region, "incident where kind = 'late_receipt'") == 1
    assert count(region, "disclosure d join incident i on i.person_id = d.person_id and d.at between i.from_at and "
                         "i.to_at where d.organisation_id = 'harbor'") == 2  # fmt: skip
    assert verify_ledger.verify(region.wiring.database).ok


def test_the_queue_says_by_which_way_it_came_and_that_a_name_was_given(region):
    assert isinstance(record(region, site_id=None), Recorded)
    row = next(each for each in queue.waiting(region.desk, "do_not_share").rows if each.channel == "letter")
    assert (row.named, row.place) == (True, "Not at a site")


def test_what_nobody_read_in_between_is_no_incident(region):
    assert isinstance(record(region), Recorded) and count(region, "incident") == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [({"received_from": NOW + timedelta(seconds=1)}, "future"), ({"way": "relayed"}, "way"), ({"way": "chat"}, "way"),
     ({"spoken_by": "a friend"}, "spoken_by"), ({"original": b""}, "original"), ({"original": b"MZ\0"}, "original"),
     ({"original": b"%PDF-" + b"x" * objections.LARGEST}, "original")],
)  # fmt: skip
def test_a_planted_fault_leaves_nothing(region, more, code):
    before = count(region, "ledger_entry"), count(region, "objection")
    outcome = record(region, **more)
    assert isinstance(outcome, Ruling) and outcome.code == code
    assert (count(region, "ledger_entry"), count(region, "objection")) == before


@pytest.mark.parametrize("email", [JONAH, "ruth@demo.example", "priya@demo.example", "pavel@demo.example"])
def test_only_esd_staff_write_it_down(region, email):
    assert isinstance(record(region, email), Ruling) and count(region, "objection where way = 'letter'") == 0


@pytest.mark.parametrize("speaker", ["parent", "guardian", "agent"])
def test_no_from_somebody_else_holds_without_any_authority(region, speaker):
    one = on_file(region)
    record(region, spoken_by=speaker, named=ROBIN)
    assert seen(region, one) == ("never_notified", 1, "suppressed")


def test_the_same_form_from_many_hands_is_one_objection(region):
    results = []

    def press():
        results.append(record(region))

    hands = [Thread(target=press) for _ in range(4)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert len({each.reference for each in results}) == 1 and count(region, "objection where way = 'letter'") == 1
    assert record(region, named=ROBIN).reference != results[0].reference, "another person is another objection"


def test_when_both_come_at_one_moment_the_second_gets_the_result_of_the_first(region, monkeypatch):
    first = record(region)
    again = objections.kept.again
    asked = []

    def blind(r, one):
        asked.append(one)
        return None if len(asked) == 1 else again(r, one)

    monkeypatch.setattr(objections.kept, "again", blind)
    assert record(region) == first and len(asked) == 2


def test_a_letter_counts_from_its_receipt_against_a_yes_that_was_said_before(region):
    one = on_file(region)
    share = say(region, "share", "given", "send", at=NOW - timedelta(hours=2))["share"]
    record(region, named=ROBIN, received_from=NOW - timedelta(hours=1), received_at=NOW - timedelta(hours=1))
    with region.wiring.database.reading() as r:
        (letter,) = [each for each in requests.queue(r, "do_not_share") if each.taken_down_by]
        assert letter.said_at == NOW - timedelta(hours=1)
    assert isinstance(decide(region, letter, one), confirm.Decided)
    refused = decide(region, share, one, minutes=7)
    assert isinstance(refused, Ruling) and refused.code == "later_no"
    assert seen(region, one)[2] == "suppressed"


def test_a_yes_after_it_waits_beside_it_even_of_somebody_who_is_confirmed_to_share(region):
    one = on_file(region)
    decide(region, say(region, "share", "given", "send")["share"], one)
    record(region, named=ROBIN, now=NOW + timedelta(minutes=10))
    assert seen(region, one) == ("share_confirmed", 1, "suppressed")
    again = say(region, "share", "given", "send", at=NOW + timedelta(minutes=20))
    assert again["share"].state == "waiting", "without it nothing could ever end the hold by a share"
    assert isinstance(decide(region, again["share"], one, minutes=30), confirm.Decided)
    assert seen(region, one) == ("share_confirmed", 0, "shared")


def test_the_media_type_is_told_by_the_content(region):
    assert media_type(b"Hello: this is no header\n") == "text/plain"
    assert media_type("ñ".encode("latin-1")) is None and media_type(b"a\x1b[2Jb") is None
    assert media_type(b"\n  \t ") is None and media_type(b"Subject: x\n\n\xff") == "message/rfc822"


def test_it_counts_for_records_by_name_and_birth_date_alone(region):
    record(region)
    with region.wiring.database.reading() as r:
        (theo,) = persons.matching(r, region.wiring.keys.match_index(THEO.name.upper(), THEO.birth_date))
        assert theo.visibility == "suppressed"
