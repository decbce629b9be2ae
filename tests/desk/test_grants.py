"""Grants: proposed by one, approved by another, decided once, taken back at once; what is over is reviewed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assistant.desk import accounts, confirm, disclosure, explain, grants, reviews
from assistant.desk.confirm import Decided
from assistant.desk.disclosure import Asked, NothingShown, Shown
from assistant.desk.grants import Taken, Typed
from assistant.policy.ruling import Ruling
from assistant.store import grants as kept
from assistant.store import persons, signins, staff, verify_ledger
from assistant.store.tables import GrantProposal, GrantRow, LedgerEntry, Review
from tests.desk.test_confirm import on_file, say

HOUR, MILLI = timedelta(hours=1), timedelta(milliseconds=1)
MAREN, DANIEL, INES, JONAH, TAMSIN, BRAM, AGNES, PAVEL, PRIYA, OWEN, SELMA = (
    f"{each}@demo.example"
    for each in ["maren", "daniel", "ines", "jonah", "tamsin", "bram", "agnes", "pavel", "priya", "owen", "selma"]
)


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)


def viewer(region, email):
    with region.wiring.database.reading() as r:
        return staff.viewer(r, staff.by_email(r, email).id)


def typed(now, kind="esd_confirm", email=INES, hours=20, reason="Needed for the mail backlog.", begins=None):
    return Typed(kind, email, begins, now + hours * HOUR, reason)


def propose(region, now, by=TAMSIN, **more):
    return grants.propose(region.desk, viewer(region, by), typed(now, **more), now)


def decide(region, proposal, decision, by, now):
    return grants.decide(region.desk, viewer(region, by), proposal.id, decision, now)


def give(region, now, kind="esd_view_suppressed", email=INES, **more):
    proposal = propose(region, now, kind=kind, email=email, **more)
    done = decide(region, proposal, "approve", BRAM, now)
    assert done.state == "approved", done
    with region.wiring.database.reading() as r:
        return kept.find(r, done.grant_id)


def roles_of(region, email, at):
    with region.wiring.database.reading() as r:
        return accounts.roles_of(r, staff.by_email(r, email).id, at)


def count(region, table):
    with region.wiring.database.reading() as r:
        return r.session.scalar(select(func.count()).select_from(table))


def whole(region):
    found = verify_ledger.verify(region.wiring.database)
    assert found.ok, found.first_bad


def test_one_proposes_another_approves_and_only_then_it_counts(region, now):
    proposal = propose(region, now)
    assert "esd_confirm" not in roles_of(region, INES, now)
    own = decide(region, proposal, "approve", TAMSIN, now)
    assert isinstance(own, Ruling) and own.code == "not_two"
    done = decide(region, proposal, "approve", BRAM, now + HOUR)
    with region.wiring.database.reading() as r:
        given = kept.find(r, done.grant_id)
    assert given.begins_at == now + HOUR, "never from before it was approved: what was explained stays so"
    assert "esd_confirm" not in roles_of(region, INES, now + HOUR - MILLI)
    assert "esd_confirm" in roles_of(region, INES, now + HOUR)
    assert "esd_confirm" not in roles_of(region, INES, given.ends_at)
    whole(region)


@pytest.mark.parametrize(
    ("by", "changes", "code"),
    [
        (TAMSIN, {"email": TAMSIN}, "not_two"),
        (TAMSIN, {"email": "nobody@demo.example"}, "no_account"),
        (TAMSIN, {"kind": "esd_admin", "email": BRAM}, "not_theirs_to_give"),
        (TAMSIN, {"kind": "root"}, "unknown_kind"),
        (TAMSIN, {"email": JONAH}, "wrong_organisation"),
        (TAMSIN, {"email": PRIYA}, "together"),
        (TAMSIN, {"email": PAVEL}, "together"),
        (TAMSIN, {"kind": "esd_view_suppressed", "hours": 25}, "too_long"),
        (TAMSIN, {"hours": 24 * 367}, "too_long"),
        (TAMSIN, {"hours": -1}, "ends_first"),
        (TAMSIN, {"reason": " "}, "no_reason"),
        (TAMSIN, {"begins": datetime(2026, 1, 1, tzinfo=UTC)}, "back_dated"),
        (PRIYA, {}, "not_theirs_to_give"),
        (INES, {"email": MAREN}, "not_theirs_to_give"),
        (JONAH, {}, "not_theirs_to_give"),
    ],
)
def test_a_proposal_that_policy_does_not_allow_keeps_nothing_but_the_attempt(region, now, by, changes, code):
    before = count(region, GrantProposal), count(region, LedgerEntry)
    done = propose(region, now, by, **changes)
    assert isinstance(done, Ruling) and done.code == code and done.reason
    assert (count(region, GrantProposal), count(region, LedgerEntry)) == (before[0], before[1] + 1)


def test_two_approvers_at_once_one_wins_and_the_other_is_told(region, now):
    proposal = propose(region, now, PRIYA, kind="reporter", email=INES)
    assert decide(region, proposal, "approve", OWEN, now).state == "approved"
    for decision in ("approve", "refuse"):
        late = decide(region, proposal, decision, SELMA, now + HOUR)
        assert late == Taken("approved", "Owen Halvorsen", now)
    assert isinstance(decide(region, proposal, "withdraw", PRIYA, now + HOUR), Taken)
    with region.wiring.database.reading() as r:
        assert [each.kind for each in kept.rows_of(r, proposal.staff_id)].count("reporter") == 1


def test_two_threads_that_approve_together_give_one_grant(region, now):
    proposal = propose(region, now, PRIYA, kind="reporter", email=INES)
    who, start = [viewer(region, each) for each in (OWEN, SELMA)], threading.Barrier(2)

    def approve(one):
        start.wait()
        return grants.decide(region.desk, one, proposal.id, "approve", now)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(approve, who))
    assert sorted(type(each).__name__ for each in done) == ["GrantProposal", "Taken"]
    with region.wiring.database.reading() as r:
        assert [each.kind for each in kept.rows_of(r, proposal.staff_id)].count("reporter") == 1


def test_refused_and_withdrawn_give_nothing(region, now):
    refused, withdrawn = propose(region, now), propose(region, now, kind="esd_view_suppressed")
    before = count(region, GrantRow)
    assert decide(region, withdrawn, "withdraw", BRAM, now).code == "not_theirs"
    assert decide(region, refused, "refuse", TAMSIN, now).code == "not_two"
    assert decide(region, refused, "refuse", PRIYA, now).code == "not_theirs_to_give"
    assert decide(region, refused, "refuse", BRAM, now).state == "refused"
    assert decide(region, withdrawn, "withdraw", TAMSIN, now).state == "withdrawn"
    assert decide(region, refused, "approve", BRAM, now) == Taken("refused", "Bram Castellane", now)
    assert count(region, GrantRow) == before
    assert decide(region, refused, "burn", BRAM, now).code == "unknown"
    whole(region)


def test_what_changed_since_the_proposal_counts_when_it_is_approved(region, now):
    proposal = propose(region, now)
    admin = propose(region, now, OWEN, kind="auditor", email=DANIEL)
    assert admin.code == "together", "Daniel confirms"
    reporter = propose(region, now, OWEN, kind="reporter", email=DANIEL)
    assert decide(region, proposal, "approve", BRAM, now + 21 * HOUR).code == "ends_first"
    assert accounts.disable(region.desk, viewer(region, PRIYA), proposal.staff_id, now).allowed
    assert decide(region, proposal, "approve", BRAM, now) == Taken("withdrawn", "Priya Lindqvist", now)
    with region.wiring.database.reading() as r:
        owen = staff.by_email(r, OWEN).id
        theirs = [each.id for each in kept.rows_of(r, owen)]
    assert grants.revoke(region.desk, viewer(region, PRIYA), theirs[0], now).revoked_at == now
    assert decide(region, reporter, "approve", SELMA, now).code == "not_theirs_to_give", "whoever proposed it lost it"


def test_two_roles_never_held_together_do_not_meet_by_waiting_side_by_side(region, now):
    one = propose(region, now, PRIYA, kind="auditor", email=SELMA)
    assert one.code == "together"
    later = propose(region, now, PRIYA, kind="auditor", email=AGNES)
    assert later.code == "together", "the privacy officer"
    confirm_, audit = propose(region, now, email=AGNES), None
    assert confirm_.code == "together"
    made = accounts.add(region.desk, viewer(region, PRIYA), accounts.Added("Robin New", "robin@demo.example", "esd"),
                        "x", now)  # fmt: skip
    one = propose(region, now, PRIYA, kind="auditor", email=made.email, begins=now + 5 * HOUR)
    audit = propose(region, now, email=made.email)
    assert decide(region, one, "approve", OWEN, now).state == "approved"
    assert decide(region, audit, "approve", BRAM, now).code == "together", "though the first has not begun"


def test_one_person_takes_a_grant_back_at_once_or_gives_it_up(region, now):
    given = give(region, now, kind="esd_confirm")
    assert grants.revoke(region.desk, viewer(region, PRIYA), given.id, now).code == "not_theirs_to_take"
    assert grants.revoke(region.desk, viewer(region, MAREN), given.id, now).code == "not_theirs_to_take"
    assert "esd_confirm" in roles_of(region, INES, now)
    grants.revoke(region.desk, viewer(region, INES), given.id, now + HOUR)
    assert "esd_confirm" in roles_of(region, INES, now + HOUR - MILLI)
    assert "esd_confirm" not in roles_of(region, INES, now + HOUR)
    late = grants.revoke(region.desk, viewer(region, BRAM), given.id, now + 2 * HOUR)
    assert late == Taken("revoked", "", now + HOUR)
    second = give(region, now, kind="esd_confirm")
    assert grants.revoke(region.desk, viewer(region, BRAM), second.id, second.ends_at).state == "ended"
    assert grants.revoke(region.desk, viewer(region, BRAM), "nothing", now).code == "unknown"
    whole(region)


def test_the_screen_shows_what_waits_what_runs_and_what_came_of_everything(region, now):
    waits, given = propose(region, now), give(region, now)
    seen = grants.overview(region.desk, viewer(region, BRAM), now)
    assert [(each.row.id, each.may_approve.allowed) for each in seen.waiting] == [(waits.id, True)]
    first = seen.given[0]
    assert (first.row.id, first.holder, first.given_by, first.approved_by) == (
        given.id, "Ines Halloway", "Tamsin Okafor", "Bram Castellane")  # fmt: skip
    assert not grants.overview(region.desk, viewer(region, TAMSIN), now).waiting[0].may_approve.allowed
    only = grants.overview(region.desk, viewer(region, BRAM), now, kind="esd_admin")
    assert len(only.given) == only.administrators == 3
    grants.revoke(region.desk, viewer(region, BRAM), given.id, now)
    decide(region, waits, "refuse", BRAM, now)
    after = grants.overview(region.desk, viewer(region, BRAM), now)
    assert given.id not in {each.row.id for each in after.given} and not after.waiting
    ever, _, undone, _ = grants.history(region.desk, viewer(region, BRAM), now)
    assert ever[0].row.id == given.id and [each.row.id for each in undone] == [waits.id]


def no_said(region):
    """A record with a hold, so suppressed; gives its seeker id."""
    person = on_file(region)
    say(region, "do_not_share", "given", "send")
    with region.wiring.database.reading() as r:
        return persons.find(r, person).seeker_id


def look(region, email, seeker, at):
    return disclosure.search(region.desk, viewer(region, email), disclosure.ESD_PURPOSE, Asked(seeker), at)


def test_a_short_grant_opens_then_closes_then_waits_for_a_review_with_what_was_opened(region, now):
    seeker = no_said(region)
    given = give(region, now, reason="A complaint to answer.")
    assert isinstance(look(region, INES, seeker, now), Shown)
    assert isinstance(look(region, INES, seeker, given.ends_at - MILLI), Shown)
    assert isinstance(look(region, INES, seeker, given.ends_at), NothingShown)
    agnes = viewer(region, AGNES)
    assert not reviews.due(region.desk, agnes, given.ends_at - MILLI).grants
    (due,) = reviews.due(region.desk, agnes, given.ends_at).grants
    assert (due.holder, due.given_by, due.row.reason) == ("Ines Halloway", "Tamsin Okafor", "A complaint to answer.")
    assert [each.seeker_id for each in due.opened] == [seeker, seeker] and due.may.allowed
    early = reviews.review(region.desk, agnes, "grant", given.id, "in_order", "", given.ends_at - MILLI)
    assert early.code == "not_over"
    for email in (TAMSIN, BRAM):
        own = reviews.review(region.desk, viewer(region, email), "grant", given.id, "in_order", "", given.ends_at)
        assert own.code == "own"
    for email in (INES, MAREN, PAVEL, PRIYA, JONAH):
        assert reviews.review(region.desk, viewer(region, email), "grant", given.id, "in_order", "", given.ends_at).code
    assert not count(region, Review)
    assert reviews.review(region.desk, agnes, "grant", given.id, "not_in_order", "", given.ends_at).code == "no_words"
    done = reviews.review(region.desk, agnes, "grant", given.id, "not_in_order", "Too many.", given.ends_at)
    assert done.says == "Too many."
    again = reviews.review(region.desk, agnes, "grant", given.id, "in_order", "", given.ends_at + HOUR)
    assert again == reviews.Taken("not_in_order", "Agnes Thorvald", given.ends_at)
    assert not reviews.due(region.desk, agnes, given.ends_at).grants
    whole(region)


def test_a_grant_taken_back_is_due_at_once_and_lists_only_its_own_time(region, now):
    seeker = no_said(region)
    given = give(region, now)
    look(region, INES, seeker, now)
    grants.revoke(region.desk, viewer(region, BRAM), given.id, now + HOUR)
    assert isinstance(look(region, INES, seeker, now + HOUR), NothingShown)
    give(region, now + 2 * HOUR)
    look(region, INES, seeker, now + 2 * HOUR)
    (due,) = reviews.due(region.desk, viewer(region, AGNES), now + 3 * HOUR).grants
    assert due.ended_at == now + HOUR and len(due.opened) == 1


def decide_request(region, request, person, by, check, now):
    return confirm.confirm(region.desk, viewer(region, by), request.id, request.version, person, check, now)


def test_whoever_took_a_share_down_never_confirms_it_and_a_no_only_with_a_review(region, now):
    person = on_file(region)
    with region.wiring.database.reading() as r:
        maren = staff.by_email(r, MAREN).id
    yes = say(region, "share", "given", "send", staff_id=maren)["share"]
    assert decide_request(region, yes, person, MAREN, "photo_id", now + HOUR).code == "wrong_taker"
    no = say(region, "do_not_share", "given", "send", staff_id=maren)["do_not_share"]
    done = decide_request(region, no, person, MAREN, "photo_id", now + HOUR)
    assert isinstance(done, Decided) and done.for_sampling
    (due,) = reviews.due(region.desk, viewer(region, AGNES), now + HOUR).requests
    assert (due.row.id, due.taken_down_by, due.decided_by) == (no.id, "Maren Oyelaran", "Maren Oyelaran")
    found = reviews.review(region.desk, viewer(region, TAMSIN), "request", no.id, "in_order", "", now + HOUR)
    assert found.subject == "request" and not reviews.due(region.desk, viewer(region, AGNES), now + HOUR).requests
    assert reviews.review(region.desk, viewer(region, AGNES), "request", yes.id, "in_order", "", now).code == "unknown"
    whole(region)


def test_whoever_decided_or_is_the_person_never_reviews_the_sample(region, now):
    person = on_file(region)
    with region.wiring.database.reading() as r:
        maren, seeker = staff.by_email(r, MAREN).id, persons.find(r, person).seeker_id
    no = say(region, "do_not_share", "given", "send", staff_id=maren)["do_not_share"]
    assert decide_request(region, no, person, MAREN, "photo_id", now + HOUR).for_sampling
    with region.wiring.database.engine.begin() as connection:
        connection.exec_driver_sql("update staff set seeker_id = ? where email = ?", (seeker, AGNES))
    own = reviews.review(region.desk, viewer(region, AGNES), "request", no.id, "in_order", "", now + HOUR)
    assert own.code == "own"


def test_a_disabled_account_loses_everything_at_that_moment_and_not_before(region, now):
    seeker, given = None, give(region, now, kind="esd_view_suppressed")
    waits = propose(region, now)
    seeker = no_said(region)
    with region.wiring.database.writing() as w:
        ines = staff.by_email(w, INES).id
        signins.begin(w, ines, "a cookie", now)
    own = accounts.disable(region.desk, viewer(region, PRIYA), viewer(region, PRIYA).staff_id, now)
    assert own.code == "own"
    assert accounts.disable(region.desk, viewer(region, TAMSIN), ines, now).code == "not_admin"
    off = now + HOUR
    assert accounts.disable(region.desk, viewer(region, PRIYA), ines, off).allowed
    assert accounts.disable(region.desk, viewer(region, PRIYA), ines, off).code == "disabled"
    with region.wiring.database.reading() as r:
        assert signins.live(r, "a cookie", off) is None and staff.viewer(r, ines) is None
        assert kept.find(r, given.id).revoked_at == off
        assert r.session.get(GrantProposal, waits.id).state == "withdrawn"
    assert propose(region, off).code == "disabled"
    assert accounts.enable(region.desk, viewer(region, PRIYA), ines, off + HOUR).allowed
    assert accounts.enable(region.desk, viewer(region, PRIYA), ines, off + HOUR).code == "active"
    assert roles_of(region, INES, off + HOUR) == frozenset()
    give(region, off + 2 * HOUR, kind="esd_view_suppressed")
    seen = [explain.explain(region.desk, seeker, INES, at, off + 9 * HOUR).allowed
            for at in (now, off - MILLI, off, off + HOUR, off + 2 * HOUR)]  # fmt: skip
    assert seen == [True, True, False, False, True]
    whole(region)


def test_a_disabled_account_saw_nothing_even_where_no_grant_was_revoked(region, now):
    seeker = no_said(region)
    give(region, now, kind="esd_view_suppressed")
    with region.wiring.database.engine.begin() as connection:
        off = round((now + HOUR).timestamp() * 1000)
        connection.exec_driver_sql("update staff set active = 0, disabled_at = ? where email = ?", (off, INES))
    seen = [explain.explain(region.desk, seeker, INES, now + HOUR - each, now + 9 * HOUR).allowed
            for each in (MILLI, timedelta(0))]  # fmt: skip
    assert seen == [True, False]


