"""What waits for ESD, what it holds meanwhile, what was mended, who looked, and what was shown to whom."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When

# A partial index serves only a query that says this word for word: with bound values SQLite reads the whole table.
IS_OPEN = "state in ('waiting','returned')"


class Request(Base):
    """A choice or objection waiting for ESD; decided once, by compare-and-swap on version."""

    __tablename__ = "request"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))  # share | do_not_share
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    choice_number: Mapped[int | None] = mapped_column(Integer)
    objection_id: Mapped[str | None] = mapped_column(ForeignKey("objection.id"), index=True)
    reference: Mapped[str] = mapped_column(String(12))
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")  # waiting | returned | confirmed | superseded
    version: Mapped[int] = mapped_column(Integer, default=1)
    taken_down_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    spoken_by: Mapped[str] = mapped_column(String(12), default="self")  # self | parent | guardian | agent
    said_at: Mapped[When]
    opened_at: Mapped[When]
    decided_at: Mapped[MaybeWhen]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    return_reason: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    for_sampling: Mapped[int] = mapped_column(Integer, default=0)
    authority_id: Mapped[str | None] = mapped_column(ForeignKey("authority.id"), index=True)  # it was confirmed on
    reopens_id: Mapped[str | None] = mapped_column(ForeignKey("request.id"), index=True)  # after a wrong match
    __table_args__ = (
        CheckConstraint("spoken_by in ('self','parent','guardian','agent')", name="spoken_by"),
        CheckConstraint("kind in ('share','do_not_share')", name="kind"),
        CheckConstraint("state in ('waiting','returned','confirmed','superseded')", name="state"),
        Index("ix_request_reference", "reference", "opened_at", "id"),
        Index("ix_request_open", "kind", "opened_at", "id", sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN)),
        Index("ix_request_open_site", "site_id", "kind", "opened_at", "id", sqlite_where=text(IS_OPEN),
              postgresql_where=text(IS_OPEN)),
    )


class Assignment(Base):
    """To whom a supervisor gave a waiting request; the newest one counts; append-only."""

    __tablename__ = "assignment"
    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"))
    number: Mapped[int] = mapped_column(Integer)
    assigned_to: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    assigned_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    at: Mapped[When]
    __table_args__ = (UniqueConstraint("request_id", "number"),)


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
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(12))  # seeker_id | name_birth
    client_id: Mapped[str | None] = mapped_column(ForeignKey("client.id"), index=True)  # asked by another system
    at: Mapped[When]
    __table_args__ = (Index("ix_search_organisation", "organisation_id", "at", "id"),)


class Disclosure(Base):
    """One sight of one person's record: who, under what, which fields, when; append-only."""

    __tablename__ = "disclosure"
    id: Mapped[Id]
    search_id: Mapped[str | None] = mapped_column(ForeignKey("search.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    request_id: Mapped[str | None] = mapped_column(ForeignKey("request.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    fields: Mapped[str] = mapped_column(Text)  # comma-separated field names, never values
    at: Mapped[When]
    __table_args__ = (
        Index("ix_disclosure_person", "person_id", "at", "id"),
        Index("ix_disclosure_organisation", "organisation_id", "at", "id"),
    )


class Correction(Base):
    """Two ESD people, after reaching the person: the request was not theirs, or was matched to the wrong record."""

    __tablename__ = "correction"
    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # not_theirs | wrong_match
    wrong_person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    right_person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    reached_by: Mapped[str] = mapped_column(String(16))  # in_person | phone | letter | email
    proposed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    proposed_at: Mapped[When]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    decided_at: Mapped[MaybeWhen]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    says: Mapped[str] = mapped_column(String(400), default="")  # why it was refused
    __table_args__ = (
        CheckConstraint("kind in ('not_theirs','wrong_match')", name="kind"),
        CheckConstraint("reached_by in ('in_person','phone','letter','email')", name="reached_by"),
        CheckConstraint("state in ('waiting','approved','refused')", name="state"),
        CheckConstraint("decided_by is null or decided_by <> proposed_by", name="two"),
    )


class Incident(Base):
    """Reads of a record that should not have been open between two moments; what they were is in the disclosures."""

    __tablename__ = "incident"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))  # wrong_match | late_receipt | review
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)  # None: all that a grant opened
    correction_id: Mapped[str | None] = mapped_column(ForeignKey("correction.id"), index=True)
    objection_id: Mapped[str | None] = mapped_column(ForeignKey("objection.id"), index=True)
    review_id: Mapped[str | None] = mapped_column(ForeignKey("review.id"), index=True)
    from_at: Mapped[When]
    to_at: Mapped[When]
    opened_at: Mapped[When]
    closed_at: Mapped[MaybeWhen]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    says: Mapped[str] = mapped_column(String(400), default="")
    __table_args__ = (
        CheckConstraint("kind in ('wrong_match','late_receipt','review')", name="kind"),
        Index("ix_incident_opened", "opened_at", "id"),
    )


class Original(Base):
    """The letter, e-mail or note of a call that an objection came by, sealed under the key of who it names."""

    __tablename__ = "original"
    id: Mapped[Id]
    objection_id: Mapped[str] = mapped_column(ForeignKey("objection.id"), index=True)
    person_key_id: Mapped[str] = mapped_column(ForeignKey("person_key.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[When]


class PrivateLink(Base):
    """A secret of at least 60 bits that belongs to the person of one conversation (DESIGN 3)."""

    __tablename__ = "private_link"
    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[When]
    revoked_at: Mapped[MaybeWhen]


class CeaseUseBatch(Base):
    """One notice to one organisation to stop using the records it lists; the same words for every cause."""

    __tablename__ = "cease_use_batch"
    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_at: Mapped[When]
    seen_at: Mapped[MaybeWhen]
    seen_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)


class CeaseUse(Base):
    """One record that one organisation has read and must stop using; the cause is ESD's alone to see."""

    __tablename__ = "cease_use"
    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    cause: Mapped[str] = mapped_column(String(16))  # choice | agreement | merge | death
    owed_at: Mapped[When]
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("cease_use_batch.id"), index=True)
    __table_args__ = (
        CheckConstraint("cause in ('choice','agreement','merge','death')", name="cause"),
        Index("ix_cease_use_owed", "organisation_id", "batch_id"),
    )
