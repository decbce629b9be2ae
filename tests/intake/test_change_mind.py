"""A change of mind by private link, verb by verb: what it opens, for how long, what it keeps, what it never tells."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from assistant.conversation.engine import Event
from assistant.desk import confirm
from assistant.intake import answer, begin, change_mind, look
from assistant.intake.answer import Posted, Typed
from assistant.store import references, requests, turns, verify_ledger
from tests.desk.test_confirm import TOLD, decide, on_file, say, seen

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
DAY = timedelta(days=1)
ROBIN = Typed("Robin Sample-Twin", date(1990, 5, 6))
EVENTS = {"area": Event("answer", "given", "WDA06"), "object": Event("object"), "change": Event("change", "choice")}
ELSE = Typed("Else Sample", date(1970, 1, 1))


def talk(region, *answers, typed=ROBIN, channel="web", at=NOW):
    """A conversation with these answers; gives its secret, its id and the last page."""
    intake = region.wiring.intake
    begun = begin.begin(intake, channel, "en", at, site_id="tidewater" if channel == "kiosk" else None)
    for value in ("area", *answers) if channel == "web" else answers:
        page = look.look(intake, begun.secret, at)
        said = EVENTS.get(value) or Event("answer", value)
        done = answer.answer(intake, begun.secret, Posted(page.token, said, typed if value == "given" else None), at)
        assert done.kind == "accepted", (value, done)
    return begun, look.look(intake, begun.secret, at)


def linked(region, *answers, at=NOW, **more):
    begun, page = talk(region, *answers, at=at, **more)
    secret = change_mind.make_link(region.wiring.intake, begun.secret, page.token, at)
    assert secret is not None
    return begun, secret


def mine(region, secret, at=NOW):
    return change_mind.look(region.wiring.intake, secret, at)


def no(region, secret, typed=None, at=NOW, token=None):
    return change_mind.object_(region.wiring.intake, secret, token or mine(region, secret, at).token, typed, at)


def asked(region, begun):
    with region.wiring.database.reading() as r:
        return requests.of_conversation(r, begun.conversation_id)


def count(region, what):
    with region.wiring.database.engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar()


@pytest.mark.parametrize("channel", ["kiosk"])
def test_no_link_is_made_but_for_the_own_web_conversation(region, channel):
    begun, page = talk(region, "start", channel=channel)
    intake = region.wiring.intake
    assert change_mind.make_link(intake, begun.secret, page.token, NOW) is None
    other, its = talk(region)
    assert change_mind.make_link(intake, other.secret, page.token, NOW) is None, "the proof of another conversation"
    assert change_mind.make_link(intake, "nobody", its.token, NOW) is None
    assert count(region, "private_link") == 0


def test_a_secret_is_long_and_only_its_hash_is_kept(region):
    secrets = {linked(region)[1] for _ in range(3)}
    assert len(secrets) == 3 and all(len(each) == 43 for each in secrets), "256 bits"
    with region.wiring.database.engine.connect() as connection:
        kept = str(connection.execute(text("select * from private_link")).all())
    assert not any(each in kept for each in secrets)


@pytest.mark.parametrize(
    ("answers", "says"),
    [((), ("", "none", True)), (("start", "told"), ("", "none", True)),
     (("object", "given"), ("do_not_share", "waiting", True)),
     ((*TOLD, "do_not_share", "given"), ("do_not_share", "waiting", True)),
     ((*TOLD, "share", "given"), ("", "none", True)),
     ((*TOLD, "share", "given", "send"), ("share", "waiting", False)),
     ((*TOLD, "do_not_share", "given", "change", "share", "send"), ("share", "waiting", False))],
)  # fmt: skip
def test_it_shows_what_was_said_last_and_where_it_stands(region, answers, says):
    _, secret = linked(region, *answers)
    found = mine(region, secret)
    assert (found.said, found.where, found.go_on_until is not None) == says


def test_decided_shows_only_what_esd_decided_of_this_request(region):
    one = on_file(region)
    begun, secret = linked(region, *TOLD, "share", "given", "send")
    assert mine(region, secret).where == "waiting"
    assert isinstance(decide(region, asked(region, begun)[0], one), confirm.Decided)
    assert (mine(region, secret).said, mine(region, secret).where) == ("share", "decided")
    _, again = linked(region, *TOLD, "share", "given", "send", at=NOW + DAY)
    assert asked(region, _) == [] and mine(region, again).where == "waiting", "the file does not show through"
    no(region, again, at=NOW + DAY)
    assert (mine(region, again).said, mine(region, again).where) == ("do_not_share", "waiting")


def test_a_draft_goes_on_for_seven_days_and_not_one_moment_longer(region):
    begun, secret = linked(region, "start", "told")
    intake, last = region.wiring.intake, NOW + 7 * DAY
    token = mine(region, secret).token
    assert change_mind.go_on(intake, secret, token, last) is None and mine(region, secret, last).go_on_until is None
    assert change_mind.go_on(intake, secret, "v1.forged", NOW) is None
    opened = change_mind.go_on(intake, secret, token, last - timedelta(milliseconds=1))
    assert look.look(intake, opened.secret, last).standing.told and look.look(intake, begun.secret, last) is None
    finished, its = linked(region, *TOLD, "share", "given", "send")
    assert change_mind.go_on(intake, its, mine(region, its).token, NOW) is None
    assert verify_ledger.verify(region.wiring.database).ok


def test_no_is_taken_years_later_and_kept_once(region):
    one = on_file(region)
    begun, secret = linked(region, *TOLD, "share", "given", "send")
    decide(region, asked(region, begun)[0], one)
    assert seen(region, one)[2] == "shared"
    late = NOW + 4000 * DAY
    token = mine(region, secret, late).token
    assert [no(region, secret, at=late, token=token) for _ in range(3)] == [True] * 3
    assert no(region, secret, at=late + DAY) is True, "the same again, by another page: nothing more to keep"
    assert seen(region, one) == ("share_confirmed", 1, "suppressed")
    assert count(region, "objection where way = 'private_link'") == 1
    (share, objection) = asked(region, begun)
    assert (objection.kind, objection.state, objection.reference) == ("do_not_share", "waiting", share.reference)
    assert verify_ledger.verify(region.wiring.database).ok


def test_no_after_a_yes_that_lifted_the_first_one_is_kept_again(region):
    one = on_file(region)
    begun, secret = linked(region, *TOLD, "do_not_share", "given", "send")
    yes = say(region, "share", "given", "send", at=NOW + timedelta(minutes=3))["share"]
    assert isinstance(decide(region, yes, one), confirm.Decided) and seen(region, one)[2] == "shared"
    assert asked(region, begun)[0].state == "waiting"
    assert no(region, secret, at=NOW + timedelta(minutes=9)) and seen(region, one)[2] == "suppressed"


def test_without_a_name_it_needs_one_and_holds_from_then(region):
    one = on_file(region)
    begun, secret = linked(region, "object", "skipped")
    assert not mine(region, secret).named and no(region, secret) is False and seen(region, one)[1] == 0
    assert no(region, secret, ROBIN) is True and seen(region, one) == ("never_notified", 1, "suppressed")
    assert mine(region, secret).named and len(asked(region, begun)) == 2
    with region.wiring.database.reading() as r:
        latest = [each for each in requests.of_conversation(r, begun.conversation_id) if each.objection_id][-1]
    assert isinstance(decide(region, latest, one), confirm.Decided)


def test_what_is_typed_never_replaces_who_was_named_in_the_conversation(region):
    one = on_file(region)
    _, secret = linked(region, *TOLD, "share", "given", "send")
    assert no(region, secret, ELSE) is True and seen(region, one)[1] == 1
    assert count(region, "identity_typed where objection_id is not null") == 0


def test_a_forged_or_foreign_form_keeps_nothing(region):
    _, secret = linked(region, *TOLD, "share", "given", "send")
    _, other = linked(region, *TOLD, "share", "given", "send")
    kept = count(region, "objection")
    for token in ("", "v1.1." + "0" * 64 + ".1." + "0" * 64, mine(region, other).token):
        assert no(region, secret, token=token or "x") is None
        assert change_mind.again(region.wiring.intake, secret, token, NOW) is None
    assert no(region, "x" * 43, token="x") is None and count(region, "objection") == kept


def test_a_new_chat_begins_on_the_version_of_today(region):
    _, secret = linked(region, *TOLD, "do_not_share", "given", "send")
    begun = change_mind.again(region.wiring.intake, secret, mine(region, secret).token, NOW + 400 * DAY)
    page = look.look(region.wiring.intake, begun.secret, NOW + 400 * DAY)
    assert page.standing.told == frozenset() and page.standing.identity == "none" and page.standing.channel == "web"
    assert page.conversation.flow_version_id == region.wiring.intake.current.version


def test_the_statements_are_the_same_whatever_is_on_file(region):
    statements = []
    event.listen(region.wiring.database.engine, "before_cursor_execute",
                 lambda c, cur, statement, *_: statements.append(statement))  # fmt: skip
    runs = []
    for name, born in (("Amadou Exemplar", date(1993, 11, 30)), ("Theo Ansgar Lund-Sample", date(1981, 4, 17)),
                       ("Nobody Atall", date(1990, 1, 1))):  # fmt: skip
        begun, secret = linked(region, *TOLD, "share", "given", "send", typed=Typed(name, born))
        statements.clear()
        first = replace(mine(region, secret), token="", reference="")
        no(region, secret)
        runs.append((first, replace(mine(region, secret), token="", reference=""), tuple(statements)))
    assert runs[0] == runs[1] == runs[2]


def test_a_reference_that_somebody_has_is_drawn_again(region, monkeypatch):
    intake, left = region.wiring.intake, iter(("AAAA1111", "AAAA1111", "BBBB2222"))
    monkeypatch.setattr(references, "drawn", lambda: next(left))
    given = [begin.begin(intake, "kiosk", "en", NOW, site_id="tidewater").conversation_id for _ in range(2)]
    with region.wiring.database.reading() as r:
        assert [turns.find(r, each).reference for each in given] == ["AAAA1111", "BBBB2222"]
