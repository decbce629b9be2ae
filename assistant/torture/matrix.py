"""Every route × method × role × record state × agreement state: nobody learns what the policy does not open to them.

A leak is a closed page that does not look absent; a word of a person in an answer to somebody who may not see it; an
answer about somebody who may not be seen that is not the answer about nobody (bytes, statements, rows written); a page
that shows other fields than the decision allows; or a fault of ours.
"""

import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Any

from assistant import app as house
from assistant.policy.roles import MAY_OPEN, ROLES
from assistant.torture import forms, ground, viewers
from assistant.torture.asking import Answer, Plant, Sent, World, sign_in
from assistant.torture.judge import Judge
from assistant.torture.records import ABSENT, STATES, VALUES
from assistant.torture.viewers import Account

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
KEPT = 20  # leaks told in full of each method and route, so that a bad route does not hide another
EVERY = 15.0  # seconds between two lines of progress


@dataclass(frozen=True)
class Cell:
    """One place of the cross."""

    rule: Any
    method: str
    account: Account
    state: str


class Matrix:
    """The worlds, who asks in them, and what was found."""

    def __init__(self, worlds: Mapping[str, World], accounts: tuple[Account, ...]) -> None:
        self.worlds, self.accounts = worlds, accounts
        self.rules = sorted(worlds[ABSENT].app.url_map.iter_rules(), key=lambda each: (each.rule, each.endpoint))
        self.leaks: list[str] = []
        self.slowest: dict[str, float] = {}
        self._kept: dict[tuple[str, ...], Answer] = {}
        self._judge = Judge(worlds)

    def cells(self, part: int = 0, parts: int = 1) -> Iterator[Cell]:
        """The whole cross of the routes whose addresses can be made, or one of so many parts of these routes."""
        for rule in (each for each in self.rules[part::parts] if each.arguments <= VALUES.keys()):
            for method in METHODS:
                for account in (each for each in self.accounts if self._judge.comes_to(each, rule.rule)):
                    for state in STATES:
                        yield Cell(rule, method, account, state)

    def tables(self) -> Iterator[str]:
        """Routes that the policy table does not know, and addresses that nobody can make."""
        listed = self.worlds[ABSENT].app.extensions["endpoint_policies"]
        for endpoint in sorted({rule.endpoint for rule in self.rules}):
            if listed.get(endpoint) not in MAY_OPEN:
                yield f"{endpoint}: its kind of page is {listed.get(endpoint)!r}; name one of policy/roles.MAY_OPEN"
        for name in sorted({each for rule in self.rules for each in rule.arguments} - VALUES.keys()):
            yield (f"an address takes <{name}>, which the matrix does not know: add {name!r} to VALUES in "
                   "assistant/torture/records.py, with what it is in each state of a record")  # fmt: skip

    def try_(self, cell: Cell) -> None:
        """Ask everything of one cell."""
        world = self.worlds[cell.state]
        path = world.path(cell.rule)
        endpoint = world.endpoint(path, cell.method)
        opened = world.opens(cell.account, endpoint)
        for sent in self._sent(world, cell.account, cell, endpoint):
            found = self._ask(world, cell, sent, path)
            other = partial(self._other, cell, sent)
            if opened or self._judge.led_to_the_door(cell.account, endpoint, found):
                wrong = self._judge.opened(world, cell.account, endpoint, sent, found)
            elif self._judge.of_systems(path):
                wrong = self._judge.uncredited(found, self._without_credential(cell, sent))
            else:
                wrong = self._judge.closed(found, self._nowhere(world, cell, path, sent))
            wrong += self._judge.same(world, cell.account, path, endpoint, sent, found, other)
            where = f"{cell.method} {cell.rule.rule} as {cell.account.words}, record {cell.state}, {sent.label}"
            self.leaks += [f"{where}: {each}" for each in dict.fromkeys(wrong)]

    def _other(self, cell: Cell, like: Sent, state: str) -> Answer:
        """The answer to the same question in another world."""
        key = (state, cell.rule.rule, cell.rule.endpoint, cell.method, cell.account.words, like.label)
        if key not in self._kept:
            world = self.worlds[state]
            path = world.path(cell.rule)
            endpoint = world.endpoint(path, cell.method)
            every = self._sent(world, cell.account, cell, endpoint)
            sent = next(each for each in every if each.label == like.label)
            self._kept[key] = self._ask(world, cell, sent, path)
        return self._kept[key]

    def _without_credential(self, cell: Cell, sent: Sent) -> Answer:
        """What is answered to who shows no credential, or one that was never made, when nobody is on file."""
        asks = self._judge.nobody_like(cell.account, self.accounts)
        return self._other(replace(cell, account=asks), sent, ABSENT)

    def _sent(self, world: World, account: Account, cell: Cell, endpoint: str) -> list[Sent]:
        """Everything that is asked of an endpoint in one cell."""
        return forms.asked(world.target, cell.method, endpoint, world.opens(account, endpoint), account.user)

    def _nowhere(self, world: World, cell: Cell, path: str, sent: Sent) -> Answer:
        """The absent page, as this account gets it in this part of the house."""
        nowhere = world.nowhere(path)
        key = (world.state, nowhere, cell.method, cell.account.words)
        if key not in self._kept:
            self._kept[key] = world.ask(cell.account, cell.method, nowhere, replace(sent, query={}))
        return self._kept[key]

    def _ask(self, world: World, cell: Cell, sent: Sent, path: str) -> Answer:
        begun = time.perf_counter()
        found = world.ask(cell.account, cell.method, path, sent)
        name = f"{cell.method} {cell.rule.rule}"
        self.slowest[name] = max(self.slowest.get(name, 0), time.perf_counter() - begun)
        return found


