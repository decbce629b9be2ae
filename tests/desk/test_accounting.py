"""Each read is one entry, or it is not done; who has seen it is told to the person, patterns to the auditor."""

import ast
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from assistant import desk as room
from assistant.desk import accounting, disclosure, record
from assistant.desk.accounting import SeenBy
from assistant.desk.disclosure import Asked, NothingShown, NotRecorded, Shown
from assistant.desk.room import Desk
from assistant.policy.ruling import Ruling
from assistant.store import disclosures, grants, ledger, persons, staff, verify_ledger
from assistant.store.db import Database, new_id

THEO = Asked(name="Theo Ansgar Lund-Sample", birth_date=date(1981, 4, 17))
AMADOU = Asked(name="Amadou Exemplar", birth_date=date(1993, 11, 30))  # do not share, confirmed
WALTER = Asked(name="Walter Nobody-Example", birth_date=date(1958, 12, 12))  # told, no choice
NOBODY = Asked(name="Nobody Atall", birth_date=date(1990, 1, 1))
PURPOSE = "training_retraining"


def now():
    return datetime.now(UTC)


def viewer(region, name, *more):
    """A member of staff, with further roles for an hour."""
    at = now() - timedelta(minutes=1)
    with region.wiring.database.writing() as w:
        who, one, another = (staff.by_email(w, f"{each}@demo.example").id for each in (name, "tamsin", "bram"))
        for kind in more:
            grants.give(w, who, kind, one, another, at, at + timedelta(hours=1), at, "A test.")
        return staff.viewer(w, who)


def rows(region, statement, **values):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def person_of(region, asked):
    with region.wiring.database.reading() as r:
        return persons.matching(r, region.desk.keys.match_index(asked.name, asked.birth_date))[0]


def seen(region, asked, name="ines", check="photo_id", more=(), after=None):
    return accounting.seen_by(region.desk, viewer(region, name, *more), asked, check, now(), after)


def test_a_sight_says_who_of_which_organisation_under_what_for_what_which_fields_and_when(region):
    jonah, at = viewer(region, "jonah"), now()
    shown = disclosure.search(region.desk, jonah, PURPOSE, THEO, at)
    ((who, of, under, what_for, fields, when),) = rows(
        region, "select staff_id, organisation_id, agreement_id, purpose, fields, at from disclosure "
        "where organisation_id = 'harbor'")  # fmt: skip
    assert (who, of, under, what_for) == (jonah.staff_id, "harbor", "DSA-0031", PURPOSE)
    assert set(fields.split(",")) == shown.decision.fields and when == int(at.timestamp() * 1000)
    assert "Theo" not in fields and "360" not in fields, "names of fields and never values"


def test_a_refused_question_is_an_attempt_and_no_disclosure(region):
    before = rows(region, "select count(*) from disclosure")
    assert isinstance(disclosure.search(region.desk, viewer(region, "petra"), PURPOSE, THEO, now()), Ruling)
    assert isinstance(disclosure.search(region.desk, viewer(region, "jonah"), PURPOSE, AMADOU, now()), NothingShown)
    assert isinstance(seen(region, AMADOU), Ruling) and isinstance(seen(region, THEO, check="not_checked"), Ruling)
    assert rows(region, "select count(*) from search") == [(4,)]
    assert rows(region, "select count(*) from disclosure") == before


@pytest.mark.parametrize("table", ["disclosure", "ledger_entry"])
def test_what_cannot_be_recorded_is_not_shown(region, table):
    with region.wiring.database.engine.begin() as connection:
        request = connection.execute(text("select id from request where state = 'waiting'")).scalars().first()
        connection.execute(text(f"create trigger no_{table} before insert on {table} "
                                "begin select raise(abort, 'the disk is full'); end"))  # fmt: skip
    for read in (
        lambda: disclosure.search(region.desk, viewer(region, "jonah"), PURPOSE, THEO, now()),
        lambda: record.open_record(region.desk, viewer(region, "maren"), request, now()),
        lambda: seen(region, THEO),
    ):
        with pytest.raises(NotRecorded):
            read()
    assert rows(region, "select count(*) from search") == [(0,)], "nothing half-kept"


def test_a_database_that_may_only_be_read_shows_nobody(region):
    path = region.wiring.database.url.removeprefix("sqlite:///")
    fixed = Database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with fixed.reading() as r:
        assert persons.matching(r, region.desk.keys.match_index(THEO.name, THEO.birth_date)), "it can be read"
    with pytest.raises(NotRecorded):
        disclosure.search(Desk(fixed, region.desk.keys), viewer(region, "jonah"), PURPOSE, THEO, now())
    fixed.dispose()


