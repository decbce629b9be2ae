"""A chain tells when it was edited, cut, reordered or mixed with another."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.canonical import sha256_hex
from assistant.evidence.chain import GENESIS, link_hash
from assistant.evidence.verify import Bad, Head, Link, first_bad

CHAIN = "person:p1"


def _chain(length: int, chain: str = CHAIN) -> tuple[list[Link], dict[str, str], Head]:
    links: list[Link] = []
    entries = {f"e{n}": sha256_hex(f"entry {n}") for n in range(1, length + 1)}
    previous = GENESIS
    for number, (entry_id, sha256) in enumerate(entries.items(), start=1):
        hashed = link_hash(previous, sha256, number, chain)
        links.append(Link(chain, number, entry_id, previous, hashed))
        previous = hashed
    return links, entries, Head(chain, length, previous)


@given(st.integers(0, 12))
def test_an_untouched_chain_holds(length: int) -> None:
    assert first_bad(*_chain(length)) is None


def test_a_link_hash_has_this_vector() -> None:
    expected = sha256_hex(f'["{CHAIN}",1,"{GENESIS}","{"a" * 64}"]')
    assert link_hash(GENESIS, "a" * 64, 1, CHAIN) == expected


@pytest.mark.parametrize("at", range(5))
def test_an_edited_entry_is_found_where_it_stands(at: int) -> None:
    links, entries, head = _chain(5)
    entries[f"e{at + 1}"] = sha256_hex("edited")
    assert first_bad(links, entries, head) == Bad(CHAIN, at + 1, "the entry or the link was changed")


@pytest.mark.parametrize("at", range(5))
def test_a_deleted_entry_is_found(at: int) -> None:
    links, entries, head = _chain(5)
    del entries[f"e{at + 1}"]
    assert first_bad(links, entries, head) == Bad(CHAIN, at + 1, "the entry is missing")


@pytest.mark.parametrize("at", range(5))
def test_a_deleted_link_is_found(at: int) -> None:
    links, entries, head = _chain(5)
    del links[at]
    found = first_bad(links, entries, head)
    assert found is not None
    assert found.number == at + 1


def test_a_deleted_link_is_found_although_the_rest_was_numbered_again() -> None:
    links, entries, head = _chain(5)
    del links[2]
    renumbered = [replace(link, number=n) for n, link in enumerate(links, start=1)]
    assert first_bad(renumbered, entries, head) == Bad(CHAIN, 3, "the link does not follow the one before it")


def test_two_links_in_the_wrong_order_are_found() -> None:
    links, entries, head = _chain(5)
    links[1], links[2] = links[2], links[1]
    assert first_bad(links, entries, head) == Bad(CHAIN, 2, "link 3 stands where 2 is due")


def test_two_entries_changed_round_are_found() -> None:
    links, entries, head = _chain(5)
    links[1] = replace(links[1], entry_id="e3")
    links[2] = replace(links[2], entry_id="e2")
    assert first_bad(links, entries, head) == Bad(CHAIN, 2, "the entry or the link was changed")


@pytest.mark.parametrize("kept", range(5))
def test_a_cut_tail_is_found(kept: int) -> None:
    links, entries, head = _chain(5)
    found = first_bad(links[:kept], entries, head)
    assert found == Bad(CHAIN, kept + 1, f"the chain has {kept} links, its head says 5")


def test_a_tail_cut_together_with_the_count_is_found_by_the_hash_of_the_head() -> None:
    links, entries, head = _chain(5)
    found = first_bad(links[:4], entries, replace(head, count=4))
    assert found == Bad(CHAIN, 4, "the chain does not end where its head says")


def test_a_link_beyond_the_head_is_found() -> None:
    links, entries, _ = _chain(5)
    assert first_bad(links, entries, _chain(4)[2]) == Bad(CHAIN, 5, "the chain has 5 links, its head says 4")


def test_a_link_of_another_chain_is_found() -> None:
    links, entries, head = _chain(3)
    links[1] = _chain(3, "person:p2")[0][1]
    assert first_bad(links, entries, head) == Bad(CHAIN, 2, "the link belongs to person:p2")


def test_the_same_entries_in_another_chain_have_other_hashes() -> None:
    assert _chain(3)[2].sha256 != _chain(3, "person:p2")[2].sha256
