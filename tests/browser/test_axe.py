"""Axe over every state of the chat and the desk, both languages; the states come from the engine's own list."""

import re
from datetime import UTC, date, datetime

import pytest

from assistant.conversation.engine import Event
from assistant.conversation.prove import reachable
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from tests.browser.conftest import faults, window
from tests.conftest import csrf

pytestmark = pytest.mark.browser
PLACES = ("/", "/kiosk/tidewater", "/cleared", "/nowhere")
BESIDE = ("/languages", "/ask", "/person")


def pages(region, channel, language):
    """One standing for each page that differs: step, who objected, what was chosen, what was asked, paused or not."""
    engine = region.wiring.intake.current.engine
    begun = engine.begin(channel, language, "share", channel == "kiosk")
    found = {}
    for standing, events in reachable(engine, begun).items():
        if standing.step in engine.flow.steps and standing.language == language and not standing.paused:
            found.setdefault((standing.step, standing.objected, standing.choice, standing.identity), events)
    return found


def stand(region, channel, language, events):
    """A conversation walked to a state through the real verbs; gives its secret."""
    intake, now = region.wiring.intake, datetime.now(UTC)
    begun = begin.begin(intake, channel, language, now, site_id="tidewater" if channel == "kiosk" else None)
    for event in events:
        seen = look.look(intake, begun.secret, now)
        typed = Typed("Casey Walker-Sample", date(1985, 4, 17)) if event.value == "given" else None
        detail = "WDA06" if seen.screen.asks == "area" else ""
        posted = Posted(seen.token, Event(event.kind, event.value, detail), typed)
        assert answer.answer(intake, begun.secret, posted, now).kind == "accepted"
    return begun.secret


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["web", "kiosk"])
def test_every_state_of_the_chat_has_no_violation(region, served, chromium, channel, language):
    wrong, states = [], pages(region, channel, language)
    assert {step for step, *_ in states} >= set(region.wiring.intake.current.engine.flow.steps) - {"area"}
    size = {"width": 1080, "height": 1920} if channel == "kiosk" else {}
    with window(chromium, **size) as page:
        for (step, *_), events in states.items():
            secret = stand(region, channel, language, events)
            page.context.add_cookies([{"name": "chat", "value": secret, "url": served}])
            page.goto(f"{served}/i/{step}")
            assert page.url.split("#")[0].endswith(f"/i/{step}")
            wrong += faults(page)
            if step in ("identity", "objection_identity") and not wrong:
                page.get_by_label(re.compile("Full name|Nombre completo")).fill("")
                page.locator("form .answers button").first.click()
                assert page.locator("#errors").is_visible()
                wrong += faults(page)
        for path in (*BESIDE, *PLACES):
            page.goto(served + path)
            wrong += faults(page)
    assert not wrong, "\n".join(wrong[:20])


def test_every_page_of_desk_and_partner_has_no_violation(region, served, chromium):
    wrong = []
    for width in (1280, 390):
        with window(chromium, width=width) as page:
            page.goto(f"{served}/desk/sign-in")
            wrong += faults(page)
            sign_in(page, served, "maren@demo.example")
            wrong += faults(page)
            found = re.findall(r'href="(/desk/requests/[0-9a-f]{32})"', page.content())
            for path in found:
                page.goto(served + path)
                wrong += faults(page)
            page.get_by_role("button", name="Confirm").click()
            wrong += faults(page)
            for path in ("assisted", "policies"):
                page.goto(f"{served}/desk/{path}")
                wrong += faults(page)
        for email in ("jonah@demo.example", "petra@demo.example"):
            with window(chromium, width=width) as page:
                sign_in(page, served, email)
                wrong += faults(page)
                if email.startswith("jonah"):
                    wrong += partner_pages(page)
    assert not wrong, "\n".join(wrong[:20])


def test_the_outcomes_of_a_decision_have_no_violation(region, served, chromium):
    browser, wrong = region.sign_in("daniel@demo.example"), []
    with window(chromium) as page:
        sign_in(page, served, "maren@demo.example")
        path = re.findall(r'href="(/desk/requests/[0-9a-f]{32})"', page.content())[-1]
        page.goto(served + path)
        proof = csrf(browser.get(path).text)
        form = {"csrf_token": proof, "version": "1", "reason": "no_authority"}
        assert browser.post(f"{path}/return", data=form).status_code == 200
        page.get_by_label("Make a new person").last.check()
        page.get_by_label("photo ID in person").check()
        page.get_by_role("button", name="Confirm").click()
        assert "decided this before you" in page.content()
        wrong += faults(page)
        page.goto(served + path)
        page.get_by_label("Make a new person").last.check()
        page.get_by_label("photo ID in person").check()
        page.get_by_role("button", name="Confirm").click()
        assert "Confirmed: share" in page.content()
        wrong += faults(page)
    assert not wrong, "\n".join(wrong[:20])


def sign_in(page, served, email):
    page.goto(f"{served}/desk/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("worksource-demo")
    page.get_by_role("button", name="Sign in").click()


def partner_pages(page):
    wrong = []
    page.get_by_role("button", name="Search").click()
    wrong += faults(page)
    for name, born in (("Theo Ansgar Lund-Sample", "4/17/1981"), ("Nobody Atall", "1/1/1990")):
        page.get_by_label("Worker training").check()
        page.get_by_label("Full name").fill(name)
        for label, value in zip(("Month", "Day", "Year"), born.split("/"), strict=True):
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Search").click()
        wrong += faults(page)
    return wrong
