"""Two runs that differ only in the choice give the same pages but for the words that repeat the choice (P8)."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant import app as house
from assistant.conversation import load
from assistant.demo.load import APPROVES, GIVES
from assistant.desk import disclosure
from assistant.desk.disclosure import ESD_PURPOSE, Asked, Shown
from assistant.desk.room import Desk
from assistant.policy import roles
from assistant.store import grants, persons
from assistant.store import staff as accounts
from assistant.torture import ground
from assistant.torture.records import CANARY, Teller
from tests.conftest import csrf

TOKEN = re.compile(r'name="token" value="([^"]+)"')
# Of each conversation, whatever it says.
OWN = re.compile(r'name="token" value="[^"]+"|<bdi>[0-9A-Z]{4}-[0-9A-Z]{4}</bdi>')
LANGUAGES = list(load.parse(house.read_flow()).languages)
CASEY = {"name": "Casey Walker-Sample", "month": "4", "day": "17", "year": "1985", "contact": "", "message": "no"}


CHANNELS = ("kiosk", "web", "assisted")
# What the desk adds to each answer of an assisted conversation.
BESIDE = {"by": "person", "method": "read"}


class Run:
    """One conversation in a channel, with every page and every header that it saw."""

    def __init__(self, region, language, channel="kiosk", staff=None):
        self.client = staff or region.app.test_client()
        self.pages, self.beside = [], BESIDE if channel == "assisted" else {}
        place = {"language": language, "site": "tidewater"}
        if channel == "assisted":
            proof = csrf(self.client.get("/desk/assisted").text)
            self.at = self.client.post("/desk/assisted", data={"csrf_token": proof, **place}).location
            return
        self.at = self.client.post("/begin", data=place if channel == "kiosk" else {"language": language}).location
        if channel == "web":
            self.say(area="WDA06")

    def first(self):
        return re.findall(r'data-choice name="answer" value="(\w+)"', self.page)[0]

    def say(self, **fields):
        self.look()
        path = self.at.partition("#")[0]
        done = self.client.post(path, data={"token": TOKEN.search(self.page)[1], **self.beside, **fields})
        self.at = done.location
        self.pages.append((path, done.status_code, sorted(done.headers.keys()), self.at))

    def look(self):
        answer = self.client.get(self.at)
        self.page = answer.text
        kept = sorted(f"{name}: {value}" for name, value in answer.headers if name != "Content-Length")
        self.pages.append((self.at, answer.status_code, kept, OWN.sub("", self.page)))


def run(region, language, said, typed, order, channel="kiosk", staff=None):
    """A whole conversation whose choice page shows this answer first."""
    while True:
        one = Run(region, language, channel, staff)
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_screens_of_both_answers_are_the_same_but_for_the_words_that_repeat_it(region, language, typed, channel):
    texts = {key: each.text for key, each in region.wiring.intake.current.engine.flow.messages[language].items()}
    repeats = {
        said: (texts[f"choice.answers.{said}"], texts[f"ui.review.{said}"]) for said in ("share", "do_not_share")
    }
    staff = region.sign_in("ines@demo.example") if channel == "assisted" else None
    runs = {said: run(region, language, said, typed, "share", channel, staff) for said in repeats}
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


def served(seen_by, settings, now, state):
    """What ESD sees of the person in this state: the record whole, and the status."""
    database = house.open_database(settings)
    intake = house.open_intake(settings, database)
    Teller(intake, now).tell(state)
    with database.reading() as r:
        who, one, other = (accounts.by_email(r, each).id for each in (seen_by, GIVES, APPROVES))
        status = persons.by_seeker(r, CANARY.seeker_id).status
    with database.writing() as w:
        grants.give(w, who, roles.VIEW_SUPPRESSED, one, other, now, now + timedelta(hours=1), now, "Looked into")
        viewer = accounts.viewer(w, who)
    found = disclosure.search(Desk(database, intake.keys), viewer, ESD_PURPOSE, Asked(seeker_id=CANARY.seeker_id), now)
    database.dispose()
    assert isinstance(found, Shown)
    return status, (found.seeker_id, found.name, found.groups, found.purpose, found.decision.fields)


def test_the_service_screen_of_esd_is_the_same_but_for_the_status_shown():
    now = house.now().replace(microsecond=0)
    with ground.throw_away() as (settings, folder):
        seen = {}
        for number, state in enumerate(("share confirmed", "opt-out confirmed", "share waiting", "opt-out waiting")):
            copy = folder / f"{number}.db"
            shutil.copy(folder / "notice.db", copy)
            seen[state] = served("ines@demo.example", replace(settings, database=f"sqlite:///{copy}"), now, state)
    assert len({status for status, _ in seen.values()}) == 3
    first = seen["share confirmed"][1]
    assert first[1] == CANARY.name and all(each == first for _, each in seen.values())
