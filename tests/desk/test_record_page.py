"""The record page says only what was so at that moment, and every way out of it is told."""

import re
from datetime import UTC, datetime, timedelta

from assistant.conversation.engine import Event
from assistant.desk import confirm
from assistant.desk.confirm import Decided
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted
from assistant.store import ledger, persons, requests, staff
from tests.conftest import csrf
from tests.desk.test_confirm import ROBIN, TOLD, on_file, seen, viewer

MAREN, DANIEL = "maren@demo.example", "daniel@demo.example"
CHANGED = (*TOLD, "do_not_share", "given", "change", "share", "send")
EVENTS = {"object": Event("object"), "change": Event("change", "choice")}


def talk(region, *said, staff_id=None):
    """A conversation of six hours ago, twenty seconds an answer; gives its requests by kind."""
    intake, at = region.wiring.intake, datetime.now(UTC) - timedelta(hours=6)
    begun = begin.begin(intake, "assisted" if staff_id else "kiosk", "en", at, site_id="tidewater", staff_id=staff_id)
    for number, value in enumerate(said, 1):
        then = at + timedelta(seconds=20 * number)
        event = EVENTS.get(value) or Event("answer", value)
        token = look.look(intake, begun.secret, then).token
        posted = Posted(token, event, ROBIN if value == "given" else None, staff_id=staff_id)
        assert answer.answer(intake, begun.secret, posted, then).kind == "accepted", value
    with region.wiring.database.reading() as r:
        return {each.kind: each for each in requests.of_conversation(r, begun.conversation_id)}


def decide(region, request, person, by=MAREN):
    now = datetime.now(UTC)
    return confirm.confirm(region.desk, viewer(region, by), request.id, request.version, person, "photo_id", now)


def record(region, request):
    browser = region.sign_in(MAREN)
    return browser, browser.get(f"/desk/requests/{request.id}").text


def sentence(page):
    return re.search(r'<h1 class="sentence">(.*?)</h1>', page, re.S).group(1)


def test_an_objection_before_the_telling_is_not_said_to_come_after_it(region):
    page = record(region, talk(region, "start", "object", "given", *TOLD[1:], "send")["do_not_share"])[1]
    assert "had not yet been told every point and had objected" in sentence(page)
    assert "Every point was told afterwards" in sentence(page)


def test_nothing_told_is_not_said_to_match(region):
    page = record(region, talk(region, "start", "object", "given")["do_not_share"])[1]
    assert "afterwards" not in sentence(page) and "all match" not in page and "nothing to compare" in page


def test_a_held_person_not_on_file_is_not_shown_as_seen_by_esd_staff(region):
    page = record(region, talk(region, "start", "object", "given")["do_not_share"])[1]
    row = re.search(r'data-label="Who">ESD staff</th>.*?</tr>', page, re.S).group(0)
    assert ">No</span>" in row


def test_a_share_ends_the_earlier_hold_of_the_person_named_alone_and_closes_the_no(region):
    one, two = on_file(region), on_file(region)
    said = talk(region, *CHANGED)
    assert isinstance(decide(region, said["share"], one), Decided)
    assert seen(region, one) == ("share_confirmed", 0, "shared")
    assert seen(region, two) == ("never_notified", 1, "suppressed")
    with region.wiring.database.reading() as r:
        assert requests.find(r, said["do_not_share"].id).state == "superseded"


def test_what_the_system_closed_is_not_put_on_somebody(region):
    one = on_file(region)
    said = talk(region, *CHANGED)
    browser, page = record(region, said["do_not_share"])
    decide(region, said["share"], one, by=DANIEL)
    form = {"csrf_token": csrf(page), "version": "1", "person": one, "identity": "photo_id"}
    late = browser.post(f"/desk/requests/{said['do_not_share'].id}/confirm", data=form)
    assert late.status_code == 409 and "closed by the system" in late.text and "Somebody" not in late.text


def test_whoever_took_a_share_down_may_still_return_it(region):
    page = record(region, talk(region, *TOLD, "share", "given", "send", staff_id=viewer(region).staff_id)["share"])[1]
    assert "Whoever took a share down never confirms it" in page
    assert "/confirm" not in page and "Return with this reason" in page


def test_a_returned_request_is_not_offered_for_return_again(region):
    share = talk(region, *TOLD, "share", "given", "send")["share"]
    confirm.give_back(region.desk, viewer(region), share.id, share.version, "cannot_tell_who", datetime.now(UTC))
    page = record(region, share)[1]
    assert "Return with this reason" not in page and "returned already" in page and "/confirm" in page


def test_what_was_chosen_is_kept_when_one_answer_is_missing(region):
    share = talk(region, *TOLD, "share", "given", "send")["share"]
    browser, page = record(region, share)
    form = {"csrf_token": csrf(page), "version": "1", "identity": "photo_id"}
    again = browser.post(f"/desk/requests/{share.id}/confirm", data=form).text
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', again) == [("identity", "photo_id")]


def test_an_address_nobody_made_is_no_fault(region):
    assert region.sign_in(MAREN).get("/desk/requests?after_share=999999999999999-x").status_code == 200


def test_nobody_decides_about_their_own_record(region):
    mine = on_file(region)
    with region.wiring.database.writing() as w:
        me = staff.by_email(w, MAREN)
        me.seeker_id = persons.find(w, mine).seeker_id
        w.session.flush()
        ledger.append(w, "test_staff_on_file", {"staff": me.id}, (f"staff:{me.id}",), datetime.now(UTC))
    share = talk(region, *TOLD, "share", "given", "send")["share"]
    page = record(region, share)[1]
    assert "Nobody decides about their own record" in page and "/confirm" not in page and "/return" not in page
    # Neither by naming another person nor by making a new one; a colleague may.
    for person in (mine, "new"):
        assert decide(region, share, person).code == "own_record"
    assert isinstance(decide(region, share, mine, by=DANIEL), Decided)


def test_the_timeline_tells_the_area_from_a_name(region):
    page = record(region, talk(region, *TOLD, "share", "given", "send")["share"])[1]
    assert page.count("gave name and birth date.") == 1 and "named the area" not in page
