"""Going to the customer: a visit that was asked for, and an installation that begins with its registration form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.errors import Conflict
from hotline.core.store import Base, StrEnumType, UtcDateTime, new_id


class VisitStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    SCHEDULED = "scheduled"
    DONE = "done"
    CANCELLED = "cancelled"


# Nothing is arranged before the person in charge agrees (R23); what was agreed is done, or cancelled by the user (R54).
VISIT_MOVES: Mapping[VisitStatus, frozenset[VisitStatus]] = {
    VisitStatus.REQUESTED: frozenset({VisitStatus.APPROVED, VisitStatus.REFUSED, VisitStatus.CANCELLED}),
    VisitStatus.APPROVED: frozenset({VisitStatus.SCHEDULED, VisitStatus.CANCELLED}),
    VisitStatus.SCHEDULED: frozenset({VisitStatus.SCHEDULED, VisitStatus.DONE, VisitStatus.CANCELLED}),
    VisitStatus.REFUSED: frozenset(),
    VisitStatus.DONE: frozenset(),
    VisitStatus.CANCELLED: frozenset(),
}


class AgreementState(StrEnum):
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class Visit(Base):
    """A visit to the customer of its ticket. `wish_*` is what the user wished, never what was promised (R23)."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("(status = 'requested') = (decided_at IS NULL)", name="ck_visits_decided"),
        CheckConstraint("status != 'refused' OR refusal IS NOT NULL", name="ck_visits_refused_with_reason"),
        CheckConstraint("status NOT IN ('scheduled', 'done') OR scheduled_for IS NOT NULL", name="ck_visits_scheduled"),
        Index("ix_visits_status_requested", "status", "requested_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    status: Mapped[VisitStatus] = mapped_column(StrEnumType(VisitStatus), default=VisitStatus.REQUESTED)
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"))
    wish_text: Mapped[str] = mapped_column(default="")
    wish_date: Mapped[date | None]
    wish_part: Mapped[str | None] = mapped_column(String(20))
    agreement_heard: Mapped[date | None]
    agreement_on_record: Mapped[date | None]
    agreement_state: Mapped[AgreementState] = mapped_column(StrEnumType(AgreementState))
    address: Mapped[str | None]
    route: Mapped[str | None]
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal: Mapped[str | None]
    scheduled_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def move(self, to: VisitStatus, now: datetime) -> None:
        """Go to another status. Raises Conflict naming both when that is no way."""
        if to not in VISIT_MOVES[self.status]:
            raise Conflict(f"上门不能从 {self.status} 变为 {to} (visit cannot go from {self.status} to {to})")
        self.status = to
        self.decided_at = self.decided_at or now
        if not VISIT_MOVES[to]:
            self.ended_at = now


class InstallationStatus(StrEnum):
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


INSTALLATION_MOVES: Mapping[InstallationStatus, frozenset[InstallationStatus]] = {
    InstallationStatus.REGISTERED: frozenset({InstallationStatus.IN_PROGRESS, InstallationStatus.CANCELLED}),
    InstallationStatus.IN_PROGRESS: frozenset({InstallationStatus.DONE, InstallationStatus.CANCELLED}),
    InstallationStatus.DONE: frozenset(),
    InstallationStatus.CANCELLED: frozenset(),
}


class Installation(Base):
    """The registration form 开通登记表 (R101-R106). What was not asked or not answered stays empty."""

    __tablename__ = "installations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), unique=True)
    status: Mapped[InstallationStatus] = mapped_column(
        StrEnumType(InstallationStatus), default=InstallationStatus.REGISTERED
    )
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    company_name: Mapped[str | None]
    taxpayer_id: Mapped[str | None] = mapped_column(String(20))
    branch_code: Mapped[str | None] = mapped_column(String(40))
    branch_name: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None] = mapped_column(String(16))
    contact_extension: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str | None]
    route: Mapped[str | None]
    has_computer: Mapped[bool | None]
    has_printer: Mapped[bool | None]
    fees_collected: Mapped[bool | None]
    told_backup: Mapped[bool] = mapped_column(default=False)
    told_dedicated: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def move(self, to: InstallationStatus, now: datetime) -> None:
        """Go to another status. Raises Conflict naming both, and for starting before the fees are in (R102)."""
        if to not in INSTALLATION_MOVES[self.status]:
            raise Conflict(f"安装不能从 {self.status} 变为 {to} (installation cannot go from {self.status} to {to})")
        if to is InstallationStatus.IN_PROGRESS and not self.fees_collected:
            raise Conflict(f"费用未收齐,安装不能从 {self.status} 变为 {to} (fees are not collected)")
        self.status = to
        if not INSTALLATION_MOVES[to]:
            self.ended_at = now
