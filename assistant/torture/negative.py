"""The negative control: the same kills on a keeper without turn tokens and unique numbers must find doubles.

It exists so that a clean result of the kill test means something; served code has no such switch.
"""

import contextlib
import os
import random
import signal
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pysqlite3.dbapi2 as sqlite

ANSWERS = 9  # as many as a conversation has turns
ROUNDS_MOST = 400


@dataclass(frozen=True)
class NegativeResult:
    """How many rounds ran and how many answers were kept twice."""

    rounds: int
    doubled: int


def run(folder: Path, dice: random.Random) -> NegativeResult:
    """Kill a naive keeper at random moments, send again what was in doubt, and count what was kept twice."""
    path = folder / "negative.db"
    with contextlib.closing(_open(path)) as database:
        database.execute("create table turn (conversation text, number integer, answer integer)")
    doubled = 0
    for number in range(1, ROUNDS_MOST + 1):
        _round(path, f"c{number}", dice)
        doubled = _doubled(path)
        if doubled >= 3:
            return NegativeResult(number, doubled)
    return NegativeResult(ROUNDS_MOST, doubled)


def _open(path: Path) -> sqlite.Connection:
    database = sqlite.connect(path, isolation_level=None)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    return database


def _round(path: Path, conversation: str, dice: random.Random) -> None:
    acknowledged = 0
    while acknowledged < ANSWERS:
        here, there = get_context("fork").Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                _keep_naively(path, conversation, acknowledged, there)
            os._exit(0)
        there.close()
        time.sleep(dice.uniform(0, 0.012))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with contextlib.suppress(EOFError):
            while here.poll():
                acknowledged = here.recv()
        here.close()


def _keep_naively(path: Path, conversation: str, acknowledged: int, there: Connection) -> None:
    """Each answer goes in as the next row; an answer whose reply was lost is sent, and kept, again."""
    database = _open(path)
    for answer in range(acknowledged + 1, ANSWERS + 1):
        database.execute("begin immediate")
        last = database.execute("select count(*) from turn where conversation = ?", (conversation,)).fetchone()[0]
        database.execute("insert into turn values (?, ?, ?)", (conversation, last + 1, answer))
        database.execute("commit")
        time.sleep(0.0005)  # the reply on its way
        there.send(answer)


def _doubled(path: Path) -> int:
    with contextlib.closing(_open(path)) as database:
        counted = "select count(*) from (select 1 from turn group by conversation, answer having count(*) > 1)"
        return int(database.execute(counted).fetchone()[0])
