"""What the application leaves out of Flask's road changes nothing that a browser can tell."""

import pytest
from flask import Flask, Response

from assistant.web import security
from assistant.web.application import Answer, Application

PATHS = ["/", "/kiosk/tidewater", "/cleared", "/nowhere", "/desk", "/desk/sign-in", "/i/welcome", "/mine"]


def headers(response):
    differ = ("Set-Cookie", "Vary")
    return sorted((name, value) for name, value in response.headers.items() if name not in differ)


@pytest.mark.parametrize("host", ["localhost", "Kiosk.Example:8443", "no name"])
@pytest.mark.parametrize("path", PATHS)
def test_an_answer_has_the_status_headers_and_length_that_flask_gives(region, monkeypatch, path, host):
    ours = region.app.test_client().get(path, headers={"Host": host})
    assert int(ours.headers["Content-Length"]) == len(ours.data)
    monkeypatch.setattr(Answer, "__call__", Response.__call__)
    for name in ("create_url_adapter", "ensure_sync"):
        monkeypatch.setattr(Application, name, getattr(Flask, name))
    theirs = region.app.test_client().get(path, headers={"Host": host})
    assert (ours.status_code, headers(ours), len(ours.data)) == (theirs.status_code, headers(theirs), len(theirs.data))


@pytest.mark.parametrize("path", PATHS)
def test_asked_for_the_head_alone_no_body_comes(region, path):
    told = region.app.test_client().head(path)
    assert told.data == b"" and told.status_code == region.app.test_client().get(path).status_code


def test_the_chat_writes_no_session_and_the_desk_does(region):
    assert "desk=" not in str(region.app.test_client().get("/").headers)
    assert "desk=" in str(region.app.test_client().get("/desk/sign-in").headers)


@pytest.mark.parametrize(
    "path", ["/languages", "/ask", "/person", "/cleared", "/comfort", "/desk", "/startup", "/minerals"]
)
def test_only_the_conversations_own_addresses_leave_the_hooks_out(path):
    assert not security.of_the_chat(path)
