"""Confirming: only on a request, with identity for a share, once; and what each decision does to holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.conversation.engine import Event
from assistant.desk import confirm, queue, record
from assistant.desk.confirm import Decided, Taken
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from assistant.policy.ruling import Ruling
from assistant.store import ledger, persons, requests, staff, turns, verify_ledger

NOW = datetime.now(UTC) + timedelta(minutes=1)
ROBIN = Typed("Robin Sample-Twin", date(1990, 5, 6))
TOLD = ["start", "told", "told", "declined", "told"]


def viewer(region, email="maren@demo.example"):
    with region.wiring.database.reading() as r:
        return staff.viewer(r, staff.by_email(r, email).id)


def say(region, *answers, typed=ROBIN, at=NOW, staff_id=None):
    """A conversation at a kiosk with these answers after the telling; gives its open requests by kind."""
    intake = region.wiring.intake
    channel = "assisted" if staff_id else "kiosk"
    begun = begin.begin(intake, channel, "en", at, site_id="tidewater", staff_id=staff_id)
    for value in (*TOLD, *answers):
        seen = look.look(intake, begun.secret, at)
        event = Event("change", "choice") if value == "change" else Event("answer", value)
        posted = Posted(seen.token, event, typed if value == "given" else None, staff_id=staff_id)
        outcome = answer.answer(intake, begun.secret, posted, at)
        assert outcome.kind == "accepted", (value, outcome)
    with region.wiring.database.reading() as r:
        row = turns.find(r, begun.conversation_id)
        return {each.kind: each for each in requests.of_conversation(r, row.id)}


def on_file(region, typed=ROBIN):
    with region.wiring.database.writing() as w:
        person = persons.make(w, region.wiring.keys, typed.name, typed.birth_date, "", "WDA06", NOW)
        ledger.append(w, "test_person", {"person": person.id}, (f"person:{person.id}",), NOW)
        return person.id


def seen(region, person_id):
    with region.wiring.database.reading() as r:
        person = persons.find(r, person_id)
        return person.status, person.holds, person.visibility


def decide(region, request, person, check="photo_id", by="maren@demo.example", version=None, minutes=5):
    return confirm.confirm(
        region.desk, viewer(region, by), request.id, version or request.version, person, check,
        NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def test_no_holds_every_equal_record_before_review_or_send(region):
    one = on_file(region)
    say(region, "do_not_share", "given")
    two = on_file(region)
    assert seen(region, one) == ("never_notified", 1, "suppressed")
    assert seen(region, two) == ("never_notified", 1, "suppressed"), "imported later, held all the same"


def test_confirming_no_unchecked_keeps_the_hold_on_the_other_record(region):
    one, two = on_file(region), on_file(region)
    said = say(region, "do_not_share", "given")
    assert isinstance(decide(region, said["do_not_share"], one, "not_checked"), Decided)
    assert seen(region, one) == ("opt_out_confirmed", 0, "suppressed")
    assert seen(region, two) == ("never_notified", 1, "suppressed")


def test_confirming_no_with_identity_frees_the_other_record(region):
    one, two = on_file(region), on_file(region)
    said = say(region, "do_not_share", "given")
    decide(region, said["do_not_share"], one)
    assert seen(region, one)[2] == "suppressed"
    assert seen(region, two) == ("never_notified", 0, "esd_only")


def test_a_share_does_nothing_until_confirmed_with_identity(region):
    one = on_file(region)
    said = say(region, "share", "given", "send")
    assert seen(region, one)[2] == "esd_only"
    refused = decide(region, said["share"], one, "not_checked")
    assert isinstance(refused, Ruling) and refused.code == "not_checked"
    assert seen(region, one)[2] == "esd_only"
    assert isinstance(decide(region, said["share"], one), Decided)
    assert seen(region, one) == ("share_confirmed", 0, "shared")


def test_a_share_not_sent_is_no_request(region):
    assert "share" not in say(region, "share", "given")


def test_no_then_change_to_yes_leaves_both_and_the_confirmed_yes_closes_the_no(region):
    one = on_file(region)
    said = say(region, "do_not_share", "given", "change", "share", "send", at=NOW)
    assert set(said) == {"do_not_share", "share"}
    assert seen(region, one)[2] == "suppressed", "a later share never lifts the hold by itself"


def test_a_newer_confirmed_no_is_never_undone_by_an_older_yes(region):
    one = on_file(region)
    older = say(region, "share", "given", "send", at=NOW - timedelta(days=2))["share"]
    newer = say(region, "do_not_share", "given", "send")["do_not_share"]
    assert isinstance(decide(region, newer, one), Decided)
    refused = decide(region, older, one, minutes=6)
    assert isinstance(refused, Ruling) and refused.code == "later_no"
    assert seen(region, one)[2] == "suppressed"


def test_the_second_to_decide_is_told_who_and_when(region):
    one = on_file(region)
    share = say(region, "share", "given", "send")["share"]
    assert isinstance(decide(region, share, one), Decided)
    late = decide(region, share, one, by="daniel@demo.example")
    assert isinstance(late, Taken) and late.by == "Maren Oyelaran" and late.state == "confirmed"


@pytest.mark.parametrize("email", ["ines@demo.example", "jonah@demo.example"])
def test_without_the_grant_nothing_is_decided_and_nothing_told(region, email):
    share = say(region, "share", "given", "send")["share"]
    for version in (share.version, 99):
        outcome = decide(region, share, "new", by=email, version=version)
        assert isinstance(outcome, Ruling) and outcome.code == "no_grant"
    assert isinstance(record.open_record(region.desk, viewer(region, email), share.id, NOW), Ruling)


def test_whoever_took_a_share_down_never_confirms_it_but_may_confirm_a_no(region):
    maren = viewer(region).staff_id
    share = say(region, "share", "given", "send", staff_id=maren)["share"]
    assert decide(region, share, "new").code == "wrong_taker"
    assert isinstance(decide(region, share, "new", by="daniel@demo.example"), Decided)
    no = say(region, "do_not_share", "given", staff_id=maren, typed=Typed("Else Sample", date(1970, 1, 1)))
    outcome = decide(region, no["do_not_share"], "new")
    assert isinstance(outcome, Decided) and outcome.for_sampling


def test_returning_keeps_the_hold_and_the_request_in_the_queue(region):
    one = on_file(region)
    no = say(region, "do_not_share", "given")["do_not_share"]
    confirm.give_back(region.desk, viewer(region), no.id, no.version, "cannot_tell_who", NOW)
    assert seen(region, one)[2] == "suppressed"
    assert no.id in [row.id for row in queue.waiting(region.desk, "do_not_share").rows]
    assert queue.next_waiting(region.desk).id != no.id


def test_a_decided_record_closes(region):
    one = on_file(region)
    no = say(region, "do_not_share", "given")["do_not_share"]
    decide(region, no, one)
    closed = record.open_record(region.desk, viewer(region), no.id, NOW)
    assert isinstance(closed, Ruling) and closed.code == "closed"


def test_the_same_no_again_opens_nothing_for_the_desk(region):
    one = on_file(region)
    decide(region, say(region, "do_not_share", "given")["do_not_share"], one)
    again = say(region, "do_not_share", "given", at=NOW + timedelta(hours=1))["do_not_share"]
    assert again.state == "superseded"
    assert again.id not in [row.id for row in queue.waiting(region.desk, "do_not_share").rows]


def test_the_ledger_is_whole_after_all_of_it(region):
    one = on_file(region)
    decide(region, say(region, "do_not_share", "given")["do_not_share"], one)
    verdict = verify_ledger.verify(region.wiring.database)
    assert verdict.ok, verdict.first_bad
