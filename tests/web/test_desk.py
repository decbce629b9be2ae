"""The desk's pages: what each says, to whom it opens, and that every outcome is told."""

import re

import pytest

from assistant.evidence.identifiers import shown
from tests.conftest import csrf
from tests.desk.test_confirm import on_file, say

TOKEN = re.compile(r'name="token" value="([^"]+)"')
# A token and a reference differ from page to page; nothing else may.
SPOKEN = re.compile(r'name="token" value="[^"]+"|<bdi>[0-9A-Z]{4}-[0-9A-Z]{4}</bdi>')
MAREN, DANIEL, INES, JONAH = (f"{name}@demo.example" for name in ("maren", "daniel", "ines", "jonah"))


def waiting(browser):
    return re.findall(r'href="/desk/requests/([0-9a-f]{32})"', browser.get("/desk/requests").text)


def test_the_queue_holds_do_not_share_first_and_no_names(region):
    page = region.sign_in(MAREN).get("/desk/requests").text
    assert page.index("q-do_not_share") < page.index("q-share")
    assert "Marín" not in page and "Sample-Han" not in page


def test_a_record_begins_with_what_happened_and_shows_every_point(region):
    browser = region.sign_in(MAREN)
    page = browser.get(f"/desk/requests/{waiting(browser)[0]}").text
    sentence = re.search(r'<h1 class="sentence">(.*?)</h1>', page, re.S).group(1)
    assert "in Español" in sentence and "had been told every point" in sentence and "do not share" in sentence
    assert all(f"<strong>{each}</strong>" in page for each in ("DS1a", "DS1b", "DS2b", "DS3", "DS4", "ST1", "ST4"))
    assert "all match" in page and "Who can see" in page and "Policy 4013, Policy, second paragraph" in page
    assert page.count("Rosa Marín Vega") == 3, "typed, and the two people kept with that name and birth date"


def test_a_share_has_no_unchecked_identity_and_nothing_is_preselected(region):
    browser = region.sign_in(MAREN)
    page = browser.get(f"/desk/requests/{waiting(browser)[-1]}").text
    assert "photo ID in person" in page and "not_checked" not in page
    assert not re.search(r"<input[^>]*\bchecked\b", page)


def test_confirm_needs_both_radios_then_confirms_then_tells_the_second(region):
    one, two = region.sign_in(MAREN), region.sign_in(DANIEL)
    request = waiting(one)[-1]
    page, other = one.get(f"/desk/requests/{request}").text, two.get(f"/desk/requests/{request}").text
    form = {"csrf_token": csrf(page), "version": "1"}
    missing = one.post(f"/desk/requests/{request}/confirm", data=form)
    assert missing.status_code == 422 and "Choose which person" in missing.text
    done = one.post(f"/desk/requests/{request}/confirm", data={**form, "person": "new", "identity": "photo_id"})
    assert done.status_code == 200 and "Confirmed: share" in done.text and "Next in queue" in done.text
    late = two.post(f"/desk/requests/{request}/return",
                    data={"csrf_token": csrf(other), "version": "1", "reason": "no_authority"})  # fmt: skip
    assert late.status_code == 409 and "Maren Oyelaran decided this before you" in late.text


@pytest.mark.parametrize("email", [INES, JONAH, None])
def test_a_record_looks_absent_to_everyone_else(region, email):
    request = waiting(region.sign_in(MAREN))[0]
    browser = region.sign_in(email) if email else region.app.test_client()
    one, absent = browser.get(f"/desk/requests/{request}"), browser.get("/desk/requests/nothing")
    assert (one.status_code, one.data) == (404, absent.data)


def test_a_post_without_its_proof_decides_nothing(region):
    browser = region.sign_in(MAREN)
    request = waiting(browser)[-1]
    browser.post(f"/desk/requests/{request}/confirm", data={"version": "1", "person": "new", "identity": "photo_id"})
    assert request in waiting(browser)


def test_staff_begin_an_assisted_session_that_records_who_answered(region):
    browser = region.sign_in(INES)
    assert browser.get("/desk").location == "/desk/assisted"
    page = browser.get("/desk/assisted").text
    begun = browser.post("/desk/assisted", data={"csrf_token": csrf(page), "site": "tidewater", "language": "en"})
    assert begun.status_code == 303 and begun.location.startswith("/i/welcome")


def test_partner_staff_without_an_agreement_in_force_sit_beside_nobody(region):
    for email, may in ((JONAH, True), ("petra@demo.example", False)):
        browser = region.sign_in(email)
        page = browser.get("/desk/assisted").text
        assert ("You cannot begin one now" in page) is not may
        form = {"csrf_token": csrf(browser.get("/partner").text), "site": "tidewater", "language": "en"}
        begun = browser.post("/desk/assisted", data=form)
        assert begun.location.startswith("/i/welcome" if may else "/desk/assisted")


def test_who_assisted_sees_sent_and_the_reference_alike_for_both_answers(region):
    pages = []
    for said in ("share", "do_not_share"):
        browser = region.sign_in(JONAH)
        form = {"csrf_token": csrf(browser.get("/desk/assisted").text), "site": "tidewater", "language": "en"}
        at = browser.post("/desk/assisted", data=form).location
        for answer in ("start", *["told"] * 4, said, "skipped", "send"):
            token = TOKEN.search(browser.get(at).text)[1]
            at = browser.post(at.partition("#")[0], data={"token": token, "answer": answer}).location
        page = browser.get("/i/choice", follow_redirects=True).text
        assert browser.get("/desk/assisted").status_code == 200
        pages.append(SPOKEN.sub("", page))
    assert "Thank you" in pages[0] and pages[0] == pages[1]


def test_sign_out_ends_the_desk(region):
    browser = region.sign_in(MAREN)
    browser.post("/desk/sign-out", data={"csrf_token": csrf(browser.get("/desk/requests").text)})
    assert browser.get("/desk/requests").location == "/desk/sign-in"


def test_the_queue_marks_a_name_without_a_record_wherever_it_came_from(region):
    held = say(region, "do_not_share", "given", "send")["do_not_share"]
    unnamed = say(region, "share", "skipped", "send")["share"]

    def marked(request):
        page = region.sign_in(MAREN).get("/desk/requests").text
        return "No record yet" in page.split(f"{shown(request.reference)}</a>")[1].split("</tr>")[0]

    assert (marked(held), marked(unnamed)) == (True, False)
    on_file(region)
    assert (marked(held), marked(unnamed)) == (False, False)
