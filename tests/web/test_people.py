"""Pages of people, duplicates and deaths: who sees them, what each form says when it is wrong, and what is kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from assistant.intake.answer import Typed
from assistant.store import disclosures, grants, persons, staff, verify_ledger
from tests.conftest import csrf
from tests.desk.test_confirm import say
from tests.web.test_partner import HIDDEN, JONAH, THEO, alike

MAREN, DANIEL, INES, TAMSIN, BRAM, AGNES, PAVEL, PRIYA, MOIRA, RUTH = (
    f"{each}@demo.example"
    for each in ("maren", "daniel", "ines", "tamsin", "bram", "agnes", "pavel", "priya", "moira", "ruth")
)
OPENS = {"/desk/people": {MAREN, INES, TAMSIN}, "/desk/duplicates": {MAREN, TAMSIN}}
MINH = {"name": "Minh Anh Testcase", "month": "1", "day": "25", "year": "1999"}
SERVE = {"purpose": "labor_exchange"}
ABSENT = "There is no record here that you can see"


def post(browser, path, page="/desk/roles", **form):
    return browser.post(path, data={"csrf_token": csrf(browser.get(page).text), **form})


def find(browser, **form):
    return post(browser, "/desk/people", **{**SERVE, **form})


def rows(region, statement):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(statement)).all()


def count(region, table):
    return rows(region, f"select count(*) from {table}")[0][0]


def entries(region, kind):
    return count(region, f"ledger_entry where kind = '{kind}'")


def person_of(region, name):
    with region.wiring.database.reading() as r:
        known = {persons.open_identity(r, region.wiring.keys, each).name: each for each in everybody(r)}
        return known[name].id, known[name].seeker_id


def everybody(r):
    return [persons.find(r, each) for (each,) in r.session.execute(text("select id from person"))]


def may_view(region, email):
    now = datetime.now(UTC)
    with region.wiring.database.writing() as w:
        who, *two = (staff.by_email(w, each).id for each in (email, TAMSIN, BRAM) if each)
        two = two if who not in two else [staff.by_email(w, each).id for each in (MAREN, DANIEL)]
        hours = timedelta(hours=8)
        grants.give(w, who, "esd_view_suppressed", *two, now - hours, now + hours, now - hours, "To match records.")


@pytest.fixture
def statements(region):
    found = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: found.append(statement))  # fmt: skip
    return found


def run(statements, ask):
    """What was answered, and the statements that it took."""
    statements.clear()
    return ask(), tuple(statements)


@pytest.fixture
def theo(region):
    return person_of(region, "Theo Ansgar Lund-Sample")


@pytest.fixture
def minh(region):
    return person_of(region, "Minh Anh Testcase")


@pytest.mark.parametrize("path", OPENS)
def test_each_page_opens_to_its_roles_and_looks_absent_to_all_others(region, path, theo):
    absent = region.app.test_client().get("/desk/nothing-here")
    for email in (MAREN, INES, TAMSIN, AGNES, PAVEL, PRIYA, MOIRA, RUTH, JONAH):
        browser = region.sign_in(email)
        seen = browser.get(path)
        assert (seen.status_code == 200) == (email in OPENS[path]), email
        assert (f'href="{path}"' in browser.get("/desk/policies").text) == (email in OPENS[path]), "the menu says so"
        for each in (path, f"/desk/people/{theo[0]}"):
            if email not in OPENS["/desk/people"]:
                assert (browser.get(each).status_code, browser.get(each).data) == (404, absent.data), email
    assert region.app.test_client().get(path).data == absent.data


def test_a_search_is_one_entry_found_or_not_and_whoever_is_listed_one_sight(region, theo):
    browser = region.sign_in(INES)
    seen = find(browser, **THEO).text
    assert f"/desk/people/{theo[0]}" in seen and "April 17, 1981" in seen
    assert (count(region, "search"), count(region, "disclosure")) == (1, 1)
    assert rows(region, "select purpose, fields from disclosure") == [("labor_exchange", "birth_date,name,seeker_id")]
    for form in ({"seeker_id": theo[1]}, {"seeker_id": f"s-{theo[1].lower()[:4]}-{theo[1][4:]}"}):
        assert f"/desk/people/{theo[0]}" in find(browser, **form).text
    assert (count(region, "search"), count(region, "disclosure")) == (3, 3)
    for form in (HIDDEN["does not exist"], {"seeker_id": "AAAA-AAAA"}, {"seeker_id": "?" * 90}):
        nobody = find(browser, **form)
        assert nobody.status_code == 200 and ABSENT in nobody.text
    assert (count(region, "search"), count(region, "disclosure")) == (6, 3)
    kept = "".join(each[0] for each in rows(region, "select body from ledger_entry"))
    assert not re.search(r"Theo|\b1981\b|Nobody", kept), "whole words: a digest may hold any four digits"


def test_a_suppressed_person_is_absent_without_the_grant_and_there_with_it(region, statements):
    rosa = [each for each in rows(region, "select id, holds from person where holds > 0")]
    assert len(rosa) == 2, "two records of one name and birth date, both held"
    browser, absent = region.sign_in(INES), region.app.test_client().get("/desk/nothing-here")
    asked = {state: form for state, form in HIDDEN.items() if state.startswith(("said no", "does"))}
    seen = {state: run(statements, lambda form=form: alike(find(browser, **form))) for state, form in asked.items()}
    assert len(seen) == 3 and len({str(each) for each in seen.values()}) == 1, "same bytes, same statements"
    confirmed = find(region.sign_in(MAREN), **asked["said no, confirmed"])
    assert ABSENT in confirmed.text, "a grant to confirm shows who has a request waiting, and nobody else"
    for person_id in (rosa[0][0], "0" * 32):
        tried = browser.get(f"/desk/people/{person_id}")
        assert (tried.status_code, tried.data) == (404, absent.data)
        for act in ("duplicate", "death", "death/undo"):
            done = post(browser, f"/desk/people/{person_id}/{act}", other="AAAA-AAAA", source="family")
            assert (done.status_code, done.data) == (404, absent.data), act
    assert entries(region, "person_not_opened") == 6
    assert count(region, "disclosure") == 0
    assert entries(region, "duplicate_refused") == 2 and count(region, "record_freeze") == 0
    may_view(region, INES)
    both = find(browser, **HIDDEN["said no, waiting"]).text
    assert all(f"/desk/people/{each}" in both for each, _ in rosa) and "do not make it one person" in both
    page = browser.get(f"/desk/people/{rosa[0][0]}").text
    assert "“do not share” was said and waits for ESD" in page and "Hold now</dt><dd>Yes" in page


def test_what_a_search_says_when_it_is_wrong_and_keeps_what_was_typed(region):
    browser = region.sign_in(INES)
    for form, says in (
        ({**MINH, "purpose": ""}, "Choose why you are looking"),
        ({**MINH, "purpose": "curiosity"}, "Choose why you are looking"),
        ({}, "Enter a seeker id, or a full name"), ({**MINH, "day": "31", "month": "2"}, "Enter month, day and year"),
        ({**MINH, "year": "9" * 30}, "Enter month, day and year"), ({**MINH, "day": "x"}, "Enter month, day and year"),
        ({**MINH, "name": "x" * 201}, "The name is too long"),
    ):
        done = find(browser, **form)
        assert done.status_code == 422 and says in done.text and 'role="alert"' in done.text, form
        for value in (form.get("name", ""), form.get("year", "")):
            assert not value or f'value="{value}"' in done.text
        for target in re.findall(r'<li><a href="#(\w+)"', done.text):
            assert f'id="{target}"' in done.text
    assert count(region, "search") == 0, "nothing was asked"


def test_a_list_of_equal_names_pages_without_what_is_closed(region, monkeypatch, theo):
    monkeypatch.setattr("assistant.desk.finding.PAGE", 1)
    with region.wiring.database.reading() as r:
        born = persons.open_identity(r, region.wiring.keys, persons.find(r, theo[0])).birth_date
    with region.wiring.database.writing() as w:
        for _ in range(2):
            persons.make(w, region.wiring.keys, THEO["name"], born, "", "WDA06", datetime.now(UTC))
        disclosures.ledger.append(w, "test_person", {}, ("demo:region",), datetime.now(UTC))
    browser, seen, after = region.sign_in(INES), set(), ""
    for _ in range(3):
        page = find(browser, **THEO, after=after).text
        seen |= set(re.findall(r"/desk/people/([0-9a-f]{32})", page))
        after = (re.search(r'name="after" value="([0-9a-f]{32})"', page) or ["", ""])[1]
    assert len(seen) == 3 and after == "" and count(region, "disclosure") == 3


def test_the_page_of_a_person_says_how_it_stands_who_sees_it_and_is_a_sight(region, theo, minh):
    browser = region.sign_in(INES)
    page = browser.get(f"/desk/people/{theo[0]}?purpose=labor_exchange").text
    assert "<strong>Theo Ansgar Lund-Sample</strong>: ESD has confirmed “share”" in page
    assert "Harbor Skills Alliance" in page and "12 Example Lane" in page and "ESD has seen no authority" in page
    assert "Under 18" not in page and "Report both as possibly one person" in page
    assert rows(region, "select purpose from disclosure") == [("labor_exchange",)]
    early = browser.get(f"/desk/people/{theo[0]}?at=2020-01-01T10:00").text
    assert "there was no record of this person yet" in early
    for at in ("soon", "2199-01-01T10:00"):
        wrong = browser.get(f"/desk/people/{theo[0]}?at={at}")
        assert wrong.status_code == 422 and "Name a moment of the past" in wrong.text
    assert "nobody has told this person yet" in browser.get(f"/desk/people/{minh[0]}?purpose=whatever").text
    assert rows(region, "select purpose from disclosure")[-1] == ("record_care",)
    listed = post(browser, "/desk/seen", seeker_id=theo[1], identity="photo_id").text
    assert "Serving you at WorkSource" in listed and "Keeping your record right" in listed


def test_a_minor_is_marked_on_the_page_of_the_person_and_of_the_request(region):
    today = datetime.now(UTC)
    for years, said in ((17, True), (19, False)):
        with region.wiring.database.writing() as w:
            born = today.date().replace(year=today.year - years, month=1, day=1)
            made = persons.make(w, region.wiring.keys, f"Sam {years}", born, "", "WDA06", today)
            disclosures.ledger.append(w, "test_person", {}, ("demo:region",), today)
        assert ("This person is under 18" in region.sign_in(INES).get(f"/desk/people/{made.id}").text) == said
        asked = say(region, "share", "given", "send", typed=Typed(f"Sam {years}", born, ""))["share"]
        page = region.sign_in(MAREN).get(f"/desk/requests/{asked.id}").text
        assert ("Under 18 when it was said" in page) == said and f"Sam {years}" in page


def test_what_cannot_be_recorded_is_not_shown(region, theo, monkeypatch):
    browser, proof = region.sign_in(INES), ""
    proof = csrf(browser.get("/desk/people").text)

    def broken(*_, **__):
        raise OperationalError("insert into disclosure", {}, Exception("disk full"))

    monkeypatch.setattr(disclosures, "record_disclosure", broken)
    for answer in (browser.get(f"/desk/people/{theo[0]}"),
                   browser.post("/desk/people", data={"csrf_token": proof, **SERVE, **THEO})):
        assert answer.status_code == 503 and "Theo" not in answer.text
    assert count(region, "search") == 0


def reported(region, theo, minh, by=INES):
    done = post(region.sign_in(by), f"/desk/people/{theo[0]}/duplicate", other=minh[1])
    assert (done.status_code, done.location) == (303, f"/desk/people/{theo[0]}?purpose=record_care")
    return f"/desk/duplicates/{rows(region, 'select id from duplicate order by id desc')[0][0]}"


def test_a_pair_is_reported_compared_proposed_approved_and_taken_back_by_two_people(region, theo, minh):
    path = reported(region, theo, minh)
    page = region.sign_in(INES).get(f"/desk/people/{theo[0]}").text
    assert "this may be the same person as another record" in page and minh[0] in page and path not in page
    tamsin, bram, maren = region.sign_in(TAMSIN), region.sign_in(BRAM), region.sign_in(MAREN)
    assert path in tamsin.get("/desk/duplicates").text and "Theo" not in tamsin.get("/desk/duplicates").text
    before = count(region, "disclosure")
    page = tamsin.get(path).text
    assert "Theo Ansgar Lund-Sample" in page and "Minh Anh Testcase" in page and "Different" in page
    assert count(region, "disclosure") == before + 2, "a sight of each"
    assert post(tamsin, f"{path}/propose", kept=theo[0], version="1").status_code == 303
    for browser, says in ((tamsin, "Whoever proposed a merge does not approve it."),
                          (maren, "Only an ESD supervisor approves a merge.")):
        assert says in browser.get(path).text
        refused = post(browser, f"{path}/merge", version="2")
        assert refused.status_code == 409 and says in refused.text
    assert post(bram, f"{path}/merge", version="2").status_code == 303
    assert "are <strong>merged</strong>" in bram.get(path).text
    assert "this record is merged into another one" in maren.get(f"/desk/people/{minh[0]}").text
    assert "Another record is merged into this one" in maren.get(f"/desk/people/{theo[0]}").text
    assert path in maren.get("/desk/duplicates").text.partition("Merged <")[2]
    assert post(bram, f"{path}/part", version="3").status_code == 303
    assert "<strong>two people</strong>" in bram.get(path).text and path not in bram.get("/desk/duplicates").text
    assert count(region, "record_freeze where ended_at is null") == 0
    assert verify_ledger.verify(region.wiring.database).ok


@pytest.mark.parametrize(("other", "says"), [
    ("", "Enter the seeker id"), ("x" * 41, "Enter the seeker id"), ("AAAA-AAAA", ABSENT), ("<b>", ABSENT),
    ("own", "Name two different records"), ("hidden", ABSENT), ("again", "reported already"),
])  # fmt: skip
def test_a_wrong_report_keeps_what_was_typed_and_freezes_nothing(region, theo, minh, other, says):
    hidden = rows(region, "select seeker_id from person where holds > 0")[0][0]
    if other == "again":
        reported(region, theo, minh, by=MAREN)
    sent = {"own": theo[1], "hidden": hidden, "again": minh[1]}.get(other, other)
    before = count(region, "duplicate"), count(region, "record_freeze")
    done = post(region.sign_in(INES), f"/desk/people/{theo[0]}/duplicate", other=sent)
    assert done.status_code == 422 and says in done.text and 'href="#other"' in done.text
    assert f'value="{sent.replace("<", "&lt;").replace(">", "&gt;")}"' in done.text
    assert (count(region, "duplicate"), count(region, "record_freeze")) == before


def test_records_merged_through_a_third_are_not_reported_again(region, theo, minh):
    ji = person_of(region, "Ji-woo Sample-Han")
    for away in (minh, ji):
        path = reported(region, theo, away)
        assert post(region.sign_in(TAMSIN), f"{path}/propose", kept=theo[0], version="1").status_code == 303
        assert post(region.sign_in(BRAM), f"{path}/merge", version="2").status_code == 303
    done = post(region.sign_in(INES), f"/desk/people/{minh[0]}/duplicate", other=ji[1])
    assert done.status_code == 422 and "merged already, with each other or through a third one" in done.text
    assert count(region, "duplicate") == 2


def test_a_stale_page_is_told_who_and_when_and_changes_nothing(region, theo, minh):
    path = reported(region, theo, minh)
    tamsin, bram = region.sign_in(TAMSIN), region.sign_in(BRAM)
    wrong = post(tamsin, f"{path}/propose", version="1")
    assert wrong.status_code == 422 and "Choose which record is kept" in wrong.text and 'id="kept"' in wrong.text
    assert post(tamsin, f"{path}/propose", version="1", kept="0" * 32).status_code == 404
    assert post(tamsin, f"{path}/propose", version="1", kept=theo[0]).status_code == 303
    for act, form in (("propose", {"kept": minh[0]}), ("merge", {}), ("part", {})):
        for version in ("1", "", "x", "9" * 12):
            late = post(bram, f"{path}/{act}", version=version, **form)
            assert late.status_code == 409 and "Tamsin Okafor proposed which record is kept" in late.text, act
            assert "Pacific" in late.text and "Nothing that you sent was recorded" in late.text
    assert rows(region, "select kept_id, version, merged_at, ended_at from duplicate") == [(theo[0], 2, None, None)]
    assert entries(region, "duplicate_refused") == 13
    assert post(region.sign_in(MAREN), f"{path}/part", version="2").status_code == 409, "a supervisor decides that"
    own = reported(region, minh, person_of(region, "Walter Nobody-Example"), by=TAMSIN)
    refused = post(tamsin, f"{own}/part", version="1")
    assert refused.status_code == 409 and "Whoever reported a pair does not decide it." in refused.text


def test_a_pair_with_a_suppressed_record_is_absent_without_the_grant(region, theo):
    amadou = person_of(region, "Amadou Exemplar")
    may_view(region, MAREN)
    path = reported(region, theo, amadou, by=MAREN)
    tamsin, absent = region.sign_in(TAMSIN), region.app.test_client().get("/desk/nothing-here")
    assert path not in tamsin.get("/desk/duplicates").text and theo[1][:4] not in tamsin.get("/desk/duplicates").text
    assert (tamsin.get(path).status_code, tamsin.get(path).data) == (404, absent.data)
    for act in ("propose", "merge", "part"):
        assert post(tamsin, f"{path}/{act}", version="1", kept=theo[0]).status_code == 404
    assert rows(region, "select version from duplicate") == [(1,)]
    may_view(region, TAMSIN)
    assert path in tamsin.get("/desk/duplicates").text and "Amadou" in tamsin.get(path).text
    assert post(tamsin, f"{path}/propose", version="1", kept=theo[0]).status_code == 303


def test_the_list_of_pairs_pages_by_key_and_passes_over_what_is_closed(
    region, theo, minh, monkeypatch, statements
):
    monkeypatch.setattr("assistant.desk.pairs.PAGE", 1)
    may_view(region, MAREN)
    bram, amadou = region.sign_in(BRAM), person_of(region, "Amadou Exemplar")
    bram.get("/desk/duplicates")
    nothing = run(statements, lambda: alike(bram.get("/desk/duplicates")))
    hidden = reported(region, theo, amadou, by=MAREN)
    assert run(statements, lambda: alike(bram.get("/desk/duplicates"))) == nothing
    assert hidden not in region.sign_in(DANIEL).get("/desk/duplicates").text, "a confirmer without a waiting request"
    paths = [reported(region, minh, person_of(region, name)) for name in ("Ji-woo Sample-Han", "Walter Nobody-Example")]
    seen, after = [], ""
    for _ in paths:
        page = bram.get(f"/desk/duplicates?after={after}").text
        seen += re.findall(r"/desk/duplicates/[0-9a-f]{32}", page)
        after = (re.search(r"[?]after=([0-9a-f]{32})", page) or ["", ""])[1]
    assert seen == paths and after == "" and hidden not in seen
    assert bram.get("/desk/duplicates?after=%00&before=zz").status_code == 200


def test_a_death_is_recorded_with_its_source_and_taken_back_by_another(region, theo):
    ines, maren = region.sign_in(INES), region.sign_in(MAREN)
    for source in ("", "rumor"):
        wrong = post(ines, f"/desk/people/{theo[0]}/death", source=source)
        assert wrong.status_code == 422 and "Choose how ESD learned" in wrong.text and 'id="source"' in wrong.text
    assert post(ines, f"/desk/people/{theo[0]}/death/undo").status_code == 422
    assert post(ines, f"/desk/people/{theo[0]}/death", source="certificate").status_code == 303
    page = ines.get(f"/desk/people/{theo[0]}").text
    assert "ESD has recorded that this person died" in page and "Recorded by Ines Halloway" in page
    assert "Learned from a death certificate." in page
    assert "Whoever recorded it does not take it back." in page
    again = post(maren, f"/desk/people/{theo[0]}/death", source="family")
    assert again.status_code == 422 and "recorded already" in again.text
    own = post(ines, f"/desk/people/{theo[0]}/death/undo")
    assert own.status_code == 422 and "does not take it back" in own.text and 'href="#lives"' in own.text
    assert post(maren, f"/desk/people/{theo[0]}/death/undo").status_code == 303
    assert "ESD has confirmed “share”" in maren.get(f"/desk/people/{theo[0]}").text
    assert verify_ledger.verify(region.wiring.database).ok
