"""Two runs that differ only in the choice give the same pages but for the words that repeat the choice (P8)."""

import re

import pytest

TOKEN = re.compile(r'name="token" value="([^"]+)"')
# Of each conversation, whatever it says.
OWN = re.compile(r'name="token" value="[^"]+"|<bdi>[0-9A-Z]{4}-[0-9A-Z]{4}</bdi>')
CASEY = {"name": "Casey Walker-Sample", "month": "4", "day": "17", "year": "1985", "contact": "", "message": "no"}


class Run:
    """One conversation at a kiosk, with every page and every header that it saw."""

    def __init__(self, region, language):
        self.client = region.app.test_client()
        self.pages = []
        self.at = self.client.post("/begin", data={"language": language, "site": "tidewater"}).location

    def first(self):
        return re.findall(r'data-choice name="answer" value="(\w+)"', self.page)[0]

    def say(self, **fields):
        self.look()
        path = self.at.partition("#")[0]
        done = self.client.post(path, data={"token": TOKEN.search(self.page)[1], **fields})
        self.at = done.location
        self.pages.append((path, done.status_code, sorted(done.headers.keys()), self.at))

    def look(self):
        answer = self.client.get(self.at)
        self.page = answer.text
        kept = sorted(f"{name}: {value}" for name, value in answer.headers if name != "Content-Length")
        self.pages.append((self.at, answer.status_code, kept, OWN.sub("", self.page)))


def run(region, language, said, typed, order):
    """A whole conversation whose choice page shows this answer first."""
    while True:
        one = Run(region, language)
        for answer in ("start", *["told"] * 4):
            one.say(answer=answer)
        one.look()
        if one.first() == order:
            break
    one.say(answer=said)
    one.say(**({"answer": "given", **CASEY} if typed else {"answer": "skipped"}))
    for path in ("/ask", "/person", "/languages"):
        one.pages.append((path, OWN.sub("", one.client.get(path).text)))
    one.say(answer="send")
    one.look()
    one.say(answer="done")
    return one.pages


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("typed", [True, False])
def test_the_screens_of_both_answers_are_the_same_but_for_the_words_that_repeat_it(region, language, typed):
    texts = {key: each.text for key, each in region.wiring.intake.current.engine.flow.messages[language].items()}
    repeats = {
        said: (texts[f"choice.answers.{said}"], texts[f"ui.review.{said}"]) for said in ("share", "do_not_share")
    }
    runs = {said: run(region, language, said, typed, "share") for said in repeats}
    for ours, theirs in zip(runs["share"], runs["do_not_share"], strict=True):
        # The two buttons of the choice itself are on both; elsewhere the words repeat what was chosen.
        assert exempt(ours, repeats["share"]) == exempt(theirs, repeats["do_not_share"])
    said = [str(page) for page in runs["share"]]
    assert any(repeats["share"][1] in page for page in said) and repeats["share"][1] not in said[-3]


def exempt(page, words):
    path, *rest = page
    if path.startswith("/i/choice"):
        return page
    return [path, *(without(each, words) if isinstance(each, str) else each for each in rest)]


def without(text, words):
    for each in words:
        text = text.replace(each, "…")
    return text
