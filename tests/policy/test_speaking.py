"""Who may speak for a person, and who is a minor."""

from datetime import UTC, date, datetime, timedelta

from assistant.policy.speaking import STATEMENTS, Paper, is_minor, lets_speak

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_only_the_fitting_authority_in_force_lets_somebody_speak():
    order = Paper("guardian_order", NOW, NOW + timedelta(days=1), None)
    assert lets_speak("self", (), NOW).allowed
    assert lets_speak("guardian", (order,), NOW).allowed
    assert not lets_speak("guardian", (order,), NOW + timedelta(days=1)).allowed
    assert not lets_speak("parent", (order,), NOW).allowed
    half = Paper("signed_release", NOW, None, None, frozenset(["what"]))
    assert not lets_speak("agent", (half,), NOW).allowed
    assert lets_speak("agent", (Paper("signed_release", NOW, None, None, frozenset(STATEMENTS)),), NOW).allowed


def test_a_minor_is_one_until_the_eighteenth_birthday():
    assert is_minor(date(2008, 11, 21), date(2026, 11, 20))
    assert not is_minor(date(2008, 11, 20), date(2026, 11, 20))
