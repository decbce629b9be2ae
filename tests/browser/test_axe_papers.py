"""Axe over the pages of authorities, corrections and incidents, as they open and with a planted fault."""

import pytest

from tests.browser.conftest import faults, window
from tests.browser.test_axe import sign_in
from tests.desk.test_confirm import on_file, say
from tests.web.test_authorities import DANIEL, INES, MAREN, see, session
from tests.web.test_corrections import propose
from tests.web.test_incidents import AGNES, PATH, wrong

pytestmark = pytest.mark.browser
__all__ = ["wrong"]


@pytest.fixture
def asked(region):
    """A parent's share that waits; asked for before `wrong`, whose requests are dated later."""
    return session(region, "share")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_papers_have_no_violation_and_fit(region, served, chromium, width, asked, wrong):
    assert see(region.sign_in(INES), number=asked.reference).status_code == 303
    on_file(region)
    propose(region.sign_in(MAREN), say(region, "do_not_share", "given", "send")["do_not_share"])
    incident = PATH.search(region.sign_in(AGNES).get("/desk/incidents").text)[1]
    found = []
    for email, path, pressed in (
        (INES, "/desk/authorities", ""), (INES, "/desk/authorities/new", "Record it"),
        (DANIEL, "/desk/corrections", "Refuse"), (DANIEL, "/desk/corrections/new", "Propose it"),
        (DANIEL, f"/desk/requests/{asked.id}", ""), (AGNES, "/desk/incidents", ""),
        (AGNES, incident, "Close this incident"),
    ):  # fmt: skip
        with window(chromium, width=width) as page:
            sign_in(page, served, email)
            page.goto(served + path)
            assert page.locator("h1").count() == 1, path
            found += faults(page)
            if pressed:
                page.get_by_role("button", name=pressed).first.click()
                assert page.get_by_role("alert").is_visible(), path
                found += faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not found, "\n".join(found[:20])
