"""A chain: each link commits to the one before it, to its entry, to its number and to whose chain it is (DESIGN 6)."""

from assistant.evidence.canonical import canonical, sha256_hex

GENESIS = "0" * 64


def link_hash(previous: str, entry_sha256: str, number: int, chain: str) -> str:
    """The hash of one link; the first link, number 1, follows GENESIS."""
    return sha256_hex(canonical([chain, number, previous, entry_sha256]))
