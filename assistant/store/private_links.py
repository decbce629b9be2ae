"""Private links: of each only the hash of its secret, one in force a conversation, revoked but never removed."""

from datetime import datetime

from sqlalchemy import select

from assistant.evidence.canonical import sha256_hex
from assistant.store import ledger, rows, turns
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import PersonKey, PrivateLink
from assistant.store.turns import ConversationRow


def make(w: Writing, conversation_id: str, secret: str, now: datetime) -> PrivateLink:
    """Keep a new link in the place of any earlier one, with its entry."""
    earlier = select(PrivateLink).where(
        PrivateLink.conversation_id == conversation_id, PrivateLink.revoked_at.is_(None)
    )
    for each in w.session.scalars(earlier.with_for_update()).all():
        each.revoked_at = now
        w.session.flush()
        rows.note(w, each, "private_link_state")
    row = PrivateLink(
        id=new_id(now), conversation_id=conversation_id, secret_sha256=sha256_hex(secret), made_at=now
    )  # fmt: skip
    rows.keep(w, row, "private_link", "private_link_state")
    ledger.append(w, "private_link_made", {"link": row.id}, (turns.chain_of(conversation_id),), now)
    return row


def find(r: Reading, secret: str) -> tuple[PrivateLink, ConversationRow] | None:
    """The link of this secret with its conversation; none for one that is unknown, revoked or ended."""
    row = r.session.scalar(select(PrivateLink).where(PrivateLink.secret_sha256 == sha256_hex(secret)))
    if row is None or row.revoked_at is not None:
        return None
    conversation = turns.find(r, row.conversation_id)
    return (row, conversation) if conversation else None


def key_is_gone(r: Reading, person_key_id: str) -> bool:
    """Whether the key of who was named was destroyed: they were erased, and their link with them."""
    key = r.session.get(PersonKey, person_key_id)
    return key is None or key.wrapped is None
