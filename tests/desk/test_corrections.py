"""Corrections by two confirmers, and likely candidates: what ends a hold, and what does not."""

from datetime import date, timedelta

from assistant.desk import corrections, record
from assistant.desk.confirm import Decided
from assistant.intake.answer import Typed
from assistant.store import corrections as kept
from assistant.store import verify_ledger
from tests.desk.test_confirm import NOW, decide, on_file, say, seen, viewer
from tests.desk.test_people import with_role

LATER = NOW + timedelta(minutes=30)


def test_a_hold_ends_as_not_theirs_only_by_two_confirmers(region):
    person = on_file(region)
    no = say(region, "do_not_share", "given", "send")["do_not_share"]
    maren, ines = viewer(region), with_role(region, "ines@demo.example", "esd_confirm")
    unreached = corrections.propose(region.desk, maren, no.id, "not_theirs", "", None, LATER)
    assert unreached.code == "not_reached"
    row = corrections.propose(region.desk, maren, no.id, "not_theirs", "phone", None, LATER)
    assert corrections.approve(region.desk, maren, row.id, LATER).code == "not_two"
    assert seen(region, person)[1:] == (1, "suppressed")
    assert corrections.approve(region.desk, ines, row.id, LATER).state == "approved"
    assert seen(region, person)[1:] == (0, "esd_only")
    assert verify_ledger.verify(region.wiring.database).ok


def test_a_wrong_match_restores_one_record_holds_the_other_and_opens_an_incident(region):
    wrong, right = on_file(region), on_file(region, Typed("Robyn Sample-Twin", date(1990, 5, 6)))
    no = say(region, "do_not_share", "given", "send")["do_not_share"]
    assert isinstance(decide(region, no, wrong), Decided)
    maren, ines = viewer(region), with_role(region, "ines@demo.example", "esd_confirm")
    row = corrections.propose(region.desk, maren, no.id, "wrong_match", "phone", right, LATER)
    assert corrections.approve(region.desk, ines, row.id, LATER).state == "approved"
    assert seen(region, wrong)[0] == "never_notified"
    assert seen(region, right)[1:] == (1, "suppressed")
    with region.wiring.database.reading() as r:
        assert [each.person_id for each in kept.incidents(r)] == [wrong]


def test_a_likely_candidate_is_shown_with_why_and_confirming_it_keeps_the_typed_name_held(region):
    twin, swapped = on_file(region), on_file(region, Typed("Sample Twin, Róbin", date(1990, 6, 5)))
    no = say(region, "do_not_share", "given", "send")["do_not_share"]
    page = record.open_record(region.desk, viewer(region), no.id, LATER)
    assert {each.id: each.alike for each in page.equal} == {twin: "", swapped: "same name, day and month swapped"}
    assert isinstance(decide(region, no, swapped, check="not_checked"), Decided)
    assert seen(region, swapped)[0] == "opt_out_confirmed"
    assert seen(region, twin)[1:] == (1, "suppressed")
