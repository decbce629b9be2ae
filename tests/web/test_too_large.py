"""A form that is too long to be read: a page that says how to mend it, and nothing kept or changed of it."""

import json
import re
from io import BytesIO

import pytest
from sqlalchemy import text

from tests.conftest import csrf

LONG = "x" * 70_000


def entries(region):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text("select count(*) from ledger_entry")).scalar()


@pytest.mark.parametrize("path", ["/desk/assisted", "/desk/find", "/desk/requests/" + "0" * 32 + "/confirm"])
def test_staff_are_told_in_the_look_of_the_desk_and_nothing_typed_is_lost(region, path):
    maren = region.sign_in("maren@demo.example")
    form = {"csrf_token": csrf(maren.get("/desk/requests").text), "reference": "7KQ4 <b>", "says": LONG, "version": "1"}
    before = entries(region)
    answer = maren.post(path, data=form)
    assert answer.status_code == 413 and "That was too long to send" in answer.text
    assert "64 kB" in answer.text and "Maren Oyelaran" in answer.text and "7KQ4 &lt;b&gt;" in answer.text
    assert f">{LONG}</textarea>" in answer.text and form["csrf_token"] not in answer.text.split("<main")[1]
    assert entries(region) == before and maren.get("/desk/requests").status_code == 200


def test_what_is_too_long_even_to_be_shown_again_is_said_so(region):
    maren = region.sign_in("maren@demo.example")
    forms = ({"says": "x" * 1_100_000}, {f"f{number}": "y" * 800 for number in range(101)})
    for form in forms:
        answer = maren.post("/desk/find", data=form)
        assert answer.status_code == 413 and "cannot be shown again" in answer.text and "<textarea" not in answer.text


def test_somebody_in_the_chat_goes_on_where_they_were(region):
    browser = region.app.test_client()
    begun = browser.post("/begin", data={"language": "en", "site": "tidewater"})
    here, before = begun.location.split("#")[0], entries(region)
    answer = browser.post(here, data={"token": LONG, "answer": "start"})
    assert answer.status_code == 413 and "What you answered before is safe" in answer.text
    assert f'href="{here}"' in answer.text and browser.get(here).status_code == 200 and entries(region) == before
    spanish = browser.post(here, data={"token": LONG}, headers={"Accept-Language": "es"})
    assert "Era demasiado largo" in spanish.text and 'lang="es"' in spanish.text
    for path, back in (("/begin", "/"), ("/desk/sign-in", "/desk")):
        answer = region.app.test_client().post(path, data={"language": LONG, "email": LONG, "token": LONG})
        assert (answer.status_code, back) == (413, re.search('class="answer" href="([^"]+)"', answer.text)[1]), path


def test_another_system_is_told_in_json(region):
    answer = region.app.test_client().post(
        "/api/v1/decision", data=json.dumps({"name": LONG}), content_type="application/json"
    )
    assert answer.mimetype == "application/problem+json" and answer.status_code in (401, 404, 413)


def test_the_whole_of_it_is_read_so_that_the_answer_arrives(region):
    """A server that closes over unread bytes resets the connection, and the browser shows no page at all."""
    maren = region.sign_in("maren@demo.example")
    body = BytesIO(b"x" * 3_000_000)
    answer = maren.post("/desk/find", input_stream=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413 and body.tell() == 3_000_000
