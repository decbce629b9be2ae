"""One value, one sequence of bytes: what is hashed must not depend on who writes it down."""

import hashlib
import json

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
    if type(value) in _CLEAR or isinstance(value, str | int):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):  # json would spell 1 and "1" alike
                raise TypeError(f"a key must be text, not {type(key).__name__}")
            _refuse_unclear(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_unclear(inner)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form")