def test_every_place_of_the_desk_that_opens_a_person_on_file_records_it():
    """Whoever opens name, birth date, contact or facts does so in a file that records the sight, or says why not."""
    opens_what_was_typed = {"confirm.py": {"_person"}, "record.py": {"_open"}}  # a claim, of nobody on file
    for path in Path(room.__file__).parent.glob("*.py"):
        source = path.read_text("utf-8")
        opening = {
            each.name
            for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)
            for call in ast.walk(each)
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("persons.open_identity", "persons.facts")
        } - opens_what_was_typed.get(path.name, set())  # fmt: skip
        assert not opening or "record_disclosure(" in source, f"{path.name}: {opening} opens a person unrecorded"


def test_the_person_reads_organisations_and_plain_words_and_no_name_of_anybody(region):
    disclosure.search(region.desk, viewer(region, "jonah"), PURPOSE, THEO, now())
    found = seen(region, THEO)
    newest, harbor = found.sights[0], found.sights[1]
    assert (newest.who, newest.what_for) == ("ESD staff", "showing you this list")
    assert (harbor.who, harbor.what_for) == ("Harbor Skills Alliance", "worker training and retraining")
    assert "Services you use" not in harbor.kinds or "Services" not in harbor.kinds
    assert "Name and how to reach you" in harbor.kinds and "Address and county" in harbor.kinds
    assert not re.search("Jonah|Ines|Theo", repr(found))
    last = rows(region, "select body from ledger_entry where kind = 'seen_by_shown'")
    assert len(last) == 1 and '"identity_check":"photo_id"' in last[0][0]


def test_part_of_a_category_is_told_field_by_field(region):
    jonah = viewer(region, "jonah")
    with region.wiring.database.writing() as w:
        disclosures.record_disclosure(w, person_of(region, THEO).id, jonah.staff_id, "harbor", PURPOSE,
                                      ("birth_date", "services"), now())  # fmt: skip
    assert seen(region, THEO).sights[1].kinds == ("Birth date", "Services you use")


def test_a_suppressed_record_is_opened_only_with_the_grant_or_by_a_confirmer_while_a_request_waits(region):
    rosa = person_of(region, Asked(name="Rosa Marín Vega", birth_date=date(1988, 2, 14)))  # a no waits
    waits = Asked(seeker_id=rosa.seeker_id)
    assert isinstance(seen(region, waits, "maren"), SeenBy)
    assert isinstance(seen(region, waits, "ines"), Ruling)
    assert isinstance(seen(region, AMADOU, "maren"), Ruling), "nothing waits"
    assert seen(region, AMADOU, "ines") == seen(region, NOBODY, "ines"), "suppressed and absent read the same"
    assert isinstance(seen(region, AMADOU, "ines", more=("esd_view_suppressed",)), SeenBy)
    assert isinstance(seen(region, WALTER, "ines"), SeenBy)
    for outside in ("jonah", "ruth", "moira", "priya", "pavel"):
        assert isinstance(seen(region, THEO, outside), Ruling)


def test_a_long_list_comes_page_by_page_each_line_once_and_without_offset_or_count(region):
    theo, jonah = person_of(region, THEO), viewer(region, "jonah")
    at = now() - timedelta(days=1)
    with region.wiring.database.writing() as w:
        for number in range(60):
            same = at + timedelta(minutes=number // 3)  # three at the very same moment
            disclosures.record_disclosure(w, theo.id, jonah.staff_id, "harbor", PURPOSE, ("name",), same)
    statements = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement.lower()))  # fmt: skip
    moments, after, pages = [], None, 0
    while True:
        page = seen(region, THEO, after=after)
        moments += [each.at for each in page.sights if each.who != "ESD staff"]
        after, pages = page.next_after, pages + 1
        if after is None:
            break
    assert len(moments) == 60 and moments == sorted(moments, reverse=True) and pages == 3
    listing = [each for each in statements if "from disclosure" in each]
    # SQLAlchemy writes SQLite's limit as LIMIT ? OFFSET ?; ours is the first page of what follows the last line.
    assert listing and not any("count(" in each for each in listing)
    assert not any(re.search(r"offset (?!\?)", each) for each in listing)


