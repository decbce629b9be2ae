"""Where WorkSource is: the twelve areas and their sites."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id


class Area(Base):
    """A workforce area and its council (DOMAIN 2.2)."""

    __tablename__ = "area"
    id: Mapped[Id]  # WDA01 … WDA12
    council: Mapped[str] = mapped_column(String(120))
    counties: Mapped[str] = mapped_column(String(400))


class Site(Base):
    """A WorkSource site, its time zone of display and its alternative language (RCW 50.13.060(10)(b)(iv))."""

    __tablename__ = "site"
    id: Mapped[Id]  # short name used in the kiosk address
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    alternate_language: Mapped[str] = mapped_column(String(16))
    phone: Mapped[str] = mapped_column(String(40), default="")
