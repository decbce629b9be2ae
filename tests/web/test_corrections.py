"""The pages of corrections: proposed by one, decided by another, and every fault planted in their forms."""

import re

import pytest
from sqlalchemy import text

from assistant.desk.confirm import Decided
from assistant.store import persons
from tests.conftest import csrf
from tests.desk.test_confirm import ROBIN, decide, on_file, say, seen
from tests.desk.test_people import ROBYN

MAREN, DANIEL, INES, JONAH, AGNES = (f"{each}@demo.example" for each in ("maren", "daniel", "ines", "jonah", "agnes"))
LIST, NEW = "/desk/corrections", "/desk/corrections/new"


@pytest.fixture
def held(region):
    """A record held by a waiting request that is not theirs."""
    person = on_file(region)
    return person, say(region, "do_not_share", "given", "send")["do_not_share"]


def propose(browser, request, **form):
    said = {"reference": request.reference, "kind": "not_theirs", "right": "", "reached": "phone", **form}
    return browser.post(NEW, data={"csrf_token": csrf(browser.get(NEW).text), **said})


def act(browser, what, **form):
    page = browser.get(LIST).text
    path = re.search(r"/desk/corrections/[0-9a-f]{32}/", page)
    return browser.post(f"{path[0] if path else form.pop('path')}{what}", data={"csrf_token": csrf(page), **form})


def rows(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def seeker(region, person):
    with region.wiring.database.reading() as r:
        return persons.find(r, person).seeker_id


def test_not_theirs_is_proposed_by_one_approved_by_another_and_the_hold_ends(region, held):
    person, no = held
    maren, daniel = region.sign_in(MAREN), region.sign_in(DANIEL)
    assert f"{NEW}?request={no.id}" in maren.get(f"/desk/requests/{no.id}").text
    assert f'value="{no.reference}"' in maren.get(f"{NEW}?request={no.id}").text
    done = propose(maren, no)
    assert (done.status_code, done.location) == (303, LIST)
    page = maren.get(LIST).text
    assert "Whoever proposed a correction does not decide it" in page and "/approve" not in page
    assert ROBIN.name not in page and seen(region, person)[1] == 1
    path = re.search(r"/desk/corrections/[0-9a-f]{32}/", daniel.get(LIST).text)[0]
    own = maren.post(f"{path}approve", data={"csrf_token": csrf(page)})
    assert own.status_code == 409 and "does not decide it" in own.text and seen(region, person)[1] == 1
    assert act(daniel, "approve").status_code == 303 and seen(region, person)[1:] == (0, "esd_only")
    late = daniel.post(f"{path}refuse", data={"csrf_token": csrf(page := daniel.get(NEW).text), "says": "No."})
    assert late.status_code == 409 and "Daniel Reyes decided this before you" in late.text and page
    assert "Approved by Daniel Reyes" in maren.get(LIST).text


def test_a_refusal_says_why_and_everything_stays(region, held):
    person, no = held
    maren, daniel = region.sign_in(MAREN), region.sign_in(DANIEL)
    propose(maren, no)
    for says, words in (("", "Say why it is refused"), ("x" * 401, "at most 400")):
        answer = act(daniel, "refuse", says=says)
        assert answer.status_code == 422 and words in answer.text and "<title>Error: " in answer.text
        assert says in answer.text
    assert rows(region, "correction where state = 'waiting'") == 1
    assert act(daniel, "refuse", says="The person said it was theirs.").status_code == 303
    assert "The person said it was theirs." in maren.get(LIST).text
    assert seen(region, person)[1:] == (1, "suppressed")
    page = maren.get(f"/desk/requests/{no.id}").text
    assert "proposed that the request was not theirs; the person was reached by phone." in page
    assert "refused the correction: The person said it was theirs." in page


def test_a_wrong_match_is_mended_from_a_page_that_shows_nobody(region, held):
    wrong, no = held
    right = on_file(region, ROBYN)
    assert isinstance(decide(region, no, wrong), Decided)
    maren, daniel = region.sign_in(MAREN), region.sign_in(DANIEL)
    closed = maren.get(f"/desk/requests/{no.id}")
    assert closed.status_code == 403 and f"{NEW}?request={no.id}" in closed.text
    assert propose(maren, no, kind="wrong_match", right=seeker(region, right)).status_code == 303
    page = daniel.get(LIST).text
    assert all(each not in page for each in (ROBIN.name, ROBYN.name)) and "it is held at once" in page
    assert act(daniel, "approve").status_code == 303
    assert seen(region, wrong) == ("never_notified", 0, "esd_only") and seen(region, right)[2] == "suppressed"
    again = propose(maren, no, kind="wrong_match", right=seeker(region, right))
    assert again.status_code == 422 and "set right before" in again.text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"reference": ""}, "Give the reference"), ({"reference": "ZZZZ-9999"}, "No request has this reference"),
        ({"reference": "x" * 400}, "No request has this reference"),
        ({"kind": ""}, "Choose what was wrong"), ({"kind": "regret"}, "Choose what was wrong"),
        ({"reached": ""}, "Choose how the person was reached"), ({"reached": "dream"}, "Choose how the person"),
        ({"kind": "wrong_match"}, "seeker id of the record that is right"),
        ({"kind": "wrong_match", "right": "ZZZZ9999"}, "No record has this seeker id"),
        ({"kind": "wrong_match", "right": "own"}, "was not confirmed on any record"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_explained_keeps_what_was_typed_and_leaves_nothing(region, held, form, says):
    person, no = held
    maren = region.sign_in(MAREN)
    answer = propose(maren, no, **{**form, **({"right": seeker(region, person)} if form.get("right") == "own" else {})})
    assert answer.status_code == 422 and says in answer.text and "<title>Error: " in answer.text
    if "reference" not in form:
        assert f'value="{no.reference}"' in answer.text
    assert rows(region, "correction") == 0


def test_the_same_request_waits_for_one_correction_only(region, held):
    _, no = held
    maren = region.sign_in(MAREN)
    propose(maren, no)
    again = propose(region.sign_in(DANIEL), no)
    assert again.status_code == 422 and "waits already" in again.text and rows(region, "correction") == 1


def test_what_moved_on_in_between_is_not_corrected(region, held):
    person, no = held
    propose(region.sign_in(MAREN), no)
    assert isinstance(decide(region, no, person), Decided)
    done = act(region.sign_in(DANIEL), "approve")
    assert done.status_code == 409 and "does not wait any more" in done.text
    assert seen(region, person)[::2] == ("opt_out_confirmed", "suppressed")


def test_who_does_not_confirm_finds_nothing_and_decides_nothing(region, held):
    person, no = held
    propose(region.sign_in(MAREN), no)
    path = re.search(r"/desk/corrections/[0-9a-f]{32}/", region.sign_in(DANIEL).get(LIST).text)[0]
    for email in (INES, JONAH, AGNES):
        browser = region.sign_in(email)
        absent = browser.get("/desk/nothing-here").data
        assert [browser.get(each).data for each in (LIST, NEW)] == [absent] * 2
        proof = csrf(browser.get("/desk/roles").text)
        for what in ("approve", "refuse"):
            assert browser.post(path + what, data={"csrf_token": proof, "says": "No."}).status_code == 404
    daniel = region.sign_in(DANIEL)
    gone = daniel.post(f"{LIST}/{'0' * 32}/approve", data={"csrf_token": csrf(daniel.get(NEW).text)})
    assert gone.status_code == 404 and seen(region, person)[1] == 1
