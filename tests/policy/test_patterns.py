"""Patterns of access: what is counted, and what is no pattern at all."""

from datetime import UTC, datetime, timedelta

from assistant.policy.patterns import LookFact, Pattern, SearchFact, outside_hours, patterns, together

MONDAY = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)  # 10 AM Pacific


def asked(who, *results, by="name_birth", at=MONDAY):
    return [SearchFact(who, by, at + timedelta(minutes=n), found) for n, found in enumerate(results)]


def test_the_longest_run_of_names_without_a_result_ends_with_a_result_or_a_seeker_id():
    no, yes = False, True
    assert patterns(asked("a", no, no, yes, no, no, no), ())["a"].names_in_a_row == 3
    mixed = [*asked("a", no, no), *asked("a", no, by="seeker_id"), *asked("a", no)]
    assert patterns(mixed, ())["a"].names_in_a_row == 2
    assert patterns([*asked("a", no), *asked("b", no), *asked("a", no)], ())["a"].names_in_a_row == 2


def test_office_hours_are_those_of_the_place_in_summer_and_winter():
    def at(month, day, hour):
        return outside_hours(datetime(2026, month, day, hour, 30, tzinfo=UTC))

    assert not at(11, 2, 15) and at(11, 2, 14), "7:30 AM and 6:30 AM in November"
    assert not at(7, 6, 14) and at(7, 6, 13), "7:30 AM and 6:30 AM in July"
    assert at(11, 7, 19), "a Saturday"
    assert at(11, 3, 2) and not at(11, 3, 1), "6:30 PM and 5:30 PM on Monday"


def test_looks_are_counted_for_one_record_and_a_search_never_twice():
    night = MONDAY + timedelta(hours=12)
    looks = [LookFact("a", "one", MONDAY), LookFact("a", "one", night), LookFact("a", "two", night, by_search=False)]
    found = patterns([*asked("a", True), *asked("a", True, at=night)], looks)["a"]
    assert found == Pattern(searches=2, found=2, looks=3, outside_hours=2, most_looks_at_one=2, names_in_a_row=0)
    assert found.not_found_share == 0 and Pattern().not_found_share == 0
    other = patterns(asked("b", False, False, True), ())["b"]
    assert other.not_found_share == 67
    assert together([found, other]) == Pattern(5, 3, 3, 2, 2, 2)
