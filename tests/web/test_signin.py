"""Staff sign-in: who gets in, what ends it, and that a stranger learns nothing."""

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import load
from assistant.demo.region import PASSWORD
from assistant.store import staff
from assistant.store.tables import LedgerEntry
from assistant.web import security, signin

WITH, OTHER, PARTNER = "maren@demo.example", "ines@demo.example", "jonah@demo.example"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PAGE = "/desk/sign-in"


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    folder = tmp_path_factory.mktemp("region")
    settings = configuration.read({"NOTICE_DEMO": "1", "NOTICE_VAR": str(folder)})
    house.migrate(settings)
    load.load_once(settings, seekers=False)
    return folder


@pytest.fixture
def clock():
    return [datetime.now(UTC) + timedelta(minutes=1)]


@pytest.fixture
def app(region, tmp_path, clock, monkeypatch):
    shutil.copytree(region, tmp_path / "var")
    monkeypatch.setattr(house, "now", lambda: clock[0])
    made = house.create_app(configuration.read({"NOTICE_DEMO": "1", "NOTICE_VAR": str(tmp_path / "var")}))
    for policy in ("signed_in", "esd_records", "esd_queue", "partner_records"):
        made.add_url_rule(f"/probe/{policy}", f"probe_{policy}", lambda: signin.who().name, methods=["GET", "POST"])
        security.allow(made, {f"probe_{policy}": policy})
    made.add_url_rule("/probe/unlisted", "probe_unlisted", lambda: "open")
    made.add_url_rule("/probe/write", "probe_write", lambda: _write(made.extensions["assistant"].database))
    security.allow(made, {"probe_write": "signed_in"})
    yield made
    made.extensions["assistant"].database.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def _write(database):
    with database.writing():
        return str(database.engine.pool.checkedout())


def sign_in(client, email=WITH, password=PASSWORD, **more):
    token = CSRF.search(client.get(PAGE).text).group(1)
    return client.post(PAGE, data={"email": email, "password": password, "csrf_token": token, **more})


def inside(client):
    return client.get("/probe/signed_in").status_code == 200


def token_within(app, client):
    """The proof of a form as a page of this session would carry it."""
    from flask_wtf.csrf import generate_csrf

    with client.session_transaction("/desk") as kept, app.test_request_context("/desk"):
        from flask import session

        session.update(kept)
        token = generate_csrf()
        kept["csrf_token"] = session["csrf_token"]
    return token


def test_a_right_password_lets_in(client):
    assert not inside(client)
    done = sign_in(client)
    assert done.status_code in (302, 303)
    assert done.location.endswith("/desk")
    assert client.get("/probe/signed_in").text == "Maren Oyelaran"


def test_a_partner_is_led_to_their_own_front_page(client):
    sign_in(client, PARTNER)
    landed = client.get("/desk", follow_redirects=True)
    assert landed.request.path == "/partner"


def test_the_page_says_demo_and_names_no_cause(client):
    assert "Demonstration" in client.get(PAGE).text
    wrong = sign_in(client, WITH, "not it")
    unknown = sign_in(client, "nobody@demo.example", "not it")
    assert wrong.status_code == unknown.status_code == 200
    for answer in (wrong, unknown):
        assert answer.text.count(signin.WRONG) == 1
    plain = [re.sub(r'value="[^"]*"', "", each.text) for each in (wrong, unknown)]
    assert plain[0] == plain[1]
    assert not inside(client)


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(client, clock):
    for _ in range(5):
        sign_in(client, WITH, "not it")
    locked = sign_in(client)
    assert signin.WRONG in locked.text
    assert not inside(client)
    clock[0] += timedelta(minutes=16)
    sign_in(client)
    assert inside(client)


@pytest.mark.parametrize("spelt", ["MAREN@demo.example", " maren@demo.example ", "maren@ｄｅｍｏ.example"])
def test_another_spelling_of_the_address_does_not_evade_the_lock(client, spelt):
    for _ in range(5):
        sign_in(client, spelt, "not it")
    sign_in(client, spelt)
    assert not inside(client)


def test_trying_a_locked_account_does_not_lengthen_the_lock(client, clock):
    for _ in range(5):
        sign_in(client, WITH, "not it")
    clock[0] += timedelta(minutes=10)
    for _ in range(5):
        sign_in(client, WITH, "not it")
    clock[0] += timedelta(minutes=6)
    sign_in(client)
    assert inside(client)


def test_a_disabled_account_is_out_at_the_next_request_and_cannot_return(app, client):
    sign_in(client)
    assert inside(client)
    wiring = app.extensions["assistant"]
    with wiring.database.writing() as w:
        person, by = staff.by_email(w, WITH).id, staff.by_email(w, OTHER).id
        staff.disable(w, person, by, wiring.now())
    assert not inside(client)
    assert signin.WRONG in sign_in(client).text
    assert not inside(client)


