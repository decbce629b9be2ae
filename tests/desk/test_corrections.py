"""Corrections by two confirmers, and likely candidates: what ends a hold, and what does not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assistant.desk import corrections, duplicates, record
from assistant.desk.confirm import Decided
from assistant.desk.corrections import Taken
from assistant.intake.answer import Typed
from assistant.policy.ruling import Ruling
from assistant.store import as_of, incidents, ledger, persons, status, verify_ledger
from assistant.store.people import Staff
from assistant.store.tables import Correction, Request
from tests.desk.test_confirm import NOW, decide, on_file, say, seen, viewer
from tests.desk.test_people import ROBYN, may_view, seeker, with_role

MINUTE = timedelta(minutes=1)
LATER = NOW + 30 * MINUTE
NO, YES = ("do_not_share", "given", "send"), ("share", "given", "send")


@pytest.fixture
def maren(region):
    return viewer(region)


@pytest.fixture
def ines(region):
    return with_role(region, "ines@demo.example", "esd_confirm")


def mend(region, request, right, one, other, at=LATER):
    """Two people set a wrong match right."""
    row = corrections.propose(region.desk, one, request.id, "wrong_match", "phone", right, at)
    assert isinstance(row, Correction), row
    done = corrections.approve(region.desk, other, row.id, at + MINUTE)
    assert isinstance(done, Correction) and done.state == "approved", done
    assert verify_ledger.verify(region.wiring.database).ok
    return done


def opened_again(region, request):
    with region.wiring.database.reading() as r:
        return r.session.scalar(select(Request).where(Request.reopens_id == request.id))


def last_event(region, person):
    with region.wiring.database.reading() as r:
        return status.history(r, person)[-1]


def of_incidents(region, correction):
    with region.wiring.database.reading() as r:
        return {each.person_id for each in incidents.of_correction(r, correction.id)}


def test_a_hold_ends_as_not_theirs_only_by_two_confirmers(region, maren, ines):
    person = on_file(region)
    no = say(region, *NO)["do_not_share"]
    unreached = corrections.propose(region.desk, maren, no.id, "not_theirs", "", None, LATER)
    assert unreached.code == "not_reached"
    row = corrections.propose(region.desk, maren, no.id, "not_theirs", "phone", None, LATER)
    assert corrections.propose(region.desk, ines, no.id, "not_theirs", "phone", None, LATER).code == "waits"
    assert corrections.approve(region.desk, maren, row.id, LATER).code == "not_two"
    assert corrections.refuse(region.desk, maren, row.id, "No.", LATER).code == "not_two"
    assert seen(region, person)[1:] == (1, "suppressed")
    assert corrections.approve(region.desk, ines, row.id, LATER).state == "approved"
    assert seen(region, person)[1:] == (0, "esd_only")
    assert isinstance(corrections.approve(region.desk, ines, row.id, LATER), Taken)
    assert verify_ledger.verify(region.wiring.database).ok


def test_a_refused_correction_says_why_and_ends_no_hold(region, maren, ines):
    person = on_file(region)
    no = say(region, *NO)["do_not_share"]
    row = corrections.propose(region.desk, maren, no.id, "not_theirs", "phone", None, LATER)
    said = [corrections.refuse(region.desk, ines, row.id, words, LATER).code for words in ("", " \n", "x" * 401)]
    assert said == ["no_words", "no_words", "too_long"]
    done = corrections.refuse(region.desk, ines, row.id, " The call was from the person. ", LATER)
    assert (done.state, done.says) == ("refused", "The call was from the person.")
    assert corrections.approve(region.desk, ines, row.id, LATER).state == "refused"
    assert seen(region, person)[1:] == (1, "suppressed")
    again = corrections.propose(region.desk, ines, no.id, "not_theirs", "letter", None, LATER)
    assert corrections.approve(region.desk, maren, again.id, LATER).state == "approved"
    page = record.open_record(region.desk, maren, no.id, LATER)
    assert isinstance(page, Ruling) and page.code == "closed"


def test_a_wrong_match_frees_one_record_holds_the_other_and_both_are_incidents(region, maren, ines):
    wrong, right = on_file(region), on_file(region, ROBYN)
    no = say(region, *NO)["do_not_share"]
    assert isinstance(decide(region, no, wrong), Decided)
    done = mend(region, no, right, maren, ines)
    assert seen(region, wrong) == ("never_notified", 0, "esd_only")
    assert seen(region, right)[1:] == (1, "suppressed")
    assert of_incidents(region, done) == {wrong, right}
    event = last_event(region, wrong)
    assert (event.cause, event.identity_check) == ("corrected", "not_checked")
    again = corrections.propose(region.desk, maren, no.id, "wrong_match", "phone", right, LATER + 2 * MINUTE)
    assert again.code == "mended"


def test_of_two_records_of_one_name_the_right_one_is_held_and_the_wrong_one_is_not(region, maren, ines):
    wrong, right, third = on_file(region), on_file(region), on_file(region)
    no = say(region, *NO)["do_not_share"]
    assert isinstance(decide(region, no, wrong), Decided)
    assert seen(region, right)[1] == 0
    mend(region, no, right, maren, ines)
    assert [seen(region, each)[1] for each in (wrong, right, third)] == [0, 1, 1]
    again = opened_again(region, no)
    assert isinstance(decide(region, again, right, minutes=40), Decided)
    assert [seen(region, each)[2] for each in (wrong, right, third)] == ["esd_only", "suppressed", "esd_only"]


def test_a_hold_that_the_wrong_share_ended_comes_back_and_the_right_persons_later_share_still_counts(
    region, maren, ines
):
    wrong, right = on_file(region), on_file(region)
    say(region, *NO)
    yes = say(region, *YES, at=NOW + MINUTE)["share"]
    assert isinstance(decide(region, yes, wrong), Decided)
    assert seen(region, wrong) == ("share_confirmed", 0, "shared")
    mend(region, yes, right, maren, ines)
    assert seen(region, wrong) == ("never_notified", 1, "suppressed")
    assert seen(region, right)[2] == "suppressed"
    assert isinstance(decide(region, opened_again(region, yes), right, minutes=40), Decided)
    assert seen(region, right) == ("share_confirmed", 0, "shared")
    assert seen(region, wrong)[2] == "suppressed"


def test_a_hold_of_their_own_stands_on_the_wrong_record_when_its_share_comes_back(region, maren, ines):
    wrong, right = on_file(region), on_file(region, ROBYN)
    own = say(region, *YES)["share"]
    assert isinstance(decide(region, own, wrong, check="esd_sign_in"), Decided)
    no = say(region, *NO, at=NOW + 6 * MINUTE)["do_not_share"]
    assert isinstance(decide(region, no, wrong, minutes=7), Decided)
    say(region, *NO, at=NOW + 8 * MINUTE)  # their own, while the record says do not share already
    mend(region, no, right, maren, ines)
    assert seen(region, wrong) == ("share_confirmed", 1, "suppressed")
    assert last_event(region, wrong).identity_check == "esd_sign_in"


@pytest.mark.parametrize("first", [0, 1])
def test_two_wrong_matches_of_one_record_are_mended_in_any_order(region, maren, ines, first):
    wrong, right = on_file(region), on_file(region, ROBYN)
    yes = say(region, *YES)["share"]
    assert isinstance(decide(region, yes, wrong), Decided)
    no = say(region, *NO, at=NOW + 6 * MINUTE)["do_not_share"]
    assert isinstance(decide(region, no, wrong, minutes=7), Decided)
    both = [yes, no]
    mend(region, both[first], right, maren, ines)
    assert seen(region, wrong)[0] == ("opt_out_confirmed", "share_confirmed")[first]
    mend(region, both[1 - first], right, ines, maren, LATER + 5 * MINUTE)
    assert seen(region, wrong)[0] == "never_notified"


def test_what_a_duplicate_hides_stays_hidden_when_a_wrong_match_is_mended_after_the_merge(region, maren, ines):
    kept, refused, right = on_file(region), on_file(region, ROBYN), on_file(region, Typed("Kim Else", date(1970, 1, 2)))
    no = say(region, *NO, typed=ROBYN)["do_not_share"]
    assert isinstance(decide(region, no, refused), Decided)
    with_role(region, "maren@demo.example", "esd_staff")
    with_role(region, "daniel@demo.example", "esd_staff", "esd_supervisor")
    with_role(region, "ines@demo.example", "esd_supervisor")
    staff, boss, other = (may_view(region, f"{name}@demo.example") for name in ("maren", "daniel", "ines"))
    pair = duplicates.report(region.desk, staff, kept, seeker(region, refused), NOW + 6 * MINUTE)
    assert not isinstance(duplicates.propose(region.desk, boss, pair.id, kept, 1, NOW + 7 * MINUTE), Ruling)
    assert not isinstance(duplicates.merge(region.desk, other, pair.id, 2, NOW + 8 * MINUTE), Ruling)
    assert seen(region, kept)[2] == "suppressed"
    yes = say(region, *YES, at=NOW + 9 * MINUTE)["share"]
    assert isinstance(decide(region, yes, kept, minutes=20), Decided)
    assert seen(region, kept)[2] == "shared"
    mend(region, yes, right, maren, ines)
    assert seen(region, kept)[2] == "suppressed"
    with region.wiring.database.reading() as r:
        row = persons.find(r, kept)
        shadowed = {at: as_of.person_facts(r, row, NOW + at * MINUTE).shadowed for at in (10, 25, 45)}
    assert shadowed == {10: True, 25: False, 45: True}


def test_a_do_not_share_that_was_somebody_elses_stands_in_the_way_of_no_share(region, maren, ines):
    wrong, right = on_file(region), on_file(region, ROBYN)
    yes = say(region, *YES)["share"]
    no = say(region, *NO, at=NOW + MINUTE)["do_not_share"]
    assert isinstance(decide(region, no, wrong), Decided)
    assert decide(region, yes, wrong, minutes=6).code == "later_no"
    mend(region, no, right, maren, ines)
    assert isinstance(decide(region, yes, wrong, minutes=40), Decided)
    assert seen(region, wrong)[0] == "share_confirmed"


def test_for_a_right_record_that_says_so_already_nothing_waits_and_it_still_holds(region, maren, ines):
    wrong, right = on_file(region), on_file(region, ROBYN)
    own = say(region, *NO, typed=ROBYN)["do_not_share"]
    assert isinstance(decide(region, own, right), Decided)
    no = say(region, *NO, at=NOW + 6 * MINUTE)["do_not_share"]
    assert isinstance(decide(region, no, wrong, minutes=7), Decided)
    mend(region, no, right, maren, ines)
    again = opened_again(region, no)
    assert again.state == "superseded" and seen(region, right) == ("opt_out_confirmed", 1, "suppressed")
    assert seen(region, on_file(region, ROBYN))[2] == "suppressed", "imported later, held all the same"


def test_nobody_mends_what_may_be_their_own_record(region, maren, ines):
    wrong, mine = on_file(region), on_file(region, ROBYN)
    with region.wiring.database.writing() as w:
        w.session.get_one(Staff, maren.staff_id).seeker_id = persons.find(w, mine).seeker_id
        w.session.flush()
        ledger.append(w, "test_staff_on_file", {}, (f"staff:{maren.staff_id}",), NOW)
    no = say(region, *NO)["do_not_share"]
    assert isinstance(decide(region, no, wrong, by="daniel@demo.example"), Decided)
    assert corrections.propose(region.desk, maren, no.id, "wrong_match", "phone", mine, LATER).code == "own_record"
    row = corrections.propose(region.desk, ines, no.id, "wrong_match", "phone", mine, LATER)
    assert corrections.approve(region.desk, maren, row.id, LATER).code == "own_record"
    assert corrections.propose(region.desk, ines, "0" * 32, "not_theirs", "phone", None, LATER).code == "unknown"


def test_a_likely_candidate_is_shown_with_why_and_confirming_it_keeps_the_typed_name_held(region):
    twin, swapped = on_file(region), on_file(region, Typed("Sample Twin, Róbin", date(1990, 6, 5)))
    no = say(region, "do_not_share", "given", "send")["do_not_share"]
    page = record.open_record(region.desk, viewer(region), no.id, LATER)
    assert {each.id: each.alike for each in page.equal} == {twin: "", swapped: "same name, day and month swapped"}
    assert isinstance(decide(region, no, swapped, check="not_checked"), Decided)
    assert seen(region, swapped)[0] == "opt_out_confirmed"
    assert seen(region, twin)[1:] == (1, "suppressed")
