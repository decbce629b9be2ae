"""People on file, their keys, their duplicates, and who may speak for them (staff: tables/grants.py)."""

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When

# The time-free part of visibility; policy/visibility.py says the same in words and a test compares the two.
VISIBILITY_SQL = (
    "case when status = 'opt_out_confirmed' or holds > 0 or shadows > 0 then 'suppressed' "
    "when status = 'share_confirmed' and not_frozen = 1 then 'shared' else 'esd_only' end"
)


class PersonKey(Base):
    """The data key of one person (or of one identity typed before a person is known), wrapped by a site key."""

    __tablename__ = "person_key"
    id: Mapped[Id]
    site_key_id: Mapped[str] = mapped_column(String(32))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)  # None = destroyed: erasure
    created_at: Mapped[When]
    destroyed_at: Mapped[MaybeWhen]


class Person(Base):
    """A job seeker on ESD's record; status changes only through status_event, holds only through hold."""

    __tablename__ = "person"
    id: Mapped[Id]
    seeker_id: Mapped[str] = mapped_column(String(16), unique=True)
    person_key_id: Mapped[str] = mapped_column(ForeignKey("person_key.id"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    match_index: Mapped[str] = mapped_column(String(64))  # keyed index of name and birth date
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    status: Mapped[str] = mapped_column(String(24), default="never_notified")
    holds: Mapped[int] = mapped_column(Integer, default=0)
    shadows: Mapped[int] = mapped_column(Integer, default=0)  # duplicates that are suppressed
    not_frozen: Mapped[int] = mapped_column(Integer, default=1)
    visibility: Mapped[str] = mapped_column(String(12), Computed(VISIBILITY_SQL, persisted=True))
    created_at: Mapped[When]
    __table_args__ = (
        CheckConstraint(
            "status in ('never_notified','notified_no_choice','opt_out_confirmed','share_confirmed')", name="status"
        ),
        CheckConstraint("holds >= 0", name="holds"),
        CheckConstraint("shadows >= 0", name="shadows"),
        CheckConstraint("not_frozen in (0,1)", name="not_frozen"),
        Index("ix_person_match_index", "match_index", "created_at", "id"),
    )


class PersonFact(Base):
    """One value of a data category kept about a person, sealed under the person's key."""

    __tablename__ = "person_fact"
    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    category: Mapped[str] = mapped_column(String(8))
    field: Mapped[str] = mapped_column(String(40))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[When]
    __table_args__ = (Index("ix_person_fact_person", "person_id", "recorded_at", "id"),)


class StatusEvent(Base):
    """One change of a person's status, confirmed by ESD on a request; append-only (DOMAIN 7.5)."""

    __tablename__ = "status_event"
    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    from_status: Mapped[str] = mapped_column(String(24))
    to_status: Mapped[str] = mapped_column(String(24))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("request.id"), index=True)  # None only for an import
    notice_version_id: Mapped[str | None] = mapped_column(ForeignKey("notice_version.id"), index=True)
    decided_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    identity_check: Mapped[str] = mapped_column(String(24))  # photo_id | known_contact | esd_sign_in | not_checked
    cause: Mapped[str] = mapped_column(String(16))  # confirmed | imported | corrected
    correction_id: Mapped[str | None] = mapped_column(ForeignKey("correction.id"), index=True)  # of a wrong match
    at: Mapped[When]
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        CheckConstraint("identity_check in ('photo_id','known_contact','esd_sign_in','not_checked')", name="identity"),
        CheckConstraint("cause in ('confirmed','imported','corrected')", name="cause"),
    )


class LikelyIndex(Base):
    """One keyed index of a person under which a likely, not equal, name and birth date finds them."""

    __tablename__ = "likely_index"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    likeness: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class Duplicate(Base):
    """Two records that may be one person; merged by ESD, or found to be two people, and taken apart again."""

    __tablename__ = "duplicate"
    id: Mapped[Id]
    one_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    found_at: Mapped[When]
    found_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    kept_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)  # proposed, then kept
    proposed_at: Mapped[MaybeWhen]
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    merged_at: Mapped[MaybeWhen]
    merged_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)  # who approved
    ended_at: Mapped[MaybeWhen]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    ended_why: Mapped[str | None] = mapped_column(String(16))  # two_people | unmerged
    __table_args__ = (
        CheckConstraint("one_id <> other_id", name="two"),
        CheckConstraint("kept_id is null or kept_id in (one_id, other_id)", name="kept"),
        CheckConstraint("merged_at is null or merged_by <> proposed_by", name="merged_by_two"),
    )


class Freeze(Base):
    """A record that nobody outside ESD sees while it lasts, whatever its status: a duplicate, merged, deceased."""

    __tablename__ = "record_freeze"
    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    cause: Mapped[str] = mapped_column(String(16))  # duplicate | merged | deceased
    duplicate_id: Mapped[str | None] = mapped_column(ForeignKey("duplicate.id"), index=True)
    began_at: Mapped[When]
    began_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    ended_at: Mapped[MaybeWhen]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    __table_args__ = (CheckConstraint("cause in ('duplicate','merged','deceased')", name="cause"),)


class Authority(Base):
    """A paper that lets someone speak for a person, seen by ESD (RCW 50.13.040(5); DOMAIN A16, A17)."""

    __tablename__ = "authority"
    id: Mapped[Id]
    # For a record, or for what was said in one conversation, whoever it turns out to be about.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    holder_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # under the key of whom it is for
    kind: Mapped[str] = mapped_column(String(24))  # parent | guardian_order | power_of_attorney | signed_release
    statements: Mapped[str] = mapped_column(String(80), default="")  # of a signed release: what, files, purposes, who
    document_sha256: Mapped[str] = mapped_column(String(64))
    begins_at: Mapped[When]
    ends_at: Mapped[MaybeWhen]
    seen_at: Mapped[When]
    seen_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    withdrawn_at: Mapped[MaybeWhen]
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    __table_args__ = (
        CheckConstraint("kind in ('parent','guardian_order','power_of_attorney','signed_release')", name="kind"),
        CheckConstraint("(person_id is null) <> (conversation_id is null)", name="for_one"),
    )
