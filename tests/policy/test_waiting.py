"""Working days: Mondays to Fridays where WorkSource is, and the clock stands still on a weekend."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy import waiting
from assistant.policy.waiting import PLACE
from tests.policy.situations import DAY, NOW, esd, grant

CONFIRMER, SUPERVISOR = esd(grant("esd_confirm")), esd(grant("esd_supervisor"))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))


def at(day, hour=10, minute=0):
    """A moment of November 2026, whose first is a Sunday, at WorkSource."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PLACE)


@pytest.mark.parametrize(
    ("opened", "now", "days"),
    [(at(2), at(2, 17), 0), (at(2), at(3, 9, 59), 0), (at(2), at(3), 1), (at(5), at(6), 1), (at(5), at(9), 2),
     (at(5), at(9, 9, 59), 1), (at(6, 16), at(8, 23), 0), (at(6, 16), at(9, 16), 1), (at(7, 12), at(8), 0),
     (at(7, 12), at(9, 23), 0), (at(7, 12), at(10, 0), 1), (at(2), at(9), 5), (at(2), at(16), 10)],
)  # fmt: skip
def test_a_weekend_is_no_time_of_work(opened, now, days):
    assert waiting.waited(opened, now) == days
    assert waiting.waited(opened.astimezone(UTC), now.astimezone(UTC)) == days


@given(MOMENTS, MOMENTS, st.integers(0, 12))
def test_what_is_listed_as_late_has_waited_as_long_as_is_written_beside_it(opened, now, days):
    now = max(opened, now)
    local = opened.astimezone(PLACE)
    if local.fold or (local + timedelta(hours=2)).utcoffset() != local.utcoffset():
        return  # in the hour that happens twice the wall clock cannot tell which came first
    assert (opened <= waiting.days_before(now, days)) is (waiting.waited(opened, now) >= days)


@pytest.mark.parametrize(
    ("change", "code"),
    [({}, "may_assign"), ({"state": "returned"}, "may_assign"), ({"state": "confirmed"}, "decided"),
     ({"state": "superseded"}, "decided"), ({"to_holds": frozenset({"esd_staff"})}, "no_grant"),
     ({"to_holds": frozenset()}, "no_grant"), ({"taken_down_by": "staff-2"}, "taken_down"),
     ({"taken_down_by": "staff-2", "kind": "do_not_share"}, "may_assign"), ({"viewer": CONFIRMER}, "not_supervisor"),
     ({"viewer": replace(SUPERVISOR, role="partner")}, "not_supervisor"), ({"now": NOW + 99 * DAY}, "not_supervisor")],
)  # fmt: skip
def test_only_a_supervisor_gives_what_waits_to_somebody_who_may_confirm_it(change, code):
    asked = {"state": "waiting", "kind": "share", "taken_down_by": None, "to": "staff-2", "viewer": SUPERVISOR,
             "to_holds": frozenset({"esd_confirm"}), "now": NOW}  # fmt: skip
    assert waiting.may_assign(**{**asked, **change}).code == code
