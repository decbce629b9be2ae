"""Check a chain from its rows alone: edits, deletions, reordering and cut tails are named (DESIGN P10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence.chain import GENESIS, link_hash


@dataclass(frozen=True)
class Link:
    """One row of a chain as it is stored."""

    chain: str
    number: int
    entry_id: str
    previous_sha256: str
    sha256: str


@dataclass(frozen=True)
class Head:
    """How long a chain says that it is, and where it ends."""

    chain: str
    count: int
    sha256: str


@dataclass(frozen=True)
class Bad:
    """The first place where a chain does not hold, in words."""

    chain: str
    number: int
    what: str


def first_bad(links: Sequence[Link], entries: Mapping[str, str], head: Head) -> Bad | None:
    """The first fault of one chain, its links in stored order; entries gives each entry's recomputed SHA-256."""
    previous = GENESIS
    for number, link in enumerate(links, start=1):
        what = _fault(link, number, previous, entries, head.chain)
        if what:
            return Bad(head.chain, number, what)
        previous = link.sha256
    if len(links) != head.count:
        number = min(len(links), head.count) + 1
        return Bad(head.chain, number, f"the chain has {len(links)} links, its head says {head.count}")
    if previous != head.sha256:
        return Bad(head.chain, head.count, "the chain does not end where its head says")
    return None


def _fault(link: Link, number: int, previous: str, entries: Mapping[str, str], chain: str) -> str:
    if link.chain != chain:
        return f"the link belongs to {link.chain}"
    if link.number != number:
        return f"link {link.number} stands where {number} is due"
    if link.previous_sha256 != previous:
        return "the link does not follow the one before it"
    if link.entry_id not in entries:
        return "the entry is missing"
    if link.sha256 != link_hash(previous, entries[link.entry_id], number, chain):
        return "the entry or the link was changed"
    return ""
