"""Raw SQL against both databases, foreign keys off: what the policy forbids, the database refuses."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.store import (
    assignments,
    grants,
    holds,
    identity,
    ledger,
    notices,
    objections,
    persons,
    requests,
    status,
    triggers,
    turns,
)
from assistant.store.base import Base, millis
from assistant.store.migrations import check, migrate
from assistant.store.rules import APPEND_ONLY, key_of
from assistant.store.tables import Hold
from tests.store.conftest import BORN, ELEMENTS, KEYS, NOW, begin, draft, told_all, turn
from tests.store.test_ledger import whole_story


def attack(database, *statements: str) -> None:
    """Run these in one transaction of the application's own role, with foreign keys off, and commit."""
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            connection.connection.dbapi_connection.execute("pragma foreign_keys = off")
        try:
            with connection.begin():
                if database.dialect == "postgresql":
                    connection.exec_driver_sql("set local session_replication_role = replica")
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            if database.dialect == "sqlite":
                connection.connection.dbapi_connection.execute("pragma foreign_keys = on")


def refused(database, match: str, *statements: str) -> None:
    with pytest.raises(DatabaseError, match=match):
        attack(database, *statements)


def choose(row, number: int, notice: str) -> str:
    return f"insert into choice values ('{row.id}', {number}, '{notice}', 'share', 'share')"


def test_a_choice_needs_every_element_pin_and_turn(region):
    d = region.database
    with d.writing() as w:
        partly = turn(w, turn(w, begin(w, region.notice), ELEMENTS[:2]))
        empty = turn(w, turn(w, begin(w, region.empty)))
        unpinned = turn(w, begin(w, None))
    whole = told_all(d)
    refused(d, "every required element", choose(partly, 2, region.notice))
    refused(d, "every required element", choose(empty, 2, region.empty))
    refused(d, "pinned|every required", choose(unpinned, 1, region.notice))
    refused(d, "pinned|every required", choose(whole, 1, region.other))
    refused(d, "every required element", choose(whole, 1, region.notice))  # on the very page that told
    refused(d, "needs its turn", choose(whole, 9, region.notice))
    refused(d, "pinned", f"insert into told values ('{partly.id}', 2, 'DS3', '{region.other}', 'told', 'es', 'x', 'x')")
    refused(d, "pinned to", f"update conversation set notice_version_id = '{region.other}' where id = '{whole.id}'")
    refused(d, "in use", f"insert into notice_element values ('{region.notice}', 'DS9')")


def assign(region, request):
    """Ines, a supervisor, gives a request to Maren."""
    with region.database.writing() as w:
        grants.give(w, "ines", "esd_supervisor", "priya", "owen", NOW, NOW + timedelta(days=9), NOW, "Needed.")
        assignments.keep(w, request, 1, "maren", "ines", NOW)


@pytest.mark.parametrize("table", [t for t in APPEND_ONLY if t not in ("ledger_leaf", "hold_release", "original")])
def test_evidence_is_append_only(region, table):
    d = region.database
    story = whole_story(region)
    if table == "assignment":
        assign(region, story.no)
    key = key_of(table)[0]
    refused(d, "append-only", f"update {table} set {key} = {key}")
    refused(d, "never deleted", f"delete from {table}")
    if d.dialect == "postgresql":
        refused(d, "never deleted", f"truncate {table} cascade")
        everything = ", ".join(f"{each} = excluded.{each}" for each in key_of(table))
        refused(
            d,
            "append-only|in use|follow|pinned|element|turn|status|grant|link|a supervisor gives",
            f"insert into {table} select * from {table} "
            f"on conflict ({', '.join(key_of(table))}) do update set {everything}",
        )
    else:
        there = "there already|in use|one status event|follow|needs its turn|is told by|confirm grant|supervisor gives"
        again = f"insert into {table} select * from {table} where true"
        refused(d, there, again.replace("insert", "insert or replace", 1))
        refused(d, there, f"{again} on conflict do update set {key} = {key}")
        if Base.metadata.tables[table].dialect_options["sqlite"]["with_rowid"]:
            refused(d, there, f"insert or replace into {table} (rowid, {key}) select rowid, 'x' from {table}")


