"""Likely candidates: records under whose keyed likenesses a name and birth date, not equal, is found as well."""

import unicodedata
from datetime import date

from sqlalchemy import select

from assistant.store.db import Reading, Writing
from assistant.store.keys import Keys
from assistant.store.tables import LikelyIndex, Person

ALIKE = {
    "folded": "same name but for accents, punctuation or order, same birth date",
    "swapped": "same name, day and month swapped",
    "sound": "last name sounds alike, same birth date",
    "year": "same name and year of birth",
}
MOST = 8
# Soundex: letters of one group sound alike; vowels part two of a group, h and w do not.
_GROUPS = {letter: str(n) for n, group in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for letter in group}


def likenesses(keys: Keys, name: str, birth_date: date) -> dict[str, str]:
    """Each likeness of a name and birth date as its keyed index."""
    folded = fold(name)
    swapped = f"{birth_date.year:04d}-{birth_date.day:02d}-{birth_date.month:02d}"
    return {
        keys.likeness("folded", folded, birth_date.isoformat()): "folded",
        keys.likeness("folded", folded, swapped): "swapped",
        keys.likeness("sound", sound(name), birth_date.isoformat()): "sound",
        keys.likeness("year", folded, str(birth_date.year)): "year",
    }


def keep(w: Writing, keys: Keys, person_id: str, name: str, birth_date: date) -> None:
    """Keep the likenesses of a new person; a swapped date is looked for, never kept."""
    found = likenesses(keys, name, birth_date)
    w.session.add_all(
        LikelyIndex(person_id=person_id, likeness=index) for index, kind in found.items() if kind != "swapped"
    )


def candidates(r: Reading, keys: Keys, name: str, birth_date: date, but: str) -> list[tuple[Person, str]]:
    """The records that are alike but not equal, each with in what, the closest likeness first."""
    wanted = likenesses(keys, name, birth_date)
    query = select(Person, LikelyIndex.likeness).join(LikelyIndex, LikelyIndex.person_id == Person.id)
    query = query.where(LikelyIndex.likeness.in_(sorted(wanted)), Person.match_index != but).order_by(Person.id)
    order = list(ALIKE)
    best: dict[str, tuple[int, Person]] = {}
    for person, index in r.session.execute(query.limit(4 * MOST)):
        place = order.index(wanted[index])
        if person.id not in best or place < best[person.id][0]:
            best[person.id] = (place, person)
    ranked = sorted(best.values(), key=lambda each: (each[0], each[1].id))
    return [(person, ALIKE[order[place]]) for place, person in ranked[:MOST]]


def fold(name: str) -> str:
    """A name without accents, punctuation, case and the order of its words."""
    return " ".join(sorted(_words(name)))


def sound(name: str) -> str:
    """The Soundex of the last word of a name; a name without Latin letters sounds like itself."""
    words = _words(name)
    last = words[-1] if words else ""
    if not last.isascii() or not last:
        return last
    code, before = last[0], _GROUPS.get(last[0], "")
    for letter in last[1:]:
        group = _GROUPS.get(letter, "")
        if group and group != before:
            code += group
        if letter not in "hw":
            before = group
    return (code + "000")[:4]


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain).split()
