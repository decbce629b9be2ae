"""What waits for ESD, what it holds meanwhile, who looked, and what was shown to whom."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When


class Request(Base):
    """A choice or objection waiting for ESD; decided once, by compare-and-swap on version."""

    __tablename__ = "request"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))  # share | do_not_share
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    choice_number: Mapped[int | None] = mapped_column(Integer)
    objection_id: Mapped[str | None] = mapped_column(ForeignKey("objection.id"), index=True)
    reference: Mapped[str] = mapped_column(String(12), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")  # waiting | returned | confirmed | superseded
    version: Mapped[int] = mapped_column(Integer, default=1)
    taken_down_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    said_at: Mapped[When]
    opened_at: Mapped[When]
    decided_at: Mapped[MaybeWhen]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    return_reason: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    for_sampling: Mapped[int] = mapped_column(Integer, default=0)
    __table_args__ = (
        CheckConstraint("kind in ('share','do_not_share')", name="kind"),
        CheckConstraint("state in ('waiting','returned','confirmed','superseded')", name="state"),
        Index("ix_request_open", "kind", "opened_at", "id", sqlite_where=text("state in ('waiting','returned')"),
              postgresql_where=text("state in ('waiting','returned')")),
    )


class Hold(Base):
    """The protective effect of a waiting do-not-share on every record equal in name and birth date (DESIGN 4)."""

    __tablename__ = "hold"
    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"), index=True)
    match_index: Mapped[str] = mapped_column(String(64), index=True)
    began_at: Mapped[When]
    ended_at: Mapped[MaybeWhen]
    ended_why: Mapped[str | None] = mapped_column(String(40))  # confirmed | share_confirmed | not_theirs
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)


class HoldRelease(Base):
    """A hold ended for one record only; it stands on for the others of that name and birth date."""

    __tablename__ = "hold_release"
    hold_id: Mapped[str] = mapped_column(ForeignKey("hold.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    why: Mapped[str] = mapped_column(String(40))
    at: Mapped[When]


class Search(Base):
    """One search by a partner or staff, found or not; append-only."""

    __tablename__ = "search"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(12))  # seeker_id | name_birth
    at: Mapped[When]


class Disclosure(Base):
    """One sight of one person's record: who, under what, which fields, when; append-only."""

    __tablename__ = "disclosure"
    id: Mapped[Id]
    search_id: Mapped[str | None] = mapped_column(ForeignKey("search.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    request_id: Mapped[str | None] = mapped_column(ForeignKey("request.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    fields: Mapped[str] = mapped_column(Text)  # comma-separated field names, never values
    at: Mapped[When]
