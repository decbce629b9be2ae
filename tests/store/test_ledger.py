"""The ledger names what was edited, deleted, reordered or forged, even when every trigger is gone."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from assistant.cli.ledger import ledger as command
from assistant.store import disclosures, holds, identity, ledger, objections, persons, requests, rows, status
from assistant.store.tables import Review
from assistant.store.verify_ledger import verify
from tests.store.conftest import BORN, KEYS, NOW, told_all


def whole_story(region) -> SimpleNamespace:
    """Told, chosen, objected, typed, requested, held, confirmed, searched, shown: at least one row of everything."""
    d = region.database
    row = told_all(d, choice="share")
    with d.writing() as w:
        typed = identity.keep(w, KEYS, row.id, 2, "Ana Sol", BORN, "360 555 0100", True, NOW)
        person = persons.make(w, KEYS, "Ana Sol", BORN, "", "WDA06", NOW, [("RES", "county", "Pierce")])
        objection = objections.keep(w, row.id, 2, "chat", NOW)
        no = requests.open(w, "do_not_share", "R", NOW, NOW, row.id, None, objection.id)
        holds.begin(w, no.id, typed.match_index, NOW)
        share = requests.open(w, "share", row.reference, NOW, NOW, row.id, row.turns)
        ledger.append(w, "story", {}, (f"conversation:{row.id}",), NOW)
    with d.writing() as w:
        assert requests.decide(w, share.id, 1, "confirmed", "maren", NOW, person_id=person.id)
        status.confirm(w, person, "share_confirmed", share, region.notice, "maren", "photo_id", NOW)
    with d.writing() as w:
        search = disclosures.record_search(w, "jonah", "harbor", "training_retraining", "seeker_id", NOW)
        disclosures.record_disclosure(
            w, person.id, "jonah", "harbor", "training_retraining", ["name", "county"], NOW, search, "DSA-1"
        )
        rows.keep(w, Review(id="v1", subject="request", subject_id=share.id, reviewed_by="ines", at=NOW,
                            finding="in_order", says=""), "review")  # fmt: skip
        ledger.append(w, "reviewed", {}, ("staff:ines",), NOW)
    return SimpleNamespace(row=row, person=person, share=share, no=no)


def plant(database, *statements: str) -> None:
    """Change rows behind everybody's back: all triggers and foreign keys off."""
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            connection.connection.dbapi_connection.execute("pragma foreign_keys = off")
        with connection.begin():
            if database.dialect == "postgresql":
                connection.exec_driver_sql(
                    "do $$ declare t text; begin for t in select relname from pg_class where relkind = 'r' and "
                    "relnamespace = 'public'::regnamespace loop execute 'alter table ' || quote_ident(t) || "
                    "' disable trigger all'; end loop; end $$"
                )
            else:
                for (name,) in connection.execute(text("select name from sqlite_master where type='trigger'")).all():
                    connection.execute(text(f"drop trigger {name}"))
            for statement in statements:
                connection.execute(text(statement))
        if database.dialect == "sqlite":
            connection.connection.dbapi_connection.execute("pragma foreign_keys = on")


LAST = "(select max(number) from ledger_link where chain = 'staff:maren')"
PLANTED = {
    "entry edited": ("was edited", "update ledger_entry set body = body || ' '"),
    "entry moved in time": ("was edited", "update ledger_entry set at = at + 1"),
    "entry deleted": ("is missing", "delete from ledger_entry where kind = 'search'"),
    "middle link deleted": ("stands where", "delete from ledger_link where chain = 'staff:maren' and number = 1"),
    "last link deleted": (
        "its head says",
        f"delete from ledger_link where chain = 'staff:maren' and number = {LAST}",
    ),
    "last entry with its link deleted": (
        "its head says",
        "delete from ledger_link where entry_id = (select id from ledger_entry where kind = 'disclosure')",
        "delete from ledger_entry where kind = 'disclosure'",
    ),
    "head set back": ("its head says", "update ledger_head set count = count - 1 where chain = 'staff:maren'"),
    "head deleted": ("head of", "delete from ledger_head where chain = 'staff:maren'"),
    "links reordered": (
        "does not follow|was changed",
        *(
            f"update ledger_link set number = {to} where chain = 'staff:maren' and number = {at}"
            for at, to in ((1, -1), (2, 1), (-1, 2))
        ),
    ),
    "told edited": ("turn", "update told set answer = 'declined'"),
    "told deleted": ("turn", "delete from told where element = 'DS3'"),
    "told language edited": ("turn", "update told set language = 'en'"),
    "choice edited": ("turn", "update choice set value = 'do_not_share'"),
    "choice deleted": ("turn", "delete from choice"),
    "turn edited": ("turn", "update turn set answered_at = answered_at + 1"),
    "turn deleted": ("turn", "delete from turn where number = 2"),
    "standing edited": ("conversation", "update conversation set standing = '{}'"),
    "objection edited": ("objection", "update objection set way = 'phone'"),
    "identity swapped": ("identity_typed", "update identity_typed set match_index = 'x'"),
    "status event edited": ("status_event", "update status_event set identity_check = 'known_contact'"),
    "status set": ("status that no event gave", "update person set status = 'opt_out_confirmed'"),
    "request kind edited": ("request", "update request set kind = 'do_not_share'"),
    "request reopened": ("request", "update request set state = 'waiting'"),
    "hold ended": ("hold", "update hold set ended_at = 5, ended_why = 'x'"),
    "notice words edited": ("notice_version", "update notice_text set text = 'x'"),
    "notice element taken out": ("notice_version", "delete from notice_element where element = 'DS3'"),
    "disclosure deleted": ("disclosure", "delete from disclosure"),
    "grant forged": (
        "grant_given",
        "insert into grant_given select 'g2', 'ines', kind, given_by, approved_by, begins_at, ends_at, revoked_at, "
        "reason from grant_given",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named(region, name):
    whole_story(region)
    assert verify(region.database).first_bad is None
    match, *statements = PLANTED[name]
    plant(region.database, *statements)
    verdict = verify(region.database)
    assert not verdict.ok and any(each in (verdict.first_bad or "") for each in match.split("|")), verdict


def test_the_command_says_what_it_found(region):
    whole_story(region)
    ask = ["verify", "--db", region.database.url, "--json"]
    good = CliRunner().invoke(command, ask)
    assert good.exit_code == 0
    said = json.loads(good.output)
    assert said["ok"] and said["first_bad"] is None and said["entries"] > 5
    plant(region.database, "update choice set value = 'do_not_share'")
    bad = CliRunner().invoke(command, ask)
    assert bad.exit_code == 1 and "turn" in json.loads(bad.output)["first_bad"]


def test_an_entry_concerns_somebody(region):
    with pytest.raises(ValueError, match="chain"), region.database.writing() as w:
        ledger.append(w, "t", {}, (), NOW)
