"""One person in every state that a record can be in, told apart from everybody by words found nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assistant.conversation.engine import Event
from assistant.desk import confirm as deciding
from assistant.desk.room import Desk
from assistant.evidence.identifiers import shown
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from assistant.intake.running import Intake
from assistant.policy.categories import CATEGORIES
from assistant.policy.register import REGISTER
from assistant.store import ledger, persons, requests, rows, staff, turns
from assistant.store.db import Writing, new_id
from assistant.store.tables import Duplicate, Freeze, Person

DAY = timedelta(days=1)
CONFIRMER, FIRST, SECOND = "maren@demo.example", "tamsin@demo.example", "bram@demo.example"
TOLD = ("start", "told", "told", "declined", "told")
SHARE, REFUSE = (*TOLD, "share", "given", "send"), (*TOLD, "do_not_share", "given", "send")
ABSENT, NEVER = "absent", "never notified"
NO_ID = "0" * 32


@dataclass(frozen=True)
class Canary:
    """An invented person whose every value is found nowhere else."""

    name: str
    born: date
    contact: str
    seeker_id: str

    def facts(self) -> dict[str, str]:
        """A value for every field of every category that is kept as a fact."""
        own = ("name", "seeker_id", "contact", "birth_date")
        fields = (each.name for category in CATEGORIES.values() for each in category.fields if each.name not in own)
        return {name: f"{self.seeker_id.lower()}-{name}-canary" for name in fields}

    def words(self) -> dict[str, tuple[str, ...]]:
        """By field, every way in which a page could write its value."""
        first, _, last = self.name.partition(" ")
        born = (self.born.isoformat(), f"{self.born:%B} {self.born.day}, {self.born.year}")
        return {
            "name": (self.name, first, last), "birth_date": born, "contact": (self.contact,),
            "seeker_id": (self.seeker_id, shown(self.seeker_id)),
            **{each: (value,) for each, value in self.facts().items()},
        }  # fmt: skip


CANARY = Canary("Zephyrine Quillfeather", date(1931, 4, 17), "zephyrine@canary.example", "ZQ7KC4NA")
TWIN = Canary("Ottoline Brambletwist", date(1932, 5, 18), "ottoline@canary.example", "ZQ7KTW4N")


@dataclass(frozen=True)
class Target:
    """What can be asked about in one world, by the names that addresses and forms use; present or not."""

    state: str
    reference: str = "ZZZZ9999"
    ids: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Canary, ...] = ()

    def value(self, name: str) -> str:
        """The value for an argument of an address that VALUES lists."""
        return VALUES[name](self)


def _id(name: str) -> Callable[[Target], str]:
    return lambda target: target.ids.get(name, NO_ID)


VALUES: Mapping[str, Callable[[Target], str]] = {
    "request_id": _id("request"),
    "person_id": _id("person"),
    "conversation_id": _id("conversation"),
    "duplicate_id": _id("duplicate"),
    "authority_id": _id("authority"),
    "correction_id": _id("correction"),
    "incident_id": _id("incident"),
    "reference": lambda target: target.reference,
    "seeker": lambda _: CANARY.seeker_id,
    "seeker_id": lambda _: CANARY.seeker_id,
    "site": lambda _: "tidewater",
    "area": lambda _: "WDA06",
    "step": lambda _: "identity",
    "document": lambda _: next(iter(REGISTER)),
    "filename": lambda _: "desk.css",
    "agreement_id": lambda _: "DSA-torture-active",
    "organisation_id": lambda _: "torture-active",
    "staff_id": _id("staff"),
    "grant_id": _id("grant"),
    "proposal_id": _id("proposal"),
    "basis_id": _id("basis"),
    "client_id": _id("client"),
    "batch_id": _id("batch"),
    "original_id": _id("original"),
    "subject": lambda _: "request",
    "subject_id": _id("request"),
    "act": lambda _: "disable",
    "decision": lambda _: "approve",
    "secret": lambda _: "a" * 43,  # as a private link or an invitation looks, of nobody
}


@dataclass(frozen=True)
class Teller:
    """Tells what happened to the canary, or to another invented person, days before now."""

    intake: Intake
    now: datetime
    who: Canary = CANARY

    def tell(self, state: str) -> Target:
        """Bring the canary into this state; gives what can be asked about it."""
        if state == ABSENT:
            return Target(state)
        person = self._keep(self.who)
        ids = {"person": person.id}
        target = Target(state, ids=ids, people=(self.who,))
        for number, said in enumerate(STORIES[state]):
            target = self._walk(target, said, self.now - (8 - 3 * number) * DAY)
        if state in FREEZES:
            return self._freeze(target, FREEZES[state])
        return target

    def _keep(self, canary: Canary) -> Person:
        at = self.now - 30 * DAY
        kept = {name: code for code, each in CATEGORIES.items() for name in (one.name for one in each.fields)}
        facts = [(kept[name], name, value) for name, value in canary.facts().items()]
        with self.intake.database.writing() as w:
            person = persons.make(w, self.intake.keys, canary.name, canary.born, canary.contact, "WDA06", at, facts,
                                  canary.seeker_id)  # fmt: skip
            ledger.append(w, "demo_person", {"person": person.id}, (f"person:{person.id}",), at)
            return person

    def _walk(self, target: Target, said: tuple[str, ...], at: datetime) -> Target:
        """One conversation at a kiosk; what the story says to confirm, ESD confirms a day later."""
        confirms, words = said[-1] == "confirm", tuple(each for each in said if each != "confirm")
        begun = begin.begin(self.intake, "kiosk", "en", at, site_id="tidewater")
        answer_all(self.intake, begun.secret, words, at, self.who)
        with self.intake.database.reading() as r:
            row = turns.find(r, begun.conversation_id)
            found = requests.of_conversation(r, begun.conversation_id)
        ids = {**target.ids, "conversation": begun.conversation_id}
        if found:
            ids["request"] = found[-1].id
        if confirms:
            self._confirm(found[-1].id, target.ids["person"], at + DAY)
        return Target(target.state, row.reference if row else target.reference, ids, target.people)

    def _confirm(self, request_id: str, person_id: str, at: datetime) -> None:
        with self.intake.database.reading() as r:
            account = staff.by_email(r, CONFIRMER)
            viewer = staff.viewer(r, account.id) if account else None
        if viewer is None:
            raise RuntimeError(f"nobody signs in as {CONFIRMER}")
        desk = Desk(self.intake.database, self.intake.keys)
        done = deciding.confirm(desk, viewer, request_id, 1, person_id, "photo_id", at)
        if not isinstance(done, deciding.Decided):
            raise RuntimeError(f"the canary's request was not confirmed: {done}")

    def _freeze(self, target: Target, cause: str) -> Target:
        at, ids = self.now - DAY, dict(target.ids)
        other = self._keep(TWIN) if cause != "deceased" else None
        with self.intake.database.writing() as w:
            by = [found.id for email in (FIRST, SECOND) if (found := staff.by_email(w, email))]
            if other is not None:
                ids["duplicate"] = _pair(w, ids["person"], other.id, by, cause == "merged", at)
            frozen = [ids["person"], *([other.id] if other is not None and cause == "duplicate" else [])]
            for person_id in frozen:
                freeze = Freeze(
                    id=new_id(at), person_id=person_id, cause=cause, duplicate_id=ids.get("duplicate"), began_at=at,
                    began_by=by[0],
                )  # fmt: skip
                rows.keep(w, freeze, "record_freeze", "record_freeze_state")
            ledger.append(w, "record_frozen", {"cause": cause}, (f"person:{ids['person']}",), at)
        return Target(target.state, target.reference, ids, (self.who,) if other is None else (self.who, TWIN))


def answer_all(intake: Intake, secret: str, said: tuple[str, ...], at: datetime, who: Canary = CANARY) -> None:
    """Give these answers in a conversation, as its pages would."""
    typed = Typed(who.name, who.born, who.contact)
    for value in said:
        seen = look.look(intake, secret, at)
        if seen is None:
            raise RuntimeError("the conversation is gone")
        posted = Posted(seen.token, Event("answer", value), typed if value == "given" else None)
        outcome = answer.answer(intake, secret, posted, at)
        if outcome.kind != "accepted":
            raise RuntimeError(f"{value} on {seen.standing.step}: {outcome}")


def _pair(w: Writing, one: str, other: str, by: list[str], merged: bool, at: datetime) -> str:
    pair = Duplicate(id=new_id(at), one_id=one, other_id=other, found_at=at, found_by=by[0], version=1)
    rows.keep(w, pair, "duplicate", "duplicate_state")
    if merged:
        pair.version, pair.kept_id, pair.proposed_at, pair.proposed_by = 2, other, at, by[0]
        pair.merged_at, pair.merged_by = at, by[1]
        w.session.flush()
        rows.note(w, pair, "duplicate_state")
    return pair.id


SHARED = (*SHARE, "confirm")
STORIES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    NEVER: (),
    "told no choice": (TOLD,),
    "share waiting": (SHARE,),
    "share confirmed": (SHARED,),
    "opt-out waiting": (REFUSE,),
    "opt-out confirmed": ((*REFUSE, "confirm"),),
    "held share_confirmed": (SHARED, REFUSE),
    "frozen": (SHARED,),
    "duplicate": (SHARED,),
    "merged": (SHARED,),
}
FREEZES = {"frozen": "deceased", "duplicate": "duplicate", "merged": "merged"}
STATES = (ABSENT, *STORIES)
