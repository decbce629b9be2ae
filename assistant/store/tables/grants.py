"""What staff may do and by whom it was given: grants, proposals of them, papers, reviews, and invitations."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When


class GrantRow(Base):
    """A dated role of a named person, given by one ESD person and approved by another (DESIGN P3)."""

    __tablename__ = "grant_given"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))  # one of policy/roles.py
    given_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    approved_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    begins_at: Mapped[When]
    ends_at: Mapped[When]
    revoked_at: Mapped[MaybeWhen]
    reason: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (
        CheckConstraint("given_by <> approved_by and given_by <> staff_id and approved_by <> staff_id", name="two"),
        Index("ix_grant_given_staff_kind", "staff_id", "kind"),
    )


class GrantProposal(Base):
    """A grant that one person proposes and another approves or refuses; decided once."""

    __tablename__ = "grant_proposal"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    begins_at: Mapped[When]
    ends_at: Mapped[When]
    reason: Mapped[str] = mapped_column(String(200))
    proposed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    proposed_at: Mapped[When]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    decided_at: Mapped[MaybeWhen]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("grant_given.id"), index=True)
    __table_args__ = (
        CheckConstraint("state in ('waiting','approved','refused','withdrawn')", name="state"),
        Index("ix_grant_proposal_state", "state", "proposed_at", "id"),
    )


class UserCondition(Base):
    """One paper of one user: training, nondisclosure or approval; withdrawn but never edited (DOMAIN 2.4)."""

    __tablename__ = "user_condition"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    dated: Mapped[When]
    recorded_at: Mapped[When]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    withdrawn_at: Mapped[MaybeWhen]
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    __table_args__ = (CheckConstraint("kind in ('training','nondisclosure','approval')", name="kind"),)


class Review(Base):
    """What somebody found who looked afterwards: at a short grant to view, or at a confirmation kept for sampling."""

    __tablename__ = "review"
    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(12))  # grant | request
    subject_id: Mapped[str] = mapped_column(String(32))
    reviewed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    at: Mapped[When]
    finding: Mapped[str] = mapped_column(String(12))  # in_order | not_in_order
    says: Mapped[str] = mapped_column(String(400), default="")
    __table_args__ = (
        UniqueConstraint("subject", "subject_id"),
        CheckConstraint("subject in ('grant','request')", name="subject"),
        CheckConstraint("finding in ('in_order','not_in_order')", name="finding"),
    )


class Invitation(Base):
    """A secret, shown once, with which a new member of staff sets a password."""

    __tablename__ = "invitation"
    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[When]
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    ends_at: Mapped[When]
    used_at: Mapped[MaybeWhen]
