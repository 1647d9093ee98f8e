"""A complaint: received, verified the same day, answered, told to the user, signed off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.errors import Conflict
from hotline.core.store import Base, StrEnumType, UtcDateTime, new_id


class Target(StrEnum):
    OWN = "own"
    SUBORDINATE = "subordinate"
    PERSON = "person"
    PRODUCT = "product"
    UNKNOWN = "unknown"


class Aspect(StrEnum):
    SERVICE = "service"
    TECHNICAL = "technical"
    STAFF = "staff"
    CONDUCT = "conduct"
    FEE = "fee"
    DELAY = "delay"
    PRODUCT = "product"
    OTHER = "other"


class Status(StrEnum):
    RECEIVED = "received"
    VERIFYING = "verifying"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    TOLD = "told"
    SIGNED_OFF = "signed_off"


# What cannot be solved goes up, and comes back only as the manager's answer (R84).
MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.VERIFYING, Status.ESCALATED}),
    Status.VERIFYING: frozenset({Status.ESCALATED, Status.ANSWERED}),
    Status.ESCALATED: frozenset({Status.ANSWERED}),
    Status.ANSWERED: frozenset({Status.TOLD, Status.ESCALATED}),
    Status.TOLD: frozenset({Status.SIGNED_OFF, Status.ESCALATED}),
    Status.SIGNED_OFF: frozenset(),
}


class Complaint(Base):
    """The sheet 客人投诉处理单: time, matter, receiver and result are what it cannot be filed without (R85)."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint(
            "status != 'signed_off' OR (told_user_at IS NOT NULL AND signed_by IS NOT NULL AND signed_at IS NOT NULL)",
            name="ck_complaints_told_and_signed",
        ),
        Index("ix_complaints_status_investigate_by", "status", "investigate_by"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), unique=True)
    status: Mapped[Status] = mapped_column(StrEnumType(Status), default=Status.RECEIVED)
    text: Mapped[str]
    target: Mapped[Target] = mapped_column(StrEnumType(Target))
    unit: Mapped[str | None]
    aspect: Mapped[Aspect] = mapped_column(StrEnumType(Aspect))
    serious: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    received_by: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    investigate_by: Mapped[datetime] = mapped_column(UtcDateTime)
    follow_up_due: Mapped[datetime] = mapped_column(UtcDateTime)
    finding: Mapped[str | None]
    handling_result: Mapped[str | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    told_user_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def move(self, to: Status, now: datetime) -> None:
        """Go to another status. Raises Conflict naming both, and for filing what the user was not told (R76)."""
        if to not in MOVES[self.status]:
            raise Conflict(f"投诉不能从 {self.status} 变为 {to} (complaint cannot go from {self.status} to {to})")
        if to is Status.SIGNED_OFF and self.missing:
            lacking = "、".join(self.missing)
            raise Conflict(f"缺少{lacking},投诉不能从 {self.status} 变为 {to} (the sheet is not complete)")
        self.status = to
        if to is Status.TOLD:
            self.told_user_at = now
        elif to is Status.SIGNED_OFF:
            self.signed_at = now

    @property
    def missing(self) -> list[str]:
        """What the sheet still lacks before it can be filed."""
        needed = {
            "时间": self.received_at,
            "事由": self.text.strip(),
            "接待人": self.received_by.strip(),
            "处理结果": (self.handling_result or "").strip(),
            "告知用户时间": self.told_user_at,
        }
        return [name for name, value in needed.items() if not value]
