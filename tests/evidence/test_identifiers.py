"""Identifiers follow time; references survive being read aloud and typed."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.identifiers import ALPHABET, normalise, reference, shown, time_ordered

MS = st.integers(0, (1 << 48) - 1)
TEN = st.binary(min_size=10, max_size=10)


def test_the_example_of_rfc_9562_comes_out() -> None:
    random = ((0xCC3 << 68) | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert time_ordered(0x017F22E279B0, random) == "017f22e279b07cc398c4dc0c0c07398f"


@given(MS, TEN)
def test_every_identifier_is_a_uuid_of_version_7(ms: int, random: bytes) -> None:
    made = uuid.UUID(time_ordered(ms, random))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, ms)


@given(MS, MS, TEN, TEN)
def test_a_later_identifier_sorts_later(one: int, two: int, first: bytes, second: bytes) -> None:
    if one < two:
        assert time_ordered(one, first) < time_ordered(two, second)


@pytest.mark.parametrize(("ms", "size"), [(-1, 10), (1 << 48, 10), (0, 9), (0, 11)])
def test_a_time_or_randomness_of_the_wrong_size_is_refused(ms: int, size: int) -> None:
    with pytest.raises(ValueError, match="48 bits|ten random"):
        time_ordered(ms, bytes(size))


@given(st.binary(min_size=5, max_size=12))
def test_a_reference_is_found_again_as_it_is_shown(random: bytes) -> None:
    code = reference(random)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert normalise(shown(code)) == normalise(code.lower()) == code


def test_forty_random_bits_fill_a_reference_from_the_left() -> None:
    assert reference(b"\x00\x00\x00\x00\x1f") == "0000000Z"
    assert reference(b"\xf8\x00\x00\x00\x00") == "Z0000000"


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="five random"):
        reference(bytes(4))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7KQ4-M2XD", "7KQ4M2XD"),
        (" 7kq4 m2xd\n", "7KQ4M2XD"),
        ("7KQ4–M2XD.", "7KQ4M2XD"),
        ("oil0-OIL0", "01100110"),
        ("7KQ4-M2X", None),
        ("7KQ4-M2XDD", None),
        ("7KQ4-M2XU", None),
        ("", None),
        ("7KQ4M2XD" + " " * 40, None),
    ],
)
def test_what_a_person_types_is_read_kindly_or_not_at_all(typed: str, read: str | None) -> None:
    assert normalise(typed) == read
