"""A ticket is one matter of one customer, from its first word to the customer's own yes that it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.errors import Conflict, Invalid
from hotline.core.store import Base, Json, StrEnumType, UtcDateTime, new_id


class Kind(StrEnum):
    FAULT = "fault"
    VISIT = "visit"
    COMPLAINT = "complaint"
    INSTALL = "install"
    ENQUIRY = "enquiry"


class Status(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    SOLVED = "solved"
    CLOSED = "closed"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


# A solved ticket is closed by the customer's yes and opened again by his no; half solved is not solved (R134).
MOVES: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.SOLVED}),
    Status.IN_PROGRESS: frozenset({Status.WAITING_CUSTOMER, Status.SOLVED}),
    Status.WAITING_CUSTOMER: frozenset({Status.IN_PROGRESS, Status.SOLVED}),
    Status.SOLVED: frozenset({Status.CLOSED, Status.OPEN}),
    Status.CLOSED: frozenset({Status.OPEN}),  # 又坏了 (R64)
}

UNSOLVED = (Status.OPEN, Status.IN_PROGRESS, Status.WAITING_CUSTOMER)


class Ticket(Base):
    """`company_name` and `branch_name` are kept as they were when it was opened, known to the customer list or not."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("status != 'closed' OR confirmed_by_user_at IS NOT NULL", name="ck_tickets_closed_by_user"),
        CheckConstraint("(status IN ('solved', 'closed')) = (solved_at IS NOT NULL)", name="ck_tickets_solved"),
        Index("ix_tickets_opened", "opened_at", "id"),
        Index("ix_tickets_repeats", "company_id", "category", "opened_at"),
        Index("ix_tickets_category_opened", "category", "opened_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[Kind] = mapped_column(StrEnumType(Kind))
    category: Mapped[str] = mapped_column(String(40), default="unknown")
    fault: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[Status] = mapped_column(StrEnumType(Status), default=Status.OPEN)
    urgency: Mapped[Urgency] = mapped_column(StrEnumType(Urgency), default=Urgency.NORMAL)
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.id"))
    company_name: Mapped[str | None]
    contact_phone: Mapped[str | None] = mapped_column(String(16), index=True)
    contact_extension: Mapped[str | None] = mapped_column(String(12))
    branch_code: Mapped[str | None] = mapped_column(String(40))
    branch_name: Mapped[str | None]
    symptom: Mapped[str | None]
    diagnosis: Mapped[dict[str, Any] | None] = mapped_column(Json)
    cause: Mapped[str | None]
    solution: Mapped[str | None]
    call_sid: Mapped[str | None] = mapped_column(String(128), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    promised_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visit_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    engineer: Mapped[str | None]
    solved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_user_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    def move(self, to: Status, now: datetime) -> None:
        """Go to another status. Raises Conflict naming both, and for closing what the user has not confirmed (R134)."""
        if to not in MOVES[self.status]:
            raise Conflict(f"工单不能从 {self.status} 变为 {to} (ticket cannot go from {self.status} to {to})")
        if to is Status.CLOSED and self.confirmed_by_user_at is None:
            raise Conflict(f"用户尚未确认,工单不能从 {self.status} 变为 {to} (the user has not confirmed)")
        self.status = to
        self.version += 1
        if to is Status.SOLVED:
            self.solved_at = now
        elif to is Status.CLOSED:
            self.closed_at = now
        elif to is Status.OPEN:
            self.solved_at = self.closed_at = self.confirmed_by_user_at = None

    def solve(self, solution: str, now: datetime, *, confirmed_by_user: bool) -> None:
        """Solved by this; `confirmed_by_user` where the user said so himself (R134). Raises Conflict like `move`."""
        self.move(Status.SOLVED, now)
        self.solution = solution
        self.confirmed_by_user_at = now if confirmed_by_user else None


class TicketNote(Base):
    """Something staff wrote down. Never told to a caller (R70)."""

    __tablename__ = "ticket_notes"
    __table_args__ = (Index("ix_ticket_notes_ticket", "ticket_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    author: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskKind(StrEnum):
    REPRODUCE_FAULT = "reproduce_fault"  # 模拟故障 (R19)
    VERIFY_COMPLAINT = "verify_complaint"  # ask the unit complained of (R75)
    DIRECTOR_NOTICE = "director_notice"  # 重要事件要报告 (R87)
    DECIDE_VISIT = "decide_visit"  # 征得负责人同意 (R23)
    CALL_CUSTOMER = "call_customer"
    INCIDENT_NOTICE = "incident_notice"  # many equal faults at once (R172)
    CHECK_RECORD = "check_record"  # something that was said and that a person has to look at (R127)


class Task(Base):
    """A piece of work inside the house, with exactly one owner and a due time (R171)."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (result IS NULL)", name="ck_tasks_done_with_result"),
        Index("ix_tasks_owner_due", "owner_id", "due_at"),
        Index("ix_tasks_kind_created", "kind", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[TaskKind] = mapped_column(StrEnumType(TaskKind))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    what: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None]

    def finish(self, result: str, now: datetime) -> None:
        """Done. Raises Invalid without a result (R19), Conflict when it was done before."""
        if not result.strip():
            raise Invalid("result", "没有结果的任务不能结束 (a task ends with a result)")
        if self.done_at is not None:
            raise Conflict("任务已结束 (the task is done already)")
        self.result = result
        self.done_at = now


class TicketSerial(Base):
    """The last serial given on a local day."""

    __tablename__ = "ticket_serials"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
