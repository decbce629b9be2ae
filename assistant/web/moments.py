"""Moments as the desk shows them: American dates, Pacific time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

PACIFIC = ZoneInfo("America/Los_Angeles")


def long(at: datetime) -> str:
    """A moment in full, like November 3, 2026, 10:15 AM Pacific."""
    words = format_datetime(at.astimezone(PACIFIC), "MMMM d, y, h:mm a", locale="en_US")
    return words.replace("\u202f", " ") + " Pacific"


def typed(text: str) -> datetime | None:
    """A moment as a date-and-time field sends it, in Pacific time; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=PACIFIC)


def field(at: datetime) -> str:
    """A moment as a date-and-time field holds it."""
    return at.astimezone(PACIFIC).strftime("%Y-%m-%dT%H:%M")


def clock(at: datetime) -> str:
    """The time of day with seconds."""
    return format_datetime(at.astimezone(PACIFIC), "h:mm:ss a", locale="en_US").replace("\u202f", " ")


def day(of: date) -> str:
    """A date in full."""
    return format_date(of, "long", locale="en_US")


def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in words."""
    age: timedelta = now - since
    if age.days:
        return f"{age.days} day{'s' if age.days > 1 else ''}"
    hours, minutes = age.seconds // 3600, age.seconds % 3600 // 60
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
