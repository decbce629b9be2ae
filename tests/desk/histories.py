"""Random histories of one region: people talk and staff decide, a minute apart."""

from datetime import UTC, datetime, timedelta

from assistant.conversation.engine import Event
from assistant.desk import confirm
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted
from assistant.store import ledger, persons, requests
from tests.desk.test_confirm import ROBIN, TOLD, viewer

SAID = (
    (*TOLD, "share", "given", "send"),
    (*TOLD, "do_not_share", "given", "send"),
    (*TOLD, "do_not_share", "given", "change", "share", "send"),
    ("start", "object", "given"),
    ("start", "object", "skipped"),
    (*TOLD, "share", "skipped", "send"),
)
# Mostly those who may decide as they should, and sometimes the others.
DECIDERS = ("maren@demo.example",) * 4 + tuple(f"{name}@demo.example" for name in ("daniel", "ines", "jonah"))
CHECKS = ("photo_id", "known_contact", "not_checked")
EVENTS = {"object": Event("object"), "change": Event("change", "choice")}


class History:
    """A region in which things happen a minute apart."""

    def __init__(self, region, dice):
        self.region, self.dice = region, dice
        self.database = region.wiring.database
        self.now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        self.people = [self.on_file(), self.on_file()]
        self.open = []

    def on_file(self):
        with self.database.writing() as w:
            made = persons.make(w, self.region.wiring.keys, ROBIN.name, ROBIN.birth_date, "", "WDA06", self.now)
            ledger.append(w, "test_person", {"person": made.id}, (f"person:{made.id}",), self.now)
            return made.id

    def minute(self):
        self.now += timedelta(minutes=1)
        return self.now

    def talk(self, said=None):
        """Somebody says these answers, or any."""
        begun = begin.begin(self.region.wiring.intake, "kiosk", "en", self.minute(), site_id="tidewater")
        for value in said or self.dice.choice(SAID):
            at = self.minute()
            token = look.look(self.region.wiring.intake, begun.secret, at).token
            posted = Posted(token, EVENTS.get(value) or Event("answer", value), ROBIN if value == "given" else None)
            assert answer.answer(self.region.wiring.intake, begun.secret, posted, at).kind == "accepted", value
        with self.database.reading() as r:
            self.open += [each.id for each in requests.of_conversation(r, begun.conversation_id)]

    def decide(self):
        """Somebody decides about an open request; gives the request as it was, person, check and what came of it."""
        if not self.open:
            return None
        with self.database.reading() as r:
            found = requests.find(r, self.dice.choice(self.open))
        desk, who, at = self.region.desk, viewer(self.region, self.dice.choice(DECIDERS)), self.minute()
        if self.dice.random() < 0.3:
            return found, "", "", confirm.give_back(desk, who, found.id, found.version, "cannot_tell_who", at)
        person, check = self.dice.choice([*self.people, "new"]), self.dice.choice(CHECKS)
        return found, person, check, confirm.confirm(desk, who, found.id, found.version, person, check, at)
