"""Turn tokens: what was signed comes back, everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.token import TokenRefused, TurnToken, read, sign

KEY = b"k" * 32
TEXT = "ab" * 32


def test_what_was_signed_is_read_back() -> None:
    token = sign(KEY, "c1", 3, TEXT, 1_700_000_000_000)
    assert read(KEY, token, "c1") == TurnToken(3, TEXT, 1_700_000_000_000)


def _forgeries() -> dict[str, str]:
    token = sign(KEY, "c1", 3, TEXT, 5)
    return {
        "another number": token.replace("v1.3.", "v1.4.", 1),
        "another text": token.replace(TEXT, "cd" * 32),
        "another time": token.replace(".5.", ".6.", 1),
        "another key": sign(b"x" * 32, "c1", 3, TEXT, 5),
        "another conversation": sign(KEY, "c2", 3, TEXT, 5),
        "a moved boundary": sign(KEY, "c1\0v1", 3, TEXT, 5),
        "no seal": token.rpartition(".")[0],
        "a seal in capitals": token[:-64] + token[-64:].upper(),
        "a longer seal": token + "0",
        "a line after it": token + "\n",
        "a leading zero": token.replace("v1.3.", "v1.03.", 1),
        "foreign digits": token.replace("v1.3.", "v1.٣.", 1),
        "a letter outside ASCII": token[:-1] + "é",
        "another version": token.replace("v1", "v2", 1),
        "nothing": "",
    }


@pytest.mark.parametrize("name", _forgeries())
def test_a_token_is_refused_with(name: str) -> None:
    with pytest.raises(TokenRefused):
        read(KEY, _forgeries()[name], "c1")


@given(st.integers(0), st.characters())
def test_no_single_character_can_be_changed(at: int, char: str) -> None:
    token = sign(KEY, "c1", 3, TEXT, 5)
    at %= len(token)
    changed = token[:at] + char + token[at + 1 :]
    if changed != token:
        with pytest.raises(TokenRefused):
            read(KEY, changed, "c1")


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with pytest.raises(TokenRefused):
        read(KEY, text, "c1")
