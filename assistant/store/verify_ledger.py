"""Walk the whole ledger and the rows it commits to, and name the first thing that is not as it was kept."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.evidence import verify as chains
from assistant.store.db import Database, Reading
from assistant.store.ledger import entry_sha256
from assistant.store.verify_rows import faults_of_rows


@dataclass(frozen=True)
class Verdict:
    """How many entries there are, whether all is whole, and the first fault in a sentence."""

    entries: int
    ok: bool
    first_bad: str | None


def verify(database: Database) -> Verdict:
    """Recompute every entry, link and head, and the digest of every row that entries commit to."""
    with database.reading() as r:
        entries = {
            row[0]: row[1:]
            for row in r.driver.execute("select id, kind, body, sha256, at from ledger_entry order by id").fetchall()
        }
        first = next(_faults(r, entries), None)
    return Verdict(len(entries), first is None, first)


def _faults(r: Reading, entries: dict[str, Any]) -> Iterator[str]:
    yield from _edited(entries)
    yield from _chains(r, entries)
    yield from faults_of_rows(r, [json.loads(body)["rows"] for _, body, _, _ in entries.values()])


def _edited(entries: dict[str, Any]) -> Iterator[str]:
    for entry_id, (kind, body, sha256, at) in entries.items():
        if entry_sha256(entry_id, kind, body, at) != sha256:
            yield f"entry {entry_id} was edited"


def _chains(r: Reading, entries: dict[str, Any]) -> Iterator[str]:
    links: dict[str, list[chains.Link]] = defaultdict(list)
    for row in r.driver.execute(
        "select chain, number, entry_id, previous_sha256, sha256 from ledger_link order by chain, number"
    ).fetchall():
        links[row[0]].append(chains.Link(*row))
    heads = {
        row[0]: chains.Head(*row)
        for row in r.driver.execute("select chain, count, sha256 from ledger_head order by chain").fetchall()
    }
    shas = {entry_id: entry[2] for entry_id, entry in entries.items()}
    for chain in sorted(links.keys() | heads.keys()):
        if chain not in heads:
            yield f"the head of {chain} is missing"
            continue
        bad = chains.first_bad(links[chain], shas, heads[chain])
        if bad is not None:
            yield f"link {bad.number} of {bad.chain}: {bad.what}"
    linked = {link.entry_id for chain in links.values() for link in chain}
    yield from (f"entry {entry_id} stands in no chain" for entry_id in entries if entry_id not in linked)
