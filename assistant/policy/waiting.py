"""What waits too long, counted in working days, and to whom a supervisor may give it (DOMAIN 8)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

PLACE = ZoneInfo("America/Los_Angeles")
LATE, URGENT = 2, 5  # working days: Mondays to Fridays
DAY = timedelta(days=1)
_CITES = (cite.POLICY_ESD_ONLY,)


def days_before(now: datetime, days: int) -> datetime:
    """The moment that lies so many working days before now: what was opened by then has waited as long, or longer."""
    local = _at_work(now)
    for _ in range(days):
        local -= DAY
        while local.weekday() > 4:
            local -= DAY
    return local.replace(tzinfo=PLACE).astimezone(now.tzinfo)


def waited(since: datetime, now: datetime) -> int:
    """How many whole working days something has waited; the clock stands still from Friday's end to Monday."""
    first, last = _at_work(since), _at_work(now)
    between = (last.date() - first.date()).days
    days = sum((first.date() + number * DAY).weekday() < 5 for number in range(1, between + 1))
    return max(days - (last.time() < first.time()), 0)


def may_assign(
    state: str, kind: str, taken_down_by: str | None, to: str, to_holds: frozenset[str], viewer: Viewer, now: datetime
) -> Ruling:
    """Whether a supervisor may give this request to this person, who decides it like any other."""
    if viewer.role != "esd" or not grants.holds(viewer.grants, viewer.staff_id, roles.SUPERVISOR, now):
        return refused("Only a supervisor assigns requests.", _CITES, "not_supervisor")
    if state not in ("waiting", "returned"):
        return refused("The request was decided. There is nothing left to assign.", _CITES, "decided")
    if roles.CONFIRM not in to_holds:
        return refused("Choose somebody who may confirm requests now.", _CITES, "no_grant")
    if kind == "share" and to == taken_down_by:
        words = "Whoever took a share down never confirms it. Choose somebody else."
        return refused(words, (*_CITES, cite.TWO_PEOPLE), "taken_down")
    return allowed("The request may be given to this person.", _CITES, "may_assign")


def _at_work(moment: datetime) -> datetime:
    """Local wall time; on a weekend, the beginning of Monday."""
    local = moment.astimezone(PLACE).replace(tzinfo=None)
    ahead = 7 - local.weekday()
    return datetime.combine(local.date() + ahead * DAY, time()) if ahead < 3 else local
