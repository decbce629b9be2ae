"""Identifiers ordered by time, and references that people can read aloud."""

# Crockford's base 32: no I, L, O or U, so that nothing is mistaken for 1, 0 or V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_HEARD_AS = str.maketrans("ILO", "110")


def time_ordered(ms: int, random10: bytes) -> str:
    """A UUID version 7 as 32 hexadecimal digits from milliseconds and ten random bytes (RFC 9562, 5.7)."""
    if not 0 <= ms < 1 << 48:
        raise ValueError("the time does not fit in 48 bits")
    if len(random10) != 10:
        raise ValueError("ten random bytes are needed")
    random = int.from_bytes(random10, "big")
    random_a, random_b = random >> 68, random & ((1 << 62) - 1)
    return f"{(ms << 80) | (7 << 76) | (random_a << 64) | (2 << 62) | random_b:032x}"


def reference(random: bytes) -> str:
    """A reference of eight characters from at least five random bytes; it finds a request and grants nothing."""
    if len(random) < 5:
        raise ValueError("at least five random bytes are needed")
    bits = int.from_bytes(random[:5], "big")
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))


def shown(code: str) -> str:
    """A reference as printed and spoken: 7KQ4-M2XD."""
    return f"{code[:4]}-{code[4:]}"


def normalise(typed: str) -> str | None:
    """What a person typed as a reference, or None when it cannot be one; I and L are read as 1, O as 0."""
    # Length first: the work must not grow with what a stranger sends.
    if len(typed) > 40:
        return None
    code = "".join(each for each in typed if not each.isspace() and each not in "-–—.").upper().translate(_HEARD_AS)
    return code if len(code) == LENGTH and all(each in ALPHABET for each in code) else None
