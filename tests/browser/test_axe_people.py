"""Axe over the pages of people, duplicates and deaths, wide and narrow, with what each form leads to."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import faults, window
from tests.browser.test_axe import sign_in

pytestmark = pytest.mark.browser


def look(page, served, name, *born):
    page.goto(f"{served}/desk/people")
    page.get_by_label("To serve this person").check()
    page.get_by_label("Full name").fill(name)
    for label, value in zip(("Month", "Day", "Year"), born, strict=True):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Search").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_people_and_pairs_have_no_violation_and_fit(region, served, chromium, width):
    wrong = []

    def walked(page, title):
        expect(page).to_have_title(re.compile(re.escape(title)))
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width, title
        wrong.extend(faults(page))

    with window(chromium, width=width) as page:
        sign_in(page, served, "ines@demo.example")
        page.goto(f"{served}/desk/people")
        walked(page, "People")
        page.get_by_role("button", name="Search").click()
        walked(page, "Error: People")
        look(page, served, "Nobody Atall", "1", "1", "1990")
        walked(page, "Search result")
        look(page, served, "Minh Anh Testcase", "1", "25", "1999")
        other = page.locator("td .nowrap").first.inner_text()
        look(page, served, "Theo Ansgar Lund-Sample", "4", "17", "1981")
        walked(page, "Search result")
        page.get_by_role("link", name="Theo").click()
        walked(page, "Seeker")
        for button in ("Report both", "Record that this person died"):
            page.get_by_role("button", name=button).click()
            walked(page, "Error: Seeker")
        page.get_by_label("Seeker id of the other").fill(other)
        page.get_by_role("button", name="Report both").click()
        walked(page, "Seeker")
        page.get_by_label("a family member").check()
        page.get_by_role("button", name="Record that this person died").click()
        walked(page, "Seeker")
    with window(chromium, width=width) as page, window(chromium, width=width) as stale:
        sign_in(page, served, "tamsin@demo.example")
        page.goto(f"{served}/desk/duplicates")
        walked(page, "Duplicates")
        page.locator("th a").first.click()
        walked(page, other)
        sign_in(stale, served, "bram@demo.example")
        stale.goto(page.url)
        page.get_by_role("button", name="Propose").click()
        walked(page, "Error: ")
        page.locator("[name=kept]").first.check()
        page.get_by_role("button", name="Propose").click()
        walked(page, other)
        stale.get_by_role("button", name="They are two people").click()
        walked(stale, "The pair changed before")
        stale.get_by_role("link", name="See the pair").click()
        stale.get_by_role("button", name="Approve this merge").click()
        walked(stale, other)
        stale.goto(f"{served}/desk/duplicates")
        walked(stale, "Duplicates")
    assert not wrong, "\n".join(wrong[:20])
