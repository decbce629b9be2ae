"""The pages of who has seen what, and of credentials: what each says, to whom, and bad input."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import csrf
from tests.web.test_partner import JONAH, THEO, look

INES, PAVEL, AGNES, RUTH, PRIYA = (f"{each}@demo.example" for each in ("ines", "pavel", "agnes", "ruth", "priya"))
ROSA = {"name": "Rosa Marín Vega", "month": "2", "day": "14", "year": "1988"}
SECRET = re.compile(r'class="hash">([^<]{43})<')


def post(browser, path, **form):
    return browser.post(path, data={"csrf_token": csrf(browser.get(path).text), **form})


def made(region, organization="harbor", name="Case system", lasts="30"):
    answer = post(region.sign_in(PRIYA), "/desk/clients", organization=organization, name=name, lasts=lasts)
    return SECRET.search(answer.text).group(1)


def rows(region, statement):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(statement)).all()


@pytest.mark.parametrize(("path", "open_to"), [
    ("/desk/seen", {"maren", "ines", "tamsin"}), ("/desk/patterns", {"pavel", "agnes"}), ("/partner/log", {"ruth"}),
    ("/desk/clients", {"priya"}), ("/partner/clients", {"ruth"}),
])  # fmt: skip
def test_a_page_is_open_to_its_roles_and_absent_to_everyone_else(region, path, open_to):
    absent = region.app.test_client().get("/desk/nothing")
    for name in ("maren", "ines", "tamsin", "pavel", "agnes", "ruth", "priya", "jonah", "moira"):
        browser = region.sign_in(f"{name}@demo.example")
        answer = browser.get(path)
        assert (answer.status_code == 200) == (name in open_to), name
        if name not in open_to:
            assert (answer.status_code, answer.data) == (404, absent.data)
        assert (f'href="{path}"' in browser.get("/desk/policies").text) == (name in open_to), "the menu says the same"
    assert region.app.test_client().get(path).data == absent.data


def test_a_person_s_list_names_organisations_and_can_be_printed_without_forms(region):
    look(region.sign_in(JONAH), **THEO)
    page = post(region.sign_in(INES), "/desk/seen", **THEO, identity="photo_id")
    said = page.text.partition("<main")[2]
    assert page.status_code == 200 and "Harbor Skills Alliance" in said and "ESD staff" in said
    assert "Worker training and retraining" in said and "Photo ID in person" in said
    assert not re.search("Jonah|Whitfield|Theo|Ines|Daniel", said), "nobody's name, not even the person's own"
    sheet = (Path(region.app.static_folder) / "desk.css").read_text("utf-8")
    assert "@media print{nav, form, .back, .top .push{display:none}" in sheet, "nor that of whoever opened it"


def test_suppressed_and_absent_look_the_same_to_staff_without_the_grant(region):
    browser = region.sign_in(INES)
    one = post(browser, "/desk/seen", **ROSA, identity="photo_id")
    other = post(browser, "/desk/seen", **{**ROSA, "name": "Nobody Atall"}, identity="photo_id")
    alike = [re.sub(r'name="csrf_token" value="[^"]+"', "", each.text) for each in (one, other)]  # dated by the second
    assert one.status_code == other.status_code and alike[0] == alike[1] and "No list to open" in one.text


@pytest.mark.parametrize(("form", "said"), [
    ({**THEO}, "Choose how the person"), ({**THEO, "identity": "not_checked"}, "Choose how the person"),
    ({"identity": "photo_id"}, "Enter a seeker id"), ({**THEO, "day": "x", "identity": "photo_id"}, "Enter month"),
])  # fmt: skip
def test_a_list_is_not_opened_by_half_and_what_was_typed_is_kept(region, form, said):
    answer = post(region.sign_in(INES), "/desk/seen", **form)
    assert answer.status_code == 422 and said in answer.text and "Error: " in answer.text
    assert form.get("name", "") in answer.text and rows(region, "select count(*) from search") == [(0,)]
    if form.get("identity") == "photo_id":
        assert re.search(r'value="photo_id" checked', answer.text)


def test_a_list_pages_by_post_with_nothing_personal_in_the_address(region):
    look(region.sign_in(JONAH), **THEO)
    browser = region.sign_in(INES)
    for _ in range(26):
        page = post(browser, "/desk/seen", **THEO, identity="photo_id")
    hidden = dict(re.findall(r'type="hidden" name="(seeker_id|identity|after)" value="([^"]+)"', page.text))
    following = post(browser, "/desk/seen", **hidden)
    assert page.text.count("<tr role") == 26 and "Harbor" not in page.text and "Harbor" in following.text
    broken = post(browser, "/desk/seen", **{**hidden, "after": "99999999999999999999-x"})
    assert broken.status_code == 200 and broken.text.count("<tr role") == 26, "a mark that is none begins anew"


@pytest.mark.parametrize("email", [PAVEL, AGNES])
def test_patterns_name_nobody_until_a_reason_is_given(region, email):
    look(region.sign_in(JONAH), **THEO)
    browser = region.sign_in(email)
    page = browser.get("/desk/patterns").text
    code = re.search(r"Harbor Skills Alliance</h2>.*?nowrap\">([0-9A-Z]{4}-[0-9A-Z]{4})<", page, re.S).group(1)
    month = re.search(r'name="month" value="([^"]+)"', page).group(1)
    assert "Jonah" not in page
    form = {"organization": "harbor", "pseudonym": code, "month": month}
    refused = post(browser, "/desk/patterns", **form, reason="")
    assert refused.status_code == 422 and "Choose why you need to know" in refused.text and code in refused.text
    assert rows(region, "select count(*) from ledger_entry where kind = 'pseudonym_opened'") == [(0,)]
    shown = post(browser, "/desk/patterns", **form, reason="incident")
    assert "Jonah Whitfield" in shown.text and "An incident is being handled" in shown.text
    other = post(browser, "/desk/patterns", **{**form, "organization": "rainshadow"}, reason="incident")
    assert other.status_code == 422 and "Nobody has this pseudonym" in other.text
    assert "Nothing was looked at" in browser.get("/desk/patterns?month=2020-01").text
    for wrong in ("2020-13", "x", "20-1", "²⁰²⁰-01", "9999-12"):
        assert browser.get("/desk/patterns", query_string={"month": wrong}).status_code == 404


def test_what_cannot_be_recorded_is_a_page_that_shows_nobody(region):
    browser = region.sign_in(JONAH)
    browser.get("/partner")
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text("create trigger full before insert on disclosure "
                                "begin select raise(abort, 'the disk is full'); end"))  # fmt: skip
    answer = look(browser, **THEO)
    assert answer.status_code == 503 and "Nothing can be shown now" in answer.text
    assert "12 Example Lane" not in answer.text and rows(region, "select count(*) from search") == [(0,)]


def test_a_partner_s_log_shows_own_searches_page_by_page(region):
    browser = region.sign_in(JONAH)
    for _ in range(27):
        look(browser, **THEO)
    ruth = region.sign_in(RUTH)
    page = ruth.get("/partner/log").text
    following = re.search(r'href="(/partner/log\?after=[^"]+)"', page).group(1)
    assert page.count("Jonah Whitfield") == 25 and ruth.get(following).text.count("Jonah Whitfield") == 2
    assert "Theo" not in page and "Worker training" in page


def test_a_secret_is_shown_once_and_kept_as_its_hash(region):
    secret = made(region)
    kept = [str(each) for each in rows(region, "select * from client")]
    assert len(secret) == 43 and kept and secret not in str(kept)
    assert secret not in str(rows(region, "select body from ledger_entry"))
    assert secret not in region.sign_in(PRIYA).get("/desk/clients").text


@pytest.mark.parametrize(("form", "said"), [
    ({"organization": "nobody"}, "Choose the organization"),
    ({"organization": "council-06"}, "Choose the organization"),
    ({"name": "  "}, "Name the system"), ({"name": "x" * 121}, "at most 120"), ({"lasts": "366"}, "Choose how long"),
    ({"lasts": "-1"}, "Choose how long"),
])  # fmt: skip
def test_a_credential_is_not_made_by_half(region, form, said):
    whole = {"organization": "harbor", "name": "Case system", "lasts": "30"}
    answer = post(region.sign_in(PRIYA), "/desk/clients", **{**whole, **form})
    assert answer.status_code == 422 and said in answer.text and rows(region, "select count(*) from client") == [(0,)]
    assert 'value="harbor" selected' in answer.text or "organization" in form


def test_a_contract_manager_revokes_own_credentials_and_finds_no_other(region):
    made(region), made(region, "esd", "Ours")
    ids = dict(rows(region, "select organisation_id, id from client"))
    ruth = region.sign_in(RUTH)
    page = ruth.get("/partner/clients").text
    assert ids["harbor"] in page and ids["esd"] not in page and "Make a credential" not in page
    proof = csrf(page)
    for other in (ids["esd"], "nothing"):
        assert ruth.post(f"/partner/clients/{other}/revoke", data={"csrf_token": proof}).status_code == 404
    for _ in range(2):  # a double click
        assert ruth.post(f"/partner/clients/{ids['harbor']}/revoke", data={"csrf_token": proof}).status_code == 303
    assert rows(region, "select organisation_id from client where revoked_at is not null") == [("harbor",)]
    assert rows(region, "select count(*) from ledger_entry where kind = 'client_revoked'") == [(1,)]
    assert "Revoked" in ruth.get("/partner/clients").text


@pytest.mark.parametrize("change", [
    "ends_at = made_at + 31536000001", "ends_at = made_at", "revoked_at = 1", "made_by = (select id from staff where "
    "email = 'ruth@demo.example')",
])  # fmt: skip
def test_the_database_refuses_a_credential_that_is_none(region, change):
    made(region)
    column, _, value = change.partition(" = ")
    names = [each[1] for each in rows(region, "pragma table_info(client)")]
    values = {"id": "'other'", "secret_sha256": "'other'", column: value}
    with region.wiring.database.engine.connect() as connection, pytest.raises(Exception, match="credential is made"):
        chosen = ", ".join(values.get(each, each) for each in names)
        connection.execute(text(f"insert into client ({', '.join(names)}) select {chosen} from client"))
