"""What waits too long, as a supervisor sees it and gives it on; planted faults in its two forms."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.desk import waiting as duty
from assistant.evidence.identifiers import shown
from assistant.store import grants, staff, verify_ledger
from tests.conftest import csrf

TAMSIN, BRAM, MAREN, DANIEL, INES, JONAH, PRIYA = (
    f"{name}@demo.example" for name in ("tamsin", "bram", "maren", "daniel", "ines", "jonah", "priya")
)
DAY = timedelta(days=1)


@pytest.fixture
def clock(region):
    """The moment of the application, two working weeks from now, so that everything is late."""
    now = [datetime.now(UTC) + 14 * DAY]
    region.app.extensions["assistant"] = replace(region.wiring, now=lambda: now[0])
    return now


def rows(region, statement, **values):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def requests_of(region, kind):
    waiting = "select id, reference from request where state = 'waiting' and kind = :k order by opened_at, id"
    return rows(region, waiting, k=kind)


def id_of(region, email):
    return rows(region, "select id from staff where email = :e", e=email)[0][0]


def give(browser, request_id, to, seen=0):
    form = {"csrf_token": csrf(browser.get("/desk/waiting").text), "to": to, "seen": seen}
    return browser.post(f"/desk/waiting/{request_id}", data=form)


def test_late_requests_are_listed_by_reference_oldest_first_and_what_is_new_is_not(region, clock):
    tamsin = region.sign_in(TAMSIN)
    page = tamsin.get("/desk/waiting?site=all").text
    for kind in ("do_not_share", "share"):
        codes = [shown(reference) for _, reference in requests_of(region, kind)]
        assert codes and [page.index(code) for code in codes] == sorted(page.index(code) for code in codes)
    assert page.index('id="w-do_not_share"') < page.index('id="w-share"') and "Over 5 days" in page
    for name in ("Rosa", "Ji-woo", "Dolores", "Olena"):
        assert name not in page
    ((first,),) = rows(region, "select min(opened_at) from request where state in ('waiting', 'returned')")
    clock[0] = datetime.fromtimestamp(first / 1000, UTC) + DAY
    assert page.count("Nothing has waited this long") == 0
    assert tamsin.get("/desk/waiting?site=all").text.count("Nothing has waited this long") == 2


def test_the_own_site_comes_first_and_another_only_shows_its_own(region, clock):
    tamsin = region.sign_in(TAMSIN)
    own = tamsin.get("/desk/waiting").text
    assert 'aria-current="true">My site: WorkSource Tidewater' in own
    there = [(each, place) for each, place in rows(
        region, "select reference, coalesce(site_id, '') from request where state = 'waiting'")]  # fmt: skip
    for reference, place in there:
        assert (shown(reference) in own) is (place == "tidewater")
    assert 'href="/desk/waiting?site=' in own.split('id="ages"')[1]
    assert tamsin.get("/desk/waiting?site=nowhere").status_code == 404
    assert tamsin.get("/desk/waiting?after_share=x-y&after_do_not_share=99999999999999").status_code == 200


@pytest.mark.parametrize("email", [MAREN, INES, JONAH, PRIYA, "pavel@demo.example", "ruth@demo.example"])
def test_to_anybody_else_these_pages_are_absent(region, clock, email):
    browser = region.sign_in(email)
    request_id = requests_of(region, "share")[0][0]
    absent = browser.get("/desk/nothing-here")
    form = {"csrf_token": csrf(region.sign_in(email).get("/desk/roles").text), "to": id_of(region, DANIEL), "seen": 0}
    for answer in (browser.get("/desk/waiting"), browser.get(f"/desk/waiting/{request_id}")):
        assert (answer.status_code, answer.data) == (404, absent.data)
    assert browser.post(f"/desk/waiting/{request_id}", data=form).status_code == 404
    assert rows(region, "select 1 from assignment") == []


def test_a_request_is_given_on_and_stands_first_on_the_page_of_who_has_it(region, clock):
    tamsin, bram = region.sign_in(TAMSIN), region.sign_in(BRAM)
    (request_id, reference), *_ = requests_of(region, "share")
    page = tamsin.get(f"/desk/waiting/{request_id}").text
    assert "Maren Oyelaran, WorkSource Tidewater" in page and "Ines" not in page
    done = give(tamsin, request_id, id_of(region, MAREN))
    assert done.status_code == 303 and "Maren Oyelaran has this request now" in tamsin.get(done.location).text
    assert give(tamsin, request_id, id_of(region, MAREN)).status_code == 303, "a double tap"
    assert len(rows(region, "select 1 from assignment")) == 1
    maren, daniel = (region.sign_in(each).get("/desk/requests").text for each in (MAREN, DANIEL))
    assert maren.index('id="q-yours"') < maren.index('id="q-do_not_share"')
    assert maren.index(shown(reference)) < maren.index('id="q-do_not_share"')
    assert '<span class="tag">Yours</span>' in maren
    assert 'id="q-yours"' not in daniel and '<span class="tag">Maren Oyelaran</span>' in daniel
    late = give(bram, request_id, id_of(region, DANIEL), seen=0)
    assert late.status_code == 409 and "Tamsin Okafor gave it to Maren Oyelaran" in late.text
    clock[0] += timedelta(minutes=1)
    assert give(bram, request_id, id_of(region, DANIEL), seen=1).status_code == 303
    again = bram.get(f"/desk/waiting/{request_id}").text
    assert "Tamsin Okafor gave it to Maren Oyelaran" in again and "Bram Castellane gave it to Daniel Reyes" in again
    assert verify_ledger.verify(region.wiring.database).ok


def test_planted_faults_are_said_and_nothing_is_kept(region, clock):
    tamsin = region.sign_in(TAMSIN)
    request_id = requests_of(region, "share")[0][0]
    for to, says in (("", "Choose who takes this request"), ("nobody", "Choose somebody who may confirm"),
                     (id_of(region, INES), "Choose somebody who may confirm"), ("x" * 5000, "Choose somebody who")):
        answer = give(tamsin, request_id, to)
        assert answer.status_code == 422 and says in answer.text and 'href="#to"' in answer.text
        assert 'id="to"' in answer.text
    assert give(tamsin, "0" * 32, id_of(region, MAREN)).status_code == 404
    for seen in ("x", "-1", "9" * 20, "7"):
        assert give(tamsin, request_id, id_of(region, MAREN), seen=seen).status_code in (303, 409)
    assert len(rows(region, "select 1 from assignment")) == 1
    decided = rows(region, "select id from request where state = 'confirmed'")[0][0]
    assert tamsin.get(f"/desk/waiting/{decided}").status_code == 404
    answer = give(tamsin, decided, id_of(region, MAREN))
    assert answer.status_code == 409 and "was decided" in answer.text


def test_whoever_took_a_share_down_is_not_offered_it_and_a_lost_grant_is_marked(region, clock):
    tamsin = region.sign_in(TAMSIN)
    request_id, maren = requests_of(region, "share")[0][0], id_of(region, MAREN)
    assert give(tamsin, request_id, maren).status_code == 303
    with region.wiring.database.writing() as w:
        for each in grants.of_staff(w, maren):
            assert each.staff_id == maren
        grants.revoke_all(w, maren, staff.by_email(w, PRIYA).id, clock[0])
    clock[0] += timedelta(seconds=1)
    assert "Confirms no more" in tamsin.get("/desk/waiting?site=all").text
    assert "Maren Oyelaran, WorkSource" not in tamsin.get(f"/desk/waiting/{request_id}").text


def test_a_reference_is_found_whether_late_or_not_and_never_stands_in_an_address(region, clock):
    tamsin = region.sign_in(TAMSIN)
    request_id, reference = requests_of(region, "do_not_share")[0]
    token = csrf(tamsin.get("/desk/waiting").text)
    found = tamsin.post("/desk/waiting/find", data={"csrf_token": token, "reference": shown(reference).lower()})
    assert found.status_code == 303 and found.location == f"/desk/waiting/{request_id}"
    for wrong in ("", "ZZZZ-ZZZZ", "x" * 5000, "'; drop table request"):
        answer = tamsin.post("/desk/waiting/find", data={"csrf_token": token, "reference": wrong})
        assert answer.status_code == 404 and "No waiting request has this reference" in answer.text


@pytest.mark.parametrize(
    ("who", "by", "number"), [(INES, TAMSIN, 1), (MAREN, MAREN, 1), (MAREN, PRIYA, 1), (MAREN, TAMSIN, 2)]
)
def test_the_database_refuses_an_assignment_that_the_policy_would(region, who, by, number):
    request_id, now = requests_of(region, "share")[0][0], datetime.now(UTC)
    values = {"id": "a" * 32, "r": request_id, "n": number, "to": id_of(region, who), "by": id_of(region, by),
              "at": round(now.timestamp() * 1000)}  # fmt: skip
    insert = text("insert into assignment (id, request_id, number, assigned_to, assigned_by, at) "
                  "values (:id, :r, :n, :to, :by, :at)")  # fmt: skip
    with region.wiring.database.engine.begin() as connection, pytest.raises(DatabaseError, match="a supervisor gives"):
        connection.execute(insert, values)
    with region.wiring.database.engine.begin() as connection:
        connection.execute(insert, values | {"to": id_of(region, MAREN), "by": id_of(region, TAMSIN), "n": 1})
    for act, says in (("update assignment set number = 3", "append-only"), ("delete from assignment", "never")):
        with region.wiring.database.engine.begin() as connection, pytest.raises(DatabaseError, match=says):
            connection.execute(text(act))


def test_a_page_of_a_long_list_goes_on_where_it_ended(region, clock, monkeypatch):

    monkeypatch.setattr(duty, "PAGE", 1)
    tamsin, seen, path = region.sign_in(TAMSIN), [], "/desk/waiting?site=all"
    wanted = [reference for _, reference in requests_of(region, "share")]
    while path:
        part = tamsin.get(path.replace("&amp;", "&")).text.split('id="w-share"')[1].split('id="ages"')[0]
        seen += [each.replace("-", "") for each in re.findall(r"/desk/waiting/[0-9a-f]{32}\">([0-9A-Z-]{9})<", part)]
        path = next(iter(re.findall(r'rel="next" href="([^"]+)"', part)), "")
    assert seen == wanted and len(seen) > 1
