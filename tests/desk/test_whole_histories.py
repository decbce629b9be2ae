"""Merges, deaths, corrections and authorities besides: who is shown, which holds stand, and what is explained later."""

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from assistant.desk import explain
from assistant.policy.ruling import Ruling
from assistant.store import as_of, persons, staff, verify_ledger
from assistant.store.tables import Correction, Duplicate, Person, StatusEvent
from tests.desk.histories import Whole
from tests.desk.test_holds_over_time import may_end, named, standing

VIEWERS = tuple(f"{name}@demo.example" for name in ("maren", "ines", "jonah", "petra"))


class Model:
    """Which records are frozen, told from what the verbs answered and never read from where they keep it."""

    def __init__(self):
        self.dead, self.pairs = set(), {}

    def take(self, act, history, done):
        if isinstance(done, Duplicate):
            self.pairs[done.id] = done
        elif act == history.die and done.code == "may_record":
            self.dead.add(history.last)
        elif act == history.die and done.code == "may_undo":
            self.dead.discard(history.last)

    def frozen(self, person):
        for pair in self.pairs.values():
            stands = pair.ended_at is None and person in (pair.one_id, pair.other_id)
            if stands and (pair.merged_at is None or person != pair.kept_id):
                return True
        return person in self.dead

    def hidden(self, person, says_no, confirmed_since):
        """Whether a record that is or may be the same person's says no; a merged one until ESD confirms one here."""
        for pair in self.pairs.values():
            if pair.ended_at is None and person in (pair.one_id, pair.other_id):
                no = says_no[pair.other_id if person == pair.one_id else pair.one_id]
                lifted = pair.merged_at is not None and confirmed_since(person, pair.merged_at)
                if no == "hold" or (no == "status" and not lifted):
                    return True
        return False


def compare(history, model):
    """Every record is shown exactly when somebody said share last and nothing speaks against it."""
    holding, _ = standing(history)
    with history.database.reading() as r:
        rows = {each: r.session.get_one(Person, each) for each in history.people}
        events = list(r.session.scalars(select(StatusEvent)))
        mended = set(r.session.scalars(select(Correction.request_id).where(
            Correction.state == "approved", Correction.kind == "wrong_match")))  # fmt: skip
    held = {person for _, person in holding}

    def confirmed_since(person, at):
        return any(each.person_id == person and each.at >= at and each.cause != "corrected"
                   and each.request_id not in mended for each in events)  # fmt: skip

    says_no = {each: "hold" if each in held else "status" if row.status == "opt_out_confirmed" else ""
               for each, row in rows.items()}  # fmt: skip
    for each, row in rows.items():
        shown = (row.status == "share_confirmed" and each not in held and not model.frozen(each)
                 and not model.hidden(each, says_no, confirmed_since))  # fmt: skip
        assert (row.visibility == "shared") == shown, (history.now, each, row.visibility, says_no)
        if says_no[each] or model.hidden(each, says_no, confirmed_since):
            assert row.visibility == "suppressed", (history.now, each, row.visibility)


def may_mend(history, done, pair, said):
    """Whether two ESD people, having reached the person, recorded that this hold's request was not theirs."""
    if not isinstance(done, Correction) or done.state != "approved" or done.proposed_by == done.decided_by:
        return False
    return done.reached_by != "" and done.request_id == said[pair[0]][0]


ACTS = ("speak", "speak", "decide", "decide", "decide", "pair", "pair", "pair", "die", "mend", "mend", "paper")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_a_hold_ends_only_as_it_may_and_a_record_is_shown_only_as_it_may(region, seed):
    history, model = Whole(region, random.Random(seed)), Model()
    before, said = standing(history)
    for _ in range(60):
        act = getattr(history, history.dice.choice(ACTS))
        done = act()
        model.take(act, history, done)
        after, now_said = standing(history)
        for pair in before - after:
            if act == history.decide:
                request, chosen, check, outcome = done
                assert outcome.state == "confirmed", outcome
                assert may_end(request, chosen, check, named(history, outcome), pair, said), (request.kind, check, pair)
            else:
                assert may_mend(history, done, pair, said), (act.__name__, done)
        compare(history, model)
        before, said = after, now_said
    assert verify_ledger.verify(history.database).ok


@pytest.mark.parametrize("seed", range(4))
def test_what_was_so_then_is_explained_afterwards(region, seed):
    history, seen = Whole(region, random.Random(100 + seed)), []
    for _ in range(28):
        getattr(history, history.dice.choice(ACTS))()
        with history.database.reading() as r:
            for person in (persons.find(r, each) for each in history.people):
                facts = persons.policy_facts(r, person)
                assert as_of.person_facts(r, person, history.now) == facts
                for email in VIEWERS:
                    found = explain.best(r, staff.viewer(r, staff.by_email(r, email).id), facts, history.now)
                    seen.append((history.now, person.seeker_id, email, found.allowed, tuple(sorted(found.fields))))
    now = datetime.now(UTC)
    assert len({(email, allowed) for _, _, email, allowed, _ in seen}) > 4
    for at, seeker, email, allowed, fields in seen:
        found = explain.explain(region.desk, seeker, email, at, now)
        assert (found.allowed, found.fields) == (allowed, fields), (at, email, found.reasons)


def test_every_act_of_these_histories_is_done_and_is_refused_to_somebody(region):
    """So that the two above are about something."""
    history, done, refused = Whole(region, random.Random(7)), set(), set()
    acts, wanted = {"decide", "pair", "die", "mend", "paper"}, {
        "decide", "die", "paper", "pair", "merged", "unmerged", "not_theirs approved", "wrong_match approved",
        "refused", "a hold ended",
    }  # fmt: skip
    before, _ = standing(history)
    for _ in range(600):
        name = history.dice.choice(ACTS)
        outcome = getattr(history, name)()
        outcome = outcome[3] if isinstance(outcome, tuple) else outcome
        if isinstance(outcome, Ruling) and not outcome.allowed:
            refused.add(name)
        elif isinstance(outcome, Duplicate):
            done.add("unmerged" if outcome.ended_why == "unmerged" else "merged" if outcome.merged_at else "pair")
        elif isinstance(outcome, Correction):
            done.add("refused" if outcome.state == "refused" else f"{outcome.kind} {outcome.state}")
        elif outcome is not None:
            done.add(name)
        after, _ = standing(history)
        done |= {"a hold ended"} if before - after else set()
        before = after
        if wanted <= done and acts <= refused:
            break
    assert wanted <= done and acts <= refused, (wanted - done, acts - refused)
