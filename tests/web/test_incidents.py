"""Incidents: who sees them, the reads between two moments, closing in words, and a review that opens one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant.desk import corrections, incidents, reviews
from assistant.desk.confirm import Decided
from assistant.store import disclosures, grants, persons, staff, verify_ledger
from assistant.store import incidents as kept
from tests.conftest import csrf
from tests.desk.test_confirm import NOW, ROBIN, decide, on_file, say, viewer
from tests.desk.test_people import ROBYN, with_role

MAREN, INES, JONAH, TAMSIN, AGNES = (f"{each}@demo.example" for each in ("maren", "ines", "jonah", "tamsin", "agnes"))
LIST = "/desk/incidents"
LATER = NOW + timedelta(minutes=30)
PATH = re.compile(r'href="(/desk/incidents/[0-9a-f]{32})"')


@pytest.fixture
def wrong(region):
    """A share confirmed on the wrong record, read by a partner, and mended; gives that record."""
    wrong, right = on_file(region), on_file(region, ROBYN)
    yes = say(region, "share", "given", "send")["share"]
    assert isinstance(decide(region, yes, wrong), Decided)
    read(region, wrong, NOW + timedelta(minutes=10), NOW + timedelta(minutes=4), NOW + timedelta(minutes=40))
    row = corrections.propose(region.desk, viewer(region), yes.id, "wrong_match", "phone", right, LATER)
    two = with_role(region, INES, "esd_confirm")
    assert corrections.approve(region.desk, two, row.id, LATER).state == "approved"
    with region.wiring.database.reading() as r:
        return persons.find(r, wrong)


def read(region, person, *moments):
    with region.wiring.database.writing() as w:
        jonah = staff.by_email(w, JONAH)
        for at in moments:
            disclosures.record_disclosure(
                w, person, jonah.id, "harbor", "support_services", ("name", "contact"), at, agreement_id="DSA-0031"
            )  # fmt: skip


def post(browser, path, **form):
    return browser.post(path, data={"csrf_token": csrf(browser.get("/desk/roles").text), **form})


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def test_the_reads_in_between_are_listed_by_reference_and_it_is_closed_once_in_words(region, wrong):
    agnes = region.sign_in(AGNES)
    page = agnes.get(LIST).text
    assert "matched to the wrong record" in page and wrong.seeker_id[:4] in page and ROBIN.name not in page
    path = PATH.search(page)[1]
    entries = count(region, "ledger_entry where kind = 'incident_opened_by_staff'")
    opened = agnes.get(path).text
    assert count(region, "ledger_entry where kind = 'incident_opened_by_staff'") == entries + 1
    reads = opened[opened.index('id="reads"') :]
    assert reads.count("Jonah Whitfield") == 1 and "Harbor Skills Alliance" in reads and "contact, name" in reads
    assert ROBIN.name not in opened and "Robin" not in opened
    for says, words in (("", "Say what was found"), ("x" * 401, "at most 400")):
        answer = post(agnes, f"{path}/close", says=says)
        assert answer.status_code == 422 and words in answer.text and says in answer.text
        assert "<title>Error: " in answer.text
    assert count(region, "incident where closed_at is not null") == 0
    done = post(agnes, f"{path}/close", says=" Harbor was told; nothing was passed on. ")
    assert (done.status_code, done.location) == (303, path)
    assert "Agnes Thorvald, on" in agnes.get(path).text and "Harbor was told" in agnes.get(path).text
    late = post(agnes, f"{path}/close", says="Again.")
    assert late.status_code == 409 and "Agnes Thorvald closed this before you" in late.text
    assert "Closed by Agnes Thorvald" in agnes.get(LIST).text
    assert verify_ledger.verify(region.wiring.database).ok


def test_nobody_else_sees_or_closes_one(region, wrong):
    path = PATH.search(region.sign_in(AGNES).get(LIST).text)[1]
    for email in (MAREN, TAMSIN, JONAH, "pavel@demo.example", "priya@demo.example"):
        browser = region.sign_in(email)
        absent = browser.get("/desk/nothing-here").data
        assert [browser.get(each).data for each in (LIST, path)] == [absent] * 2, email
        assert post(browser, f"{path}/close", says="Done.").status_code == 404
    agnes = region.sign_in(AGNES)
    assert agnes.get(f"{LIST}/{'0' * 32}").status_code == 404
    assert post(agnes, f"{LIST}/{'0' * 32}/close", says="Done.").status_code == 404
    assert incidents.listed(region.desk, viewer(region), LATER).code == "no_grant"
    assert count(region, "incident where closed_at is not null") == 0


def test_both_lists_go_on_by_keyset_and_show_every_line_once(region, wrong):
    with region.wiring.database.writing() as w:
        (one,) = w.session.execute(text("select correction_id from incident limit 1")).one()
        for number in range(30):
            at = NOW + timedelta(seconds=number // 3)
            kept.open_(w, "wrong_match", wrong.id, NOW, LATER, at, correction_id=one)
            disclosures.record_disclosure(w, wrong.id, staff.by_email(w, JONAH).id, "harbor", "x", ("name",), LATER)
    agnes, found, path = region.sign_in(AGNES), [], LIST
    while path:
        page = agnes.get(path).text
        found += PATH.findall(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else None
    assert len(found) == len(set(found)) == count(region, "incident")
    first = agnes.get(found[-1]).text
    more = re.search(r'rel="next" href="([^"#]+)', first)[1]
    second = agnes.get(more.replace("&amp;", "&")).text
    rows = [each.count('data-label="Which fields"') for each in (first, second)]
    assert rows[0] == 25 and 0 < rows[1] < 25
    for odd in ("x", "99999999999999-0", "-", "٣-0"):
        assert agnes.get(f"{LIST}?after={odd}").status_code == 200


@pytest.mark.parametrize("finding", ["not_in_order", "in_order"])
def test_a_review_that_is_not_in_order_opens_an_incident_with_all_that_was_read(region, finding):
    person, now = on_file(region), datetime.now(UTC)
    begins = now - timedelta(hours=10)
    with region.wiring.database.writing() as w:
        who, by, other = (staff.by_email(w, each).id for each in (INES, MAREN, "daniel@demo.example"))
        ends = begins + timedelta(hours=2)
        given = grants.give(w, who, "esd_view_suppressed", by, other, begins, ends, begins, "Why.")
        for at in (begins + timedelta(hours=1), begins + timedelta(hours=3)):
            disclosures.record_disclosure(w, person, who, "esd", "labor_exchange", ("name",), at)
    given = given if isinstance(given, str) else given.id
    said = "Opened without need." if finding == "not_in_order" else ""
    done = reviews.review(region.desk, viewer(region, TAMSIN), "grant", given, finding, said, now)
    assert done.finding == finding
    agnes = region.sign_in(AGNES)
    path = PATH.search(agnes.get(LIST).text)
    if finding == "in_order":
        assert path is None
        return
    page = agnes.get(path[1]).text
    assert "All that Ines Halloway opened" in page and "Opened without need." in page
    assert page.count('data-label="Which fields"') == 1
    assert verify_ledger.verify(region.wiring.database).ok


def test_a_sampled_confirmation_that_is_not_in_order_opens_the_reads_of_its_record(region):
    person = on_file(region)
    no = say(region, "do_not_share", "given", "send", staff_id=viewer(region).staff_id)["do_not_share"]
    assert decide(region, no, person).for_sampling
    done = reviews.review(region.desk, viewer(region, AGNES), "request", no.id, "not_in_order", "No ID.", LATER)
    assert done.finding == "not_in_order"
    with region.wiring.database.reading() as r:
        (row,) = kept.page(r, None, 9)
        assert (row.kind, row.person_id, row.to_at - row.from_at) == ("review", person, timedelta(minutes=25))
