"""The partner screen: the agreed fields of people shared, and one sentence for everything else (P6)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from assistant.desk import disclosure
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.policy.ruling import Ruling
from assistant.store import agreements, grants, ledger, staff
from assistant.store.tables import AgreementTerms
from tests.conftest import csrf

JONAH, PETRA = "jonah@demo.example", "petra@demo.example"
THEO = {"name": "Theo Ansgar Lund-Sample", "month": "4", "day": "17", "year": "1981"}
HIDDEN = {
    "said no, confirmed": {"name": "Amadou Exemplar", "month": "11", "day": "30", "year": "1993"},
    "said no, waiting": {"name": "Rosa Marín Vega", "month": "2", "day": "14", "year": "1988"},
    "share waiting": {"name": "Ji-woo Sample-Han", "month": "7", "day": "2", "year": "1979"},
    "told, no choice": {"name": "Walter Nobody-Example", "month": "12", "day": "12", "year": "1958"},
    "never told": {"name": "Minh Anh Testcase", "month": "1", "day": "25", "year": "1999"},
    "does not exist": {"name": "Nobody Atall", "month": "1", "day": "1", "year": "1990"},
}
PURPOSE = {"purpose": "training_retraining"}


def look(browser, **form):
    proof = csrf(browser.get("/partner").text)
    return browser.post("/partner", data={"csrf_token": proof, **PURPOSE, **form})


def count(region, table):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {table}")).scalar()


def alike(answer):
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie"))
    return answer.status_code, headers, re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)


def test_a_shared_person_shows_the_agreed_fields_and_no_other(region):
    page = look(region.sign_in(JONAH), **THEO).text
    assert "12 Example Lane" in page and "Individual employment plan" in page and "Do not pass on" in page
    assert "Warehouse work" not in page and "High school" not in page, "EMP and EDU are not in this agreement"
    assert (count(region, "search"), count(region, "disclosure where purpose = 'training_retraining'")) == (1, 1)


def test_everyone_else_is_the_same_page_the_same_headers_the_same_statements(region):
    browser = region.sign_in(JONAH)
    statements = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement))  # fmt: skip
    seen = {}
    for state, form in HIDDEN.items():
        browser.get("/partner")
        statements.clear()
        seen[state] = (alike(look(browser, **form)), tuple(statements))
    assert "There is no record here that you can see; please ask the person directly." in seen["never told"][0][2]
    assert all(each == seen["does not exist"] for each in seen.values()), [
        state for state, each in seen.items() if each != seen["does not exist"]
    ]
    assert count(region, "search") == len(HIDDEN) and count(region, "disclosure where organisation_id = 'harbor'") == 0


def test_a_seeker_id_finds_only_what_the_name_finds(region):
    browser = region.sign_in(JONAH)
    shown = look(browser, **THEO).text
    seeker = re.search(r"Shared record ([0-9A-Z]{4}-[0-9A-Z]{4})", shown).group(1)
    assert "Theo" in look(browser, seeker_id=seeker).text
    assert "Theo" in look(browser, seeker_id=f"s-{seeker.lower()}").text
    assert "Theo" not in look(browser, seeker_id="AAAA-AAAA").text


@pytest.mark.parametrize(
    ("form", "said"),
    [({"purpose": ""}, "why you are looking"), ({}, "Enter a seeker id"),
     ({**THEO, "month": "13"}, "Enter month, day and year")],
)  # fmt: skip
def test_bad_input_says_how_to_mend_it_keeps_it_and_searches_nothing(region, form, said):
    answer = look(region.sign_in(JONAH), **form)
    assert answer.status_code == 422 and said in answer.text and "Error: " in answer.text
    assert form.get("name", "") in answer.text and count(region, "search") == 0


def test_an_expired_agreement_opens_nothing_and_the_attempt_is_kept(region):
    browser = region.sign_in(PETRA)
    page = browser.get("/partner").text
    assert "You cannot search now" in page and "no data-sharing agreement that is active now" in page
    browser.post("/partner", data={"csrf_token": csrf(page), **PURPOSE, **THEO})
    assert count(region, "search") == 1


def test_access_ends_in_the_millisecond_in_which_the_agreement_ends(region):
    with region.wiring.database.reading() as r:
        jonah = staff.viewer(r, staff.by_email(r, JONAH).id)
        end = agreements.history(r, "DSA-0031")[-1].ends_at
    day = timedelta(days=1)
    with region.wiring.database.writing() as w:
        giver, approver = (staff.by_email(w, f"{name}@demo.example").id for name in ("priya", "owen"))
        grants.give(w, jonah.staff_id, "partner_staff", giver, approver, end - day, end + day, end - day)
    asked = Asked(name=THEO["name"], birth_date=datetime(1981, 4, 17).date())

    def at(ms):
        now = end + timedelta(milliseconds=ms)
        return disclosure.search(region.desk, jonah, "training_retraining", asked, now)

    assert isinstance(at(-1), Shown)
    assert isinstance(at(0), Ruling) and isinstance(at(1), Ruling)


def test_narrowing_a_category_removes_the_field_at_once(region):
    browser = region.sign_in(JONAH)
    assert "12 Example Lane" in look(browser, **THEO).text
    with region.wiring.database.writing() as w:
        said = agreements.history(w, "DSA-0031")[-1]
        narrower = {each.name: getattr(said, each.name) for each in AgreementTerms.__table__.columns}
        narrower |= {"number": said.number + 1, "categories": "ID,PART,SVC", "counts_from": datetime.now(UTC)}
        agreements.keep_terms(w, AgreementTerms(**narrower))
        ledger.append(w, "agreement_changed", {}, ("agreement:DSA-0031",), datetime.now(UTC))
    assert "12 Example Lane" not in look(browser, **THEO).text


def test_a_frozen_person_and_a_doubtful_match_are_shown_to_nobody(region):
    with region.wiring.database.reading() as r:
        jonah = staff.viewer(r, staff.by_email(r, JONAH).id)
    with region.wiring.database.engine.begin() as connection:
        shared = connection.execute(text("select id from person where status = 'share_confirmed'")).scalars().all()
        for each in shared:
            connection.execute(
                text("insert into record_freeze (id, person_id, cause, began_at, began_by) "
                     "values (:id, :id, 'deceased', 1, (select min(id) from staff))"), {"id": each},
            )  # fmt: skip
    asked = Asked(name=THEO["name"], birth_date=datetime(1981, 4, 17).date())
    found = disclosure.search(region.desk, jonah, "training_retraining", asked, datetime.now(UTC))
    assert isinstance(found, NothingShown)
