"""Axe over the pages of a change of mind: objections, relays, private links and notices, wide and narrow."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.desk import cease_use, disclosure
from assistant.desk.disclosure import Asked
from tests.browser.conftest import faults, window
from tests.browser.test_axe import sign_in
from tests.desk.test_confirm import TOLD, viewer
from tests.intake.test_change_mind import linked

pytestmark = pytest.mark.browser


def fill(page, **fields):
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def relayed(region):
    """A record read by a partner, then an objection: a notice is owed."""
    now = datetime.now(UTC)
    asked = Asked(name="Theo Ansgar Lund-Sample", birth_date=date(1981, 4, 17))
    disclosure.search(region.desk, viewer(region, "jonah@demo.example"), "training_retraining", asked, now)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_staff_has_no_violation(region, served, chromium, width):
    relayed(region)
    wrong = []
    with window(chromium, width=width) as page:
        sign_in(page, served, "jonah@demo.example")
        page.goto(f"{served}/partner/relay")
        page.get_by_role("button", name="Send").click()
        assert "There is a problem" in page.content()
        wrong += faults(page)
        fill(page, Full_name="Theo Ansgar Lund-Sample", Month="4", Day="17", Year="1981")
        wrong += faults(page)
        page.get_by_role("button", name="Send").click()
        assert "Sent." in page.content()
        wrong += faults(page)
    with window(chromium, width=width) as page:
        sign_in(page, served, "maren@demo.example")
        page.goto(f"{served}/desk/objections/new")
        page.get_by_role("button", name="Record it").click()
        assert "There is a problem" in page.content()
        wrong += faults(page)
        page.get_by_label("By letter").check()
        page.get_by_label("The person", exact=True).check()
        fill(page, Full_name="Else Sample", Month="1", Day="1", Year="1970")
        page.locator("#received").fill("2026-01-05")
        page.locator("#notes").fill("Please do not share.")
        wrong += faults(page)
        page.get_by_role("button", name="Record it").click()
        assert "Recorded" in page.content()
        wrong += faults(page)
        for path in re.findall(r'href="(/desk/requests/[0-9a-f]{32})"', page.goto(f"{served}/desk/requests").text()):
            if "How it came" in page.goto(served + path).text():
                wrong += faults(page)
                break
        else:
            wrong.append("no record of an objection was seen")
    cease_use.send(region.desk, datetime.now(UTC) + timedelta(seconds=1))
    for email, path in (("ruth@demo.example", "/partner/notices"),
                        ("tamsin@demo.example", "/desk/notices-to-partners")):  # fmt: skip
        with window(chromium, width=width) as page:
            sign_in(page, served, email)
            page.goto(served + path)
            assert "Notices" in page.content()
            wrong += faults(page)
            if email.startswith("ruth"):
                page.locator("main a").first.click()
                wrong += faults(page)
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_the_private_link_has_no_violation(region, served, chromium, width):
    wrong = []
    for answers in (("start", "told"), (*TOLD, "share", "skipped", "send")):
        begun, secret = linked(region, *answers)
        with window(chromium, width=width) as page:
            page.context.add_cookies([{"name": "chat", "value": begun.secret, "url": served}])
            page.goto(f"{served}/i/{begun.step}")
            if answers[0] == "start" and len(answers) == 2:
                page.goto(f"{served}/person")
            wrong += faults(page)
            page.get_by_role("button", name="Make my private link").click()
            assert "This is your private link" in page.content()
            wrong += faults(page)
            link = page.locator("a bdi").inner_text()
            assert secret not in link
            page.goto(link)
            assert page.url == f"{served}/mine"
            wrong += faults(page)
            page.get_by_role("link", name="Ask us not to share").click()
            page.get_by_role("button", name="Do not share my information").click()
            wrong += faults(page)
    assert not wrong, "\n".join(wrong[:20])
