"""One whole conversation with each contender. A walk yields after every turn: answer posted, next page read."""

import re
from collections.abc import Callable, Iterator

from browser import Browser, UnexpectedAnswerError

Walk = Callable[[Browser], Iterator[None]]

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WIZARD = (
    ("language", {"language": "en"}),
    ("tell_what", {"answer": "told"}),
    ("tell_use", {"answer": "told"}),
    ("tell_may_say_no", {"answer": "told"}),
    ("tell_services", {"answer": "told"}),
    ("choice", {"choice": "share"}),
    ("identity", {"name": "Ana Example", "birth_date": "1990-04-01"}),
    ("review", {"answer": "send"}),
)


def expect(page: str, words: str) -> None:
    """The page holds these words, or the benchmark stops."""
    if words not in page:
        raise UnexpectedAnswerError(f"{words!r} is not on the page: {page[:2000]}")


def floor(browser: Browser) -> Iterator[None]:
    """Ten turns with the bare app, as many as ours has."""
    expect(browser.get("/turn/1"), "Step 1<")
    for number in range(1, 11):
        expect(browser.post(f"/turn/{number}", {"answer": "told"}), f"Step {number + 1}<")
        yield


def formtools(browser: Browser) -> Iterator[None]:
    """The eight steps of the wizard with one address."""
    return _wizard(browser, "/one/")


def formtools_each(browser: Browser) -> Iterator[None]:
    """The eight steps of the wizard with an address for each."""
    return _wizard(browser, "/steps/?reset")


def _wizard(browser: Browser, first: str) -> Iterator[None]:
    page = browser.get(first)
    for number, (step, answers) in enumerate(WIZARD, start=1):
        expect(page, f"<h1>Step {number} of 8</h1>")
        fields = {f"{step}-{name}": value for name, value in answers.items()}
        found = CSRF.search(page)
        token = found.group(1) if found else ""
        page = browser.post(browser.path, fields | {"csrfmiddlewaretoken": token, "notification-current_step": step})
        yield
    expect(page, "Kept as")


TOKEN = re.compile(r'name="token" value="([^"]+)"')
# The steps of a web conversation in their order, and what is answered on each.
STEPS = (
    ("area", {"area": "WDA06"}),
    ("welcome", {"answer": "start"}),
    ("tell_what", {"answer": "told"}),
    ("tell_use", {"answer": "told"}),
    ("tell_may_say_no", {"answer": "told"}),
    ("tell_services", {"answer": "told"}),
    ("choice", {"answer": "share"}),
    ("identity", {"answer": "skipped"}),
    ("review", {"answer": "send"}),
)


def ours(browser: Browser) -> Iterator[None]:
    """A web conversation from the choice of language to the receipt: ten turns."""
    browser.get("/")
    page = browser.post("/begin", {"language": "en"})
    yield
    for step, answers in STEPS:
        at(browser, step)
        found = TOKEN.search(page)
        page = browser.post(browser.path, {"token": found.group(1) if found else "", **answers})
        yield
    at(browser, "receipt")


def at(browser: Browser, step: str) -> None:
    """The browser stands on the page of this step, or the benchmark stops."""
    if not browser.path.endswith("/" + step):
        raise UnexpectedAnswerError(f"the page is {browser.path}, not that of {step}")
