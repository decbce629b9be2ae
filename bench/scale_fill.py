"""Fill a throw-away database with so many people, requests, searches and sights: raw rows, every trigger on."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import load
from assistant.desk.room import Desk
from assistant.evidence.identifiers import reference as reference_of
from assistant.evidence.identifiers import time_ordered
from assistant.store.base import millis
from assistant.store.db import Database
from assistant.store.keys import DataKey, Keys

CHUNK = {"sqlite": 20_000, "postgresql": 2_000}  # a transaction; there each person and each hold takes a lock
SAMPLES, SIGHTS = 40, 20  # people who can be opened, and how often each of them was seen
BUSY_EVERY, RARE = 5, 60  # a site of every fifth request, and one of the newest sixty alone
DAYS = timedelta(days=30)
BORN = date(1990, 5, 6)
COLUMNS = {
    "person": "id seeker_id person_key_id name_sealed birth_date_sealed match_index area_id status holds shadows "
              "not_frozen created_at",
    "conversation": "id flow_version_id notice_version_id channel site_id area_id owner_hash reference turns standing "
                    "began_at last_at ended_at",
    "identity_typed": "id conversation_id number person_key_id name_sealed birth_date_sealed may_leave_message "
                      "match_index typed_at",
    "request": "id kind conversation_id choice_number reference site_id state version spoken_by said_at opened_at "
               "for_sampling",
    "hold": "id request_id match_index began_at",
    "search": "id staff_id organisation_id purpose by at",
    "disclosure": "id search_id person_id staff_id organisation_id purpose fields at",
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """One database, what to ask of it, and how long filling took."""

    desk: Desk
    people: tuple[tuple[str, str, str], ...]  # id, seeker id, name: those whose record opens
    deep: dict[str, tuple[datetime, str]]  # the middle of each queue
    seconds: float
    rows: int


def fill(count: int, folder: str, url: str = "", say=lambda *_: None) -> Filled:
    """A database of so many people in this folder, or at this address."""
    began = time.monotonic()
    env = {"NOTICE_DEMO": "1", "NOTICE_VAR": folder, "NOTICE_DATABASE": url, "NOTICE_LOG_LEVEL": "error"}
    settings = configuration.read(env)
    house.migrate(settings)
    load.load_once(settings)
    database, keys = house.open_database(settings), house.open_keys(settings)
    lease = database.lease()
    driver = lease.dbapi_connection
    hurried(database, driver)
    if database.dialect == "sqlite":
        driver.execute("pragma cache_size = -400000")  # for filling alone: the questions are asked with SQLite's own
    people, rows = _fill(database, driver, keys, count, say)
    if database.dialect == "sqlite":
        driver.execute("pragma cache_size = -2000")
    deep = {kind: _middle(database, driver, kind) for kind in ("share", "do_not_share")}
    database.give_back(lease, driver)
    if database.dialect == "postgresql":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("analyze")
            connection.commit()
    return Filled(Desk(database, keys), people, deep, time.monotonic() - began, rows)


def hurried(database: Database, driver) -> None:
    """Wait for no disk, while filling and while timing: what is asked is how the work grows with the rows."""
    if database.dialect == "sqlite":
        driver.execute("pragma synchronous = off")
    else:
        driver.execute("set synchronous_commit = off")
        driver.commit()


def _fill(database, driver, keys: Keys, count: int, say):
    known = _known(driver)
    dice, now = random.Random(4013), datetime.now(UTC)
    step = max(1, count // SAMPLES)
    key, people, rows = _key(database, keys, now), [], 0
    at_once = CHUNK[database.dialect]
    for first in range(0, count, at_once):
        chunk = {table: [] for table in COLUMNS}
        for n in range(first, min(first + at_once, count)):
            sampled = n % step == 0 and len(people) < SAMPLES
            made = _one(chunk, keys, key, known, dice, millis(now - DAYS + DAYS * (n / count)), n, count, sampled)
            if sampled:
                people.append(made)
        rows += sum(map(len, chunk.values()))
        _insert(database, driver, chunk)
        say(min(first + at_once, count), count)
    # A third of the requests were closed long ago.
    _begin(database, driver)
    driver.execute(f"update request set state = 'superseded', version = 2, decided_at = opened_at where version = 1 "
                   f"and {_THIRD} and site_id = 'tidewater'")  # fmt: skip
    driver.commit()
    return tuple(people), rows


_THIRD = "substr(reference, 8, 1) in ('0','1','2','3','4','5','6','7','8','9')"


def _known(driver) -> dict[str, str]:
    """A conversation of the demonstration to copy, and who searches."""
    names = ["flow_version_id", "notice_version_id", "standing"]
    asked = f"select {', '.join('c.' + each for each in names)} from conversation c join request r " \
            "on r.conversation_id = c.id where r.kind = 'share' order by c.id limit 1"
    found = dict(zip(names, driver.execute(asked).fetchone(), strict=True))
    staff = driver.execute("select id from staff where email = 'jonah@demo.example'").fetchone()[0]
    return {**found, "staff": staff}


def _key(database: Database, keys: Keys, now: datetime) -> DataKey:
    with database.writing() as w:
        return keys.make(w, now)


def _one(chunk, keys, key, known, dice, at, n, count, sampled):
    id_ = lambda: time_ordered(at, dice.randbytes(10))  # noqa: E731
    person, conversation, typed, request, search = id_(), id_(), id_(), id_(), id_()
    seeker, name = _code(2 * n), f"Sample Person {n}"
    index = keys.match_index(name, BORN) if sampled else dice.randbytes(32).hex()
    sealed = _sealed(keys, key, name, person) if sampled else (dice.randbytes(44), dice.randbytes(38))
    reference, kind = _code(2 * n + 1), ("share", "do_not_share")[n % 2]
    site = "pine-street" if n >= count - RARE else "millrace" if n // 2 % BUSY_EVERY == 0 else "tidewater"
    chunk["person"].append((person, seeker, key.id, *sealed, index, "WDA06", "never_notified", 0, 0, 1, at))
    chunk["conversation"].append((conversation, known["flow_version_id"], known["notice_version_id"], "kiosk", site,
                                  "WDA06", dice.randbytes(32).hex(), reference, 9, known["standing"], at, at, at))
    chunk["identity_typed"].append((typed, conversation, 6, key.id, *sealed, 0, index, at))
    chunk["request"].append((request, kind, conversation, 6, reference, site, "waiting", 1, "self", at, at, 0))
    if kind == "do_not_share" and not sampled:
        chunk["hold"].append((id_(), request, index, at))
    who = known["staff"], "harbor", "support_services"
    for _ in range(SIGHTS if sampled else 1):
        search = id_()
        chunk["search"].append((search, *who, "name_birth", at))
        chunk["disclosure"].append((id_(), search, person, *who, "contact,name,seeker_id", at))
    return person, seeker, name


def _code(n: int) -> str:
    """Eight characters that no other number has: drawn at random, two of a million people would often share one."""
    return reference_of((n * 0x9E3779B97F + 4013).to_bytes(16, "big")[-5:])


def _sealed(keys: Keys, key: DataKey, name: str, person: str) -> tuple[bytes, bytes]:
    return (keys.seal(key, name, "person", "name_sealed", person),
            keys.seal(key, BORN.isoformat(), "person", "birth_date_sealed", person))


def _insert(database: Database, driver, chunk) -> None:
    _begin(database, driver)
    mark = "?" if database.dialect == "sqlite" else "%s"
    for table, columns in COLUMNS.items():
        names = columns.split()
        quoted = ", ".join(f'"{each}"' for each in names)
        driver.cursor().executemany(
            f"insert into {table} ({quoted}) values ({', '.join([mark] * len(names))})", chunk[table]
        )
    driver.commit()


def _begin(database: Database, driver) -> None:
    if database.dialect == "sqlite":
        driver.execute("begin immediate")


def _middle(database: Database, driver, kind: str) -> tuple[datetime, str]:
    """Where a reader who has paged to the middle of this queue stands."""
    asked = f"select opened_at, id from request where kind = '{kind}' and state in ('waiting','returned') "
    many = driver.execute(asked.replace("opened_at, id", "count(*)")).fetchone()[0]
    at, id_ = driver.execute(asked + f"order by opened_at, id limit 1 offset {many // 2}").fetchone()
    return datetime.fromtimestamp(at / 1000, UTC), id_
