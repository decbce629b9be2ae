"""Queue, search and disclosure list read by index at any size: no OFFSET, no COUNT(*), no scan, no sort."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from assistant.desk import accounting, disclosure, finding, pairs, queue
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.store import persons
from tests.desk.test_confirm import viewer

LARGE = ("person", "person_fact", "request", "search", "disclosure", "conversation", "identity_typed", "hold", "turn",
         "told", "choice", "status_event", "ledger_entry", "ledger_link", "ledger_head", "objection")  # fmt: skip
# SQLAlchemy writes “OFFSET 0” for SQLite wherever there is a limit.
OFFSET_OR_COUNT = re.compile(r"\boffset\s+(?!0\b)|\bcount\s*\(", re.I)
SCANS = re.compile(rf"^SCAN (?:{'|'.join(LARGE)})\b")
READS_LARGE = re.compile(rf"\b(?:from|join)\s+\"?(?:{'|'.join(LARGE)})\b", re.I)
THEO = ("Theo Ansgar Lund-Sample", date(1981, 4, 17))
NOW = datetime.now(UTC)
AFTER = (NOW - timedelta(days=3), "0" * 32)


def of_theo(region):
    with region.wiring.database.reading() as r:
        return persons.matching(r, region.wiring.keys.match_index(*THEO))[0]


def list_of_sights(region, after=None):
    asked = Asked(seeker_id=of_theo(region).seeker_id)
    found = accounting.seen_by(region.desk, viewer(region, ESD[0]), asked, "photo_id", NOW, after)
    assert isinstance(found, accounting.SeenBy)


def log_of_searches(region):
    accounting.own_log(region.desk, viewer(region, "ruth@demo.example"), NOW)


def searched(region, email, purpose, kind, **asked):
    found = disclosure.search(region.desk, viewer(region, email), purpose, Asked(**asked), NOW)
    assert isinstance(found, kind)


def found(region, after="", **asked):
    seen = finding.find(region.desk, viewer(region, "ines@demo.example"), "labor_exchange", Asked(**asked), NOW, after)
    assert bool(seen.hits) == (not after and asked.get("name") != "No")


def listed(region, merged, after):
    assert not pairs.listed(region.desk, viewer(region, "tamsin@demo.example"), merged, NOW, after).lines


BY_NAME = {"name": THEO[0], "birth_date": THEO[1]}
PARTNER, ESD = ("jonah@demo.example", "support_services"), ("ines@demo.example", "labor_exchange")
PAGES = {
    "queue": lambda region: queue.waiting(region.desk, "share"),
    "queue, deep": lambda region: queue.waiting(region.desk, "do_not_share", AFTER),
    "queue of a site": lambda region: queue.waiting(region.desk, "share", None, "tidewater"),
    "queue of a site, deep": lambda region: queue.waiting(region.desk, "share", AFTER, "tidewater"),
    "reference": lambda region: queue.find(region.desk, "7KQ4-M2XD"),
    "partner by seeker id": lambda region: searched(region, *PARTNER, Shown, seeker_id=of_theo(region).seeker_id),
    "partner by name": lambda region: searched(region, *PARTNER, Shown, **BY_NAME),
    "partner, nobody": lambda region: searched(region, *PARTNER, NothingShown, name="No", birth_date=THEO[1]),
    "ESD by name": lambda region: searched(region, *ESD, Shown, **BY_NAME),
    "people by name": lambda region: found(region, **BY_NAME),
    "people by name, deep": lambda region: found(region, of_theo(region).id, **BY_NAME),
    "people by seeker id": lambda region: found(region, seeker_id=of_theo(region).seeker_id),
    "people, nobody": lambda region: found(region, name="No", birth_date=THEO[1]),
    "pairs": lambda region: listed(region, False, "0" * 32),
    "merged pairs": lambda region: listed(region, True, "f" * 32),
    "who has seen": lambda region: (searched(region, *PARTNER, Shown, **BY_NAME), list_of_sights(region)),
    "who has seen, deep": lambda region: list_of_sights(region, AFTER),
    "a partner's log": log_of_searches,
}


@pytest.fixture
def heard(region):
    """What is sent to the database: (statement, values) of the ORM, and every statement whole, triggers left out."""
    sent, whole = [], []
    engine = region.wiring.database.engine
    listener = lambda c, cursor, statement, values, context, many: sent.append((statement, values))  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    lease = region.wiring.database.lease()
    driver = lease.dbapi_connection
    driver.set_trace_callback(lambda text: whole.append(text) if not text.startswith("--") else None)
    region.wiring.database.give_back(lease, driver)
    yield sent, whole
    event.remove(engine, "before_cursor_execute", listener)
    driver.set_trace_callback(None)


def plans(region, statements):
    with region.wiring.database.reading() as r:
        for statement, values in statements:
            if statement.lower().startswith("select"):
                for row in r.driver.execute("explain query plan " + statement, values).fetchall():
                    yield statement, row[3]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_by_index_and_counts_nothing(region, heard, name):
    PAGES[name](region)
    sent, whole = heard
    asked = [each for each in whole if each.lower().startswith("select")]
    assert sent and asked
    for statement in asked:
        assert not OFFSET_OR_COUNT.search(statement), statement
    # With the values bound as the pages bind them, for a planner may not look into them; the driver's own as sent.
    for statements in (list(sent), [(each, ()) for each in asked]):
        for statement, step in plans(region, statements):
            assert not SCANS.search(step), (step, statement)
            assert not ("TEMP B-TREE" in step and READS_LARGE.search(statement)), (step, statement)
    assert len(whole) < 130, "no page asks more with more rows than it shows"


def test_a_deep_page_begins_where_the_one_before_ended(region):
    with region.wiring.database.reading() as r:
        every = [row[0] for row in r.driver.execute(
            "select id from request where kind = 'share' and state in ('waiting','returned') order by opened_at, id"
        )]  # fmt: skip
    assert len(every) > 1
    first = queue.waiting(region.desk, "share").rows[0]
    rest = queue.waiting(region.desk, "share", (first.opened_at, first.id))
    assert [first.id, *(each.id for each in rest.rows)] == every


@pytest.mark.parametrize("after", [None, AFTER])
def test_the_queue_of_a_small_site_does_not_walk_past_every_other_site(region, heard, after):
    queue.waiting(region.desk, "share", after, "tidewater")
    steps = [step for statement, step in plans(region, list(heard[0])) if "FROM request" in statement]
    assert len(steps) == 1 and "ix_request_open_site (site_id=? AND kind=?" in steps[0]
    assert ("(opened_at,id)>(?,?)" in steps[0]) == (after is not None)
