"""Axe over every state of the chat and the desk, both languages; the states come from the engine's own list."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant import app as house
from assistant.conversation.engine import Event
from assistant.conversation.prove import reachable
from assistant.intake import answer, begin, look, silence
from assistant.intake.answer import Posted, Typed
from assistant.policy.sharing_rule import SILENT_AFTER
from assistant.store import grants, staff
from tests.browser.conftest import faults, window
from tests.conftest import csrf
from tests.intake.test_sharing_rule import NAMED, THEN, talk, the_share
from tests.notice_flow import notice_files

pytestmark = pytest.mark.browser
PLACES = ("/", "/kiosk/tidewater", "/cleared", "/nowhere", "/mine")
BESIDE = ("/languages", "/ask", "/person")
OF_STAFF = {
    "tamsin@demo.example": ("grants", "grants/history", "roles", "waiting", "waiting?site=all"),
    "agnes@demo.example": ("reviews", "grants"),
    "priya@demo.example": ("accounts",),
}


def assigning(page, served):
    """A request that a supervisor gives to nobody, then to somebody, and the page of who has it."""
    sign_in(page, served, "tamsin@demo.example")
    page.goto(f"{served}/desk/waiting?site=all")
    page.locator('a[href^="/desk/waiting/"]').first.click()
    wrong = faults(page)
    page.get_by_role("button", name=re.compile("^Assign ")).click()
    wrong += faults(page)
    page.get_by_label("Maren Oyelaran").check()
    page.get_by_role("button", name=re.compile("^Assign ")).click()
    wrong += faults(page)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, served, "maren@demo.example")
    page.goto(f"{served}/desk/requests")
    assert page.get_by_role("heading", name="Assigned to you").count() == 1
    return wrong + faults(page)


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


def over(region):
    """A short grant that is over, so that the review list has something on it."""
    with region.wiring.database.writing() as w:
        who, by, approver = (staff.by_email(w, f"{each}@demo.example").id for each in ("ines", "tamsin", "bram"))
        at = datetime.now(UTC) - timedelta(days=2)
        grants.give(w, who, "esd_view_suppressed", by, approver, at, at + timedelta(hours=8), at, "A complaint.")


def account_pages(page, served):
    """A wrong proposal, a wrong account, a right one, its invitation, and a password that does not fit."""
    wrong = []
    sign_in(page, served, "priya@demo.example")
    page.goto(f"{served}/desk/grants/new")
    wrong += faults(page)
    page.get_by_role("button", name="Propose this grant").click()
    wrong += faults(page)
    page.goto(f"{served}/desk/accounts/new")
    wrong += faults(page)
    page.get_by_role("button", name="Add and invite").click()
    wrong += faults(page)
    page.get_by_label("Name", exact=True).fill("Robin New")
    page.get_by_label("E-mail address").fill(f"robin{page.viewport_size['width']}@new.example")
    page.get_by_label("Organization").select_option("esd")
    page.get_by_role("button", name="Add and invite").click()
    wrong += faults(page)
    page.goto(page.locator(".hash").inner_text())
    wrong += faults(page)
    page.get_by_role("button", name="Set password").click()
    wrong += faults(page)
    return wrong


def test_every_page_of_desk_and_partner_has_no_violation(region, served, chromium):
    wrong = []
    over(region)
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
        for email, paths in OF_STAFF.items():
            with window(chromium, width=width) as page:
                sign_in(page, served, email)
                for path in paths:
                    page.goto(f"{served}/desk/{path}")
                    assert page.locator("h1").count() == 1, path
                    wrong += faults(page)
        with window(chromium, width=width) as page:
            wrong += account_pages(page, served)
        with window(chromium, width=width) as page:
            wrong += assigning(page, served)
        for email in ("jonah@demo.example", "petra@demo.example"):
            with window(chromium, width=width) as page:
                sign_in(page, served, email)
                wrong += faults(page)
                if email.startswith("jonah"):
                    wrong += partner_pages(page)
    assert not wrong, "\n".join(wrong[:20])


LOOKED = {
    "ines@demo.example": ("/desk/seen",), "pavel@demo.example": ("/desk/patterns", "/desk/patterns?month=2020-01"),
    "ruth@demo.example": ("/partner/log", "/partner/clients"), "priya@demo.example": ("/desk/clients",),
}  # fmt: skip
PRESSED = {"/desk/seen": "Open the list", "/desk/patterns": "Show who this is", "/desk/clients": "Make it"}


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_who_has_seen_what_has_no_violation(region, served, chromium, width):
    wrong = []
    with window(chromium, width=width) as page:
        sign_in(page, served, "jonah@demo.example")
        wrong += partner_pages(page)
    for email, paths in LOOKED.items():
        with window(chromium, width=width) as page:
            sign_in(page, served, email)
            for path in paths:
                page.goto(served + path)
                wrong += faults(page)
                if path in PRESSED:
                    page.get_by_role("button", name=PRESSED[path]).click()
                    assert page.get_by_role("alert").is_visible()
                    wrong += faults(page)
                    wrong += fill(page, path)
    assert not wrong, "\n".join(wrong[:20])


def fill(page, path):
    """What a form leads to once it is filled in."""
    if path == "/desk/seen":
        page.get_by_label("Full name").fill("Theo Ansgar Lund-Sample")
        for label, value in (("Month", "4"), ("Day", "17"), ("Year", "1981")):
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_label("photo ID in person").check()
    elif path == "/desk/patterns":
        page.get_by_label("Organization").select_option("harbor")
        page.get_by_label("Code").fill(page.locator("#o-harbor + table th .nowrap").first.inner_text())
        page.get_by_label("Why do you need").select_option("sample")
    else:
        page.get_by_label("Organization").select_option("harbor")
        page.get_by_label("Name of the system").fill("Case system")
        page.get_by_label("a year").check()
    page.get_by_role("button", name=PRESSED[path]).click()
    assert not page.get_by_role("alert").count()
    return faults(page)


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


AGREEMENTS = (
    "/desk/organizations", "/desk/organizations/harbor", "/desk/organizations/cedar-path", "/desk/organizations/esd",
    "/desk/agreements/DSA-0031", "/desk/agreements/DSA-0052", "/desk/agreements/DSA-0031/terms",
    "/desk/agreements/new/harbor", "/desk/sites",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_agreements_have_no_violation_and_fit(region, served, chromium, width):
    wrong = []
    with window(chromium, width=width) as page:
        sign_in(page, served, "owen@demo.example")
        for path in AGREEMENTS:
            page.goto(served + path)
            for each in page.locator("summary").all():
                each.click()
            wrong += faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.get_by_role("button", name="Add the site").click()
        assert "There is a problem" in page.content()
        wrong += faults(page)
        page.goto(f"{served}/desk/agreements/DSA-0031/terms")
        page.get_by_label("School and training").check()
        page.get_by_label("Why it changes").fill("As agreed")
        page.get_by_role("button", name="Keep the change").click()
        assert "This was not done" in page.content()
        wrong += faults(page)
        page.goto(f"{served}/desk/agreements/DSA-0031")
        page.get_by_label("Suspend it").check()
        page.get_by_label("Why").fill("A breach is looked into")
        page.get_by_role("button", name="Close DSA-0031").click()
        assert "It opens nothing now." in page.content()
        wrong += faults(page)
    with window(chromium, width=width) as page:
        sign_in(page, served, "ruth@demo.example")
        page.locator("summary").click()
        wrong += faults(page)
        page.get_by_role("button", name="Record it").click()
        assert "Choose a person." in page.content()
        wrong += faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not wrong, "\n".join(wrong[:20])


def test_a_share_by_silence_and_its_decision_have_no_violation(region, served, chromium):
    assert region.wiring.intake.offer(notice_files(house.read_flow())) == ()
    begun = talk(region, *NAMED, at=THEN - 2 * SILENT_AFTER)
    silence.close(region.wiring.database, THEN)
    wrong = []
    for width in (1280, 390):
        with window(chromium, width=width) as page:
            sign_in(page, served, "maren@demo.example")
            for path in (f"/desk/requests/{the_share(region, begun).id}", "/desk/policies"):
                page.goto(served + path)
                wrong += faults(page)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
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
