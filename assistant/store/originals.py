"""The letter, e-mail or note of a call by which an objection came, sealed under the key of who it names."""

from datetime import datetime

from sqlalchemy import select

from assistant.evidence.canonical import sha256_hex
from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.keys import Keys
from assistant.store.tables import Original


def keep(
    w: Writing, keys: Keys, objection_id: str, person_key_id: str, media_type: str, body: bytes, now: datetime
) -> Original:
    """Keep an original as it came; a ledger entry must follow."""
    row_id = new_id(now)
    sealed = keys.seal_bytes(keys.load(w, person_key_id), body, "original", "body_sealed", row_id)
    row = Original(
        id=row_id, objection_id=objection_id, person_key_id=person_key_id, media_type=media_type, body_sealed=sealed,
        sha256=sha256_hex(body), kept_at=now,
    )  # fmt: skip
    rows.keep(w, row, "original")
    return row


def of_objection(r: Reading, objection_id: str) -> list[tuple[str, str]]:
    """The originals of an objection, oldest first: id and media type, unopened."""
    query = select(Original.id, Original.media_type).where(Original.objection_id == objection_id)
    return [(each.id, each.media_type) for each in r.session.execute(query.order_by(Original.kept_at, Original.id))]


def open_(r: Reading, keys: Keys, original_id: str, objection_id: str) -> tuple[str, bytes] | None:
    """Media type and bytes of an original of this objection. Raises KeyGone."""
    row = r.session.get(Original, original_id)
    if row is None or row.objection_id != objection_id:
        return None
    key = keys.load(r, row.person_key_id)
    return row.media_type, keys.open_bytes(key, row.body_sealed, "original", "body_sealed", row.id)
