"""A partner relays an objection: the same pages, statements and rows for every name, and nothing afterwards (P6)."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from sqlalchemy import event, text

from assistant.desk import confirm
from assistant.store import ledger, persons, requests, staff, verify_ledger
from tests.conftest import csrf

JONAH, PETRA, MAREN = "jonah@demo.example", "petra@demo.example", "maren@demo.example"
RELAY = "/partner/relay"
ONCE = re.compile(r'name="once" value="([^"]*)"')
REFERENCE = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")
ON_FILE = {
    "shared": {"name": "Theo Ansgar Lund-Sample", "month": "4", "day": "17", "year": "1981"},
    "said no, confirmed": {"name": "Amadou Exemplar", "month": "11", "day": "30", "year": "1993"},
    "two of them, said no, waiting": {"name": "Rosa Marín Vega", "month": "2", "day": "14", "year": "1988"},
    "share waiting": {"name": "Ji-woo Sample-Han", "month": "7", "day": "2", "year": "1979"},
    "told, no choice": {"name": "Walter Nobody-Example", "month": "12", "day": "12", "year": "1958"},
    "never told": {"name": "Minh Anh Testcase", "month": "1", "day": "25", "year": "1999"},
    "does not exist": {"name": "Nobody Atall", "month": "1", "day": "1", "year": "1990"},
}
TABLES = ("objection", "identity_typed", "request", "hold", "search", "disclosure", "cease_use", "person", "person_key",
          "ledger_entry", "ledger_link", "ledger_head", "status_event", "incident", "original")  # fmt: skip


def send(browser, page=None, **form):
    page = page or browser.get(RELAY).text
    return browser.post(RELAY, data={"csrf_token": csrf(page), "once": ONCE.search(page)[1], "contact": "", **form})


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


def alike(answer):
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie"))
    own = r'name="(?:csrf_token|once)" value="[^"]+"|[0-9A-Z]{4}-[0-9A-Z]{4}'
    return answer.status_code, headers, re.sub(own, "", answer.text)


def spied(region):
    """Every statement on every road: the ORM's, and those on the driver itself."""
    statements = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement))  # fmt: skip
    with region.wiring.database.reading() as r:
        driver = r.driver
    driver.set_trace_callback(lambda said: statements.append(re.sub(r"'[^']*'|x'[^']*'|\b\d+\b", "?", said)[:60]))
    return statements


def test_every_name_gives_the_same_pages_statements_and_rows(region):
    browser = region.sign_in(JONAH)
    send(browser, **{**ON_FILE["does not exist"], "name": "Somebody First"})  # the chain of this sign-in begins
    statements, seen = spied(region), {}
    for state, form in ON_FILE.items():
        page = browser.get(RELAY)
        before = {each: count(region, each) for each in TABLES}
        statements.clear()
        done = send(browser, page.text, **form)
        # SQLite traces a statement once more for each trigger that it sets off; those are no statements of ours
        said = tuple(each for each, _ in groupby(statements))
        after = browser.get(done.location)
        added = {each: count(region, each) - before[each] for each in TABLES}
        seen[state] = alike(page), alike(done), alike(after), said, added
    assert "Sent." in seen["shared"][2][2] and seen["shared"][4]["hold"] == 1
    assert len(seen["shared"][3]) > 20
    for state, each in seen.items():
        for ours, theirs in zip(each, seen["does not exist"], strict=True):
            assert ours == theirs, state
    assert count(region, "request where state = 'superseded'") == 1, "of a no that ESD has confirmed, nothing waits"


def test_it_holds_at_once_waits_for_esd_and_the_partner_sees_nothing_of_it(region):
    browser = region.sign_in(JONAH)
    page = browser.get(RELAY).text
    assert "kiosk" in page and "on the web" in page and "assisted session" in page
    assert send(browser, page, **ON_FILE["shared"]).location == "/partner/relay/sent"
    shown = browser.get("/partner/relay/sent").text
    reference = REFERENCE.search(shown)[1]
    held = "person where status = 'share_confirmed' and visibility = 'suppressed'"
    assert "Theo" not in shown and count(region, held) == 1
    maren = region.sign_in(MAREN)
    found = maren.post("/desk/find", data={"csrf_token": csrf(maren.get("/desk/requests").text),
                                           "reference": reference})  # fmt: skip
    assert "Relayed by a partner" in maren.get(found.location).text
    assert region.sign_in(JONAH).get("/partner/relay/sent").status_code == 303, "gone with the session"
    assert verify_ledger.verify(region.wiring.database).ok


