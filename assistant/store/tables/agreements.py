"""Agreements as keys: organisations, their basis, and the data-sharing agreements with ESD (4013, Definitions 1)."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When


class Organisation(Base):
    """A WorkSource partner agency or organisation, a workforce council of an area, or ESD itself."""

    __tablename__ = "organisation"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(16))  # esd | partner | council
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)  # of a council
    __table_args__ = (CheckConstraint("kind in ('esd','partner','council')", name="kind"),)


class PartnerBasis(Base):
    """An MOU with a council or a contract with a council or ESD, with its dates (policy 4013, Persons affected)."""

    __tablename__ = "partner_basis"
    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    basis: Mapped[str] = mapped_column(String(24))  # mou_signatory | wia_contract_wdc | wia_contract_esd
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    starts_at: Mapped[When]
    ends_at: Mapped[When]
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[When]
    recorded_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    legal_review_at: Mapped[MaybeWhen]  # when ESD recorded its legal review of a contract
    legal_review_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    legal_review_says: Mapped[str] = mapped_column(String(400), default="")
    ended_at: Mapped[MaybeWhen]  # ended before its date
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    __table_args__ = (
        CheckConstraint("basis in ('mou_signatory','wia_contract_wdc','wia_contract_esd')", name="basis"),
    )


class Agreement(Base):
    """A data-sharing agreement between ESD and one organisation; what it says now and said before are its terms."""

    __tablename__ = "agreement"
    id: Mapped[Id]  # DSA-0031
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_at: Mapped[When]


class AgreementTerms(Base):
    """What an agreement says from a moment on, whole; the last row counts, and none is ever edited."""

    __tablename__ = "agreement_terms"
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    counts_from: Mapped[When]
    state: Mapped[str] = mapped_column(String(16))  # draft | active | suspended | expired | terminated
    starts_at: Mapped[When]
    ends_at: Mapped[When]
    areas: Mapped[str] = mapped_column(Text)  # sorted, comma-separated, as are the next two
    categories: Mapped[str] = mapped_column(Text)
    purposes: Mapped[str] = mapped_column(Text)
    other_program: Mapped[str] = mapped_column(String(200), default="")  # what other_workforce_program stands for
    esd_manager: Mapped[str] = mapped_column(String(120))
    partner_manager: Mapped[str] = mapped_column(String(120))
    signed_document_sha256: Mapped[str] = mapped_column(String(64), default="")
    uc_basis: Mapped[str | None] = mapped_column(String(40))
    changed_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    why: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (
        CheckConstraint("state in ('draft','active','suspended','expired','terminated')", name="state"),
    )


class Client(Base):
    """A credential of an organisation's own system; revoked it opens nothing from that moment on."""

    __tablename__ = "client"
    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[When]
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    ends_at: Mapped[When]
    revoked_at: Mapped[MaybeWhen]
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
