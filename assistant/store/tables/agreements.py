"""Agreements as keys: organisations, their basis, and the data-sharing agreements with ESD (4013, Definitions 1)."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When


class Organisation(Base):
    """A WorkSource partner agency or organisation; ESD itself is one row with kind esd."""

    __tablename__ = "organisation"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(16))  # esd | partner
    __table_args__ = (CheckConstraint("kind in ('esd','partner')", name="kind"),)


class PartnerBasis(Base):
    """An MOU with a council or a contract with a council or ESD, with its dates (policy 4013, Persons affected)."""

    __tablename__ = "partner_basis"
    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    basis: Mapped[str] = mapped_column(String(24))  # mou_signatory | wia_contract_wdc | wia_contract_esd
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"), index=True)
    starts_at: Mapped[When]
    ends_at: Mapped[When]
    legal_review_at: Mapped[MaybeWhen]
    __table_args__ = (
        CheckConstraint("basis in ('mou_signatory','wia_contract_wdc','wia_contract_esd')", name="basis"),
    )


class Agreement(Base):
    """A data-sharing agreement between ESD and one organisation."""

    __tablename__ = "agreement"
    id: Mapped[Id]  # DSA-0031
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))  # draft | active | suspended | expired | terminated
    starts_at: Mapped[When]
    ends_at: Mapped[When]
    esd_manager: Mapped[str] = mapped_column(String(120))
    partner_manager: Mapped[str] = mapped_column(String(120))
    signed_document_sha256: Mapped[str] = mapped_column(String(64), default="")
    uc_basis: Mapped[str | None] = mapped_column(String(40))
    __table_args__ = (
        CheckConstraint("state in ('draft','active','suspended','expired','terminated')", name="state"),
    )


class AgreementArea(Base):
    """An area that an agreement covers."""

    __tablename__ = "agreement_area"
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)


class AgreementCategory(Base):
    """A data category that an agreement names (DOMAIN 3)."""

    __tablename__ = "agreement_category"
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(8), primary_key=True)


class AgreementPurpose(Base):
    """A purpose that an agreement allows (DOMAIN 3)."""

    __tablename__ = "agreement_purpose"
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)
