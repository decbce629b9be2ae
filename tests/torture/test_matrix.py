"""The matrix finds nothing in our house, and every kind of leak that is planted in a worse one."""

import json

import pytest
from click.testing import CliRunner
from flask import request

from assistant.cli import cli
from assistant.desk.room import Desk
from assistant.policy.roles import ROLES
from assistant.store import census, persons
from assistant.torture import matrix, records, viewers
from assistant.web import problems, security


def test_a_sample_of_the_cross_has_no_leak():
    done = CliRunner().invoke(cli, ["torture", "matrix", "--sample", "400", "--seed", "11", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found) == {"cells", "leaks", "routes", "roles"}
    assert (found["cells"], found["leaks"], found["roles"]) == (400, 0, len(ROLES)) and found["routes"] >= 28


def test_partners_and_their_systems_ask_under_every_agreement_and_credential_about_every_record():
    asking = {"partner.look": "partner_staff", "api.records": "partner_system", "api.decisions": "esd_system"}
    found = matrix.run(only=lambda cell: cell.account.role == asking.get(cell.rule.endpoint) and cell.method == "POST")
    assert found["what"] == []
    of_systems = len(viewers.AGREEMENTS) + len(("revoked", "ended", "unknown")) + len(("of ESD",))
    assert found["cells"] == (len(viewers.AGREEMENTS) + of_systems) * len(records.STATES)


def worse(app):
    """Routes as a careless hand would add them."""
    wiring = app.extensions["assistant"]
    desk = Desk(wiring.database, wiring.keys)

    def canary(r):
        return persons.by_seeker(r, records.CANARY.seeker_id)

    def tells():
        with desk.database.reading() as r:
            found = canary(r)
            return persons.open_identity(r, desk.keys, found).name if found else "nobody"

    def counts():
        with desk.database.reading() as r:
            return f"{census.rows(r)['person']} people"

    def slower():
        with desk.database.reading() as r:
            found = canary(r)
            if found is not None:
                persons.policy_facts(r, found)
            return "the same words"

    def suppressed():
        with desk.database.reading() as r:
            found = canary(r)
            return "not open to you" if found is not None and found.visibility == "suppressed" else "not there"

    def header():
        with desk.database.reading() as r:
            return "the same words", 200, {"X-Found": str(canary(r) is not None)}

    def broken():
        raise RuntimeError("a fault")

    def refuses():
        return ("not open to you", 403) if request.path == "/partner/refused" else None

    for name, view, kind in (
        ("tells", tells, "partner_records"), ("counts", counts, "partner_agreement"),
        ("slower", slower, "partner_records"), ("suppressed", suppressed, "esd_records"),
        ("header", header, "signed_in"), ("broken", broken, "signed_in"), ("refused", counts, "esd_queue"),
    ):  # fmt: skip
        app.add_url_rule(f"/partner/{name}", f"partner.{name}", view)
        security.allow(app, {f"partner.{name}": kind})
    app.add_url_rule("/partner/unlisted", "partner.unlisted", counts)
    app.add_url_rule("/partner/<mystery>/page", "partner.mystery", lambda mystery: mystery)
    security.allow(app, {"partner.mystery": "no such kind"})
    app.before_request_funcs[None].insert(0, refuses)
    worse_for_systems(app)


def worse_for_systems(app):
    """One that tells a system with a credential in force who is on file, and one that tells it to everybody."""
    wiring = app.extensions["assistant"]

    def found():
        with wiring.database.reading() as r:
            return ("somebody" if persons.by_seeker(r, records.CANARY.seeker_id) else "nobody"), 401

    for name in ("found", "guess"):
        app.add_url_rule(f"/api/v1/{name}", f"api.{name}", found)
        security.allow(app, {f"api.{name}": "partner_system"})

    real = app.extensions["gates"]["partner_system"]

    def guessed(kind):
        if request.path == "/api/v1/guess" and found()[0] == "somebody":
            raise problems.Problem(403, "Show a credential to see somebody.")
        real(kind)

    app.extensions["gates"]["partner_system"] = guessed


PLANTED = {
    "/partner/tells": "tells the name of somebody",
    "/partner/counts": "the body differs from that about absent",
    "/partner/slower": "the statements differs from that about absent",
    "/partner/suppressed": "the body differs from that about absent",
    "/partner/header": "the headers differs from that about absent",
    "/partner/broken": "a fault of ours, status 500",
    "/partner/refused": "a closed page answers 403",
    "/api/v1/found": "the body differs from that about absent",
    "/api/v1/guess": "the status differs from that to nobody about nobody",
}


ASKING = {
    "partner_staff (active)",
    "partner_system (active)",
    "partner_system (credential revoked)",
    "partner_contract_manager (active)",
    "esd_staff",
    "stranger",
}


@pytest.fixture(scope="module")
def leaks():
    """What is found by a few who ask about a few."""
    return matrix.run(plant=worse, only=lambda cell: (
        cell.rule.rule in {*PLANTED, "/partner/unlisted"} and cell.method == "GET" and cell.account.words in ASKING
        and cell.state in ("absent", "opt-out confirmed", "share waiting")
    ))  # fmt: skip


@pytest.mark.parametrize("path", PLANTED)
def test_a_planted_leak_is_found_and_named(leaks, path):
    said = [each for each in leaks["what"] if f" {path} as " in each]
    assert any(PLANTED[path] in each for each in said), said[:5]
    assert all(" record " in each for each in said)


def test_an_endpoint_without_policy_and_an_unknown_argument_are_found(leaks):
    said = "\n".join(leaks["what"])
    assert "partner.unlisted: its kind of page is None" in said
    assert "partner.mystery: its kind of page is 'no such kind'" in said
    assert "<mystery>, which the matrix does not know: add 'mystery' to VALUES" in said


def test_the_slow_page_is_told_by_its_statements_alone(leaks):
    said = {each.split(": ")[-1] for each in leaks["what"] if " /partner/slower as " in each}
    assert said == {"the statements differs from that about absent"}


def test_a_leak_ends_the_command_with_one(leaks, monkeypatch):
    monkeypatch.setattr(matrix, "run", lambda sample, seed, tell: dict(leaks))
    done = CliRunner().invoke(cli, ["torture", "matrix"])
    assert done.exit_code == 1 and "GET /partner/refused as " in done.output and "403" in done.output
