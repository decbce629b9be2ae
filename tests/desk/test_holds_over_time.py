"""No sequence of anybody's acts ends a hold but the ways of DESIGN 4."""

import random

import pytest
from sqlalchemy import select

from assistant.desk.confirm import Decided
from assistant.store.tables import Hold, HoldRelease, Person, Request
from tests.desk.histories import History


def standing(history):
    """Every (hold, person) that stands, read from the rows themselves and not from any count."""
    with history.database.reading() as r:
        released = {(each.hold_id, each.person_id) for each in r.session.scalars(select(HoldRelease))}
        holds = r.session.scalars(select(Hold).where(Hold.ended_at.is_(None))).all()
        people = r.session.scalars(select(Person)).all()
        found = {(h.id, p.id) for h in holds for p in people if h.match_index == p.match_index} - released
        for person in people:
            count = sum(person.id == each for _, each in found)
            assert person.holds == count
            assert count == 0 or person.visibility == "suppressed"
        said = {h.id: (h.request_id, r.session.get_one(Request, h.request_id).said_at) for h in holds}
    return found, said


def may_end(request, chosen, check, seeker_of, pair, said):
    """Whether this confirmation is one of the ways in which this hold may end on this record."""
    held_by, held_at = said[pair[0]]
    same = pair[1] == chosen or (chosen == "new" and pair[1] == seeker_of)
    checked = check != "not_checked"
    if request.kind == "do_not_share":
        return held_by == request.id and (same or checked)
    return same and checked and held_at < request.said_at


@pytest.mark.parametrize("seed", range(6))
def test_a_hold_ends_only_as_it_may(region, seed):
    history = History(region, random.Random(seed))
    before, said = standing(history)
    ended = 0
    for _ in range(40):
        act = history.dice.choice((history.talk, history.decide, history.decide))
        done = act()
        after, now_said = standing(history)
        for pair in before - after:
            ended += 1
            request, chosen, check, outcome = done
            assert isinstance(outcome, Decided) and outcome.state == "confirmed", outcome
            assert may_end(request, chosen, check, named(history, outcome), pair, said), (request.kind, check, pair)
        before, said = after, now_said
    assert ended, "a history in which no hold ends proves nothing"


def named(history, outcome):
    with history.database.reading() as r:
        return r.session.scalar(select(Person.id).where(Person.seeker_id == outcome.seeker_id))
