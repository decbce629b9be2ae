"""Who speaks for a person: the whole way of a parent's share, the form with its planted faults, ending it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant.store import persons, requests, staff, verify_ledger
from assistant.web import moments
from tests.conftest import csrf

MAREN, DANIEL, INES, JONAH, AGNES = (f"{each}@demo.example" for each in ("maren", "daniel", "ines", "jonah", "agnes"))
NEW, LIST = "/desk/authorities/new", "/desk/authorities"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
MINH = {"name": "Minh Anh Testcase", "month": "1", "day": "25", "year": "1999", "contact": ""}
TODAY = datetime.now(UTC).astimezone(moments.PACIFIC).date()
DAY = timedelta(days=1)
PAPER = {
    "about": "session", "kind": "parent", "holder": "Pat Testcase", "document": "a" * 64,
    "begins": TODAY.isoformat(), "ends": "",
}  # fmt: skip


def session(region, said, speaker="parent", who=MINH, email=INES):
    """An assisted session in which this speaker answers; gives its newest request."""
    browser = region.sign_in(email)
    form = {"csrf_token": csrf(browser.get("/desk/assisted").text), "site": "tidewater", "language": "en"}
    at = browser.post("/desk/assisted", data={**form, "speaker": speaker}).location
    for answer in ("start", *["told"] * 4, said, who, "send"):
        typed = answer if isinstance(answer, dict) else {"answer": answer}
        beside = {"by": "person", "method": "read"}
        at = browser.post(at, data={"token": TOKEN.search(browser.get(at).text)[1], **beside, **typed}).location
    with region.wiring.database.reading() as r:
        newest = r.session.execute(text("select id from request order by opened_at desc, id desc limit 1")).scalar()
        return requests.find(r, newest)


def minh(region):
    with region.wiring.database.reading() as r:
        return persons.matching(r, region.wiring.keys.match_index(MINH["name"], date(1999, 1, 25)))[0]


def see(browser, page=NEW, **form):
    return browser.post(NEW, data={"csrf_token": csrf(browser.get(page).text), **PAPER, **form})


def confirm(browser, request, person, **more):
    page = browser.get(f"/desk/requests/{request.id}").text
    sent = {"csrf_token": csrf(page), "version": "1", "person": person, "identity": "photo_id", **more}
    return page, browser.post(f"/desk/requests/{request.id}/confirm", data=sent)


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


@pytest.mark.parametrize("person", ["on file", "new"])
def test_a_parents_share_waits_for_the_authority_and_is_then_confirmed(region, person):
    asked = session(region, "share", who=MINH if person == "on file" else {**MINH, "name": "Kim Testcase"})
    daniel, ines = region.sign_in(DANIEL), region.sign_in(INES)
    named = minh(region).id if person == "on file" else "new"
    page, refused = confirm(daniel, asked, named)
    assert "Said by a parent" in page and "Until then nobody can confirm this share" in page
    assert refused.status_code == 409 and "has not seen the authority" in refused.text
    assert see(ines, number=asked.reference).status_code == 303
    shown = ines.get(LIST).text
    assert f"{asked.reference[:4]}-{asked.reference[4:]}" in shown and "Pat" not in shown and "Minh" not in shown
    page, done = confirm(daniel, asked, named)
    assert "Pat Testcase" in page and "Seen by Ines Halloway on" in page and "In force" in page
    assert done.status_code == 200 and "Confirmed: share" in done.text
    assert count(region, "request where authority_id is not null and state = 'confirmed'") == 1
    assert verify_ledger.verify(region.wiring.database).ok


def test_do_not_share_from_a_parent_holds_at_once_without_a_paper(region):
    asked = session(region, "do_not_share")
    assert minh(region).visibility == "suppressed"
    page, done = confirm(region.sign_in(DANIEL), asked, minh(region).id)
    assert "holds from whoever says it" in page and done.status_code == 200


@pytest.mark.parametrize("fault", ["ended", "begins later", "of another speaker", "of another record"])
def test_an_authority_that_does_not_fit_opens_nothing(region, fault):
    asked, ines, daniel = session(region, "share"), region.sign_in(INES), region.sign_in(DANIEL)
    form = {"about": "seeker", "number": minh(region).seeker_id}
    if fault == "begins later":
        form["begins"] = (TODAY + DAY).isoformat()
    if fault == "of another speaker":
        form["kind"] = "power_of_attorney"
    if fault == "of another record":
        with region.wiring.database.reading() as r:
            index = region.wiring.keys.match_index("Ji-woo Sample-Han", date(1979, 7, 2))
            form["number"] = persons.matching(r, index)[0].seeker_id
    assert see(ines, **form).status_code == 303
    if fault == "ended":
        path = re.search(r"/desk/authorities/[0-9a-f]{32}/end", ines.get(LIST).text)[0]
        assert ines.post(path, data={"csrf_token": csrf(ines.get(LIST).text)}).status_code == 303
        again = ines.post(path, data={"csrf_token": csrf(ines.get(LIST).text)})
        assert again.status_code == 409 and "ended already" in again.text
        assert "Ended by Ines Halloway" in daniel.get(f"/desk/requests/{asked.id}").text
    assert confirm(daniel, asked, minh(region).id)[1].status_code == 409
    assert minh(region).status == "never_notified"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"about": ""}, "Choose what it is for"), ({"about": "county"}, "Choose what it is for"),
        ({"number": " "}, "Give the reference"), ({"number": "ZZZZ-9999"}, "No session has this reference"),
        ({"number": "x" * 500}, "No session has this reference"),
        ({"about": "seeker", "number": "ZZZZ9999"}, "No record that is open to you"),
        ({"kind": ""}, "Choose the kind of authority"), ({"kind": "crown"}, "Choose the kind of authority"),
        ({"kind": "power_of_attorney"}, "This paper lets somebody else speak"),
        ({"holder": " \u200b\x00 "}, "Name who may speak"), ({"holder": "x" * 201}, "at most 200"),
        ({"document": ""}, "64 digits"), ({"document": "z" * 64}, "64 digits"),
        ({"begins": ""}, "first day"), ({"begins": "2026-02-31"}, "first day"), ({"begins": "0001-01-01"}, "first day"),
        ({"ends": "soon"}, "last day as a date"), ({"ends": (TODAY - 2 * DAY).isoformat()}, "ends after it begins"),
        ({"begins": "2020-01-01", "ends": "2020-02-01"}, "has ended already"),
        ({"kind": "signed_release", "statements": ["what", "files"]}, "all four statements"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_explained_keeps_what_was_typed_and_leaves_nothing(region, form, says):
    asked, ines = session(region, "share"), region.sign_in(INES)
    answer = see(ines, **{"number": asked.reference, **form})
    assert answer.status_code == 422 and says in answer.text and "<title>Error: " in answer.text
    if "holder" not in form:
        assert 'value="Pat Testcase"' in answer.text
    assert count(region, "authority") == 0


def test_a_session_in_which_the_person_answered_or_gave_no_name_takes_none(region):
    own, ines = session(region, "share", speaker="self"), region.sign_in(INES)
    assert "In this session the person answered" in see(ines, number=own.reference).text
    unnamed = session(region, "share", who={"answer": "skipped"})
    assert "No name and birth date were given" in see(ines, number=unnamed.reference).text


def test_a_suppressed_record_is_as_one_that_is_not_there(region):
    session(region, "do_not_share", speaker="self")
    ines = region.sign_in(INES)
    hidden = see(ines, about="seeker", number=minh(region).seeker_id)
    absent = see(ines, about="seeker", number="ZZZZ9999")
    assert hidden.status_code == absent.status_code == 422
    assert hidden.text.replace(minh(region).seeker_id, "ZZZZ9999") == absent.text


def test_a_session_says_the_same_whatever_was_chosen(region):
    ines, told = region.sign_in(INES), []
    for said in ("share", "do_not_share"):
        done = see(ines, number=session(region, said, who={**MINH, "name": f"Kim {said.title()}"}).reference)
        told.append((done.status_code, done.location))
    assert told[0] == told[1]


def test_who_is_not_esd_staff_finds_nothing_and_ends_nothing(region):
    asked = session(region, "share")
    assert see(region.sign_in(INES), number=asked.reference).status_code == 303
    path = re.search(r"/desk/authorities/[0-9a-f]{32}/end", region.sign_in(INES).get(LIST).text)[0]
    for email in (JONAH, AGNES):
        browser = region.sign_in(email)
        absent = browser.get("/desk/nothing-here").data
        assert [browser.get(each).data for each in (LIST, NEW)] == [absent] * 2
        proof = csrf(browser.get("/desk/roles").text)
        assert browser.post(path, data={"csrf_token": proof}).status_code == 404
    assert count(region, "authority where withdrawn_at is null") == 1
    ines = region.sign_in(INES)
    gone = ines.post(f"{LIST}/{'0' * 32}/end", data={"csrf_token": csrf(ines.get(LIST).text)})
    assert gone.status_code == 404


def test_from_the_record_page_the_reference_is_filled_in_and_ending_leads_back(region):
    asked = session(region, "share")
    daniel = region.sign_in(DANIEL)
    link = f"{NEW}?request={asked.id}"
    assert link in daniel.get(f"/desk/requests/{asked.id}").text.replace("&amp;", "&")
    assert f'value="{asked.reference}"' in daniel.get(link).text
    assert f'value="{asked.reference}"' not in region.sign_in(INES).get(link).text
    assert see(daniel, number=asked.reference).status_code == 303
    page = daniel.get(f"/desk/requests/{asked.id}").text
    path = re.search(r"/desk/authorities/[0-9a-f]{32}/end", page)[0]
    done = daniel.post(path, data={"csrf_token": csrf(page), "request": asked.id})
    assert (done.status_code, done.location) == (303, f"/desk/requests/{asked.id}#authority")


@pytest.mark.parametrize(
    ("form", "says"),
    [({"speaker": "neighbor"}, "Choose who answers"), ({"language": "xx"}, "Choose a language"),
     ({"site": "atlantis"}, "Choose a site")],
)  # fmt: skip
def test_an_assisted_session_begins_only_with_what_is_on_the_list(region, form, says):
    ines, before = region.sign_in(INES), count(region, "conversation")
    sent = {"csrf_token": csrf(ines.get("/desk/assisted").text), "site": "millrace", "language": "es",
            "speaker": "guardian", **form}  # fmt: skip
    answer = ines.post("/desk/assisted", data=sent)
    assert answer.status_code == 422 and says in answer.text and "<title>Error: " in answer.text
    if "speaker" not in form:
        assert 'value="guardian" checked' in answer.text
    assert count(region, "conversation") == before


def test_the_database_keeps_who_saw_it(region):
    session(region, "share")
    ines = region.sign_in(INES)
    assert see(ines, about="seeker", number=minh(region).seeker_id).status_code == 303
    with region.wiring.database.reading() as r:
        (kept,) = r.session.execute(text("select person_id, seen_by, holder_sealed from authority")).all()
        assert kept[:2] == (minh(region).id, staff.by_email(r, INES).id) and b"Pat" not in bytes(kept[2])