def run(
    sample: int | None = None,
    seed: int = 0,
    plant: Plant | None = None,
    only: Callable[[Cell], bool] | None = None,
    tell: Callable[[str], None] = lambda _: None,
    part: tuple[int, int] = (0, 1),
) -> dict[str, Any]:
    """Ask the whole cross, or a sample, or only some cells; gives {cells, leaks, routes, roles} and what was seen.

    `plant` worsens each application first: the negative control of the tests. `tell` hears how far it is. `part` is
    which of how many parts, each of whole routes.
    """
    begun = time.monotonic()
    with opened(plant) as matrix:
        missing = list(matrix.tables()) if part[0] == 0 else []
        cells = [each for each in matrix.cells(*part) if only is None or only(each)]
        if sample is not None and sample < len(cells):
            cells = random.Random(seed).sample(cells, sample)  # noqa: S311  which cells, not a secret
        for cell in _telling(cells, matrix, tell):
            matrix.try_(cell)
        leaks = missing + matrix.leaks
        slow = sorted(matrix.slowest.items(), key=lambda each: -each[1])[:3]
        asked = {rule.endpoint for rule in matrix.rules if "POST" in rule.methods}
        return {
            "cells": len(cells), "leaks": len(leaks), "routes": len(matrix.rules), "roles": len(ROLES),
            "what": _told(leaks), "unlisted": sorted(asked - set(forms.FORMS) - set(forms.BODIES)), "slowest": slow,
            "seconds": round(time.monotonic() - begun),
        }  # fmt: skip


def _told(leaks: list[str]) -> list[str]:
    told: dict[str, list[str]] = {}
    for line in leaks:
        told.setdefault(line.partition(" as ")[0], []).append(line)
    return [line for each in told.values() for line in each[:KEPT]]


def run_in_parts(jobs: int) -> dict[str, Any]:
    """The whole cross by several processes, each with worlds and routes of its own; how far they are is printed."""
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        parts = list(pool.map(_part, ((number, jobs) for number in range(jobs))))
    return {
        **parts[0], "cells": sum(each["cells"] for each in parts), "leaks": sum(each["leaks"] for each in parts),
        "what": [line for each in parts for line in each["what"]],
        "slowest": sorted((one for each in parts for one in each["slowest"]), key=lambda each: -each[1])[:3],
        "seconds": max(each["seconds"] for each in parts),
    }  # fmt: skip


def _part(part: tuple[int, int]) -> dict[str, Any]:
    def tell(said: str) -> None:
        sys.stderr.write(f"part {part[0] + 1}: {said}\n")
        sys.stderr.flush()

    return run(tell=tell, part=part)


def _telling(cells: list[Cell], matrix: Matrix, tell: Callable[[str], None]) -> Iterator[Cell]:
    """Each cell in turn, saying now and then how far it is."""
    begun = last = time.monotonic()
    for done, cell in enumerate(cells):
        yield cell
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            tell(
                f"{done + 1} of {len(cells)} cells in {now - begun:.0f} s, {len(matrix.leaks)} leaks; {cell.rule.rule}"
            )


@contextmanager
def opened(plant: Plant | None = None) -> Iterator[Matrix]:
    """One world for each state of a record, each a copy of the same ground with the same accounts."""
    now = house.now().replace(microsecond=0)
    with ground.throw_away() as (settings, folder):
        database = house.open_database(settings)
        accounts = viewers.make(database, now)
        secrets = sign_in(database, accounts, now)
        database.dispose()
        worlds: dict[str, World] = {}
        try:
            for state in STATES:
                copy = folder / f"{state.replace(' ', '-')}.db"
                shutil.copy(folder / "notice.db", copy)
                worlds[state] = World(replace(settings, database=f"sqlite:///{copy}"), state, secrets, now, plant)
            yield Matrix(worlds, accounts)
        finally:
            for world in worlds.values():
                world.close()
