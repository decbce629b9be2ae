"""Reading grade of English (Flesch-Kincaid): a floor, not a proof of being understood (UX 0.10)."""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one."""
    found = [piece.strip() for line in text.splitlines() for piece in re.split(r"(?<=[.!?])\s+", line)]
    return [piece for piece in found if _WORD.search(piece)]


def longest_sentence(text: str) -> int:
    """How many words the longest sentence has."""
    return max((len(_WORD.findall(each)) for each in sentences(text)), default=0)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    found = _WORD.findall(text)
    syllables = sum(_syllables(word.lower()) for word in found)
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * syllables / len(found) - 15.59


def _syllables(word: str) -> int:
    counted = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and counted > 1:
        counted -= 1
    return max(counted, 1)
