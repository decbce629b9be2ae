"""What must be told, when a person may choose, and when an answer becomes a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy import request as rule
from assistant.policy.choice import may_choose
from assistant.policy.elements import ELEMENTS, PROCESS_RULES, PROFILE_4013, PROFILE_STATUTE
from assistant.policy.notification import TOLD_ANSWERS, is_complete, missing
from assistant.policy.sharing_rule import silence_opens_share

some_elements = st.frozensets(st.sampled_from(list(ELEMENTS)))


def test_the_elements_are_those_of_the_policy_and_then_those_that_the_statute_adds():
    assert tuple(ELEMENTS) == ("DS1a", "DS1b", "DS1c", "DS1d", "DS2a", "DS2b", "DS3", "DS4", "ST1", "ST4")
    assert tuple(ELEMENTS) == PROFILE_STATUTE
    assert PROFILE_STATUTE[:8] == PROFILE_4013
    assert [each.id for each in PROCESS_RULES] == ["ST2", "ST3"]


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_an_element_has_a_source_in_the_policy_unless_the_statute_added_it(element):
    assert bool(element.policy_source) != element.added_by_statute
    assert element.statute_source and element.title


def test_told_and_declined_count_alike():
    assert TOLD_ANSWERS == ("told", "declined")


def test_a_notification_is_complete_when_all_was_told():
    assert is_complete(PROFILE_STATUTE, PROFILE_STATUTE).allowed


@pytest.mark.parametrize("left_out", PROFILE_STATUTE)
def test_a_notification_is_not_complete_without(left_out):
    told = set(PROFILE_STATUTE) - {left_out}
    assert missing(PROFILE_STATUTE, told) == (left_out,)
    ruling = is_complete(PROFILE_STATUTE, told)
    assert not ruling.allowed and left_out in ruling.reason and ruling.cites
    assert not may_choose(PROFILE_STATUTE, told, objected=False).allowed


def test_a_notice_without_elements_tells_nothing():
    assert is_complete((), ("DS1a",)).code == "nothing_required"
    assert not may_choose((), (), objected=False).allowed


def test_what_is_missing_comes_in_the_order_of_the_notice():
    assert missing(PROFILE_4013, {"DS1b", "DS3"}) == ("DS1a", "DS1c", "DS1d", "DS2a", "DS2b", "DS4")


@given(some_elements, some_elements, st.booleans())
def test_a_person_may_choose_exactly_when_all_was_told_and_no_objection_stands(required, told, objected):
    assert may_choose(required, told, objected).allowed == (bool(required) and required <= told and not objected)


SHARE, NO = "share_confirmed", "opt_out_confirmed"
OPENS = [
    ("a share that was not sent opens nothing", "share", False, (), False),
    ("a share of someone not on file waits", "share", True, (), True),
    ("a share of someone never notified waits", "share", True, ("never_notified",), True),
    ("a share after a confirmed do not share waits", "share", True, (NO,), True),
    ("a share already confirmed opens nothing", "share", True, (SHARE,), False),
    ("a share confirmed on every equal record opens nothing", "share", True, (SHARE, SHARE), False),
    ("a share confirmed on one of two equal records waits", "share", True, (SHARE, NO), True),
    ("a do not share waits before it is sent", "do_not_share", False, (), True),
    ("a do not share of someone who shares waits", "do_not_share", True, (SHARE,), True),
    ("a do not share already confirmed opens nothing", "do_not_share", True, (NO,), False),
    ("a do not share confirmed on every equal record opens nothing", "do_not_share", False, (NO, NO), False),
    ("a do not share confirmed on one of two equal records waits", "do_not_share", True, (NO, SHARE), True),
    ("another word opens nothing", "maybe", True, (), False),
]


@pytest.mark.parametrize("kind, sent, statuses, opens", [each[1:] for each in OPENS], ids=[each[0] for each in OPENS])
def test_a_request(kind, sent, statuses, opens):
    ruling = rule.opens(kind, sent=sent, statuses=statuses)
    assert ruling.allowed == opens and ruling.reason and ruling.cites and ruling.code


SILENCE = [
    ("silence is never a share", "choice", True, False, False),
    ("under notice a complete telling without objection asks to share", "notice", True, False, True),
    ("under notice an incomplete telling asks nothing", "notice", False, False, False),
    ("under notice an objection asks nothing", "notice", True, True, False),
    ("an unknown rule asks nothing", "opt-out", True, False, False),
]


@pytest.mark.parametrize("rule, told, objected, opens", [each[1:] for each in SILENCE], ids=[e[0] for e in SILENCE])
def test_the_sharing_rule(rule, told, objected, opens):
    assert silence_opens_share(rule, told, objected).allowed == opens
