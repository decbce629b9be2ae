"""The signed turn token: which page was shown, in which conversation, and when it was made (DESIGN 5)."""

import hmac
import re
from dataclasses import dataclass

_SHAPE = re.compile(r"v1\.([1-9][0-9]{0,8})\.([0-9a-f]{64})\.(0|[1-9][0-9]{0,14})\.([0-9a-f]{64})", re.ASCII)


class TokenRefused(Exception):
    """The token was not made by us for this conversation."""


@dataclass(frozen=True)
class TurnToken:
    """What the page said about itself when it was made."""

    number: int
    text_sha256: str
    made_at_ms: int


def sign(key: bytes, conversation_id: str, number: int, text_sha256: str, made_at_ms: int) -> str:
    """The token of one page."""
    said = f"v1.{number}.{text_sha256}.{made_at_ms}"
    return f"{said}.{_seal(key, conversation_id, said)}"


def read(key: bytes, token: str, conversation_id: str) -> TurnToken:
    """What a token says, or TokenRefused when it is malformed, altered or of another conversation."""
    match = _SHAPE.fullmatch(token)
    if match is None:
        raise TokenRefused("malformed")
    number, text_sha256, made_at_ms, seal = match.groups()
    if not hmac.compare_digest(seal, _seal(key, conversation_id, token.rpartition(".")[0])):
        raise TokenRefused("not ours")
    return TurnToken(int(number), text_sha256, int(made_at_ms))


def _seal(key: bytes, conversation_id: str, said: str) -> str:
    # The zero byte cannot be in an identifier: where one part ends is never in doubt.
    return hmac.digest(key, b"turn\0" + conversation_id.encode() + b"\0" + said.encode(), "sha256").hex()