def test_a_double_tap_is_one_objection_and_another_name_another(region):
    browser = region.sign_in(JONAH)
    page, before = browser.get(RELAY).text, count(region, "objection")
    taps = [send(browser, page, **ON_FILE["shared"]) and browser.get("/partner/relay/sent").text for _ in range(2)]
    assert taps[0] == taps[1] or REFERENCE.findall(taps[0]) == REFERENCE.findall(taps[1])
    assert count(region, "objection") == before + 1
    send(browser, page, **ON_FILE["never told"])
    assert count(region, "objection") == before + 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"name": ""}, "full name"), ({"month": "13"}, "from 1 to 12"), ({"month": "2", "day": "30"}, "no such day"),
     ({"year": "2190"}, "in the past"), ({"year": ""}, "year with four digits"), ({"contact": "x@"}, "10 digits")],
)  # fmt: skip
def test_a_planted_fault_is_explained_keeps_what_was_typed_and_leaves_nothing(region, wrong, says):
    browser, before = region.sign_in(JONAH), [count(region, each) for each in TABLES]
    answer = send(browser, **{**ON_FILE["shared"], **wrong})
    assert answer.status_code == 422 and says in answer.text and 'value="1981"' in answer.text or "year" in wrong
    assert [count(region, each) for each in TABLES] == before


def test_whoever_may_not_search_relays_nothing_and_others_find_no_page(region):
    petra = region.sign_in(PETRA)
    page = petra.get(RELAY).text
    assert "You cannot send one now" in page and "call" in page and 'name="name"' not in page
    before = count(region, "objection")
    forged = petra.post(RELAY, data={"csrf_token": csrf(page), "once": "x" * 22, **ON_FILE["shared"]})
    assert forged.status_code == 422 and count(region, "objection") == before
    for email in (MAREN, "ruth@demo.example", "tamsin@demo.example", "priya@demo.example"):
        assert region.sign_in(email).get(RELAY).status_code == 404


def test_a_record_imported_later_is_held_by_a_no_that_was_confirmed_before(region):
    """DESIGN 4, last sentence of "A hold ends": no request waits, and it still holds for records imported later."""
    amadou = ON_FILE["said no, confirmed"]
    send(region.sign_in(JONAH), **amadou)
    now = datetime.now(UTC)
    with region.wiring.database.writing() as w:
        born = date(int(amadou["year"]), int(amadou["month"]), int(amadou["day"]))
        made = persons.make(w, region.wiring.keys, amadou["name"], born, "", "WDA06", now)
        ledger.append(w, "test_person", {"person": made.id}, (f"person:{made.id}",), now)
        assert (made.holds, made.visibility) == (1, "suppressed")


def test_esd_confirms_what_a_partner_relayed(region):
    send(region.sign_in(JONAH), **ON_FILE["shared"])
    with region.wiring.database.reading() as r:
        maren = staff.viewer(r, staff.by_email(r, MAREN).id)
        (waiting,) = [each for each in requests.queue(r, "do_not_share") if each.objection_id and not
                      each.conversation_id]  # fmt: skip
        theo = region.wiring.keys.match_index("Theo Ansgar Lund-Sample", date(1981, 4, 17))
        (person,) = persons.matching(r, theo)
    at = datetime.now(UTC) + timedelta(minutes=1)
    done = confirm.confirm(region.desk, maren, waiting.id, waiting.version, person.id, "photo_id", at)
    assert isinstance(done, confirm.Decided)
    with region.wiring.database.reading() as r:
        assert persons.find(r, person.id).status == "opt_out_confirmed"
