"""One value, one sequence of bytes: what is hashed must not depend on who writes it down."""

import hashlib
from collections.abc import Iterable

import orjson

_CLEAR = frozenset({str, int, bool, type(None)})


def canonical(value: object) -> bytes:
    """The value as JSON in UTF-8, keys sorted, no spaces, no floats (a float has more than one spelling).

    Raises TypeError for what has no one spelling, and for a whole number of more than 64 bits.
    """
    _refuse_unclear(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sha256_hex(data: bytes | str) -> str:
    """The SHA-256 of bytes, or of a text as UTF-8, in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _refuse_unclear(value: object) -> None:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):  # json would spell 1 and "1" alike
                raise TypeError(f"a key must be text, not {type(key).__name__}")
        inner: Iterable[object] = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    elif value is None or isinstance(value, str | int):
        return
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form")
    for each in inner:
        if type(each) not in _CLEAR:
            _refuse_unclear(each)
