"""What the invented job seekers have said so far: each conversation is walked through the real verbs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.conversation.engine import Event
from assistant.demo.region import SEEKERS, DemoSeeker
from assistant.desk import confirm as desk
from assistant.desk.room import Desk
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from assistant.intake.running import Intake
from assistant.store import identity, ledger, persons, requests, staff, turns
from assistant.store.db import Writing

TOLD = [Event("answer", "told"), Event("answer", "told"), Event("answer", "declined"), Event("answer", "told")]
GIVEN = Event("answer", "given")
ANSWERS: dict[str, list[Event]] = {
    "share_confirmed": [Event("answer", "share"), GIVEN, Event("answer", "send")],
    "share_waiting": [Event("answer", "share"), GIVEN, Event("answer", "send")],
    "no_waiting": [Event("answer", "do_not_share"), GIVEN, Event("answer", "send")],
    "no_confirmed": [Event("answer", "do_not_share"), GIVEN, Event("answer", "send")],
    "no_choice": [],
}


def tell(intake: Intake, accounts: dict[str, str], now: datetime) -> None:
    """Keep every seeker on file and walk what they said, the oldest first; confirm what ESD has confirmed."""
    for number, seeker in enumerate(SEEKERS):
        at = now - timedelta(days=6) + timedelta(hours=9 * number)
        if seeker.on_file:
            with intake.database.writing() as w:
                _keep(w, intake, seeker, at - timedelta(days=200))
        if seeker.story == "never_told":
            continue
        reference = _walk(intake, seeker, at)
        if seeker.story.endswith("_confirmed"):
            _confirm(intake, reference, accounts["daniel@demo.example"], at + timedelta(hours=2))


def _keep(w: Writing, intake: Intake, seeker: DemoSeeker, at: datetime) -> None:
    person = persons.make(w, intake.keys, seeker.name, seeker.born, seeker.contact, seeker.area, at, seeker.facts)
    ledger.append(w, "demo_person", {"person": person.id}, (f"person:{person.id}",), at)


def _walk(intake: Intake, seeker: DemoSeeker, at: datetime) -> str:
    site = "tidewater" if seeker.area == "WDA06" else "pine-street"
    begun = begin.begin(intake, "kiosk", seeker.language, at, site_id=site)
    clock = _clock(at)
    typed = Typed(seeker.name, seeker.born, seeker.contact)
    early = [Event("object"), GIVEN] if seeker.story == "objection" else []
    said = [Event("answer", "start"), *early, *TOLD, *ANSWERS.get(seeker.story, [Event("answer", "send")])]
    for event in said:
        seen = look.look(intake, begun.secret, clock())
        if seen is None:
            raise RuntimeError("the conversation is gone")
        posted = Posted(seen.token, event, typed if event == GIVEN else None)
        outcome = answer.answer(intake, begun.secret, posted, clock())
        if outcome.kind != "accepted":
            raise RuntimeError(f"{seeker.name}: {event} on {seen.standing.step}: {outcome}")
    with intake.database.reading() as r:
        row = turns.find(r, begun.conversation_id)
    if row is None:
        raise RuntimeError("the conversation is gone")
    return row.reference


def _clock(at: datetime) -> Callable[[], datetime]:
    """Moments twenty seconds apart, so that the demonstration reads like a conversation."""
    ticks = iter(range(10_000))
    return lambda: at + timedelta(seconds=20 * next(ticks))


def _confirm(intake: Intake, reference: str, by: str, at: datetime) -> None:
    room = Desk(intake.database, intake.keys)
    with intake.database.reading() as r:
        request = requests.find(r, reference)
        viewer = staff.viewer(r, by)
        if request is None or viewer is None:
            raise RuntimeError(f"no request {reference}")
        typed = identity.latest(r, request.conversation_id or "")
        people = persons.matching(r, typed.match_index) if typed else []
    decided = desk.confirm(room, viewer, request.id, request.version, people[0].id, "photo_id", at)
    if not isinstance(decided, desk.Decided):
        raise RuntimeError(f"{reference}: {decided}")
