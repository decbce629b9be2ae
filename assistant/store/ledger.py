"""Append to the ledger: one entry an act, linked into every chain it concerns, heads locked in order (DESIGN 6)."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assistant.evidence.canonical import canonical, sha256_hex
from assistant.evidence.chain import GENESIS, link_hash
from assistant.store.base import millis
from assistant.store.db import Reading, Writing, new_id
from assistant.store.sql import adapted

_ENTRY = adapted("insert into ledger_entry (id, kind, body, sha256, at) values (?, ?, ?, ?, ?)")
_LINK = adapted("insert into ledger_link (chain, number, entry_id, previous_sha256, sha256) values (?, ?, ?, ?, ?)")
_NEWEST = adapted(
    "select e.body from ledger_link l join ledger_entry e on e.id = l.entry_id where l.chain = ? and e.kind = ? "
    "order by l.number desc limit 1"
)
_HEAD = {
    "sqlite": "select count, sha256 from ledger_head where chain = ?",
    "postgresql": "select count, sha256 from ledger_head where chain = %s for update",
}
_NEW_HEAD = {
    "sqlite": "insert into ledger_head (chain, count, sha256) values (?, 0, ?)",
    "postgresql": "insert into ledger_head (chain, count, sha256) values (%s, 0, %s) on conflict do nothing",
}
_GROW = adapted("update ledger_head set count = ?, sha256 = ? where chain = ? and count = ?")


def entry_sha256(entry_id: str, kind: str, body: str, at_ms: int) -> str:
    """The hash of an entry over everything it holds."""
    return sha256_hex(canonical([entry_id, kind, body, at_ms]))


def append(w: Writing, kind: str, body: Mapping[str, Any], chains: Iterable[str], now: datetime) -> str:
    """Append one entry to these chains; it commits to the digest of every row noted since the last one."""
    said = {**body, "rows": [list(part) for part in sorted(w.parts)]}
    text = canonical(said).decode()
    entry_id = new_id(now)
    at = millis(now)
    sha256 = entry_sha256(entry_id, kind, text, at)
    w.driver.execute(_ENTRY[w.dialect], (entry_id, kind, text, sha256, at))
    names = sorted(set(chains))
    if not names:
        raise ValueError(f"the entry {kind} concerns nobody: name at least one chain")
    for chain in names:
        _link(w, chain, entry_id, sha256)
    w.ledgered()
    return entry_id


def newest(r: Reading, chain: str, kind: str) -> dict[str, Any]:
    """What the newest entry of this kind in a chain says; nothing when there is none."""
    row = r.driver.execute(_NEWEST["sqlite" if r.dialect == "sqlite" else "postgresql"], (chain, kind)).fetchone()
    return {} if row is None else dict(json.loads(row[0]))


def head(r: Reading, chain: str) -> tuple[int, str]:
    """How long a chain is and where it ends; a chain that is not there yet ends at its beginning."""
    row = r.driver.execute(_HEAD["sqlite" if r.dialect == "sqlite" else "postgresql"], (chain,)).fetchone()
    return (0, GENESIS) if row is None else (row[0], row[1])


def _link(w: Writing, chain: str, entry_id: str, sha256: str) -> None:
    select = _HEAD[w.dialect]
    row = w.driver.execute(select, (chain,)).fetchone()
    if row is None:
        w.driver.execute(_NEW_HEAD[w.dialect], (chain, GENESIS))
        row = w.driver.execute(select, (chain,)).fetchone()
    count, previous = row
    hashed = link_hash(previous, sha256, count + 1, chain)
    w.driver.execute(_LINK[w.dialect], (chain, count + 1, entry_id, previous, hashed))
    if w.driver.execute(_GROW[w.dialect], (count + 1, hashed, chain, count)).rowcount != 1:
        raise RuntimeError(f"the head of {chain} moved under its lock")