def test_a_status_is_never_set_directly_nor_a_hold_counted_by_hand(region):
    d = region.database
    person = whole_story(region).person
    refused(d, "only by a status event", f"update person set status = 'opt_out_confirmed' where id = '{person.id}'")
    refused(d, "never entered", f"update person set holds = 7 where id = '{person.id}'")
    refused(d, "never deleted", "delete from person")
    refused(d, "never notified", "insert into person (id, seeker_id, person_key_id, name_sealed, birth_date_sealed, "
            "match_index, status, holds, not_frozen, created_at) values ('p', 's', 'k', 'n', 'b', 'm', "
            "'share_confirmed', 0, 1, 0)")  # fmt: skip


def event(person, request: str, to: str, by: str, check: str, number: int = 1, cause: str = "confirmed") -> str:
    return (
        "insert into status_event (id, person_id, number, from_status, to_status, request_id, notice_version_id, "
        f"decided_by, identity_check, cause, at) values ('e', '{person}', {number}, 'never_notified', '{to}', "
        f"{request}, null, "
        f"'{by}', '{check}', '{cause}', {millis(NOW)})"
    )


def test_a_status_event_needs_grant_request_and_identity(region):
    d = region.database
    row = told_all(d, choice="share")
    with d.writing() as w:
        share = requests.open(w, "share", row.reference, NOW, NOW, row.id, row.turns)
        baseless = requests.open(w, "share", "X", NOW, NOW, row.id, 1)
        who = persons.make(w, KEYS, "Ana", BORN, "", "WDA06", NOW).id
        ledger.append(w, "t", {}, ("staff:maren",), NOW)
    yes, no = "share_confirmed", "opt_out_confirmed"
    refused(d, "identity checked", event(who, f"'{share.id}'", yes, "maren", "not_checked"))
    refused(d, "grant", event(who, f"'{share.id}'", yes, "ines", "photo_id"))
    refused(d, "grant", event(who, f"'{share.id}'", yes, "jonah", "photo_id"))
    refused(d, "request", event(who, f"'{baseless.id}'", yes, "maren", "photo_id"))
    refused(d, "request", event(who, "null", yes, "maren", "photo_id"))
    refused(d, "request", event(who, f"'{share.id}'", no, "maren", "photo_id"))
    refused(d, "request", event(who, "null", yes, "maren", "photo_id", cause="imported"))
    refused(d, "follows", event(who, f"'{share.id}'", yes, "maren", "photo_id", number=2))
    turned = f"update request set kind = 'do_not_share', version = version + 1 where id = '{share.id}'"
    refused(d, "keeps what it said", turned)
    refused(d, "decided once", f"update request set state = 'confirmed' where id = '{share.id}'")
    refused(d, "keeps what it said", "update grant_given set ends_at = ends_at + 1")
    attack(d, event(who, f"'{share.id}'", yes, "maren", "photo_id"))
    with d.reading() as r:
        person = persons.find(r, who)
        assert person.status == yes and person.visibility == "shared"
    refused(d, "one status event|follows", event(who, f"'{share.id}'", yes, "maren", "photo_id", number=2))


@pytest.mark.parametrize(
    ("hours", "reason", "kept"), [(24, "a complaint", True), (25, "a complaint", False), (1, " ", False)]
)
def test_a_grant_to_view_is_short_and_gives_its_reason(region, hours, reason, kept):
    times = f"{millis(NOW)}, {millis(NOW + timedelta(hours=hours))}"
    given = ("insert into grant_given (id, staff_id, kind, given_by, approved_by, begins_at, ends_at, reason) values "
             f"('g', 'ines', 'esd_view_suppressed', 'priya', 'owen', {times}, '{reason}')")  # fmt: skip
    if kept:
        attack(region.database, given)
    else:
        refused(region.database, "at most 24 hours", given)


def test_heads_and_links_only_grow(region):
    d = region.database
    refused(d, "grows by one", "update ledger_head set count = count - 1")
    refused(d, "grows by one", "update ledger_head set count = count + 1")
    refused(d, "begins empty", "insert into ledger_head values ('staff:x', 4, 'y')")
    refused(d, "never deleted", "delete from ledger_head")
    refused(d, "follows the head", "insert into ledger_link values ('staff:maren', 99, 'x', 'y', 'z')")


