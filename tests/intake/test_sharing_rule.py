"""Silence: never a share under "choice"; under "notice" a request that ESD confirms, never against what was said."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant import app as house
from assistant.conversation.engine import Event
from assistant.conversation.load import FlowRefused
from assistant.desk import confirm, record
from assistant.desk.confirm import Decided
from assistant.intake import answer, begin, look, silence
from assistant.intake.answer import Posted
from assistant.policy.ruling import Ruling
from assistant.policy.sharing_rule import SILENT_AFTER
from assistant.store import requests, verify_ledger
from tests.desk.test_confirm import ROBIN, TOLD, on_file, seen, viewer
from tests.notice_flow import notice_files

THEN = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
LATER = THEN + SILENT_AFTER + timedelta(hours=1)
NAMED = (*TOLD, "given")  # everything told, name and birth date given, the choice on screen
EVENTS = {"object": Event("object"), "stop": Event("stop"), "change": Event("change", "choice")}


@pytest.fixture
def notice(region):
    """The demo region on the flow with the rule "notice"."""
    assert region.wiring.intake.offer(notice_files(house.read_flow())) == ()
    return region


def talk(region, *said, at=THEN, staff_id=None):
    """A conversation of these answers; gives its id."""
    intake = region.wiring.intake
    begun = begin.begin(intake, "assisted" if staff_id else "kiosk", "en", at, site_id="tidewater", staff_id=staff_id)
    go_on(region, begun, *said, at=at)
    return begun


def go_on(region, begun, *said, at):
    intake = region.wiring.intake
    for value in said:
        posted = Posted(look.look(intake, begun.secret, at).token, EVENTS.get(value) or Event("answer", value),
                        ROBIN if value == "given" else None)  # fmt: skip
        assert answer.answer(intake, begun.secret, posted, at).kind == "accepted", value


def opened(region, begun):
    with region.wiring.database.reading() as r:
        return [(each.kind, each.state) for each in requests.of_conversation(r, begun.conversation_id)]


def the_share(region, begun):
    with region.wiring.database.reading() as r:
        return next(e for e in requests.of_conversation(r, begun.conversation_id) if e.kind == "share")


def decide(region, begun, person, at=LATER + timedelta(hours=1), check="photo_id", by="maren@demo.example"):
    request = the_share(region, begun)
    return confirm.confirm(region.desk, viewer(region, by), request.id, request.version, person, check, at)


@pytest.mark.parametrize("said", [NAMED, (*NAMED, "stop"), (*TOLD, "stop"), TOLD])
def test_under_choice_silence_never_opens_anything(region, said):
    said = [each for each in said if each != "given"]  # there the choice comes before the name
    begun = talk(region, *said)
    assert silence.close(region.wiring.database, LATER).opened == 0 and opened(region, begun) == []


def test_under_choice_even_a_named_silence_opens_nothing(region):
    begun = talk(region, *TOLD, "share", "given")  # a share that was never sent
    assert silence.close(region.wiring.database, LATER).opened == 0 and opened(region, begun) == []


@pytest.mark.parametrize("said", [NAMED, (*NAMED, "stop")])
def test_under_notice_it_becomes_a_request_that_esd_confirms_as_any_other(notice, said):
    person, begun = on_file(notice), talk(notice, *said)
    database = notice.wiring.database
    assert silence.close(database, LATER - timedelta(hours=2)).opened == 0, "the person may still come back"
    assert opened(notice, begun) == []
    assert silence.close(database, LATER).opened == 1 and opened(notice, begun) == [("share", "waiting")]
    assert silence.close(database, LATER).opened == 0, "once"
    assert seen(notice, person)[2] == "esd_only", "nothing is shared before ESD confirms"
    assert decide(notice, begun, person, check="not_checked").code == "not_checked"
    assert isinstance(decide(notice, begun, person), Decided)
    assert seen(notice, person) == ("share_confirmed", 0, "shared")
    assert verify_ledger.verify(database).ok


@pytest.mark.parametrize(
    "said",
    [
        TOLD[:-1],  # not everything told
        (*TOLD, "skipped"),
        (*TOLD, "skipped", "stop"),
        (*NAMED, "share"),  # a choice that was not sent
        (*NAMED, "do_not_share"),
        ("start", "object", "given", *TOLD[1:]),
        (*NAMED, "share", "clear"),
    ],
)
def test_what_is_no_silence_opens_no_share(notice, said):
    begun = talk(notice, *said)
    assert silence.close(notice.wiring.database, LATER).opened == 0
    assert [each for each in opened(notice, begun) if each[0] == "share"] == []


def test_a_no_said_elsewhere_or_confirmed_before_is_no_silence(notice):
    person, begun = on_file(notice), talk(notice, *NAMED)
    no = talk(notice, *NAMED, "do_not_share")
    assert silence.close(notice.wiring.database, LATER).opened == 0, "a hold of that name stands"
    with notice.wiring.database.reading() as r:
        (request,) = requests.of_conversation(r, no.conversation_id)
    who = viewer(notice)
    assert isinstance(
        confirm.confirm(notice.desk, who, request.id, 1, person, "photo_id", THEN + timedelta(hours=1)), Decided
    )
    assert silence.close(notice.wiring.database, LATER).opened == 0 and opened(notice, begun) == []


@pytest.mark.parametrize("since", ["do_not_share", "object", "share"])
def test_what_is_said_after_the_request_breaks_the_silence(notice, since):
    """The waiting request stays, and nobody can confirm it any more; a choice has its own request."""
    person, begun = on_file(notice), talk(notice, *NAMED)
    silence.close(notice.wiring.database, LATER)
    if since == "object":
        other = talk(notice, "start", "object", "given", at=LATER)
        assert opened(notice, other) == [("do_not_share", "waiting")]
    else:
        go_on(notice, begun, since, at=LATER)
    refused = decide(notice, begun, person)
    assert isinstance(refused, Ruling) and refused.code == "not_silent"
    found = record.open_record(notice.desk, viewer(notice), the_share(notice, begun).id, LATER)
    assert found.may_decide.code == "not_silent"
    assert seen(notice, person)[0] == "never_notified"


def test_a_silence_never_ends_a_hold(notice):
    """Not even when the "do not share" came first and from another conversation."""
    person, begun = on_file(notice), talk(notice, *NAMED)
    silence.close(notice.wiring.database, LATER)
    talk(notice, "start", "object", "given", at=THEN - timedelta(days=1))
    assert seen(notice, person)[1] == 1
    assert decide(notice, begun, person).code == "not_silent" and decide(notice, begun, "new").code == "not_silent"
    assert seen(notice, person)[1] == 1


def test_staff_beside_a_person_never_confirm_that_silence(notice):
    person, maren = on_file(notice), viewer(notice).staff_id
    begun = talk(notice, *NAMED, "stop", staff_id=maren)
    silence.close(notice.wiring.database, LATER)
    assert decide(notice, begun, person).code == "wrong_taker"
    assert isinstance(decide(notice, begun, person, by="daniel@demo.example"), Decided)


def test_who_shares_already_opens_no_second_request(notice):
    person = on_file(notice)
    first, second = talk(notice, *NAMED), None
    silence.close(notice.wiring.database, LATER)
    decide(notice, first, person)
    second = talk(notice, *NAMED, at=LATER)
    assert silence.close(notice.wiring.database, LATER + SILENT_AFTER + timedelta(1)).opened == 0
    assert opened(notice, second) == []


def test_the_record_page_and_the_shelf_say_what_happened(notice):
    begun = talk(notice, *NAMED, at=THEN - timedelta(days=30))
    silence.close(notice.wiring.database, THEN)
    browser = notice.sign_in("maren@demo.example")
    page = browser.get(f"/desk/requests/{the_share(notice, begun).id}").text
    assert "was told every point and said nothing against sharing" in page and "chose <strong>share" not in page
    assert "Vera Example-Marsh, Invented Commissioner, decided on 2026-01-05" in page
    assert "Nobody chose here." in page and "opened a request to share" in page
    shelf = browser.get("/desk/policies").text
    assert "The sharing rule: “notice”" in shelf and "Vera Example-Marsh" in shelf and "ab" * 32 in shelf


def test_the_shelf_of_what_ships(region):
    shelf = region.sign_in("maren@demo.example").get("/desk/policies").text
    assert "The sharing rule: “choice”" in shelf and "Silence is never a share." in shelf


def test_a_decision_of_tomorrow_is_never_published(region):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    assert region.wiring.intake.offer(notice_files(house.read_flow(), decided_on=tomorrow.isoformat())) == ()
    with pytest.raises(FlowRefused, match="still to come"):
        region.wiring.intake.publish(datetime.now(UTC))


def test_the_start_refuses_a_decision_of_tomorrow(region, monkeypatch):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    files = notice_files(house.read_flow(), decided_on=tomorrow)
    monkeypatch.setattr(house, "read_flow", lambda: files)
    with pytest.raises(house.StartRefused, match="still to come"):
        house.open_intake(region.settings, region.wiring.database)
