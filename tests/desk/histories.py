"""Random histories of one region: people talk and staff decide, a minute apart."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from assistant.conversation.engine import Event
from assistant.desk import authorities, confirm, corrections, duplicates, people
from assistant.desk.authorities import About
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted
from assistant.policy.speaking import Paper
from assistant.store import grants, ledger, persons, requests, staff
from assistant.store.tables import Correction, Duplicate, Request
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
# Two supervisors and two confirmers who may see what is suppressed, and others who may not do it at all.
MATCHERS = tuple(f"{name}@demo.example" for name in ("tamsin", "bram", "maren", "daniel") * 2 + ("ines", "jonah"))
MAY_VIEW = ("tamsin", "bram", "maren", "daniel")
SPEAKERS = ("self", "self", "self", "parent", "guardian", "agent")
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

    def talk(self, said=None, speaker="self"):
        """Somebody says these answers, or any."""
        begun = begin.begin(self.region.wiring.intake, "kiosk", "en", self.minute(), site_id="tidewater",
                            speaker=speaker)  # fmt: skip
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


class Whole(History):
    """A history in which records are paired, merged and parted, people die, and requests are mended as well."""

    def __init__(self, region, dice):
        super().__init__(region, dice)
        self.people.append(self.on_file())
        with self.database.writing() as w:
            ids = {name: staff.by_email(w, f"{name}@demo.example").id for name in (*MAY_VIEW, "ines")}
            for name in MAY_VIEW:
                one, other = [each for each in ids.values() if each != ids[name]][:2]
                grants.give(w, ids[name], "esd_view_suppressed", one, other, self.now, self.now + timedelta(hours=23),
                            self.now, "To match records.")  # fmt: skip
        for each in self.people:
            self.share(each)

    def share(self, person):
        """This person says share, and ESD confirms it."""
        self.talk(SAID[0])
        desk, maren, at = self.region.desk, viewer(self.region, "maren@demo.example"), self.minute()
        done = confirm.confirm(desk, maren, self.open[-1], 1, person, "photo_id", at)
        assert isinstance(done, confirm.Decided), done

    def whoever(self):
        """Somebody who acts, and when."""
        at = self.minute()
        return self.region.desk, viewer(self.region, self.dice.choice(MATCHERS)), at

    def rows(self, *of):
        with self.database.reading() as r:
            return list(r.session.scalars(select(of[0]).where(*of[1:])))

    def speak(self):
        """Somebody speaks for the person, or the person does."""
        self.talk(SAID[0] if self.dice.random() < 0.4 else None, speaker=self.dice.choice(SPEAKERS))

    def pair(self):
        """Two records are reported, proposed to be merged, merged, or found to be two people."""
        desk, who, at = self.whoever()
        pairs, act = self.rows(Duplicate, Duplicate.ended_at.is_(None)), self.dice.random()
        if not pairs or act < 0.25:
            one, other = self.dice.sample(self.people, 2)
            with self.database.reading() as r:
                seeker = persons.find(r, other).seeker_id
            return duplicates.report(desk, who, one, seeker, at)
        pair = next((each for each in pairs if each.merged_at and act > 0.8), None) or self.dice.choice(pairs)
        version = pair.version - (self.dice.random() < 0.1)
        if pair.merged_at is None and pair.proposed_at is None and act < 0.75:
            kept = self.dice.choice((pair.one_id, pair.other_id))
            return duplicates.propose(desk, who, pair.id, kept, version, at)
        if pair.merged_at is None and act < 0.75:
            return duplicates.merge(desk, who, pair.id, version, at)
        return duplicates.part(desk, who, pair.id, version, at)

    def die(self):
        """A death is recorded, or taken back."""
        desk, who, at = self.whoever()
        person = self.last = self.dice.choice(self.people)
        if self.dice.random() < 0.4:
            return people.record_death(desk, who, person, "family", at)
        return people.undo_death(desk, who, person, at)

    def mend(self):
        """A correction is proposed, approved or refused."""
        desk, who, at = self.whoever()
        waiting = self.rows(Correction, Correction.state == "waiting")
        if waiting and self.dice.random() < 0.7:
            row = self.dice.choice(waiting)
            if self.dice.random() < 0.7:
                return corrections.approve(desk, who, row.id, at)
            return corrections.refuse(desk, who, row.id, "It was theirs.", at)
        if not self.open:
            return None
        confirmed = [each.id for each in self.rows(Request, Request.state == "confirmed", Request.id.in_(self.open))]
        kind = self.dice.choice(("not_theirs", "wrong_match"))
        request = self.dice.choice(confirmed if kind == "wrong_match" and confirmed else self.open)
        return corrections.propose(desk, who, request, kind, "phone", self.dice.choice(self.people), at)

    def paper(self):
        """ESD sees who may speak for a record."""
        desk, who, at = self.whoever()
        with self.database.reading() as r:
            seeker = persons.find(r, self.dice.choice(self.people)).seeker_id
        kind = self.dice.choice(("parent", "guardian_order", "power_of_attorney"))
        seen = Paper(kind, at - timedelta(days=9), None, None)
        return authorities.see(desk, who, About("seeker", seeker), seen, "A Parent", "a" * 64, at)
