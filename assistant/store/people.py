"""Staff accounts and their sign-ins: the one place where Flask-Security's mixins meet our tables."""

from typing import Any

from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Base, Id, MaybeWhen, When
from assistant.store.db import Database, attach


class Staff(Base, UserMixin):
    """A named member of staff of ESD or of a partner."""

    __tablename__ = "staff"
    id: Mapped[Id]  # type: ignore[assignment]  # the mixin thinks of numbers
    email: Mapped[str] = mapped_column(String(160), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    disabled_at: Mapped[MaybeWhen]
    seeker_id: Mapped[str | None] = mapped_column(ForeignKey("person.seeker_id"), unique=True)  # on file themselves
    failed_sign_ins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[MaybeWhen]
    roles: list[RoleMixin] = []


class SignIn(Base):
    """One sign-in; the cookie holds its random id, this row (id hashed) says whether it lives."""

    __tablename__ = "sign_in"
    id: Mapped[Id]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    began_at: Mapped[When]
    last_at: Mapped[When]
    ended_at: Mapped[MaybeWhen]


def datastore(app: Any, database: Database) -> SQLAlchemyUserDatastore:
    """Flask-Security's view of our staff, on our engine."""
    return SQLAlchemyUserDatastore(attach(app, database), Staff, RoleMixin)