def test_holds_are_counted_on_begin_end_release_and_for_new_people(region):
    d = region.database

    def entered(act):
        with d.writing() as w:
            made = act(w)
            ledger.append(w, "t", {}, ("staff:maren",), NOW)
            return made

    def count(person_id):
        with d.reading() as r:
            found = persons.find(r, person_id)
            return found.holds, found.visibility

    index = KEYS.match_index("Ana Sol", BORN)
    first = entered(lambda w: persons.make(w, KEYS, "ana  SOL", BORN, "", "WDA06", NOW))
    objection = entered(lambda w: objections.keep(w, None, None, "phone", NOW, "ines"))
    entered(lambda w: identity.keep(w, KEYS, None, None, "Ana Sol", BORN, "", False, NOW, objection.id))
    request = entered(lambda w: requests.open(w, "do_not_share", "R", NOW, NOW, objection_id=objection.id))
    hold = entered(lambda w: holds.begin(w, request.id, index, NOW))
    assert count(first.id) == (1, "suppressed")
    later = entered(lambda w: persons.make(w, KEYS, "Ana Sol", BORN, "", "WDA06", NOW))
    assert later.holds == 1 and count(later.id) == (1, "suppressed")
    for why in ("not_theirs", "confirmed", "share_confirmed"):
        release = f"insert into hold_release values ('{hold.id}', '{later.id}', '{why}', {millis(NOW)})"
        refused(d, "by a confirmed request", release)
        refused(d, "on its confirmed request", f"update hold set ended_at = 1, ended_why = '{why}', ended_by = 'maren'")
    corrected = ("insert into correction (id, request_id, kind, reached_by, proposed_by, proposed_at, state, says) "
                 f"values ('c', '{request.id}', 'not_theirs', 'phone', '{{who}}', 1, 'waiting', '')")  # fmt: skip
    refused(d, "proposed by ESD", corrected.format(who="jonah"))
    attack(d, corrected.format(who="maren"))
    for who in ("maren", "jonah"):
        refused(d, "correction", f"update correction set state = 'approved', decided_at = 2, decided_by = '{who}'")
    attack(d, "update correction set state = 'approved', decided_at = 2, decided_by = 'ines'")
    refused(d, "decided once", "update correction set state = 'refused'")
    assert entered(lambda w: holds.release(w, hold.id, later.id, "not_theirs", NOW))
    assert (count(first.id)[0], count(later.id)[0]) == (1, 0)
    assert entered(lambda w: holds.end(w, hold.id, "not_theirs", "maren", NOW))
    assert not entered(lambda w: holds.end(w, hold.id, "not_theirs", "maren", NOW))
    assert count(first.id) == (0, "esd_only")
    refused(d, "ends once", "update hold set ended_at = null")
    refused(d, "never deleted", "delete from hold")
    with d.reading() as r:
        assert r.session.get(Hold, hold.id).ended_why == "not_theirs"


def authority(**more):
    said = {"id": "'a1'", "person_id": "null", "conversation_id": "null", "holder_sealed": "''", "kind": "'parent'",
            "statements": "''", "document_sha256": "'d'", "begins_at": "5", "ends_at": "9", "seen_at": "5",
            "seen_by": "'ines'", **more}  # fmt: skip
    return f"insert into authority ({', '.join(said)}) values ({', '.join(said.values())})"


def test_an_authority_is_seen_by_esd_for_one_purpose_never_edited_and_ended_once(region):
    d, whole = region.database, whole_story(region)
    who = {"person_id": f"'{whole.person.id}'"}
    refused(d, "for_one|violates", authority())
    refused(d, "for_one|violates", authority(**who, conversation_id="'c'"))
    refused(d, "seen by ESD staff", authority(**who, seen_by="'jonah'"))
    refused(d, "seen by ESD staff", authority(**who, ends_at="5"))
    attack(d, authority(**who))
    ended = "update authority set withdrawn_at = 6, withdrawn_by = 'ines'"
    for change in ("person_id = 'x'", "conversation_id = 'x'", "kind = 'agent'", "ends_at = 7", "seen_by = 'maren'"):
        refused(d, "keeps what it said", f"{ended}, {change}")
    refused(d, "withdrawn once", "update authority set withdrawn_at = 6")
    refused(d, "withdrawn once", "update authority set withdrawn_at = 6, withdrawn_by = 'jonah'")
    attack(d, ended)
    refused(d, "withdrawn once", "update authority set withdrawn_at = null, withdrawn_by = null")
    refused(d, "never deleted", "delete from authority")


