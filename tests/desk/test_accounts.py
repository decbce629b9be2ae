"""Accounts: made without any role, entered by an invitation used once, and the founding of an empty system."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from assistant import app as house
from assistant.cli.staff import staff as command
from assistant.desk import accounts, founding
from assistant.desk.accounts import Added, Invited
from assistant.policy.ruling import Ruling
from assistant.store import grants, staff, verify_ledger
from assistant.store.db import Database
from assistant.store.migrations import migrate
from tests.desk.test_grants import AGNES, INES, JONAH, MAREN, PRIYA, TAMSIN, viewer

HOUR, MILLI = timedelta(hours=1), timedelta(milliseconds=1)
ROBIN = Added("Robin New", "robin@new.example", "harbor", "tidewater")
THREE = [(f"{name} Founder", f"{name.lower()}@found.example") for name in ("Ada", "Bea", "Cleo")]


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)


def add(region, now, added=ROBIN, by=PRIYA):
    return accounts.add(region.desk, viewer(region, by), added, "x", now)


def id_of(region, email):
    with region.wiring.database.reading() as r:
        found = staff.by_email(r, email)
        return str(found.id) if found else None


def test_a_new_account_holds_nothing_and_its_invitation_works_once_for_72_hours(region, now):
    made, database = add(region, now), region.wiring.database
    assert isinstance(made, Invited) and made.ends_at == now + 72 * HOUR and made.secret not in repr(made)
    assert viewer(region, ROBIN.email).grants == ()
    assert accounts.welcome(database, made.secret, made.ends_at - MILLI).email == ROBIN.email
    assert accounts.welcome(database, made.secret, made.ends_at) is None
    assert not accounts.set_password(database, made.secret, "late", made.ends_at)
    assert not accounts.set_password(database, made.secret + "x", "guessed", now)
    assert accounts.set_password(database, made.secret, "first", now + HOUR)
    assert not accounts.set_password(database, made.secret, "second", now + HOUR)
    assert accounts.welcome(database, made.secret, now + HOUR) is None
    with database.reading() as r:
        assert staff.by_email(r, ROBIN.email).password == "first"
    assert verify_ledger.verify(database).ok


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "no_name"), ({"name": "x" * 121}, "no_name"), ({"name": "a\nb"}, "no_name"),
        ({"email": "robin"}, "no_email"), ({"email": MAREN}, "email_taken"),
        ({"organisation_id": "nowhere"}, "no_organisation"), ({"site_id": "nowhere"}, "no_site"),
    ],
)  # fmt: skip
def test_a_wrong_account_is_not_made(region, now, changes, code):
    done = add(region, now, replace(ROBIN, **changes))
    assert isinstance(done, Ruling) and done.code == code and id_of(region, ROBIN.email) is None


@pytest.mark.parametrize("by", [TAMSIN, MAREN, AGNES, INES, JONAH])
def test_only_an_administrator_keeps_accounts(region, now, by):
    desk, who, of = region.desk, viewer(region, by), id_of(region, "daniel@demo.example")
    assert add(region, now, by=by).code == "not_admin"
    for verb in (accounts.disable, accounts.enable, accounts.invite_again):
        assert verb(desk, who, of, now).code == "not_admin"
    assert viewer(region, "daniel@demo.example") is not None


def test_a_new_invitation_ends_the_one_before_and_never_opens_what_grants_open(region, now):
    first, robin = add(region, now), id_of(region, ROBIN.email)
    priya = viewer(region, PRIYA)
    second = accounts.invite_again(region.desk, priya, robin, now + HOUR)
    assert accounts.welcome(region.wiring.database, first.secret, now + HOUR) is None
    assert accounts.welcome(region.wiring.database, second.secret, now + HOUR)
    assert accounts.invite_again(region.desk, priya, id_of(region, MAREN), now).code == "holds_grants"
    assert accounts.disable(region.desk, priya, robin, now + HOUR).allowed
    assert accounts.welcome(region.wiring.database, second.secret, now + HOUR) is None
    assert not accounts.set_password(region.wiring.database, second.secret, "x", now + HOUR)
    assert accounts.invite_again(region.desk, priya, robin, now + HOUR).code == "disabled"
    assert accounts.enable(region.desk, priya, robin, now + HOUR).allowed
    assert accounts.welcome(region.wiring.database, second.secret, now + HOUR) is None


@pytest.fixture
def empty(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    migrate(database)
    yield database
    database.dispose()


def test_each_founder_is_given_by_the_second_and_approved_by_the_third(empty, now):
    made = founding.found(empty, THREE, "ESD", "x", now)
    assert [each.email for each in made] == [email for _, email in THREE]
    with empty.reading() as r:
        rows = [grants.rows_of(r, staff.by_email(r, email).id)[0] for _, email in THREE]
        assert all(each.kind == "esd_admin" and len({each.staff_id, each.given_by, each.approved_by}) == 3
                   for each in rows)  # fmt: skip
        assert [each.given_by for each in rows] == [rows[1].staff_id, rows[2].staff_id, rows[0].staff_id]
    assert founding.found(empty, [(n, f"x{e}") for n, e in THREE], "ESD", "x", now).code == "not_empty"
    assert all(accounts.welcome(empty, each.secret, now) for each in made)
    assert [line[4] for line in founding.everybody(empty, now)] == [("esd_admin",)] * 3
    assert verify_ledger.verify(empty).ok


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (THREE[:2], "not_three"), ([*THREE[:2], THREE[0]], "not_three"),
        ([*THREE, ("Dee", "d@found.example")], "not_three"),
        ([*THREE[:2], ("", "c@found.example")], "no_name"), ([*THREE[:2], ("Cleo", "cleo")], "no_email"),
    ],
)  # fmt: skip
def test_a_wrong_founding_makes_nothing(empty, now, people, code):
    assert founding.found(empty, people, "ESD", "x", now).code == code
    assert founding.everybody(empty, now) == []


def test_the_command_founds_once_prints_three_links_and_lists_everybody(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/real.db"
    monkeypatch.setenv("NOTICE_DEMO", "1")
    monkeypatch.setenv("NOTICE_DATABASE", url)
    database = Database(url)
    migrate(database)
    sheet = tmp_path / "three.csv"
    sheet.write_text("name,e-mail\n" + "".join(f"{name},{email}\n" for name, email in THREE), "utf-8")
    run = CliRunner().invoke
    assert run(command, ["found", "--admin", "Ada Founder"]).exit_code == 2
    assert run(command, ["found", "--admin", "Ada Founder <ada@found.example>"]).exit_code == 2
    done = run(command, ["found", "--csv", str(sheet), "--address", "https://notice.example/"])
    links = [line.split()[-1] for line in done.output.splitlines() if "/desk/welcome/" in line]
    assert done.exit_code == 0 and len(set(links)) == 3
    secret = links[0].rpartition("/")[2]
    assert links[0].startswith("https://notice.example/desk/welcome/")
    assert accounts.welcome(database, secret, house.now()).email == THREE[0][1]
    again = run(command, ["found", "--csv", str(sheet)])
    assert again.exit_code == 2 and "given already" in again.output and "/desk/welcome/" not in again.output
    listed = run(command, ["list"]).output
    assert all(f"{email}: {name}" in listed and "esd_admin" in listed for name, email in THREE)
    with database.writing() as w:
        staff.disable(w, staff.by_email(w, THREE[2][1]).id, staff.by_email(w, THREE[0][1]).id, house.now())
    assert '"active": false' in run(command, ["list", "--json"]).output
    database.dispose()