def test_idle_for_a_quarter_of_an_hour_ends_it_and_use_keeps_it(client, clock):
    sign_in(client)
    for _ in range(3):
        clock[0] += timedelta(minutes=14)
        assert inside(client)
    clock[0] += timedelta(minutes=15)
    assert not inside(client)


def test_twelve_hours_end_it_however_it_is_used(client, clock):
    sign_in(client)
    for _ in range(71):
        clock[0] += timedelta(minutes=10)
        assert inside(client)
    clock[0] += timedelta(minutes=10)
    assert not inside(client)


@pytest.mark.parametrize("more", [{}, {"remember": "y"}])
def test_after_it_ended_the_sign_in_page_opens(client, clock, more):
    sign_in(client, **more)
    clock[0] += timedelta(hours=1)
    landed = client.get("/desk", follow_redirects=True)
    assert landed.request.path == PAGE
    assert 'name="password"' in landed.text


def test_no_cookie_outlives_the_sign_in(client):
    done = sign_in(client, remember="y")
    assert not [each for each in done.headers.getlist("Set-Cookie") if each.startswith("remember_token=")]


def test_the_session_before_sign_in_is_not_the_session_after(app, client):
    with client.session_transaction("/desk") as kept:
        kept["planted"] = "by another"
        kept[signin.SECRET] = "chosen by another"
    before = client.get_cookie("desk").value
    sign_in(client)
    assert client.get_cookie("desk").value != before
    with client.session_transaction("/desk") as kept:
        assert "planted" not in kept
        assert kept[signin.SECRET] != "chosen by another"
    stranger = app.test_client()
    stranger.set_cookie("desk", before)
    assert not inside(stranger)


def test_signing_out_ends_the_row_so_that_a_kept_cookie_is_dead(app, client):
    sign_in(client)
    kept = client.get_cookie("desk").value
    token = token_within(app, client)
    assert client.post("/desk/sign-out", data={"csrf_token": token}).status_code == 303
    assert not inside(client)
    thief = app.test_client()
    thief.set_cookie("desk", kept)
    assert not inside(thief)


def test_a_post_without_its_proof_is_refused(app, client):
    client.post(PAGE, data={"email": WITH, "password": PASSWORD})
    assert not inside(client)
    sign_in(client)
    assert client.post("/probe/signed_in").status_code == 404
    assert client.post("/probe/signed_in", data={"csrf_token": "forged"}).status_code == 404
    assert client.post("/probe/signed_in", data={"csrf_token": token_within(app, client)}).status_code == 200


def test_a_stranger_sees_the_bytes_of_an_absent_page(client):
    absent = client.get("/desk/nothing-here")
    assert absent.status_code == 404
    for name in ("signed_in", "esd_records", "esd_queue", "partner_records", "unlisted"):
        answer = client.get(f"/probe/{name}")
        assert (answer.status_code, answer.data) == (404, absent.data)


def test_only_the_two_front_doors_lead_a_stranger_to_the_sign_in_page(client):
    for path in ("/desk", "/partner"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, PAGE)
        assert client.post(path).status_code == 404


def test_each_gate_opens_for_its_own(app):
    opens = {
        WITH: {"signed_in", "esd_records", "esd_queue"},
        OTHER: {"signed_in", "esd_records"},
        PARTNER: {"signed_in", "partner_records"},
    }
    for email, policies in opens.items():
        client = app.test_client()
        sign_in(client, email)
        names = ("signed_in", "esd_records", "esd_queue", "partner_records")
        seen = {name for name in names if client.get(f"/probe/{name}").status_code == 200}
        assert seen == policies


def test_of_flask_security_only_the_sign_in_page_can_be_reached(app):
    policies = app.extensions["endpoint_policies"]
    rules = {each.endpoint for each in app.url_map.iter_rules() if each.endpoint.startswith("security.")}
    # Its own sign-out knows nothing of our row
    assert rules <= set(policies) and {each for each in rules if policies[each] != "nobody"} == {"security.login"}


def test_a_kept_password_is_argon2id_and_is_not_made_anew_at_sign_in(app):
    kept = []
    for _ in range(2):
        with app.extensions["assistant"].database.reading() as r:
            kept.append(staff.by_email(r, WITH).password)
        sign_in(app.test_client())
    assert kept[0].startswith("$argon2id$")
    assert kept[0] == kept[1]


def test_a_verb_finds_no_open_read_of_flask_security(client):
    sign_in(client)
    assert client.get("/probe/write").text == "1"  # the verb's own connection and no other


def test_each_refused_sign_in_is_one_entry_whoever_was_named(app, client):
    database = app.extensions["assistant"].database

    def entries():
        with database.reading() as r:
            query = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.kind == "sign_in_failed")
            return r.session.scalar(query)

    for tries, address in enumerate([WITH] * 5 + [WITH, "nobody@demo.example"], 1):  # the sixth is locked
        sign_in(client, address, "not it")
        assert entries() == tries
