"""The job seeker's pages, walked as a browser without scripts does."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from assistant import places
from assistant.conversation import load
from assistant.intake.running import Intake
from assistant.store import ledger
from assistant.store.db import Database
from assistant.store.keys import Keys
from assistant.store.migrations import migrate
from assistant.store.tables import Area, Site
from assistant.web import chat, pages, security
from assistant.web.wiring import Wiring

NOW = datetime(2026, 11, 20, 18, 15, tzinfo=UTC)
TOKEN = re.compile(r'name="token" value="([^"]+)"')
CASEY = {"answer": "given", "name": "Casey Walker-Sample", "month": "4", "day": "17", "year": "1985", "contact": ""}
TELLING = ("tell_what", "tell_use", "tell_may_say_no", "tell_services")


def read_flow() -> dict[str, str]:
    return load.read_folder(places.flows() / "notification", places.flows() / "interface")


def build(folder: Path, secure: bool = False) -> Flask:
    database = Database(f"sqlite:///{folder}/t.db")
    migrate(database)
    with database.writing() as w:
        w.session.add(Area(id="WDA06", council="Cedar Council", counties="Cedar"))
        w.session.flush()
        w.session.add(Site(id="cedar", area_id="WDA06", name="WorkSource Cedar", alternate_language="es", phone=""))
        w.session.flush()
        ledger.append(w, "region_loaded", {}, ("site:cedar",), NOW)
    keys = Keys({"k": b"k" * 32}, "k")
    app = Flask("t", template_folder=str(places.templates()), static_folder=str(places.static()))
    app.extensions["assistant"] = Wiring(
        database=database, keys=keys, intake=Intake(database, keys, b"s" * 32, read_flow()), secret=b"s" * 32,
        demo=True, secure_cookies=secure, phone="360 555 0142", now=lambda: NOW, read_flow=read_flow,
        areas=lambda: {"WDA06": "Cedar"}, sites=lambda: {"cedar": "WorkSource Cedar"},
    )  # fmt: skip
    security.attach(app)
    app.register_blueprint(chat.blueprint)
    return app


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[SimpleNamespace]:
    app = build(tmp_path)
    client = app.test_client()

    def post(path: str, **data: str):
        page = client.get(path).text
        return client.post(path, data={"token": TOKEN.search(page)[1], **data})

    client.post("/begin", data={"language": "en", "site": "cedar"})
    yield SimpleNamespace(client=client, post=post, app=app)
    app.extensions["assistant"].database.dispose()


def to_choice(browser: SimpleNamespace) -> None:
    browser.post("/i/welcome", answer="start")
    for step in TELLING:
        browser.post(f"/i/{step}", answer="told")


def test_a_whole_conversation_ends_on_a_receipt_without_name_or_choice(browser) -> None:
    to_choice(browser)
    page = browser.client.get("/i/choice").text
    assert page.count("data-choice") == 2 and "I already know" not in page
    assert browser.post("/i/choice", answer="do_not_share").location == "/i/identity#now"
    assert browser.post("/i/identity", **CASEY).location == "/i/review#now"
    review = browser.client.get("/i/review").text
    assert "Casey Walker-Sample" in review and "April 17, 1985" in review
    browser.post("/i/review", answer="send")
    receipt = browser.client.get("/i/receipt").text
    assert re.search(r"<bdi>\w{4}-\w{4}</bdi>", receipt) and "WorkSource Cedar" in receipt
    assert "Casey" not in receipt and "April 17" not in receipt and "Do not share" not in receipt
    done = browser.post("/i/receipt", answer="done")
    assert done.location == "/kiosk/cedar" and "Clear-Site-Data" in done.headers
    assert "This screen is clear" in browser.client.get("/i/receipt").text


def test_another_step_leads_to_the_current_one(browser) -> None:
    answer = browser.client.get("/i/choice")
    assert (answer.status_code, answer.location) == (303, "/i/welcome#now")


def test_a_double_tap_is_one_turn_and_another_answer_is_asked_again(browser) -> None:
    token = TOKEN.search(browser.client.get("/i/welcome").text)[1]
    for _ in range(2):
        answer = browser.client.post("/i/welcome", data={"token": token, "answer": "start"})
        assert answer.location == "/i/tell_what#now"
    again = browser.client.post("/i/welcome", data={"token": token, "event": "stop"})
    assert again.status_code == 409 and "Please tap again." in again.text and "What partner staff" in again.text


def test_a_post_without_the_token_changes_nothing(browser) -> None:
    assert browser.client.post("/i/welcome", data={"answer": "start"}).status_code == 409
    assert browser.client.get("/i/welcome").status_code == 200


def test_bad_input_is_kept_and_explained(browser) -> None:
    to_choice(browser)
    browser.post("/i/choice", answer="share")
    answer = browser.post("/i/identity", **{**CASEY, "year": "", "contact": "360 555 01"})
    assert answer.status_code == 422 and "<title>Error: " in answer.text
    assert 'href="#year"' in answer.text and 'href="#contact"' in answer.text and "Casey Walker-Sample" in answer.text
    assert browser.post("/i/identity", answer="skipped").location == "/i/review#now"


def test_an_objection_asks_who_and_goes_on(browser) -> None:
    assert browser.post("/i/welcome", event="object").location == "/i/objection_identity#now"
    assert browser.post("/i/objection_identity", answer="skipped").location == "/i/welcome#now"
    assert "I already know" not in browser.client.get("/i/welcome").text.split("<footer")[1]


def test_back_and_help_and_comfort_keep_the_step(browser) -> None:
    browser.post("/i/welcome", answer="start")
    for path in ("/ask", "/person", "/languages"):
        assert 'href="/i/tell_what#now"' in browser.client.get(path).text
    answer = browser.client.post("/comfort", data={"size": "200", "to": "/i/tell_what"})
    assert (answer.status_code, answer.location) == (303, "/i/tell_what")
    assert 'data-size="200"' in browser.client.get("/i/tell_what").text
    assert browser.client.post("/comfort", data={"size": "150", "to": "//evil.example"}).location == "/"
    assert browser.post("/i/tell_what", event="back").location == "/i/welcome#now"


def test_identity_is_not_given_by_a_field_of_another_page(browser) -> None:
    to_choice(browser)
    browser.post("/i/choice", answer="share")
    assert browser.post("/i/identity", area="WDA06").status_code == 409
    assert browser.client.get("/i/review").location == "/i/identity#now"


def test_a_step_that_does_not_exist_takes_no_answer(browser) -> None:
    token = TOKEN.search(browser.client.get("/i/welcome").text)[1]
    answer = browser.client.post("/i/nowhere", data={"token": token, "answer": "start"})
    assert (answer.status_code, answer.location) == (303, "/i/welcome#now")
    assert browser.client.get("/i/welcome").status_code == 200


def test_a_double_tap_on_the_last_button_clears_the_screen_again(browser) -> None:
    token = TOKEN.search(browser.client.get("/i/welcome").text)[1]
    secret = browser.client.get_cookie("chat").value
    for _ in range(2):
        browser.client.set_cookie("chat", secret)
        answer = browser.client.post("/i/welcome", data={"token": token, "event": "stop"})
        assert answer.location == "/cleared?stopped=1" and "Clear-Site-Data" in answer.headers


def test_a_page_drawn_once_has_a_token_of_its_own_each_time_and_never_what_was_typed(browser) -> None:
    other = browser.app.test_client()
    other.post("/begin", data={"language": "en", "site": "cedar"})
    mine, theirs = browser.client.get("/i/welcome").text, other.get("/i/welcome").text
    tokens = [set(TOKEN.findall(page)) for page in (mine, theirs)]
    assert [len(each) for each in tokens] == [1, 1] and tokens[0] != tokens[1]
    assert TOKEN.sub("", mine) == TOKEN.sub("", theirs)
    to_choice(browser)
    browser.post("/i/choice", answer="share")
    browser.post("/i/identity", **CASEY)
    browser.client.get("/i/review")
    assert not any("Casey" in part for page in pages._drawn.values() for part in page)


def test_stop_clears_the_screen(browser) -> None:
    assert browser.post("/i/welcome", event="stop").location == "/cleared?stopped=1"
    assert "You stopped before the end" in browser.client.get("/cleared?stopped=1").text
    assert "This screen is clear" in browser.client.get("/i/welcome").text


def test_the_web_asks_for_the_area(tmp_path) -> None:
    client = build(tmp_path).test_client()
    assert client.post("/begin", data={"language": "en"}).location == "/i/area#now"
    token = TOKEN.search(client.get("/i/area").text)[1]
    assert client.post("/i/area", data={"token": token}).status_code == 422
    given = {"token": token, "area": "WDA06", "answer": "given"}
    assert client.post("/i/area", data=given).location == "/i/welcome#now"
    assert "</span>Cedar</p>" in client.get("/i/welcome").text  # the person's own answer, as theirs


def test_begin_from_another_site_begins_nothing(tmp_path) -> None:
    client = build(tmp_path).test_client()
    answer = client.post("/begin", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.location == "/" and "Set-Cookie" not in answer.headers


def test_headers_closed_endpoints_and_cookies(tmp_path) -> None:
    app = build(tmp_path, secure=True)
    app.add_url_rule("/hidden", "hidden", lambda: "x")
    client = app.test_client()
    page, hidden, absent = client.get("/"), client.get("/hidden"), client.get("/absent")
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" and "Strict-Transport-Security" in page.headers
    assert hidden.status_code == absent.status_code == 404 and hidden.data == absent.data
    cookie = client.post("/begin", data={"language": "en"}, base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-chat=") and "Secure; HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_the_first_page_is_light_and_has_nothing_inline(tmp_path) -> None:
    page = build(tmp_path).test_client().get("/").data
    styles = [(places.static() / name).read_bytes() for name in ("tokens.css", "chat.css")]
    assert sum(len(gzip.compress(each, 6)) for each in (page, *styles)) <= 14 * 1024
    assert b" style=" not in page and b" on" + b"click" not in page
