"""Several staff decide the same request at the same moment: exactly one wins, every time (FAULTS F20)."""

import random
import threading
from datetime import date, datetime, timedelta
from typing import Any

from assistant import app as house
from assistant.conversation.engine import Event
from assistant.desk import confirm
from assistant.desk.room import Desk
from assistant.intake import answer, begin, look
from assistant.intake.answer import Posted, Typed
from assistant.intake.running import Intake
from assistant.policy.access import Viewer
from assistant.store import requests, staff, status, turns
from assistant.torture import ground

SAID = ("start", "told", "told", "told", "declined")
AT_ONCE = 4
CONFIRMERS = ("maren@demo.example", "daniel@demo.example")


def run(rounds: int, seed: int, database: str | None = None) -> dict[str, Any]:
    """Race so many times; gives rounds and the breaches of "exactly one winner"."""
    dice = random.Random(seed)  # noqa: S311  who decides what, not a secret
    breaches: list[str] = []
    with ground.throw_away(database) as (settings, _):
        opened = house.open_database(settings)
        intake = house.open_intake(settings, opened)
        desk = Desk(opened, intake.keys)
        viewers = _viewers(desk)
        for number in range(rounds):
            now = house.now()
            reference = _request(intake, dice, number, now)
            breaches += _race(desk, viewers, reference, dice, now + timedelta(minutes=5))
        opened.dispose()
    return {"rounds": rounds, "breaches": len(breaches), "what": breaches[:5]}


def _viewers(desk: Desk) -> list[Viewer]:
    with desk.database.reading() as r:
        found = [staff.by_email(r, email) for email in CONFIRMERS]
        viewers = [staff.viewer(r, each.id) for each in found if each]
    return [each for each in viewers if each]


def _request(intake: Intake, dice: random.Random, number: int, now: datetime) -> str:
    """A conversation walked to the end, so that one request waits."""
    begun = begin.begin(intake, "kiosk", "en", now, site_id="tidewater")
    choice = dice.choice(("share", "do_not_share"))
    typed = Typed(f"Racer Sample {number}", date(1980, 1, 1 + number % 28))
    for value in (*SAID, choice, "given", "send"):
        seen = look.look(intake, begun.secret, now)
        if seen is None:
            raise RuntimeError("the conversation is gone")
        posted = Posted(seen.token, Event("answer", value), typed if value == "given" else None)
        answer.answer(intake, begun.secret, posted, now)
    with intake.database.reading() as r:
        row = turns.find(r, begun.conversation_id)
    if row is None:
        raise RuntimeError("the conversation is gone")
    return row.reference


def _race(desk: Desk, viewers: list[Viewer], reference: str, dice: random.Random, now: datetime) -> list[str]:
    with desk.database.reading() as r:
        request = requests.find(r, reference)
    if request is None:
        return [f"{reference}: no request was opened"]
    barrier = threading.Barrier(AT_ONCE)
    outcomes: list[object] = []
    plans = [dice.choice(("confirm", "return")) for _ in range(AT_ONCE)]

    def decide(place: int) -> None:
        viewer = viewers[place % len(viewers)]
        barrier.wait()
        try:
            if plans[place] == "confirm":
                outcomes.append(confirm.confirm(desk, viewer, request.id, request.version, "new", "photo_id", now))
            else:
                outcomes.append(confirm.give_back(desk, viewer, request.id, request.version, "cannot_tell_who", now))
        except Exception as broken:
            outcomes.append(broken)

    threads = [threading.Thread(target=decide, args=(place,)) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _judge(desk, request.id, reference, outcomes)


def _judge(desk: Desk, request_id: str, reference: str, outcomes: list[object]) -> list[str]:
    wrong: list[str] = []
    won = [each for each in outcomes if isinstance(each, confirm.Decided)]
    told = [each for each in outcomes if isinstance(each, confirm.Taken)]
    if len(won) != 1 or len(told) != len(outcomes) - 1:
        others = [type(each).__name__ + ": " + str(each)[:80] for each in outcomes]
        return [f"{reference}: {len(won)} winners; {others}"]
    if any(each.by == "Somebody" or each.state != won[0].state for each in told):
        wrong.append(f"{reference}: a loser was not told who won")
    with desk.database.reading() as r:
        request = requests.find(r, request_id)
        event = status.of_request(r, request_id)
    if request is None or request.version != 2 or (event is not None) != (won[0].state == "confirmed"):
        wrong.append(f"{reference}: what is kept is not what was decided once")
    return wrong
