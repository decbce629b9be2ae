"""What a decision for a sharing rule must hold, from when it counts, and when saying nothing is silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.policy.sharing_rule import SILENT_AFTER, Decision, is_decided, is_in_force, is_silence

WHOLE = Decision("notice", "Vera Example-Marsh", "Invented Commissioner", "2026-01-05", "ab" * 32)
LAST = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "decision", "code"),
    [
        ("choice", None, "ships"),
        ("choice", replace(WHOLE, rule="choice"), "decided"),
        ("choice", WHOLE, "other_rule"),
        ("choice", replace(WHOLE, rule="choice", title=""), "not_whole"),
        ("notice", None, "no_decision"),
        ("notice", WHOLE, "decided"),
        ("notice", replace(WHOLE, rule="choice"), "other_rule"),
        ("notice", replace(WHOLE, rule="silence"), "not_whole"),
        ("silence", WHOLE, "unknown_rule"),
        ("silence", None, "unknown_rule"),
    ],
)
def test_only_a_whole_decision_for_it_carries_a_rule(rule, decision, code):
    ruling = is_decided(rule, decision)
    assert (ruling.code, ruling.allowed) == (code, code in ("ships", "decided"))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("decided_by", ["", " "]),
        ("title", ["", "\t"]),
        ("decided_on", ["", "soon", "2026-02-30", "20260105", "2026-1-5", "2026-01-05T00:00", "٢٠٢٦-٠١-٠٥"]),
        ("document_sha256", ["", "ab" * 31, "AB" * 32, "zz" * 32, "ab" * 32 + "\n"]),
    ],
)
def test_what_is_missing_is_named(field, values):
    assert WHOLE.lacking() == ()
    for value in values:
        assert replace(WHOLE, **{field: value}).lacking() == (field,), value


def test_a_decision_counts_from_its_day():
    assert is_in_force(WHOLE, date(2026, 1, 5)).allowed and is_in_force(None, date(2026, 1, 4)).allowed
    assert is_in_force(WHOLE, date(2026, 1, 4)).code == "still_to_come"


@pytest.mark.parametrize(
    ("named", "disowned", "after", "code"),
    [
        (True, False, SILENT_AFTER, "silent"),
        (True, False, SILENT_AFTER - timedelta(milliseconds=1), "may_come_back"),
        (False, False, SILENT_AFTER, "not_named"),
        (True, True, SILENT_AFTER, "disowned"),
    ],
)
def test_when_saying_nothing_is_silence(named, disowned, after, code):
    ruling = is_silence(named, disowned, LAST, LAST + after)
    assert (ruling.code, ruling.allowed) == (code, code == "silent")