def test_the_history_of_a_merged_record_is_in_the_list_and_goes_when_they_are_taken_apart(region):
    kept, merged = person_of(region, THEO), person_of(region, WALTER)
    jonah, two = viewer(region, "jonah"), [viewer(region, each).staff_id for each in ("tamsin", "bram")]
    with region.wiring.database.writing() as w:
        disclosures.record_disclosure(w, merged.id, jonah.staff_id, "harbor", "support_services", ("name",), now())
    assert "support services" not in {each.what_for for each in seen(region, THEO).sights}
    pair = new_id(now())
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text(
            "insert into duplicate (id, one_id, other_id, found_at, found_by, version, kept_id, proposed_at, "
            "proposed_by, merged_at, merged_by) values (:id, :one, :two, 1, :a, 1, :one, 1, :a, 2, :b)"),
            {"id": pair, "one": kept.id, "two": merged.id, "a": two[0], "b": two[1]})  # fmt: skip
    assert "support services" in {each.what_for for each in seen(region, THEO).sights}
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text("update duplicate set version = 2, ended_at = 3, ended_by = :b, "
                                "ended_why = 'unmerged' where id = :id"), {"id": pair, "b": two[1]})  # fmt: skip
    assert "support services" not in {each.what_for for each in seen(region, THEO).sights}


def test_a_partner_s_log_is_the_same_whatever_came_of_each_search(region):
    jonah, ruth, logs = viewer(region, "jonah"), viewer(region, "ruth"), []
    statements = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement))  # fmt: skip
    for asked in (THEO, AMADOU, WALTER, NOBODY):
        at = now()
        shown = disclosure.search(region.desk, jonah, PURPOSE, asked, at)
        assert isinstance(shown, Shown) == (asked is THEO)
        statements.clear()
        newest = accounting.own_log(region.desk, ruth, now()).lines[0]
        logs.append((replace(newest, at=at), tuple(statements)))
        assert abs(newest.at - at) < timedelta(milliseconds=1)
    assert len({(line.who, line.what_for, line.by, line.system, said) for line, said in logs}) == 1
    assert not any("disclosure" in statement or "person" in statement for statement in logs[0][1])
    assert logs[0][0].who == "Jonah Whitfield"
    assert accounting.own_log(region.desk, viewer(region, "petra", "partner_contract_manager"), now()).lines == ()


def test_a_pseudonym_stands_for_one_person_all_month_and_its_name_costs_a_reason(region):
    jonah, pavel, at = viewer(region, "jonah"), viewer(region, "pavel"), now()
    for seconds, asked in enumerate((NOBODY, NOBODY, THEO, THEO)):
        disclosure.search(region.desk, jonah, PURPOSE, asked, at + timedelta(seconds=seconds))
    local = at.astimezone(accounting.patterns.PLACE)
    year, month = local.year, local.month
    found = accounting.month_patterns(region.desk, pavel, year, month, now())
    harbor = next(each for each in found if each.id == "harbor")
    ((code, pattern),) = harbor.people
    assert (pattern.searches, pattern.found, pattern.most_looks_at_one, pattern.names_in_a_row) == (4, 2, 2, 2)
    assert pattern.not_found_share == 50 and harbor.together == pattern
    assert "Jonah" not in repr(harbor) and jonah.staff_id not in repr(harbor)
    months = (f"{year:04d}-{month:02d}", "2020-01")
    this, other = (region.desk.keys.pseudonym(each, jonah.staff_id) for each in months)
    assert code == this != other

    def show(who, reason, code=code):
        return accounting.show_who(region.desk, who, "harbor", year, month, code, reason, now())

    opened = "select body from ledger_entry where kind = 'pseudonym_opened'"
    assert isinstance(show(pavel, ""), Ruling) and isinstance(show(jonah, "sample"), Ruling)
    assert rows(region, opened) == []
    assert show(pavel, "names_in_a_row") == "Jonah Whitfield"
    ((body,),) = rows(region, opened)
    assert jonah.staff_id in body and '"reason":"names_in_a_row"' in body and "Jonah" not in body
    assert isinstance(show(pavel, "sample", "AAAA0000"), Ruling) and len(rows(region, opened)) == 2
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text("create trigger full before insert on ledger_entry "
                                "begin select raise(abort, 'the disk is full'); end"))  # fmt: skip
    with pytest.raises(NotRecorded):
        show(pavel, "sample")


def test_after_all_reads_the_ledger_has_every_row(region):
    disclosure.search(region.desk, viewer(region, "jonah"), PURPOSE, THEO, now())
    seen(region, THEO)
    assert verify_ledger.verify(region.wiring.database).first_bad is None
    with region.wiring.database.reading() as r:
        assert ledger.head(r, f"person:{person_of(region, THEO).id}")[0] >= 3
