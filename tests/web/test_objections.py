"""Objections that came another way: the form, its planted faults, the original, and what the record page shows."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from assistant.web import moments
from tests.conftest import csrf

INES, MAREN, JONAH = "ines@demo.example", "maren@demo.example", "jonah@demo.example"
NEW = "/desk/objections/new"
ONCE = re.compile(r'name="once" value="([^"]*)"')
TODAY = datetime.now(UTC).astimezone(moments.PACIFIC).date()
CALL = {
    "way": "phone", "received": TODAY.isoformat(), "received_time": "00:00", "spoken_by": "self",
    "name": "Theo Ansgar Lund-Sample", "month": "4", "day": "17", "year": "1981", "contact": "",
    "notes": "“Please keep my things to yourselves.”",
}  # fmt: skip
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def send(browser, page=None, **form):
    page = page or browser.get(NEW).text
    data = {"csrf_token": csrf(page), "once": ONCE.search(page)[1], **CALL, **form}
    boundary, body = encode_multipart(data)
    return browser.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def file(body, name="letter.pdf"):
    return {"original": FileStorage(io.BytesIO(body), filename=name), "notes": ""}


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def rows(region):
    return {each: count(region, each) for each in ("objection", "identity_typed", "request", "hold", "original",
                                                   "incident", "ledger_entry")}  # fmt: skip


def test_a_call_is_recorded_once_and_holds_at_once(region):
    ines = region.sign_in(INES)
    page = ines.get(NEW).text
    before = rows(region)
    first, again = send(ines, page), send(ines, page)
    assert (first.status_code, again.status_code, first.location) == (303, 303, "/desk/objections/recorded")
    after = rows(region)
    assert {name: after[name] - before[name] for name in before} == {
        "objection": 1, "identity_typed": 1, "request": 1, "hold": 1, "original": 1, "incident": 0, "ledger_entry": 1,
    }  # fmt: skip
    assert count(region, "person where holds = 1 and status = 'share_confirmed'") == 1
    shown = ines.get("/desk/objections/recorded").text
    assert re.search(r"Reference <strong>[0-9A-Z]{4}-[0-9A-Z]{4}</strong>", shown) and "Theo" not in shown


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"received": (TODAY + timedelta(days=2)).isoformat()}, "cannot be in the future"),
        ({"received": "2026-02-31"}, "Enter the date received"),
        ({"received": "", "received_time": ""}, "Enter the date received"),
        ({"received_time": "half past two"}, "Enter the time"),
        ({"way": "pigeon"}, "Choose how it was received"),
        ({"way": "relayed"}, "Choose how it was received"),
        ({"spoken_by": ""}, "Choose who said it"),
        ({"name": "  "}, "full name"),
        ({"name": "x" * 201}, "too long"),
        ({"month": "2", "day": "30"}, "no such day"),
        ({"year": str(TODAY.year + 1)}, "in the past"),
        ({"contact": "somewhere"}, "phone number with 10 digits"),
        ({"notes": " "}, "or type notes"),
        ({"notes": "x" * 20_001}, "too long"),
        (file(b"MZ\x90\0\3" * 20, "letter.pdf"), "not a PDF"),
        (file(b"<svg onload=1>\0", "letter.png"), "not a PDF"),
        (file(b"", "letter.pdf"), "not a PDF"),
        (file(PDF + b"x" * 5 * 1024 * 1024), "larger than 5 MB"),
        ({**file(PDF), "notes": "and these"}, "not both"),
    ],
)
def test_a_planted_fault_is_explained_keeps_what_was_typed_and_leaves_nothing(region, form, says):
    ines, before = region.sign_in(INES), rows(region)
    answer = send(ines, **form)
    assert answer.status_code == 422 and says in answer.text and "<title>Error: " in answer.text
    if "name" not in form:
        assert 'value="Theo Ansgar Lund-Sample"' in answer.text
    assert rows(region) == before


def test_far_too_large_is_told_in_a_sentence_and_only_here(region):
    ines, before = region.sign_in(INES), rows(region)
    answer = send(ines, **file(b"%PDF-" + b"x" * 7 * 1024 * 1024))
    assert answer.status_code == 413 and "larger than 5 MB" in answer.text and rows(region) == before
    assert ines.post("/desk/assisted", data={"site": "x" * 70_000}).status_code == 413


@pytest.mark.parametrize(
    ("body", "name", "media", "ending"),
    [
        (PDF, "anything.exe", "application/pdf", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 9, "x.pdf", "image/png", "png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 9, "x", "image/jpeg", "jpg"),
        (b"From: a@example.org\r\nSubject: no\r\n\r\nPlease do not share.", "x.txt", "message/rfc822", "eml"),
        ("Do not share. – Señor".encode(), "../../etc/passwd", "text/plain", "txt"),
    ],
)
def test_the_original_comes_back_as_it_came_to_the_confirmer_alone_while_it_waits(region, body, name, media, ending):
    ines, maren = region.sign_in(INES), region.sign_in(MAREN)
    assert send(ines, way="letter", **file(body, name)).status_code == 303
    with region.wiring.database.engine.connect() as connection:
        (request_id, sealed) = connection.execute(text(
            "select r.id, o.body_sealed from request r join original o on o.objection_id = r.objection_id")).one()
    assert body not in bytes(sealed)
    page = maren.get(f"/desk/requests/{request_id}").text
    assert "By letter" in page and "Ines Halloway" in page
    path = re.search(r'href="(/desk/requests/[0-9a-f]{32}/originals/[0-9a-f]{32})"', page)[1]
    entries = count(region, "ledger_entry where kind = 'original_opened'")
    taken = maren.get(path)
    assert taken.data == body and taken.mimetype == media
    assert re.fullmatch(rf"attachment; filename=original-[0-9a-f]{{8}}\.{ending}", taken.headers["Content-Disposition"])
    assert taken.headers["X-Content-Type-Options"] == "nosniff" and taken.headers["Cache-Control"] == "no-store"
    assert count(region, "ledger_entry where kind = 'original_opened'") == entries + 1
    for other in (ines, region.sign_in(JONAH)):
        assert other.get(path).status_code == 404
    proof = csrf(page)
    done = maren.post(f"/desk/requests/{request_id}/confirm",
                      data={"csrf_token": proof, "version": "1", "person": "new", "identity": "photo_id"})
    assert done.status_code == 200 and maren.get(path).status_code == 404, "open while the request waits, no longer"


def test_nobody_else_finds_the_form(region):
    for email in (JONAH, "priya@demo.example", "ruth@demo.example", "pavel@demo.example"):
        assert region.sign_in(email).get(NEW).status_code == 404
    assert region.app.test_client().get(NEW).status_code == 404
