"""`make scale`: what the queue, the searches and the list of sights cost at 1,000,000 people beside 1,000.

Both databases are asked the same by the real verbs, in turn about; the median of the ratios is the answer.
Exit status 1 when one grows by more than the bar.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from assistant.desk import accounting, disclosure, queue
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.store import staff
from assistant.store.db import Database
from bench.scale_fill import BORN, Filled, fill, hurried

BAR = 1.5
PARTNER, ESD = ("jonah@demo.example", "support_services"), ("ines@demo.example", "labor_exchange")
MANAGER = "ruth@demo.example"
THEO = Asked(name="Theo Ansgar Lund-Sample", birth_date=datetime(1981, 4, 17).date())


def _page(kind, site=None, deep=False):
    def ask(at: Filled, _viewers, n):
        found = queue.waiting(at.desk, kind, at.deep[kind] if deep else None, site)
        assert len(found.rows) == queue.PAGE, (kind, site, deep, len(found.rows))

    return ask


def _search(who, expects, asked_of):
    email, purpose = who

    def ask(at: Filled, viewers, n):
        asked = asked_of(at.people[n % len(at.people)])
        found = disclosure.search(at.desk, viewers[email], purpose, asked, datetime.now(UTC))
        assert isinstance(found, expects), found

    return ask


def _sights(deep=False):
    def ask(at: Filled, viewers, n):
        asked, now = _by_id(at.people[n % len(at.people)]), datetime.now(UTC)
        after = (now - timedelta(hours=1), "0" * 32) if deep else None
        found = accounting.seen_by(at.desk, viewers[ESD[0]], asked, "photo_id", now, after)
        assert isinstance(found, accounting.SeenBy), found
        assert len(found.sights) >= 15, len(found.sights)

    return ask


def _log(at: Filled, viewers, _n):
    assert len(accounting.own_log(at.desk, viewers[MANAGER], datetime.now(UTC)).lines) >= 20


def _by_id(person):
    return Asked(seeker_id=person[1])


def _by_name(person):
    return Asked(name=person[2], birth_date=BORN)


def _nobody(person):
    return Asked(name=f"Not {person[2]}", birth_date=BORN)


QUERIES = {
    "queue, first page": _page("do_not_share"),
    "queue, deep page": _page("share", deep=True),
    "queue of a busy site": _page("do_not_share", "millrace"),
    "queue of a busy site, deep": _page("share", "millrace", deep=True),
    "queue of a site of the newest 60": _page("share", "pine-street"),
    "partner search, shown": _search(PARTNER, Shown, lambda _: THEO),
    "partner search by seeker id": _search(PARTNER, NothingShown, _by_id),
    "partner search by name and birth date": _search(PARTNER, NothingShown, _by_name),
    "partner search for nobody": _search(PARTNER, NothingShown, _nobody),
    "ESD search by name and birth date": _search(ESD, Shown, _by_name),
    "ESD search by seeker id": _search(ESD, Shown, _by_id),
    "who has seen a record": _sights(),
    "who has seen a record, deep": _sights(deep=True),
    "a partner's log of its searches": _log,
}


def timed(small: Filled, large: Filled, rounds: int) -> dict[str, dict[str, float]]:
    """Each query in both databases, asked in turn about."""
    viewers = [_viewers(each.desk.database) for each in (small, large)]
    taken = {name: ([], []) for name in QUERIES}
    for n in range(-3, rounds):  # the first three warm up
        for name, ask in QUERIES.items():
            for which in (0, 1) if n % 2 else (1, 0):
                began = time.perf_counter()
                ask((small, large)[which], viewers[which], n)
                if n >= 0:
                    taken[name][which].append((time.perf_counter() - began) * 1000)
    return {name: _figures(*both) for name, both in taken.items()}


def _figures(small: list[float], large: list[float]) -> dict[str, float]:
    """The medians, and the median ratio of two calls made one right after the other: a busy machine slows both."""
    ratios = [b / a for a, b in zip(small, large, strict=True)]
    return {"small_ms": round(statistics.median(small), 3), "large_ms": round(statistics.median(large), 3),
            "ratio": round(statistics.median(ratios), 2)}  # fmt: skip


def _viewers(database: Database):
    lease = database.lease()
    hurried(database, lease.dbapi_connection)
    database.give_back(lease, lease.dbapi_connection)
    with database.reading() as r:
        return {email: staff.viewer(r, staff.by_email(r, email).id) for email in (PARTNER[0], ESD[0], MANAGER)}


def _filled(stack: ExitStack, count: int, server: str) -> Filled:
    folder = tempfile.mkdtemp(prefix="scale-")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    url = ""
    if server:
        from tests import postgres

        url = postgres.new_database(server, "scale")
    filled = fill(count, folder, url, lambda done, of: print(f"\rfilling: {done} of {of} people ", end="",
                                                              file=sys.stderr, flush=True))  # fmt: skip
    print(f"\rfilled {filled.rows} rows of {count} people in {filled.seconds:.0f} s ", file=sys.stderr, flush=True)
    stack.callback(filled.desk.database.dispose)
    return filled


def main() -> int:
    """Fill two databases, ask both, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--beside", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--postgresql", action="store_true", help="a throw-away PostgreSQL instead of SQLite files")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    if min(said.people, said.beside) < 1_000 or said.rounds < 5:
        parser.error("at least 1000 people in each database, and 5 rounds")
    with ExitStack() as stack:
        server = ""
        if said.postgresql:
            from tests import postgres

            server = stack.enter_context(postgres.running())
        small, large = _filled(stack, said.beside, server), _filled(stack, said.people, server)
        found = timed(small, large, said.rounds)
    if said.json:
        print(json.dumps(found))
    else:
        print(f"{'':40} {said.beside:>12,} {said.people:>12,}   ratio (bar {BAR})")
        for name, each in found.items():
            broken = "   BROKEN" if each["ratio"] > BAR else ""
            print(f"{name:40} {each['small_ms']:>9.3f} ms {each['large_ms']:>9.3f} ms   {each['ratio']:.2f}{broken}")
    return 1 if any(each["ratio"] > BAR for each in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
