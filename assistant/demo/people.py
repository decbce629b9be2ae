"""The invented people of the lived-in region: each made from the seed and their number alone."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from assistant.demo.names import name
from assistant.demo.region import AREAS
from assistant.evidence.identifiers import reference

TWIN_EVERY, SAME_EVERY = 83, 131  # equal in name and birth date to the one before: another person, or kept twice
SERVICES = ("Job search help", "Workshop", "Training referral", "Individual employment plan", "Resume review")
PROGRAMS = ("Basic career services", "Adult", "Dislocated worker services", "Youth")
STREETS = ("Example Lane", "Sample Court", "Invented Road", "Nowhere Street", "Mock Avenue", "Placeholder Way")


@dataclass(frozen=True)
class Invented:
    """One invented job seeker."""

    number: int
    seeker_id: str
    name: str
    born: date
    contact: str
    area: str
    facts: tuple[tuple[str, str, str], ...]


def dice_of(seed: int, what: str, number: int) -> Random:
    """The dice of one thing of the region: the same for the same seed on every machine."""
    return Random(f"{seed}/{what}/{number}")  # noqa: S311  an invented region, no secret


def person(seed: int, number: int, today: date) -> Invented:
    """The invented person of this number; some are minors, twins, or kept twice."""
    dice = dice_of(seed, "person", number)
    twin, same = number % TWIN_EVERY == 1, number % SAME_EVERY == 1
    if number and (twin or same):
        before = person(seed, number - 1, today)
        contact = before.contact if same else _contact(dice, number)
        return Invented(number, _seeker(seed, number), before.name, before.born, contact, before.area, before.facts[:1])
    area, _, counties = dice.choice(AREAS)
    county = dice.choice(counties.split(", "))
    facts = (
        ("RES", "address", f"{dice.randint(1, 999)} {dice.choice(STREETS)}"),
        ("RES", "county", county),
        ("SVC", "services", dice.choice(SERVICES)),
        ("PART", "programs", dice.choice(PROGRAMS)),
    )
    return Invented(number, _seeker(seed, number), name(dice), _born(dice, today), _contact(dice, number), area, facts)


def _born(dice: Random, today: date) -> date:
    """Between 14 and 80 years ago; one in thirty is a minor."""
    years = dice.randint(14, 17) if dice.random() < 1 / 30 else dice.randint(18, 80)
    return today - timedelta(days=years * 365 + dice.randint(5, 360))


def _contact(dice: Random, number: int) -> str:
    kind = dice.random()
    if kind < 0.15:
        return ""
    return f"person{number}@example.invalid" if kind < 0.4 else f"360 555 {dice.randint(100, 199):04d}"


def _seeker(seed: int, number: int) -> str:
    return reference(hashlib.sha256(f"{seed}/seeker/{number}".encode()).digest())
