"""What the people of the lived-in region have said and what became of it: every answer through the real verbs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from assistant.conversation.engine import Event
from assistant.demo import people
from assistant.demo.lived_in import SITES
from assistant.demo.people import Invented
from assistant.demo.region import SITES as FIRST_SITES
from assistant.desk import confirm as deciding
from assistant.desk import disclosure
from assistant.desk.room import Desk
from assistant.evidence.identifiers import reference
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from assistant.intake.running import Intake
from assistant.policy.access import Viewer
from assistant.store import holds, identity, ledger, objections, persons, requests
from assistant.store.tables import Request

DAY = timedelta(days=1)
GIVEN, SEND, STOP = Event("answer", "given"), Event("answer", "send"), Event("stop")
SHARE, NO = Event("answer", "share"), Event("answer", "do_not_share")
START, TOLD, DECLINED = (Event("answer", each) for each in ("start", "told", "declined"))
Channel = Literal["kiosk", "web", "assisted"]
TELLING = 4  # steps
ONE_PAST = 20  # for so many people on file there is one of them


@dataclass(frozen=True)
class Past:
    """One kind of past: how often, what is said after the telling, and what ESD does about it."""

    weight: int
    said: tuple[Event, ...]
    becomes: str = ""  # confirmed | returned
    told: int = TELLING
    early: tuple[Event, ...] = ()


_YES, _NO = (SHARE, GIVEN, SEND), (NO, GIVEN, SEND)
_SKIPPED = Event("answer", "skipped")
_CHANGED = (NO, GIVEN, Event("change", "choice"), SHARE, SEND)
PASTS: Mapping[str, Past] = {
    "share confirmed": Past(34, _YES, "confirmed"),
    "share waiting": Past(13, _YES),
    "share returned": Past(4, _YES, "returned"),
    "share without a name": Past(3, (SHARE, _SKIPPED, SEND)),
    "share not sent": Past(3, (SHARE, GIVEN)),
    "do not share confirmed": Past(13, _NO, "confirmed"),
    "do not share waiting": Past(8, _NO),
    "do not share returned": Past(3, _NO, "returned"),
    "do not share, then share": Past(3, _CHANGED),
    "do not share superseded": Past(4, _CHANGED, "confirmed"),
    "objection at once": Past(5, (SEND,), early=(Event("object"), GIVEN)),
    "objection, then gone": Past(2, (), told=0, early=(Event("object"), GIVEN)),
    "told and gone": Past(3, ()),
    "stopped half way": Past(2, (STOP,), told=2),
}


@dataclass(frozen=True)
class Ground:
    """What pasts are played on."""

    intake: Intake
    confirmers: tuple[Viewer, ...]
    helper: Viewer
    seed: int
    on_file: int  # how many invented people are
    now: datetime


def play(ground: Ground, number: int) -> str:
    """One past, whole: a conversation and what ESD decided about it; gives its kind."""
    dice = people.dice_of(ground.seed, "past", number)
    kind, of = _kind_and_whose(ground, dice, number)
    past, who = PASTS[kind], people.person(ground.seed, of, ground.now.date())
    at = _when(dice, past, ground.now)
    conversation_id = _talk(ground, who, past, at, dice)
    if past.becomes:
        _decide(ground, conversation_id, who, past.becomes, at + timedelta(hours=dice.randint(2, 30)), dice)
    return kind


def _kind_and_whose(ground: Ground, dice: Random, number: int) -> tuple[str, int]:
    """One in nine is not on file, so that confirming makes a new person and an objection stands without a record."""
    kind = dice.choices(list(PASTS), [each.weight for each in PASTS.values()])[0]
    return kind, dice.randrange(ground.on_file) if dice.random() < 8 / 9 else 10_000_000 + number


def object_by_phone(ground: Ground, number: int) -> str:
    """An objection that staff took down on the phone; every third of somebody who is not on file, where it stands."""
    dice = people.dice_of(ground.seed, "phone", number)
    of = 20_000_000 + number if number % 3 == 0 else dice.randrange(ground.on_file)
    who, at = people.person(ground.seed, of, ground.now.date()), ground.now - timedelta(hours=dice.randint(1, 300))
    by = ground.helper.staff_id
    with ground.intake.database.writing() as w:
        said = objections.keep(w, None, None, "phone", at, by)
        typed = identity.keep(w, ground.intake.keys, None, None, who.name, who.born, who.contact, False, at, said.id)
        request = requests.open(w, "do_not_share", reference(dice.randbytes(8)), at, at, objection_id=said.id,
                                taken_down_by=by)  # fmt: skip
        holds.begin(w, request.id, typed.match_index, at)
        held = [f"person:{each.id}" for each in persons.matching(w, typed.match_index)]
        body = {"objection": said.id, "request": request.id, "way": "phone"}
        ledger.append(w, "objection_received", body, (f"staff:{by}", *held), at)
    return "objection by phone"


def look_up(ground: Ground, viewer: Viewer, purpose: str, number: int) -> bool:
    """A search by partner or ESD staff, mostly for somebody who was told, or for nobody; whether a record was shown."""
    dice = people.dice_of(ground.seed, "search", number)
    past = dice.randrange(max(1, ground.on_file // ONE_PAST))
    of = _kind_and_whose(ground, people.dice_of(ground.seed, "past", past), past)[1]
    if dice.random() < 0.3:
        of = dice.choice((dice.randrange(ground.on_file), 30_000_000 + number))
    who, at = people.person(ground.seed, of, ground.now.date()), ground.now - timedelta(minutes=dice.randint(5, 5000))
    asked = disclosure.Asked(name=who.name, birth_date=who.born)
    if number % 3 == 0:
        asked = disclosure.Asked(seeker_id=who.seeker_id)
    shown = disclosure.search(_room(ground), viewer, purpose, asked, at)
    return isinstance(shown, disclosure.Shown)


def _when(dice: Random, past: Past, now: datetime) -> datetime:
    """What waits is up to nine days old, most of it of today; what was decided goes back five months."""
    if past.becomes == "confirmed":
        return now - timedelta(days=dice.randint(2, 150), minutes=dice.randint(0, 600))
    return now - timedelta(days=9 * dice.random() ** 3, minutes=20 + dice.randint(0, 60)) - (DAY + DAY) * (
        past.becomes == "returned"
    )


def _talk(ground: Ground, who: Invented, past: Past, at: datetime, dice: Random) -> str:
    channel: Channel = dice.choices(("kiosk", "web", "assisted"), (6, 3, 2))[0]
    language = dice.choices(("en", "es"), (4, 1))[0]
    site = dice.choice([each[0] for each in (*FIRST_SITES, *SITES) if each[1] == who.area])
    helper = ground.helper.staff_id if channel == "assisted" else None
    begun = begin.begin(
        ground.intake, channel, language, at, site_id=None if channel == "web" else site, staff_id=helper
    )
    telling = [DECLINED if dice.random() < 0.08 else TOLD for _ in range(past.told)]
    area = [Event("answer", "given", who.area)] if channel == "web" else []
    tick = _clock(at, dice)
    typed = Typed(who.name, who.born, who.contact, bool(who.contact) and dice.random() < 0.5)
    for event in (*area, START, *past.early, *telling, *past.said):
        seen = look.look(ground.intake, begun.secret, tick())
        if seen is None:
            raise RuntimeError("the conversation is gone")
        posted = Posted(seen.token, event, typed if event == GIVEN else None, staff_id=helper)
        outcome = answer.answer(ground.intake, begun.secret, posted, tick())
        if outcome.kind != "accepted":
            raise RuntimeError(f"{event} on {seen.standing.step}: {outcome.kind}, {outcome.reason}")
    return begun.conversation_id


def _decide(ground: Ground, conversation_id: str, who: Invented, becomes: str, at: datetime, dice: Random) -> None:
    """A share is decided before an earlier "do not share" of the conversation, which it answers."""
    at, viewer = min(at, ground.now - timedelta(minutes=1)), dice.choice(ground.confirmers)
    with ground.intake.database.reading() as r:
        found = [each for each in requests.of_conversation(r, conversation_id) if each.state in requests.OPEN]
        open_ = sorted(found, key=lambda each: each.kind, reverse=True)
        index = ground.intake.keys.match_index(who.name, who.born)
        named = [each.id for each in persons.matching(r, index) if each.seeker_id == who.seeker_id]
    if open_:
        done = _decided(_room(ground), viewer, open_[0], named[0] if named else deciding.NEW_PERSON, becomes, at, dice)
        if not isinstance(done, deciding.Decided) and getattr(done, "code", "") not in ("later_no",):
            raise RuntimeError(f"{becomes}: {done}")


def _decided(
    room: Desk, viewer: Viewer, request: Request, person_id: str, becomes: str, at: datetime, dice: Random
) -> object:
    if becomes == "returned":
        reason = dice.choice(("cannot_tell_who", "identity_unchecked"))
        return deciding.give_back(room, viewer, request.id, request.version, reason, at)
    check = dice.choice(("photo_id", "photo_id", "known_contact", "esd_sign_in"))
    return deciding.confirm(room, viewer, request.id, request.version, person_id, check, at)


def _room(ground: Ground) -> Desk:
    return Desk(ground.intake.database, ground.intake.keys)


def _clock(at: datetime, dice: Random) -> Callable[[], datetime]:
    """Moments some seconds apart, so that it reads like a conversation."""
    moment = at

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=dice.randint(4, 25))
        return moment

    return tick
