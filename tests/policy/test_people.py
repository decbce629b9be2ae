"""Duplicates, deaths, and how a record stands in words: every rule by its case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from assistant.policy import deceased, duplicates
from assistant.policy.access import Viewer
from assistant.policy.duplicates import PairFacts
from assistant.policy.grants import Grant
from assistant.policy.visibility import STATUSES, in_words, visibility_of

NOW, DAY = datetime(2026, 11, 3, 18, 15, tzinfo=UTC), timedelta(days=1)
PAIR = PairFacts(found_by="finder")
PROPOSED = PairFacts(found_by="finder", proposed_by="proposer")


def who(*kinds, staff_id="somebody", role="esd"):
    held = tuple(Grant(kind, staff_id, "a", "b", NOW - DAY, NOW + DAY, None) for kind in kinds)
    return Viewer(staff_id, role, "esd", "ESD", (), held)


@pytest.mark.parametrize(("same", "paired", "together", "viewer", "code"), [
    (False, False, False, who("esd_staff"), "may_report"),
    (False, False, False, who("esd_supervisor", "esd_confirm"), "not_esd_staff"),
    (False, False, False, who("esd_staff", role="partner"), "not_esd_staff"),
    (True, True, True, who("esd_staff"), "same_record"),
    (False, True, False, who("esd_staff"), "reported_already"),
    (False, True, True, who("esd_staff"), "together"), (False, False, True, who("esd_staff"), "together"),
])  # fmt: skip
def test_staff_report_two_records_that_are_not_one_already(same, paired, together, viewer, code):
    assert duplicates.may_report(same, paired, together, viewer, NOW).code == code


@pytest.mark.parametrize(("kinds", "may"), [
    (("esd_confirm",), True), (("esd_supervisor",), True), (("esd_staff",), False), (("esd_view_suppressed",), False),
])  # fmt: skip
def test_a_confirmer_or_a_supervisor_proposes_basic_staff_do_not(kinds, may):
    assert duplicates.may_propose(PAIR, who(*kinds), NOW).allowed is may


@pytest.mark.parametrize(("rule", "pair", "viewer", "code"), [
    (duplicates.may_merge, PROPOSED, who("esd_supervisor"), "may_merge"),
    (duplicates.may_merge, PROPOSED, who("esd_confirm", "esd_staff"), "not_supervisor"),
    (duplicates.may_merge, PAIR, who("esd_supervisor"), "not_proposed"),
    (duplicates.may_merge, PROPOSED, who("esd_supervisor", staff_id="proposer"), "not_two"),
    (duplicates.may_merge, replace(PROPOSED, ended=True), who("esd_supervisor"), "ended"),
    (duplicates.may_merge, replace(PROPOSED, merged=True), who("esd_supervisor"), "merged"),
    (duplicates.may_merge, replace(PROPOSED, kept_away=True), who("esd_supervisor"), "kept_is_merged"),
    (duplicates.may_merge, replace(PROPOSED, other_keeps=True), who("esd_supervisor"), "keeps_others"),
    (duplicates.may_part, PAIR, who("esd_supervisor"), "two_people"),
    (duplicates.may_part, replace(PROPOSED, merged=True), who("esd_supervisor"), "unmerged"),
    (duplicates.may_part, PAIR, who("esd_supervisor", staff_id="finder"), "not_two"),
    (duplicates.may_part, PAIR, who("esd_staff"), "not_supervisor"),
    (duplicates.may_part, replace(PAIR, ended=True), who("esd_supervisor"), "ended"),
])  # fmt: skip
def test_a_merge_and_its_end_take_two_people(rule, pair, viewer, code):
    assert rule(pair, viewer, NOW).code == code


def test_a_death_has_a_source_and_is_taken_back_by_another():
    staff = who("esd_staff")
    assert [deceased.may_record(*each, NOW).code for each in (
        ("family", False, staff), ("", False, staff), ("rumor", False, staff), ("family", True, staff),
        ("family", False, who("esd_supervisor")), ("family", False, who("esd_staff", role="partner")),
    )] == ["may_record", "no_source", "no_source", "recorded_already", "not_esd_staff", "not_esd_staff"]  # fmt: skip
    assert [deceased.may_undo(*each, NOW).code for each in (
        ("other", staff), ("somebody", staff), (None, staff), ("other", who("esd_supervisor")),
    )] == ["may_undo", "not_two", "not_recorded", "not_esd_staff"]  # fmt: skip


STANDS = list(product(STATUSES, (0, 2), ((), ("duplicate",), ("merged", "deceased")), (False, True)))


@pytest.mark.parametrize(("status", "holds", "frozen", "shadowed"), STANDS)
def test_the_sentence_never_says_otherwise_than_the_visibility(status, holds, frozen, shadowed):
    said = in_words(status, holds, frozen, shadowed)
    of = visibility_of(status, holds, bool(frozen), shadowed)
    assert ("“do not share”" in said) == (of == "suppressed")
    assert ("partners who pass" in said) == (of == "shared")
    assert of == "shared" or "no partner sees" in said or "only ESD sees" in said
    if of == "esd_only" and frozen:
        assert ("died" if "deceased" in frozen else "same person") in said, "the strongest reason"
