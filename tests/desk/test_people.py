"""Duplicates, merges, deaths and authorities: who may do what, and what it does to who can see."""

from datetime import date, timedelta

import pytest

from assistant.desk import duplicates, people
from assistant.desk import person as opening
from assistant.desk.confirm import Decided
from assistant.intake.answer import Typed
from assistant.policy.ruling import Ruling
from assistant.store import grants, persons, verify_ledger
from assistant.store import staff as accounts
from tests.desk.test_confirm import NOW, decide, on_file, say, seen, viewer

ROBYN = Typed("Robyn Sample-Twin", date(1990, 5, 6))
LATER = NOW + timedelta(minutes=30)
SHA = "a" * 64


def with_role(region, email, *kinds):
    """Whoever has this address, holding these roles besides."""
    with region.wiring.database.writing() as w:
        ids = {name: accounts.by_email(w, f"{name}@demo.example").id for name in ("maren", "daniel", "ines")}
        who = accounts.by_email(w, email).id
        one, other = [each for each in ids.values() if each != who][:2]
        for kind in kinds:
            grants.give(w, who, kind, one, other, NOW - timedelta(days=1), NOW + timedelta(days=1), NOW)
    return viewer(region, email)


def may_view(region, email):
    """The same with a short grant to view what is suppressed."""
    with region.wiring.database.writing() as w:
        who, *two = (accounts.by_email(w, each).id for each in (email, "tamsin@demo.example", "bram@demo.example"))
        hours = timedelta(hours=8)
        grants.give(w, who, "esd_view_suppressed", *two, NOW - hours, NOW + hours, NOW - hours, "To match two records.")
    return viewer(region, email)


def seeker(region, person_id):
    with region.wiring.database.reading() as r:
        return persons.find(r, person_id).seeker_id


@pytest.fixture
def maren(region):
    return with_role(region, "maren@demo.example", "esd_staff")


@pytest.fixture
def daniel(region):
    return with_role(region, "daniel@demo.example", "esd_staff", "esd_supervisor")


def test_a_merge_takes_two_people_and_unmerging_restores_every_stored_visibility(region, maren, daniel):
    shared, silent = on_file(region), on_file(region, ROBYN)
    assert isinstance(decide(region, say(region, "share", "given", "send")["share"], shared), Decided)
    before = [seen(region, each) for each in (shared, silent)]
    assert before[0][2] == "shared"
    pair = duplicates.report(region.desk, maren, shared, seeker(region, silent), LATER)
    assert seen(region, shared)[2] == "esd_only"
    assert duplicates.report(region.desk, maren, silent, seeker(region, shared), LATER).code == "reported_already"
    assert duplicates.merge(region.desk, daniel, pair.id, 1, LATER).code == "not_proposed"
    assert not isinstance(duplicates.propose(region.desk, maren, pair.id, shared, 1, LATER), Ruling)
    assert duplicates.merge(region.desk, maren, pair.id, 2, LATER).code == "not_supervisor"
    late = duplicates.merge(region.desk, daniel, pair.id, 1, LATER)
    assert (late.by, late.state) == ("Maren Oyelaran", "proposed") and LATER - late.at < timedelta(milliseconds=1)
    assert not isinstance(duplicates.merge(region.desk, daniel, pair.id, 2, LATER), Ruling)
    assert seen(region, shared)[2] == "shared" and seen(region, silent)[2] == "esd_only"
    assert duplicates.part(region.desk, daniel, pair.id, 3, LATER).ended_why == "unmerged"
    assert [seen(region, each) for each in (shared, silent)] == before
    assert verify_ledger.verify(region.wiring.database).ok


def test_the_most_protective_status_wins_until_esd_confirms_one_on_the_kept_record(region, maren, daniel):
    kept, refused = on_file(region), on_file(region, ROBYN)
    no = say(region, "do_not_share", "given", "send", typed=ROBYN)["do_not_share"]
    assert isinstance(decide(region, no, refused), Decided)
    hidden = duplicates.report(region.desk, maren, kept, seeker(region, refused), NOW + timedelta(minutes=6))
    assert hidden.code == "unknown_other", "a suppressed record is not there without the grant"
    maren, daniel = may_view(region, "maren@demo.example"), may_view(region, "daniel@demo.example")
    pair = duplicates.report(region.desk, maren, kept, seeker(region, refused), NOW + timedelta(minutes=6))
    assert seen(region, kept)[2] == "suppressed"
    duplicates.propose(region.desk, maren, pair.id, kept, 1, NOW + timedelta(minutes=7))
    duplicates.merge(region.desk, daniel, pair.id, 2, NOW + timedelta(minutes=8))
    assert seen(region, kept)[2] == "suppressed"
    yes = say(region, "share", "given", "send", at=NOW + timedelta(minutes=9))["share"]
    assert isinstance(decide(region, yes, kept, minutes=20), Decided)
    assert seen(region, kept)[2] == "shared"
    at, ines = NOW + timedelta(minutes=30), viewer(region, "ines@demo.example")
    for who, merged in ((maren, [seeker(region, refused)]), (ines, [])):
        page = opening.open_person(region.desk, who, kept, "record_care", at)
        assert [each.other_seeker_id for each in page.absorbed] == merged, "what is suppressed is not named"


def test_a_death_freezes_keeps_the_choice_and_no_share_follows(region, maren, daniel):
    person = on_file(region)
    yes = say(region, "share", "given", "send")["share"]
    assert people.record_death(region.desk, maren, person, "", NOW).code == "no_source"
    assert people.record_death(region.desk, maren, person, "family", NOW).allowed
    assert decide(region, yes, person).code == "frozen"
    assert people.undo_death(region.desk, maren, person, LATER).code == "not_two"
    assert people.undo_death(region.desk, daniel, person, LATER).allowed
    assert isinstance(decide(region, yes, person, minutes=40), Decided)
