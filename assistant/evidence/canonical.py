"""One value, one sequence of bytes: what is hashed must not depend on who writes it down."""

import hashlib
import json
from collections.abc import Iterable

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_CLEAR = frozenset({str, int, bool, type(None)})


def canonical(value: object) -> bytes:
    """The value as JSON in UTF-8, keys sorted, no spaces, no floats (a float has more than one spelling)."""
    _refuse_unclear(value)
    return _ENCODER.encode(value).encode()


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
