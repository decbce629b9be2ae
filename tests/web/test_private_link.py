"""The private link in a browser: made on the own device, shown once, and never a word from any file."""

import re

import pytest
from sqlalchemy import text

from assistant.store import verify_ledger

TOKEN = re.compile(r'name="token" value="([^"]+)"')
LINK = re.compile(r"<bdi>http://[^/]+(/mine/[A-Za-z0-9_-]{43})</bdi>")
CASEY = {"name": "Casey Walker-Sample", "month": "4", "day": "17", "year": "1985", "contact": "", "message": "no"}
AMADOU = {**CASEY, "name": "Amadou Exemplar", "month": "11", "day": "30", "year": "1993"}  # said no, confirmed
THEO = {**CASEY, "name": "Theo Ansgar Lund-Sample", "year": "1981"}  # said yes, confirmed
# What differs from one conversation to the next whatever was said.
OWN = re.compile(r'name="token" value="[^"]+"|<bdi>[0-9A-Z]{4}-[0-9A-Z]{4}</bdi>')


class Talk:
    """One conversation on the web, in a browser of its own."""

    def __init__(self, region, language="en"):
        self.app, self.client = region.app, region.app.test_client()
        self.at = self.client.post("/begin", data={"language": language}).location

    def say(self, *answers, **more):
        for value in answers:
            page = self.client.get(self.at).text
            form = {"answer": value, **(more if value == "given" else {})}
            done = self.client.post(self.at.partition("#")[0], data={"token": TOKEN.search(page)[1], **form})
            assert done.status_code == 303, (self.at, done.status_code)
            self.at = done.location
        return self

    def whole(self, said, who):
        self.say("given", area="WDA06").say("start", *["told"] * 4, said)
        self.say("given", **who) if who else self.say("skipped")
        return self.say("send")

    def make(self):
        return self.client.post("/mine/make", data={"token": TOKEN.search(self.client.get(self.at).text)[1]})

    def link(self):
        return LINK.search(self.make().text)[1]


def opened(region, link):
    """A new browser with this link."""
    client = region.app.test_client()
    led = client.get(link)
    assert (led.status_code, led.location) == (303, "/mine"), led.text[:200]
    return client


def press(client, path, page="/mine", **form):
    return client.post(path, data={"token": TOKEN.search(client.get(page).text)[1], **form})


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def test_it_is_made_on_the_web_alone_shown_once_and_replaced(region):
    talk = Talk(region).whole("share", CASEY)
    assert "Make my private link" in talk.client.get(talk.at).text
    first, second = talk.link(), talk.link()
    with region.wiring.database.engine.connect() as connection:
        kept = connection.execute(text("select secret_sha256, revoked_at from private_link order by made_at")).all()
    assert [row.revoked_at is None for row in kept] == [False, True]
    assert all(first[6:] not in row.secret_sha256 and second[6:] not in row.secret_sha256 for row in kept)
    assert region.app.test_client().get(first).status_code == 404 and opened(region, second)
    assert verify_ledger.verify(region.wiring.database).ok
    kiosk = region.app.test_client()
    kiosk.post("/begin", data={"language": "en", "site": "tidewater"})
    page = kiosk.get("/i/welcome").text
    assert "link.make" not in page and "private link" not in kiosk.get("/person").text
    assert kiosk.post("/mine/make", data={"token": TOKEN.search(page)[1]}).status_code == 404
    assert Talk(region).client.post("/mine/make", data={"token": "forged"}).status_code == 404


def test_a_link_that_is_not_there_looks_like_any_absent_page(region):
    talk = Talk(region).whole("share", CASEY)
    revoked, link = talk.link(), talk.link()
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text("update person_key set wrapped = null where id = (select person_key_id from "
                                "identity_typed where id = (select max(id) from identity_typed))"))  # fmt: skip
    nowhere = region.app.test_client().get("/mine/no/such/page")
    paths = (link, revoked, "/mine/" + "x" * 43, "/mine/short", "/mine", "/mine/no")
    for path in paths:
        found = region.app.test_client().get(path)
        assert (found.status_code, found.text, sorted(found.headers)) == (
            404, nowhere.text, sorted(nowhere.headers)), path  # fmt: skip
    for path in ("/mine/no", "/mine/go-on", "/mine/again"):
        assert region.app.test_client().post(path, data={"token": "x"}).text == nowhere.text
    assert "This link opens nothing" in nowhere.text and "any WorkSource kiosk" in nowhere.text
    assert region.wiring.phone in nowhere.text and 'href="/"' in nowhere.text
    spanish = region.app.test_client().get(revoked, headers={"Accept-Language": "es-MX,es;q=0.9"}).text
    assert 'lang="es"' in spanish and "Este enlace no abre nada" in spanish and region.wiring.phone in spanish
    assert "This page is not here" in region.app.test_client().get("/elsewhere").text


