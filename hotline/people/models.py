"""Who works here: staff, their roles, and the tokens that let a program read in a role's name."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.store import Base, StrEnumType, UtcDateTime, new_id

DUTY_DESK = "duty"
"""The id of the built-in 值班负责人, who owns whatever nobody else can own."""


class Role(StrEnum):
    AGENT = "agent"
    ENGINEER = "engineer"
    KEEPER = "keeper"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Staff(Base):
    """One person of the hotline. `password_hash` is argon2id; without one there is no signing in.

    On duty means: is given work. `at_console_until` means: can take a caller now; whoever's page is open renews it, so
    that nobody is believed to be there who has gone.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("active OR NOT on_duty", name="only_active_staff_is_on_duty"),
        Index("ix_staff_role_last_given_at", "role", "last_given_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(StrEnumType(Role))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    on_duty: Mapped[bool] = mapped_column(default=False)
    at_console_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def may_sign_in(self) -> bool:
        return self.active and self.password_hash is not None


class ApiToken(Base):
    """A bearer token; only its sha256 is kept, and using it writes nothing."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(StrEnumType(Role))
    label: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