def incident(**more):
    said = {"id": "'i1'", "kind": "'wrong_match'", "person_id": "'p'", "correction_id": "'c'", "objection_id": "null",
            "review_id": "null", "from_at": "5", "to_at": "9", "opened_at": "9", "closed_at": "null",
            "closed_by": "null", "says": "''", **more}  # fmt: skip
    return f"insert into incident ({', '.join(said)}) values ({', '.join(said.values())})"


def test_an_incident_names_its_cause_is_closed_once_in_words_and_stays(region):
    d = region.database
    for wrong in (
        {"correction_id": "null"}, {"objection_id": "'o'"}, {"kind": "'late_receipt'"}, {"kind": "'review'"},
        {"person_id": "null"}, {"to_at": "4"}, {"closed_at": "9", "closed_by": "'ines'"},
    ):  # fmt: skip
        refused(d, "begins open and names its cause", incident(**wrong))
    attack(d, incident())
    attack(d, incident(id="'i2'", kind="'review'", correction_id="null", review_id="'r'", person_id="null"))
    close = "update incident set closed_at = 9, closed_by = '{who}', says = '{says}' where id = 'i1'"
    for change in ("person_id = 'x'", "kind = 'review'", "correction_id = 'x'", "from_at = 6"):
        refused(d, "keeps what it said", close.format(who="ines", says="Done.").replace(" where", f", {change} where"))
    refused(d, "closed once, in words", close.format(who="ines", says=" "))
    refused(d, "closed once, in words", close.format(who="jonah", says="Done."))
    attack(d, close.format(who="ines", says="Done."))
    refused(d, "closed once", close.format(who="ines", says="Otherwise."))
    refused(d, "never deleted", "delete from incident")


def test_a_correction_is_refused_in_words_and_restores_only_what_the_person_said(region):
    d, whole = region.database, whole_story(region)
    with d.reading() as r:
        event = status.history(r, whole.person.id)[-1]
    proposed = ("insert into correction (id, request_id, kind, wrong_person_id, right_person_id, reached_by, "
                f"proposed_by, proposed_at, state, says) values ('c1', '{event.request_id}', 'wrong_match', "
                f"'{whole.person.id}', 'x', 'phone', 'ines', 1, 'waiting', '')")  # fmt: skip
    attack(d, proposed)
    turn_down = "update correction set state = 'refused', decided_at = 2, decided_by = 'maren', says = ' '"
    refused(d, "refused in words", turn_down)
    refused(d, "keeps what it said", turn_down.replace("' '", "'No.'") + ", right_person_id = 'y'")

    def corrected(to):
        return ("insert into status_event (id, person_id, number, from_status, to_status, request_id, "
                "notice_version_id, decided_by, identity_check, cause, correction_id, at) values "
                f"('e9', '{whole.person.id}', {event.number + 1}, '{event.to_status}', '{to}', null, null, 'maren', "
                f"'not_checked', 'corrected', 'c1', {millis(NOW)})")  # fmt: skip

    refused(d, "only on a request", corrected("never_notified"))
    attack(d, "update correction set state = 'approved', decided_at = 2, decided_by = 'maren'")
    other = "opt_out_confirmed" if event.to_status == "share_confirmed" else "share_confirmed"
    refused(d, "only on a request|identity checked", corrected(other))
    refused(d, "only on a request|identity checked", corrected(event.to_status))
    attack(d, corrected("never_notified"))
    with d.reading() as r:
        assert persons.find(r, whole.person.id).status == "never_notified"


