"""The ledger: one entry an act, linked into the chain of everything it concerns (DESIGN 6)."""

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import ONE_TREE, Base, Id, When


class LedgerEntry(Base):
    """What was done, as canonical JSON without personal data; append-only."""

    __tablename__ = "ledger_entry"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[When]


class LedgerLink(Base):
    """The place of an entry in one chain (conversation:…, person:…, staff:…); append-only."""

    __tablename__ = "ledger_link"
    chain: Mapped[str] = mapped_column(String(48), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    # Not indexed: entries are never deleted and always looked up from their chains; an index would cost every turn.
    entry_id: Mapped[str] = mapped_column(ForeignKey("ledger_entry.id"))
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    __table_args__ = (ONE_TREE,)


class LedgerHead(Base):
    """How long a chain is and where it ends, so that a cut tail shows."""

    __tablename__ = "ledger_head"
    chain: Mapped[str] = mapped_column(String(48), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    __table_args__ = (ONE_TREE,)


class LedgerLeaf(Base):
    """The place of a committed entry in the log over all chains, given by the checkpointer (bookkeeping)."""

    __tablename__ = "ledger_leaf"
    leaf_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
