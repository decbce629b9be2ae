"""Patterns of access that an auditor looks for, per member of staff and month, without saying who it is (DOMAIN 8)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

PLACE = ZoneInfo("America/Los_Angeles")
OPENS, CLOSES = 7, 18  # office hours, Monday to Friday
# A closed list, so that no free words about anybody stand in the ledger.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "repeated_looks": "The same record was looked at again and again",
        "outside_hours": "Looks outside office hours",
        "names_in_a_row": "Names tried one after another",
        "complaint": "A person complained, or asked who looked",
        "incident": "An incident is being handled",
        "sample": "Drawn as a sample",
    }
)


@dataclass(frozen=True)
class SearchFact:
    """One search: by whom, how, when, and whether a record was shown for it."""

    by_whom: str
    by: str
    at: datetime
    found: bool


@dataclass(frozen=True)
class LookFact:
    """One sight of one record."""

    by_whom: str
    record: str
    at: datetime
    by_search: bool = True


@dataclass(frozen=True)
class Pattern:
    """What one member of staff, or one organisation, did in a month, in numbers."""

    searches: int = 0
    found: int = 0
    looks: int = 0
    outside_hours: int = 0
    most_looks_at_one: int = 0
    names_in_a_row: int = 0  # the longest run of searches by name with no result

    @property
    def not_found_share(self) -> int:
        """How many of a hundred searches showed no record."""
        return round(100 * (self.searches - self.found) / self.searches) if self.searches else 0


def outside_hours(at: datetime) -> bool:
    """Whether this moment lies outside office hours where WorkSource is."""
    there = at.astimezone(PLACE)
    return there.weekday() >= 5 or not OPENS <= there.hour < CLOSES


def patterns(searches: Iterable[SearchFact], looks: Iterable[LookFact]) -> dict[str, Pattern]:
    """The pattern of each member of staff; the searches come in the order of time."""
    asked: dict[str, list[SearchFact]] = {}
    seen: dict[str, list[LookFact]] = {}
    for search in searches:
        asked.setdefault(search.by_whom, []).append(search)
    for look in looks:
        seen.setdefault(look.by_whom, []).append(look)
    return {each: _of(asked.get(each, []), seen.get(each, [])) for each in sorted(asked.keys() | seen.keys())}


def together(all_of: Iterable[Pattern]) -> Pattern:
    """The pattern of an organisation: sums, and the highest of what is counted one by one."""
    those = list(all_of)
    return Pattern(
        sum(each.searches for each in those),
        sum(each.found for each in those),
        sum(each.looks for each in those),
        sum(each.outside_hours for each in those),
        max((each.most_looks_at_one for each in those), default=0),
        max((each.names_in_a_row for each in those), default=0),
    )


def may_show_who(reason: str) -> Ruling:
    """Whether it may be shown who a pseudonym stands for: never without a reason, which is recorded first."""
    if reason not in REASONS:
        return refused("Choose why you need to know who this is.", (cite.RECORDED,), "no_reason")
    return allowed("A reason was given, and is recorded.", (cite.RECORDED,), "may_show_who")


def _of(searches: list[SearchFact], looks: list[LookFact]) -> Pattern:
    moments = [each.at for each in searches] + [each.at for each in looks if not each.by_search]
    return Pattern(
        searches=len(searches),
        found=sum(each.found for each in searches),
        looks=len(looks),
        outside_hours=sum(outside_hours(each) for each in moments),
        most_looks_at_one=max(Counter(each.record for each in looks).values(), default=0),
        names_in_a_row=_longest_run(searches),
    )


def _longest_run(searches: list[SearchFact]) -> int:
    longest = run = 0
    for each in searches:
        run = run + 1 if each.by == "name_birth" and not each.found else 0
        longest = max(longest, run)
    return longest
