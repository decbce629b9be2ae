"""The conversation as evidence: append-only turns, told elements, choices, objections and typed identities."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import ONE_TREE, Base, Id, MaybeWhen, When


class Conversation(Base):
    """One notification of one person; its id is time-ordered so that the table can be partitioned later."""

    __tablename__ = "conversation"
    id: Mapped[Id]
    flow_version_id: Mapped[str] = mapped_column(ForeignKey("flow_version.id"), index=True)
    notice_version_id: Mapped[str | None] = mapped_column(ForeignKey("notice_version.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))  # kiosk | web | assisted
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    owner_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the secret in the person's cookie
    assisted_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    turns: Mapped[int] = mapped_column(Integer)  # number of the last turn
    standing: Mapped[str] = mapped_column(Text)  # canonical JSON of conversation.engine.Standing after that turn
    began_at: Mapped[When]
    last_at: Mapped[When]
    ended_at: Mapped[MaybeWhen]
    __table_args__ = (CheckConstraint("channel in ('kiosk','web','assisted')", name="channel"),)


class Turn(Base):
    """One accepted answer or event; (conversation, number) unique is exactly-once on any database."""

    __tablename__ = "turn"
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    event: Mapped[str] = mapped_column(String(16))  # begin answer object back change language stop pause resume
    step: Mapped[str] = mapped_column(String(40))  # the step that was on screen
    answer: Mapped[str] = mapped_column(String(40))
    next_step: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(16))
    text_sha256: Mapped[str] = mapped_column(String(64))  # of the whole page of words shown
    by: Mapped[str] = mapped_column(String(16))  # person | staff | interpreter
    method: Mapped[str] = mapped_column(String(16))  # read | read_aloud | staff_attested
    token_sha256: Mapped[str] = mapped_column(String(64))
    payload_sha256: Mapped[str] = mapped_column(String(64))  # of what was posted: tells a replay from a conflict
    shown_at: Mapped[When]
    answered_at: Mapped[When]
    __table_args__ = (
        CheckConstraint("by in ('person','staff','interpreter')", name="by"),
        CheckConstraint("method in ('read','read_aloud','staff_attested')", name="method"),
        ONE_TREE,
    )


def turn_key() -> ForeignKeyConstraint:
    """Evidence hangs on the turn that gave it."""
    return ForeignKeyConstraint(["conversation_id", "number"], ["turn.conversation_id", "turn.number"])


class Told(Base):
    """One element told: shown and answered, by told or declined alike (DESIGN P2); append-only."""

    __tablename__ = "told"
    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    element: Mapped[str] = mapped_column(String(8), primary_key=True)
    # Not indexed: notices are never deleted, and who was told one is found by the conversations pinned to it.
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"))
    answer: Mapped[str] = mapped_column(String(8))  # told | declined
    language: Mapped[str] = mapped_column(String(16))
    text_sha256: Mapped[str] = mapped_column(String(64))  # exact text of this element
    english_sha256: Mapped[str] = mapped_column(String(64))
    __table_args__ = (turn_key(), CheckConstraint("answer in ('told','declined')", name="answer"), ONE_TREE)


class Choice(Base):
    """Share or do not share, said after everything was told; append-only, never edited."""

    __tablename__ = "choice"
    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"), index=True)
    value: Mapped[str] = mapped_column(String(16))
    shown_first: Mapped[str] = mapped_column(String(16))  # which answer stood first
    __table_args__ = (turn_key(), CheckConstraint("value in ('share','do_not_share')", name="value"), ONE_TREE)


class Objection(Base):
    """"Do not share" said at another time or by another way than the choice; needs no telling; append-only."""

    __tablename__ = "objection"
    id: Mapped[Id]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    number: Mapped[int | None] = mapped_column(Integer)
    way: Mapped[str] = mapped_column(String(16))  # chat | relayed | in_person | phone | letter | email | private_link
    spoken_by: Mapped[str] = mapped_column(String(12), default="self")
    received_at: Mapped[When]
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)


class IdentityTyped(Base):
    """A name and birth date as typed, a claim and no more, sealed under a key of its own; append-only."""

    __tablename__ = "identity_typed"
    id: Mapped[Id]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    number: Mapped[int | None] = mapped_column(Integer)
    objection_id: Mapped[str | None] = mapped_column(ForeignKey("objection.id"), index=True)
    person_key_id: Mapped[str] = mapped_column(ForeignKey("person_key.id"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    may_leave_message: Mapped[int] = mapped_column(Integer, default=0)
    match_index: Mapped[str] = mapped_column(String(64), index=True)
    typed_at: Mapped[When]
    __table_args__ = (Index("ix_identity_typed_conversation", "conversation_id", "typed_at", "id"),)
