"""Kill at random moments of real turns, in forked workers and whole servers: nothing lost, nothing doubled."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from assistant import app as house
from assistant.settings import Settings
from assistant.store import turns
from assistant.store.db import Database
from assistant.torture import ground, negative, walker
from assistant.torture.carriers import Inside, Outside

BEGIN = {"channel": "web", "language": "en"}
SERVER_SHARE = 0.1  # of the turns, under whole servers; each server kill costs about a second
TURN_SECONDS = 0.012


@dataclass
class History:
    """What one client sent, and what it saw accepted."""

    cookies: dict[str, str] = field(default_factory=dict)
    walk: walker.Walk = field(default_factory=walker.Walk)
    step: str = ""


@dataclass
class Tally:
    """What the kills came to."""

    turns: int = 0
    killed: int = 0
    server_kills: int = 0
    lost: int = 0
    doubled: int = 0
    recoveries: list[float] = field(default_factory=list)

    def result(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        worst = sorted(self.recoveries)[max(0, int(len(self.recoveries) * 0.99) - 1)] if self.recoveries else 0.0
        return {
            "turns": self.turns, "killed": self.killed, "server_kills": self.server_kills, "lost": self.lost,
            "doubled": self.doubled, "recovery_p99_s": round(worst, 3),
        }  # fmt: skip


def run(wanted: int, seed: int, database: str | None = None) -> tuple[dict[str, Any], int]:
    """Kill until this many turns were acknowledged; gives the result and the doubles of the negative control."""
    dice = random.Random(seed)  # noqa: S311  when to kill, not a secret
    tally = Tally()
    with ground.throw_away(database) as (settings, folder):
        histories = _forked(settings, int(wanted * (1 - SERVER_SHARE)), dice, tally)
        histories += _servers(settings, wanted, dice, tally)
        _judge(settings, histories, tally)
        control = negative.run(folder, dice).doubled
    return tally.result(), control


def _forked(settings: Settings, wanted: int, dice: random.Random, tally: Tally) -> list[History]:
    app = house.create_app(settings)
    _go_on(Inside(app), History(), lambda said: None)  # warmed like a worker that has served before
    app.extensions["assistant"].database.dispose()
    done: list[History] = []
    history = History()
    while tally.turns < wanted:
        here, there = Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            _child(app, history, there)
        there.close()
        time.sleep(dice.uniform(0, 1.6 * TURN_SECONDS * dice.choice((1, 1, 2, 6))))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        tally.killed += 1
        finished = _hear(here, history, tally)
        if finished:
            done.append(history)
            history = History()
    return [*done, history]


def _child(app: Any, history: History, there: Connection) -> None:
    """Go on with the walk until it ends or the kill comes; say each thing before and after it is done."""
    try:
        app.extensions["assistant"].database.dispose(close=False)
        carrier = Inside(app, history.cookies)
        _go_on(carrier, history, there.send)
    finally:
        os._exit(0)


def _go_on(carrier: Any, history: History, say: Any) -> None:
    if not carrier.cookies.get("chat"):
        begun = carrier.post("/begin", BEGIN)
        say(("begun", dict(carrier.cookies), walker.step_of(begun.location)))
        history.step = walker.step_of(begun.location)
    doubt = history.walk.in_doubt
    while True:
        path, form = doubt or walker.prepare(carrier, history.step)
        if doubt is None:
            say(("sending", path, form))
        reply = carrier.post(path, form)
        if reply.status != 303:
            raise walker.Lost(f"{path}: status {reply.status}")
        history.step = walker.step_of(reply.location)
        say(("accepted", history.step))
        doubt = None
        if history.step == "receipt":
            say(("finished",))
            return


def _hear(here: Connection, history: History, tally: Tally) -> bool:
    finished = False
    with contextlib.suppress(EOFError):
        while here.poll():
            finished = _take(here.recv(), history, tally) or finished
    here.close()
    return finished


def _take(said: tuple[Any, ...], history: History, tally: Tally) -> bool:
    kind, *rest = said
    if kind == "begun":
        history.cookies, history.step = rest
    elif kind == "sending":
        history.walk.sent.append((rest[0], rest[1]))
    elif kind == "accepted":
        history.walk.acknowledged += 1
        history.step = rest[0]
        tally.turns += 1
    return bool(kind == "finished")


def _servers(settings: Settings, wanted: int, dice: random.Random, tally: Tally) -> list[History]:
    """Whole servers, workers and all, killed by their process group while turns are under way."""
    done: list[History] = []
    history = History()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = ground.environment(settings) | {"PORT": str(port), "HOST": "127.0.0.1"}
    while tally.turns < wanted:
        server = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve"], env=environ, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        killer = threading.Timer(dice.uniform(0.05, 0.6), _kill_group, (server.pid,))
        try:
            _await(port, tally)
            killer.start()
            history = _under_server(port, history, done, tally)
        finally:
            killer.cancel()
            _kill_group(server.pid)
            server.wait()
        tally.server_kills += 1
    return [*done, history]


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _under_server(port: int, history: History, done: list[History], tally: Tally) -> History:
    """Walk, one conversation after the other, until the line breaks; gives the walk that was cut off."""
    while True:
        carrier = Outside(port)
        carrier.cookies = dict(history.cookies)
        current = history
        try:
            _go_on(carrier, current, lambda said, into=current: _take(said, into, tally))
        except OSError:
            return current
        done.append(current)
        history = History()


def _await(port: int, tally: Tally) -> None:
    started = time.monotonic()
    while time.monotonic() - started < 60:
        with contextlib.suppress(OSError):
            if Outside(port).get("/").status == 200:
                tally.recoveries.append(time.monotonic() - started)
                return
        time.sleep(0.02)
    raise RuntimeError("the server did not come back within a minute")


def _judge(settings: Settings, histories: list[History], tally: Tally) -> None:
    """Each acknowledged answer is kept once with its value; one in doubt at most once; numbers have no gap."""
    database = house.open_database(settings)
    try:
        for history in histories:
            if history.cookies.get("chat"):
                _judge_one(database, history, tally)
    finally:
        database.dispose()


def _judge_one(database: Database, history: History, tally: Tally) -> None:
    from assistant.evidence.canonical import sha256_hex

    with database.reading() as r:
        row = turns.find_by_owner(r, sha256_hex(history.cookies["chat"]))
        kept = turns.all_of(r, row.id) if row else []
    sent = [(walker.step_of(path), _value(form)) for path, form in history.walk.sent]
    found = [(turn.step, turn.answer) for turn in kept]
    tally.lost += sum(1 for wanted in sent[: history.walk.acknowledged] if wanted not in found)
    tally.doubled += max(0, len(found) - len(sent)) + (len(found) - len(set(found)))
    if [turn.number for turn in kept] != list(range(1, len(kept) + 1)):
        tally.lost += 1


def _value(form: Mapping[str, str]) -> str:
    """What an answer is kept as: identity and area are kept as given."""
    return form.get("answer", "given")