def test_nothing_of_it_leaks_and_looking_writes_nothing(region):
    link, before = Talk(region).whole("share", CASEY).link(), count(region, "ledger_entry")
    client = region.app.test_client()
    for answer in (client.get(link), client.get("/mine"), client.get("/mine/no")):
        assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
        assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]
        assert link[6:] not in answer.text
    assert count(region, "ledger_entry") == before
    assert "HttpOnly" in client.get(link).headers["Set-Cookie"]
    left = client.post("/mine/close")
    assert left.status_code == 303 and client.get("/mine").status_code == 404


@pytest.mark.parametrize("said", ["share", "do_not_share"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_shown_never_differs_by_what_is_on_file(region, said, language):
    pages = []
    for who in (CASEY, AMADOU, THEO):
        client = opened(region, Talk(region, language).whole(said, who).link())
        pages.append([OWN.sub("", client.get(path).text) for path in ("/mine", "/mine/no")])
        done = press(client, "/mine/no")
        pages[-1] += [done.location, OWN.sub("", client.get("/mine").text)]
    assert pages[0] == pages[1] == pages[2]
    texts = region.wiring.intake.current.engine.flow.messages[language]
    assert texts[f"ui.review.{said}"].text in pages[0][0] and texts["ui.mine.waiting"].text in pages[0][0]
    assert texts["ui.review.do_not_share"].text in pages[0][3]


def test_do_not_share_is_kept_once_however_often_it_is_pressed(region):
    client = opened(region, Talk(region).whole("share", THEO).link())
    page = client.get("/mine/no").text
    held = "person where visibility = 'suppressed' and status = 'share_confirmed'"
    assert count(region, held) == 0
    taps = [client.post("/mine/no", data={"token": TOKEN.search(page)[1]}) for _ in range(3)]
    assert {(each.status_code, each.location) for each in taps} == {(303, "/mine")}
    press(client, "/mine/no", "/mine/no")
    assert count(region, "objection where way = 'private_link'") == 1 and count(region, held) == 1
    assert press(client, "/mine/no", "/mine/no").status_code == 303
    assert client.post("/mine/no", data={"token": TOKEN.search(page)[1][:-1] + "z"}).status_code == 404
    assert verify_ledger.verify(region.wiring.database).ok


@pytest.mark.parametrize(
    ("form", "says"),
    [({"name": ""}, "Enter your name"), ({"month": "13"}, "from 1 to 12"), ({"day": "31"}, "no such day"),
     ({"year": "2199"}, "in the past"), ({"contact": "me"}, "phone number")],
)  # fmt: skip
def test_without_a_name_it_asks_who_and_explains_what_is_wrong(region, form, says):
    client = opened(region, Talk(region).whole("share", None).link())
    before = count(region, "objection")
    wrong = press(client, "/mine/no", "/mine/no", **{**THEO, **form})
    assert wrong.status_code == 422 and says in wrong.text and 'value="1981"' in wrong.text or "year" in form
    assert count(region, "objection") == before
    assert press(client, "/mine/no", "/mine/no", **THEO).location == "/mine"
    assert count(region, "person where visibility = 'suppressed' and status = 'share_confirmed'") == 1


def test_a_draft_goes_on_in_the_browser_of_the_link_and_no_longer_in_the_other(region):
    talk = Talk(region).say("given", area="WDA06").say("start", "told")
    assert "go on later" in talk.client.get("/person").text
    client = opened(region, talk.link())
    assert "Nothing was sent" in client.get("/mine").text
    led = press(client, "/mine/go-on")
    assert led.location.startswith("/i/") and client.get(led.location).status_code == 200
    assert "cleared" in talk.client.get(talk.at).text.lower(), "the earlier browser has no conversation any more"
    assert verify_ledger.verify(region.wiring.database).ok


def test_to_share_again_a_new_chat_begins(region):
    client = opened(region, Talk(region, "es").whole("do_not_share", CASEY).link())
    before = count(region, "conversation")
    led = press(client, "/mine/again")
    assert led.location.startswith("/i/") and count(region, "conversation") == before + 1
    assert 'lang="es"' in client.get(led.location).text
