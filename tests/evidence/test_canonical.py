"""Canonical bytes: one value, one spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.canonical import canonical, sha256_hex

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ("José", '"José"'.encode()),
        ((1, 2), b"[1,2]"),
        ({}, b"{}"),
        ('"\n', b'"\\"\\n"'),
    ],
)
def test_a_value_has_these_bytes(value: object, expected: bytes) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), b"x", {"a": [0.5]}, {1: "a"}, {"a": {None: 1}}, {1, 2}, object(), 2**64]
)
def test_a_value_with_more_than_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(st.dictionaries(TEXT, VALUES))
def test_the_order_of_keys_changes_nothing(value: dict[str, object]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


@given(VALUES)
def test_the_bytes_are_those_that_pythons_own_json_writes(value: object) -> None:
    own = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == own.encode()


@pytest.mark.parametrize("given", ["abc", b"abc"])
def test_sha_256_of_text_and_of_its_bytes_are_the_published_vector(given: bytes | str) -> None:
    assert sha256_hex(given) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
