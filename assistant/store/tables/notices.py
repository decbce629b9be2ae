"""Flow versions and notice versions: immutable, content-addressed, in every language (DESIGN 3)."""

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, MaybeWhen, When


class FlowVersion(Base):
    """The bytes of a flow folder with the interface words beside it; its id is their SHA-256."""

    __tablename__ = "flow_version"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    flow: Mapped[str] = mapped_column(String(40))
    files: Mapped[bytes] = mapped_column(LargeBinary)  # canonical JSON {file name: text}
    sharing_rule: Mapped[str] = mapped_column(String(8))  # choice | notice
    published_at: Mapped[When]


class Approval(Base):
    """ESD's named approval of the words of a flow version in one language (DESIGN 7, decision 4)."""

    __tablename__ = "approval"
    flow_version_id: Mapped[str] = mapped_column(ForeignKey("flow_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    approved_by: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))
    approved_at: Mapped[When]
    withdrawn_at: Mapped[MaybeWhen]


class NoticeVersion(Base):
    """A flow version with partners and data categories of a place filled in; its id is the SHA-256 of all of it."""

    __tablename__ = "notice_version"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    flow_version_id: Mapped[str] = mapped_column(ForeignKey("flow_version.id"), index=True)
    scope: Mapped[str] = mapped_column(String(40))  # site:<id> | area:<id> | state
    number: Mapped[int] = mapped_column(Integer)  # counted per scope, for people
    published_at: Mapped[When]


class NoticeElement(Base):
    """An element that this notice version requires to be told."""

    __tablename__ = "notice_element"
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"), primary_key=True)
    element: Mapped[str] = mapped_column(String(8), primary_key=True)


class NoticeParty(Base):
    """An organisation named in a notice version, with the agreement it was named under."""

    __tablename__ = "notice_party"
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), index=True)


class NoticeCategory(Base):
    """A data category named in a notice version."""

    __tablename__ = "notice_category"
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(8), primary_key=True)


class NoticeText(Base):
    """One text of a notice version in one language, exactly as it is shown."""

    __tablename__ = "notice_text"
    notice_version_id: Mapped[str] = mapped_column(ForeignKey("notice_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
