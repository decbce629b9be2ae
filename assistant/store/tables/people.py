"""People on file, their keys, and the dated grants of staff (staff accounts themselves: store/people.py)."""

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When

# The time-free part of visibility; policy/visibility.py says the same in words and a test compares the two.
VISIBILITY_SQL = (
    "case when status = 'opt_out_confirmed' or holds > 0 then 'suppressed' "
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
    match_index: Mapped[str] = mapped_column(String(64), index=True)  # keyed index of name and birth date
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    status: Mapped[str] = mapped_column(String(24), default="never_notified")
    holds: Mapped[int] = mapped_column(Integer, default=0)
    not_frozen: Mapped[int] = mapped_column(Integer, default=1)
    visibility: Mapped[str] = mapped_column(String(12), Computed(VISIBILITY_SQL, persisted=True))
    created_at: Mapped[When]
    __table_args__ = (
        CheckConstraint(
            "status in ('never_notified','notified_no_choice','opt_out_confirmed','share_confirmed')", name="status"
        ),
        CheckConstraint("holds >= 0", name="holds"),
        CheckConstraint("not_frozen in (0,1)", name="not_frozen"),
    )


class PersonFact(Base):
    """One value of a data category kept about a person, sealed under the person's key."""

    __tablename__ = "person_fact"
    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    category: Mapped[str] = mapped_column(String(8))
    field: Mapped[str] = mapped_column(String(40))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[When]


class GrantRow(Base):
    """A dated permission of a named ESD person, given by one and approved by another (DESIGN P3)."""

    __tablename__ = "grant_given"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))  # esd_confirm | esd_view_suppressed
    given_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    approved_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    begins_at: Mapped[When]
    ends_at: Mapped[When]
    revoked_at: Mapped[MaybeWhen]
    reason: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (
        CheckConstraint("kind in ('esd_confirm','esd_view_suppressed')", name="kind"),
        CheckConstraint("given_by <> approved_by and given_by <> staff_id and approved_by <> staff_id", name="two"),
        Index("ix_grant_given_staff_kind", "staff_id", "kind"),
    )


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
    cause: Mapped[str] = mapped_column(String(16))  # confirmed | imported
    at: Mapped[When]
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        CheckConstraint("identity_check in ('photo_id','known_contact','esd_sign_in','not_checked')", name="identity"),
        CheckConstraint("cause in ('confirmed','imported')", name="cause"),
    )
