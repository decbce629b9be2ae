"""The JSON API: what each credential is answered, every planted fault, and nothing to guess by (P6)."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from assistant.desk import agreements as ends
from assistant.desk import asked, clients, disclosure, users
from assistant.desk.agreements import terms_of
from assistant.desk.asked import NotInForce, Question
from assistant.desk.disclosure import Asked, Shown
from assistant.policy.access import decide
from assistant.policy.agreements import widened
from assistant.policy.categories import PURPOSES
from assistant.policy.ruling import Ruling
from assistant.store import agreements, ledger, persons, staff
from assistant.store.tables import AgreementTerms
from assistant.web import openapi
from tests.desk.histories import History

PURPOSE = "training_retraining"
USER = {"user": "jonah@demo.example", "purpose": PURPOSE}
THEO = {"name": "Theo Ansgar Lund-Sample", "birth_date": "1981-04-17"}
HIDDEN = {
    "said no, confirmed": {"name": "Amadou Exemplar", "birth_date": "1993-11-30"},
    "said no, waiting": {"name": "Rosa Marín Vega", "birth_date": "1988-02-14"},
    "share waiting": {"name": "Ji-woo Sample-Han", "birth_date": "1979-07-02"},
    "told, no choice": {"name": "Walter Nobody-Example", "birth_date": "1958-12-12"},
    "never told": {"name": "Minh Anh Testcase", "birth_date": "1999-01-25"},
    "does not exist": {"name": "Nobody Atall", "birth_date": "1990-01-01"},
    "not a name": {"name": "\u200b", "birth_date": "1990-01-01"},
}
NEUTRAL = {"sentence": "There is no record here that you can see; please ask the person directly."}


def viewer(region, email):
    with region.wiring.database.reading() as r:
        return staff.viewer(r, staff.by_email(r, email).id)


def credential(region, organisation="harbor", days=30, now=None):
    """A new credential: its secret, and its id."""
    made = clients.make(region.desk, viewer(region, "priya@demo.example"), organisation, "ETO", days,
                        now or datetime.now(UTC))  # fmt: skip
    return made.secret, asked.caller(region.desk, made.secret, now or datetime.now(UTC)).id


def ask(region, secret, path, body=None, raw=None, kind="application/json", **headers):
    shown = {"Authorization": f"Bearer {secret}"} if secret else {}
    data = json.dumps(body) if raw is None else raw
    return region.app.test_client().post(f"/api/v1/{path}", data=data, content_type=kind, headers={**shown, **headers})


def rows(region, statement):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(statement)).all()


def seeker(region, found):
    with region.wiring.database.reading() as r:
        index = region.desk.keys.match_index(found["name"], date.fromisoformat(found["birth_date"]))
        return persons.matching(r, index)[0].seeker_id


def question(region, found, **more):
    return {"seeker_id": seeker(region, found), "organization": "harbor", **USER, **more}


def problem(answer, status):
    said = answer.get_json()
    assert (answer.status_code, answer.content_type, said["status"]) == (status, "application/problem+json", status)
    assert said["title"] and said["detail"].endswith(".") and answer.headers["Cache-Control"] == "no-store"
    return said


def test_a_partner_s_system_gets_the_agreed_fields_by_category_and_both_entries_are_kept(region):
    secret, client = credential(region)
    by_name = ask(region, secret, "records", {**USER, **THEO})
    by_seeker = ask(region, secret, "records", {**USER, "seeker_id": seeker(region, THEO)})
    assert by_name.status_code == 200 and by_name.data == by_seeker.data
    said = by_name.get_json()
    assert set(said["record"]) == {"ID", "RES", "PART", "SVC"} and said["agreement"] == "DSA-0031"
    assert said["record"]["RES"]["address"] == "12 Example Lane, Tidewater" and "Warehouse" not in by_name.text
    jonah = viewer(region, "jonah@demo.example").staff_id
    assert rows(region, "select staff_id, organisation_id, client_id from search") == [(jonah, "harbor", client)] * 2
    shown = rows(region, "select staff_id, organisation_id, purpose from disclosure where search_id is not null")
    assert shown == [(jonah, "harbor", PURPOSE)] * 2
    assert "Set-Cookie" not in by_name.headers


def test_whoever_is_not_shown_is_the_same_bytes_headers_and_statements(region):
    secret, _ = credential(region)
    bodies = {f"{state}, by name": {**USER, **who} for state, who in HIDDEN.items()}
    bodies |= {f"{state}, by id": {**USER, "seeker_id": seeker(region, HIDDEN[state])} for state in list(HIDDEN)[:5]}
    bodies["does not exist, by id"] = {**USER, "seeker_id": "AAAA-AAAA"}
    statements, seen = [], {}
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement))  # fmt: skip
    for state, body in bodies.items():
        statements.clear()
        answer = ask(region, secret, "records", body)
        assert answer.status_code == 200 and answer.get_json() == NEUTRAL
        seen[state] = (answer.data, str(answer.headers), tuple(statements))
    for way in (", by name", ", by id"):
        alike = {each for state, each in seen.items() if state.endswith(way)}
        assert len(alike) == 1, way
    assert rows(region, "select count(*) from disclosure where organisation_id = 'harbor'") == [(0,)]


def test_esd_s_own_system_is_told_the_reasons_and_no_value(region):
    secret, client = credential(region, "esd")
    yes = ask(region, secret, "decisions", question(region, THEO)).get_json()
    assert yes["allowed"] and yes["categories"] == ["ID", "PART", "RES", "SVC"] and "address" in yes["fields"]
    assert "ESD has confirmed that this person shares." in yes["reasons"] and yes["citations"]
    no = ask(region, secret, "decisions", question(region, HIDDEN["said no, waiting"]))
    assert "No choice to share is confirmed and in effect." in no.get_json()["reasons"]
    assert not no.get_json()["allowed"] and no.get_json()["fields"] == no.get_json()["categories"] == []
    assert "Example Lane" not in str(yes) and "Rosa" not in no.text
    assert rows(region, "select organisation_id, client_id from search") == [("esd", client)] * 2
    assert rows(region, "select count(*) from disclosure where search_id is not null") == [(0,)]
    made_by = viewer(region, "priya@demo.example").staff_id
    assert rows(region, "select distinct staff_id from search") == [(made_by,)], "the user named has done nothing"


@pytest.mark.parametrize(("more", "reason"), [
    ({"seeker_id": "AAAA-AAAA"}, "No record has this seeker id."), ({"organization": "nobody"}, "Nobody of this"),
    ({"user": "nobody@demo.example"}, "Nobody of this"), ({"organization": "rainshadow"}, "Nobody of this"),
    ({"purpose": "adult_education"}, "No purpose was stated that the agreement names."),
    ({"organization": "northfork", "user": "petra@demo.example"}, "no data-sharing agreement that is active"),
])  # fmt: skip
def test_a_question_about_nobody_or_without_agreement_is_a_no_with_its_reason(region, more, reason):
    secret, _ = credential(region, "esd")
    answer = ask(region, secret, "decisions", {**question(region, THEO), **more})
    assert answer.status_code == 200 and answer.get_json()["allowed"] is False
    assert any(reason in each for each in answer.get_json()["reasons"])
    assert rows(region, "select count(*) from search") == [(1,)]


@pytest.mark.parametrize(("user", "reason"), [
    ("petra@demo.example", "Nobody of your organization"), ("maren@demo.example", "Nobody of your organization"),
    ("nobody@demo.example", "Nobody of your organization"), ("ruth@demo.example", "role of partner staff"),
])  # fmt: skip
def test_a_user_who_may_not_search_is_refused_with_a_reason_that_is_not_about_any_person(region, user, reason):
    secret, _ = credential(region)
    said = {
        problem(ask(region, secret, "records", {**USER, "user": user, **who}), 403)["detail"]
        for who in (THEO, *HIDDEN.values())
    }
    assert len(said) == 1 and reason in said.pop()
    assert rows(region, "select count(*) from search") == [(1 + len(HIDDEN),)], "each refusal is an attempt"
    assert rows(region, "select count(*) from disclosure where organisation_id = 'harbor'") == [(0,)]


def test_training_withdrawn_closes_the_api_as_it_closes_the_screen(region):
    secret, _ = credential(region)
    jonah = viewer(region, "jonah@demo.example")
    with region.wiring.database.writing() as w:
        paper = next(each for each in staff.papers(w, jonah.staff_id) if each.kind == "training")
        staff.withdraw_condition(w, paper, jonah.staff_id, datetime.now(UTC))
    refused = problem(ask(region, secret, "records", {**USER, **THEO}), 403)["detail"]
    asked_for = Asked(name=THEO["name"], birth_date=date(1981, 4, 17))
    screen = disclosure.search(region.desk, viewer(region, USER["user"]), PURPOSE, asked_for, datetime.now(UTC))
    assert isinstance(screen, Ruling) and refused == screen.reason and "training" in refused


def test_each_credential_is_refused_what_is_for_the_other(region):
    esd, harbor = credential(region, "esd")[0], credential(region)[0]
    said = problem(ask(region, harbor, "decisions", question(region, THEO)), 403)["detail"]
    assert "ESD's own systems" in said
    assert problem(ask(region, esd, "records", {**USER, **THEO}), 403)
    assert rows(region, "select count(*) from search") == [(0,)]


def test_missing_unknown_ended_and_revoked_are_the_same_401(region):
    now = datetime.now(UTC)
    secret, client = credential(region)
    old, _ = credential(region, days=30, now=now - timedelta(days=30, seconds=-2))
    assert ask(region, secret, "records", {**USER, **THEO}).status_code == 200
    assert clients.revoke(region.desk, viewer(region, "ruth@demo.example"), client, now).allowed
    later = replace(region.wiring, now=lambda: datetime.now(UTC) + timedelta(seconds=3))
    region.app.extensions["assistant"] = later
    shown = [
        ask(region, given, path, body, **more)
        for path, body in (("records", {**USER, **THEO}), ("records", {"x": 1}), ("decisions", {}))
        for given, more in ((None, {}), ("unknown", {}), (secret, {}), (old, {}), ("x" * 5000, {}), ("é", {}),
                            (None, {"Authorization": f"Basic {secret}"}), (None, {"Authorization": "Bearer"}))
    ]  # fmt: skip
    assert {(each.status_code, each.data, str(each.headers)) for each in shown} == {
        (401, shown[0].data, str(shown[0].headers))
    }
    assert shown[0].headers["WWW-Authenticate"].startswith("Bearer ") and problem(shown[0], 401)


def test_a_credential_ends_in_its_millisecond_and_in_the_transaction_of_the_read(region):
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(days=100)
    secret, client = credential(region, "esd", 30, begun)
    ends, ms = begun + timedelta(days=30), timedelta(milliseconds=1)
    to_ask = Question("AAAA-AAAA", "harbor", USER["user"], PURPOSE)
    assert asked.caller(region.desk, secret, begun - ms) is None
    assert asked.caller(region.desk, secret, ends - ms) and asked.decision(region.desk, client, to_ask, ends - ms)
    for at in (ends, ends + ms):
        assert asked.caller(region.desk, secret, at) is None
        with pytest.raises(NotInForce):
            asked.decision(region.desk, client, to_ask, at)
    half = begun + timedelta(days=3)
    assert clients.revoke(region.desk, viewer(region, "priya@demo.example"), client, half).code in ("may_revoke",)
    assert asked.caller(region.desk, secret, half - ms) is not None
    for at in (half - ms, half):  # the first waited for the revocation
        with pytest.raises(NotInForce):
            asked.decision(region.desk, client, to_ask, at)


@pytest.mark.parametrize("what", ["training", "agreement"])
def test_a_question_that_waited_for_a_closing_is_answered_as_after_it(region, what):
    now, ms = datetime.now(UTC), timedelta(milliseconds=1)
    _, client = credential(region, "harbor", now=now - ms)
    of_esd = credential(region, "esd", now=now - ms)[1]
    theo = Asked(name=THEO["name"], birth_date=date.fromisoformat(THEO["birth_date"]))
    shown = asked.record(region.desk, client, USER["user"], PURPOSE, theo, now - ms)
    assert isinstance(shown, Shown)
    if what == "training":
        jonah = viewer(region, USER["user"]).staff_id
        users.withdraw(region.desk, viewer(region, "ruth@demo.example"), "harbor", jonah, "training", now)
    else:
        with region.wiring.database.reading() as r:
            newest = agreements.history(r, "DSA-0031")[-1].number
        ends.close(region.desk, viewer(region, "priya@demo.example"), "DSA-0031", newest, "suspended", "Why", now)
    assert isinstance(asked.record(region.desk, client, USER["user"], PURPOSE, theo, now - ms), Ruling)
    question = Question(shown.seeker_id, "harbor", USER["user"], PURPOSE)
    assert not asked.decision(region.desk, of_esd, question, now - ms).allowed


WHOLE = {**USER, **THEO}
BAD = {
    "no JSON": (400, "{", "cannot be read as JSON"),
    "empty": (400, "", "cannot be read as JSON"),
    "two bodies": (400, json.dumps(WHOLE) * 2, "cannot be read as JSON"),
    "a name twice": (400, '{"user": "a@b", "user": "c@d"}', "stands twice"),
    "not UTF-8": (400, b'{"user": "\xff"}', "in UTF-8"),
    "UTF-16": (400, json.dumps(WHOLE).encode("utf-16"), "in UTF-8"),
    "a byte order mark": (400, b"\xef\xbb\xbf{}", "cannot be read as JSON"),
    "a NUL": (400, json.dumps({**WHOLE, "name": "a\0b"}), "NUL"),
    "half a surrogate": (400, '{"name": "\\ud800"}', "surrogate"),
    "half a surrogate as a field": (400, '{"\\udfff": 1}', "surrogate"),
    "no number": (400, '{"name": NaN}', "NaN"),
    "a very long number": (400, '{"name": ' + "9" * 5000 + "}", "cannot be read as JSON"),
    "very deep": (400, "[" * 60_000, "cannot be read as JSON"),
    "a list": (422, "[]", "in braces"),
    "nothing": (422, "null", "in braces"),
    "too large": (413, json.dumps({**WHOLE, "name": "x" * 70_000}), "64 kB"),
}
FIELDS = {
    "unknown field": ({**WHOLE, "override": "yes"}, "override"),
    "a purpose that is none": ({**WHOLE, "purpose": "curiosity"}, "purpose"),
    "a number for a name": ({**WHOLE, "name": 7}, "name"),
    "an object for a name": ({**WHOLE, "name": {"a": 1}}, "name"),
    "no user": ({"purpose": PURPOSE, **THEO}, "user"),
    "a user that is no address": ({**WHOLE, "user": "jonah"}, "user"),
    "a user with a line break": ({**WHOLE, "user": "jonah@demo.example\n"}, "user"),
    "a long name": ({**WHOLE, "name": "x" * 201}, "name"),
    "an empty name": ({**WHOLE, "name": ""}, "name"),
    "a name of two lines": ({**WHOLE, "name": "Theo\nAnsgar"}, "name"),
    "no birth date": ({**USER, "name": "Theo"}, "birth_date"),
    "no such day": ({**WHOLE, "birth_date": "1981-02-30"}, "birth_date"),
    "another way to write a date": ({**WHOLE, "birth_date": "19810417"}, "birth_date"),
    "digits of another script": ({**WHOLE, "birth_date": "١٩٨١-٠٤-١٧"}, "birth_date"),
    "both ways to name a person": ({**WHOLE, "seeker_id": "AAAA-AAAA"}, "name"),
    "nobody named": (USER, "seeker_id"),
    "a seeker id that is none": ({**USER, "seeker_id": "AAAA-AAAU"}, "seeker_id"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_body_that_cannot_be_read_says_so_and_asks_nothing(region, fault):
    status, raw, said = BAD[fault]
    assert said in problem(ask(region, credential(region)[0], "records", raw=raw), status)["detail"]
    assert rows(region, "select count(*) from search") == [(0,)]


@pytest.mark.parametrize("fault", FIELDS)
def test_a_wrong_field_is_named_with_how_to_mend_it(region, fault):
    body, field = FIELDS[fault]
    said = problem(ask(region, credential(region)[0], "records", body), 422)
    assert field in {each["field"] for each in said["fields"]} and all(each["mend"] for each in said["fields"])
    assert rows(region, "select count(*) from search") == [(0,)]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16",
                                  "application/problem+json", ""])  # fmt: skip
def test_only_json_is_read(region, kind):
    problem(ask(region, credential(region)[0], "records", WHOLE, kind=kind), 415)


def test_no_address_and_no_method_are_problems_too(region):
    browser = region.app.test_client()
    assert problem(browser.get("/api/v1/decisions"), 405) and problem(browser.options("/api/v1/records"), 405)
    assert browser.get("/api/v1/records").headers["Allow"] == "POST"
    assert problem(browser.post("/api/v1/openapi.json"), 405)
    for nowhere in ("/api/", "/api/v1/", "/api/v2/records", "/api/v1/records/"):
        problem(browser.post(nowhere), 404)


def test_what_cannot_be_recorded_is_not_shown(region):
    secret, own = credential(region)[0], credential(region, "esd")[0]
    with region.wiring.database.engine.begin() as connection:
        connection.execute(text("create trigger full before insert on search "
                                "begin select raise(abort, 'the disk is full'); end"))  # fmt: skip
    said = ask(region, secret, "records", WHOLE)
    assert problem(said, 503) and "Lane" not in said.text
    assert problem(ask(region, own, "decisions", {**question(region, THEO)}), 503)


def test_every_address_of_the_api_is_described_and_nothing_else(region):
    served = region.app.test_client().get("/api/v1/openapi.json")
    assert served.get_json() == openapi.DOCUMENT and served.content_type == "application/json"
    real = {
        (rule.rule, method.lower())
        for rule in region.app.url_map.iter_rules() if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD"}
    }  # fmt: skip
    assert real == {(path, method) for path, each in openapi.DOCUMENT["paths"].items() for method in each}
    assert openapi.QUESTION["properties"]["purpose"]["enum"] == list(PURPOSES)


@pytest.mark.parametrize("seed", range(3))
def test_the_api_decides_as_the_screen_over_random_histories(region, seed):
    history = History(region, dice := random.Random(seed))
    now = history.now - timedelta(days=1)
    own, theirs = (credential(region, of, 30, now)[1] for of in ("esd", "harbor"))
    with region.wiring.database.reading() as r:
        people = [persons.find(r, each).seeker_id for each in history.people] + [seeker(region, THEO), "AAAA-AAAA"]
    shown = 0
    for _ in range(6):
        dice.choice((history.talk, history.decide, history.decide, lambda: narrow(history)))()
        for seeker_id in people:
            for purpose in (PURPOSE, "adult_education"):
                shown += compare(region, own, theirs, seeker_id, purpose, history.minute())
    assert shown, "somebody was shown at some time"


def narrow(history):
    """The agreement changes: suspended, with other categories, or made active again by another person."""
    with history.database.writing() as w:
        ever = agreements.history(w, "DSA-0031")
        said, both = ever[-1], [each.changed_by for each in ever[:2]]
        more = {each.name: getattr(said, each.name) for each in AgreementTerms.__table__.columns}
        state = "active" if said.state == "suspended" else history.dice.choice(("active", "suspended"))
        kept = ",".join(sorted(history.dice.sample(["ID", "PART", "RES", "SVC"], history.dice.randint(1, 4))))
        kept = said.categories if said.state == "suspended" else kept
        at = max(history.minute(), said.counts_from)
        more |= {"number": said.number + 1, "state": state, "categories": kept, "counts_from": at,
                 "changed_by": both[said.number % 2]}  # fmt: skip
        if widened(terms_of(said), terms_of(AgreementTerms(**more))):
            more["state"] = "suspended"  # what opens more waits for another person
        agreements.keep_terms(w, AgreementTerms(**more))
        ledger.append(w, "agreement_changed", {}, ("agreement:DSA-0031",), at)


def compare(region, own, theirs, seeker_id, purpose, now):
    """Screen, record and decision of one moment; gives whether the person was shown."""
    jonah = viewer(region, USER["user"])
    screen = disclosure.search(region.desk, jonah, purpose, Asked(seeker_id=seeker_id), now)
    record = asked.record(region.desk, theirs, USER["user"], purpose, Asked(seeker_id=seeker_id), now)
    told = asked.decision(region.desk, own, Question(seeker_id, "harbor", USER["user"], purpose), now)
    assert record == screen
    assert told.allowed is isinstance(screen, Shown)
    assert told.fields == (tuple(sorted(screen.decision.fields)) if told.allowed else ())
    assert told.categories == (tuple(sorted(screen.decision.categories)) if told.allowed else ())
    if seeker_id != "AAAA-AAAA":
        for name in ("ines", "maren"):
            found = asked.decision(region.desk, own, Question(seeker_id, "esd", f"{name}@demo.example", purpose), now)
            with region.wiring.database.reading() as r:
                facts = persons.policy_facts(r, persons.by_seeker(r, seeker_id))
            assert found.allowed is decide(viewer(region, f"{name}@demo.example"), facts, purpose, (), (), now).allowed
    return told.allowed
