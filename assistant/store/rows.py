"""Insert or change a row and hand its digest to the ledger entry that must follow."""

from assistant.store import digests
from assistant.store.base import Base
from assistant.store.db import Writing


def keep(w: Writing, row: Base, *parts: str) -> None:
    """Insert this row and note its digests."""
    w.add(row)
    note(w, row, *parts)


def note(w: Writing, row: Base, *parts: str) -> None:
    """Note the digests of a row as it now stands."""
    for name in parts:
        row_id, version, digest = digests.of_row(name, row)
        w.part(name, row_id, digest, version)
