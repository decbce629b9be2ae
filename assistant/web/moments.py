"""Moments as the desk shows them: American dates, Pacific time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

PACIFIC = ZoneInfo("America/Los_Angeles")
OLDEST, LATEST = 1990, 2200  # years that a date field may name


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


def on(at: datetime) -> str:
    """The day of a moment, in Pacific time."""
    return day(at.astimezone(PACIFIC).date())


def through(end: datetime) -> str:
    """The last day before an end, which itself no longer counts."""
    return on(end - timedelta(milliseconds=1))


def begins(text: str) -> datetime | None:
    """The first moment of a day as a date field sends it, in Pacific time; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(found, time(), PACIFIC) if OLDEST <= found.year <= LATEST else None


def ends(text: str) -> datetime | None:
    """The first moment after a day as a date field sends it, in Pacific time; None for anything else."""
    found = begins(text)
    return None if found is None else datetime.combine(found.date() + timedelta(days=1), time(), PACIFIC)


def date_field(at: datetime) -> str:
    """The day of a moment as a date field holds it."""
    return at.astimezone(PACIFIC).date().isoformat()


def last_field(end: datetime) -> str:
    """The last day before an end as a date field holds it."""
    return date_field(end - timedelta(milliseconds=1))


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