def test_triggers_are_compared_and_made_anew(region):
    d = region.database
    assert triggers.compare(d) == [] and check(d) == []
    on = " on choice" if d.dialect == "postgresql" else ""
    with d.engine.begin() as connection:
        connection.execute(text(f"drop trigger guard_choice_told{on}"))
    assert triggers.compare(d) == ["trigger guard_choice_told is missing"]
    if d.dialect == "postgresql":
        with d.engine.begin() as connection:
            connection.execute(text("alter table told disable trigger guard_told_kept"))
        assert "trigger guard_told_kept was changed" in triggers.compare(d)
    migrate(d)
    assert triggers.compare(d) == []


def test_the_database_refuses_a_silent_share_but_under_the_rule_notice(region):
    """Raw SQL: under "choice" never; under "notice" only when all was told, somebody is named and nothing was said."""
    d, number = region.database, 0

    def told(notice, flow, *, elements=ELEMENTS, named=True, says=None, objects=False):
        with d.writing() as w:
            row = turn(w, begin(w, notice, flow=flow), elements)
            row = turn(w, row, choice=says) if says else row
            if named:
                identity.keep(w, KEYS, row.id, 1, "Ana", BORN, "", False, NOW)
            if objects:
                objections.keep(w, row.id, 1, "chat", NOW)
            ledger.append(w, "t", {}, ("staff:maren",), NOW)
            return row.id

    def asks(conversation):
        nonlocal number
        number += 1
        return ("insert into request (id, kind, conversation_id, reference, state, version, spoken_by, said_at, "
                f"opened_at, for_sampling) values ('r{number}', 'share', '{conversation}', 'R{number}', 'waiting', 1, "
                f"'self', {millis(NOW)}, 1, 0)")  # fmt: skip

    with d.writing() as w:
        notices.ensure_flow_version(w, "9" * 64, "notification", {"flow.yaml": "n"}, "notice", NOW)
        notices.ensure_notice_version(w, draft("d" * 64, ELEMENTS), "9" * 64, "site:tidewater",
                                      [("harbor", "Harbor", "DSA-1")], ["ID"], NOW)  # fmt: skip
        one, other = (persons.make(w, KEYS, name, BORN, "", "WDA06", NOW).id for name in ("Ana", "Bea"))
        ledger.append(w, "t", {}, ("staff:maren",), NOW)
    notice = "d" * 64, "9" * 64
    refused(d, "silence is a share only", asks(told(region.notice, "f" * 64)))
    refused(d, "silence is a share only", asks(told(*notice, elements=ELEMENTS[:2])))
    refused(d, "silence is a share only", asks(told(*notice, named=False)))
    refused(d, "silence is a share only", asks(told(*notice, says="do_not_share")))
    refused(d, "silence is a share only", asks(told(*notice, says="share")))
    refused(d, "silence is a share only", asks(told(*notice, objects=True)))
    attack(d, "update flow_version set sharing_rule = sharing_rule where false", asks(told(*notice)))
    yes, mine = "share_confirmed", f"'r{number}'"
    said = told(*notice)
    attack(d, asks(said))
    broken = f"'r{number}'"
    with d.writing() as w:
        turn(w, turns.find(w, said), choice="do_not_share")
    refused(d, "with its evidence", event(one, broken, yes, "maren", "photo_id"))
    with d.writing() as w:
        objection = objections.keep(w, None, None, "phone", NOW, "ines")
        held = requests.open(w, "do_not_share", "H", NOW, NOW, objection_id=objection.id)
        holds.begin(w, held.id, KEYS.match_index("Ana", BORN), NOW - timedelta(days=1))
        ledger.append(w, "t", {}, ("staff:maren",), NOW)
    refused(d, "with its evidence", event(one, mine, yes, "maren", "photo_id"))
    attack(d, event(other, mine, yes, "maren", "photo_id"))
    with d.reading() as r:
        hold = holds.of_request(r, held.id)[0].id
        assert persons.find(r, other).visibility == "shared" and persons.find(r, one).visibility == "suppressed"
    attack(d, f"update request set state = 'confirmed', version = 2, person_id = '{one}' where id = {mine}")
    released = f"insert into hold_release values ('{hold}', '{one}', 'share_confirmed', {millis(NOW)})"
    refused(d, "by a confirmed request", released)
