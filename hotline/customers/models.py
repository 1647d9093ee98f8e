"""Companies, their contacts, the tax branches, and the stamps that tell when a list has changed.

A company is filed under its own key, the taxpayer id, once it is registered (R162); before that under its name.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.core.store import Base, Json, StrEnumType, UtcDateTime, new_id


class Kind(StrEnum):
    REGISTERED = "registered"
    """From the customer list."""
    NEW = "new"
    """A caller's file, made by the call itself and not yet checked by anybody (R62, R160)."""


class TaxBranch(Base):
    """A tax office. The list is the company's own: an unlisted one is kept with the company as it was spoken."""

    __tablename__ = "tax_branches"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    parent: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(40))

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]


class Company(Base):
    """A customer. `name_key` is the name as it is compared: no two files may differ by spaces or brackets alone."""

    __tablename__ = "companies"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100), unique=True)
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    taxpayer_id: Mapped[str | None] = mapped_column(String(18), unique=True)
    kind: Mapped[Kind] = mapped_column(StrEnumType(Kind), default=Kind.REGISTERED)
    branch_code: Mapped[str | None] = mapped_column(ForeignKey("tax_branches.code"), index=True)
    branch_heard: Mapped[str | None] = mapped_column(String(200))
    agreement_expires_on: Mapped[date | None]
    device: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    branch: Mapped[TaxBranch | None] = relationship()
    contacts: Mapped[list[Contact]] = relationship(
        back_populates="company", order_by="Contact.created_at, Contact.phone", cascade="all, delete-orphan"
    )

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]

    def agreement_in_force(self, on: date) -> bool | None:
        """Whether the service agreement covers this day, its last day included; None when nobody noted it (R34)."""
        return None if self.agreement_expires_on is None else on <= self.agreement_expires_on


class Contact(Base):
    """A number that reaches a company. One number may reach several: an accountant keeps many books.

    `verified` numbers come from a list or from staff. One that a caller left is called back, and proves nothing:
    whoever knows a company's name can leave a number under it (S17).
    """

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("company_id", "phone"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"))
    phone: Mapped[str] = mapped_column(String(16), index=True)
    extension: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str | None] = mapped_column(String(40))
    verified: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    company: Mapped[Company] = relationship(back_populates="contacts")


class DirectoryVersion(Base):
    """One row per list of names (see `directory`), stamped anew by every operation that changes the names.

    The stamp is random, not a counter: a stamp read inside a transaction that was rolled back never comes again.
    """

    __tablename__ = "directory_versions"

    directory: Mapped[str] = mapped_column(String(20), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))
