"""A promise to call somebody, and every try to keep it (design: one queue for all due work)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.errors import Conflict
from hotline.core.store import Base, StrEnumType, UtcDateTime, new_id


class Kind(StrEnum):
    OVERFLOW = "overflow"  # nobody was free: the place in line is kept (R28, R29)
    ABANDONED = "abandoned"  # the call broke off (R5, R99)
    RESOLUTION = "resolution"  # 等我们有了确切结果后会尽快和您联系 (R18, R20)
    VISIT_BOOKING = "visit_booking"  # agree time and route after approval (R23)
    FOLLOW_UP = "follow_up"  # within a week of service (R63, R65)
    COMPLAINT_FOLLOW_UP = "complaint_follow_up"  # within three days, all of them (R92)
    INSTALL_FOLLOW_UP = "install_follow_up"  # how the new system is doing (R123)
    FEATURE_CODE = "feature_code"  # tell the customer the code (R123)


FOLLOW_UPS = (Kind.FOLLOW_UP, Kind.COMPLAINT_FOLLOW_UP)
"""Calls that ask afterwards whether all is well; of a matter one is enough."""


class Handler(StrEnum):
    BOT = "bot"
    AGENT = "agent"


class Priority(IntEnum):
    """Higher goes first."""

    LOW = 0
    NORMAL = 10
    HIGH = 20
    WAITING = 30  # somebody who was waiting on the line


class State(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    DIALLING = "dialling"
    WAITING_RESULT = "waiting_result"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


# A customer who calls by himself settles a promise that still waits, so `done` is near from every open state.
MOVES: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.DONE, State.NEEDS_PERSON, State.CANCELLED, State.QUARANTINED}),
    # A claim that runs out goes back to where it came from.
    State.CLAIMED: frozenset(
        {State.QUEUED, State.DIALLING, State.DONE, State.NEEDS_PERSON, State.CANCELLED, State.QUARANTINED}
    ),
    # Never cancelled while a telephone may be ringing.
    State.DIALLING: frozenset({State.QUEUED, State.WAITING_RESULT, State.DONE, State.NEEDS_PERSON, State.QUARANTINED}),
    State.WAITING_RESULT: frozenset({State.QUEUED, State.DONE, State.NEEDS_PERSON, State.QUARANTINED}),
    State.NEEDS_PERSON: frozenset({State.QUEUED, State.CLAIMED, State.DONE, State.CANCELLED}),
    # Only a person takes a row out of quarantine.
    State.QUARANTINED: frozenset({State.NEEDS_PERSON, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}

OPEN_STATES = tuple(state for state in State if MOVES[state])
LEASED_STATES = (State.CLAIMED, State.DIALLING)
TAKEN_STATES = (*LEASED_STATES, State.WAITING_RESULT)
WAITING_STATES = (State.QUEUED, State.NEEDS_PERSON)

_QUEUED = "state = 'queued'"
_LEASED = "lease_until IS NOT NULL"


class Callback(Base):
    """One promise to call: who, why, until when, and whose it is.

    `subject`/`subject_id` name the ticket, call, visit, installation or complaint that it is about, and `ticket_id` the
    matter that each of these but a call belongs to. `not_before` and `due_at` bound it; `lease_until` and `taker` say
    who works on it now, and `fence` grows with each taker, so that a taker who comes back too late can change nothing
    (F18). `reason` is what the call is for, `trouble` why no machine can make it, `result` what came of it.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        CheckConstraint("phone IS NOT NULL OR handler = 'agent'", name="ck_callbacks_bot_has_phone"),
        CheckConstraint(
            "(state IN ('claimed', 'dialling')) = (lease_until IS NOT NULL)", name="ck_callbacks_leased_while_worked_on"
        ),
        CheckConstraint("(state IN ('done', 'cancelled')) = (done_at IS NOT NULL)", name="ck_callbacks_ended"),
        Index(
            "ix_callbacks_queued",
            "handler",
            "not_before",
            sqlite_where=text(_QUEUED),
            postgresql_where=text(_QUEUED),
        ),
        Index(
            "ix_callbacks_leased",
            "lease_until",
            sqlite_where=text(_LEASED),
            postgresql_where=text(_LEASED),
        ),
        Index("ix_callbacks_due", "due_at", "id"),
        Index("ix_callbacks_created", "created_at", "id"),
        Index("ix_callbacks_subject", "subject", "subject_id"),
        Index("ix_callbacks_phone", "phone"),
        Index("ix_callbacks_call_sid", "call_sid"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kind: Mapped[Kind] = mapped_column(StrEnumType(Kind))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(128))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(16))
    extension: Mapped[str | None] = mapped_column(String(12))
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handler: Mapped[Handler] = mapped_column(StrEnumType(Handler))
    owner_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[State] = mapped_column(StrEnumType(State), default=State.QUEUED)
    priority: Mapped[int] = mapped_column(default=Priority.NORMAL)
    in_line_since: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taker: Mapped[str | None] = mapped_column(String(64))
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(default="")
    trouble: Mapped[str | None]
    call_sid: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None]

    def move(self, to: State, now: datetime) -> None:
        """Go to another state and let go of any claim. Raises Conflict naming both states when that is no way."""
        if to not in MOVES[self.state]:
            raise Conflict(f"回访任务不能从 {self.state} 变为 {to} (callback cannot go from {self.state} to {to})")
        self.state = to
        self.version += 1
        if to not in LEASED_STATES:
            self.lease_until = None
        if to not in TAKEN_STATES:
            self.taker = None
        self.done_at = None if MOVES[to] else now

    @property
    def waiting_state(self) -> State:
        """Where it waits for somebody to take it: without a number only a person can do anything."""
        return State.NEEDS_PERSON if self.phone is None else State.QUEUED


class LaterCall(Base):
    """A call that broke off as well while its number was waiting already: the same promise answers it."""

    __tablename__ = "callback_later_calls"

    callback_id: Mapped[str] = mapped_column(ForeignKey("callbacks.id"), primary_key=True)
    call_sid: Mapped[str] = mapped_column(String(128), primary_key=True, index=True)
    extension: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class AttemptState(StrEnum):
    INTENT = "intent"  # written down before the carrier is asked (F2)
    PLACED = "placed"  # the carrier has it
    REFUSED = "refused"  # 429: never processed (F5)
    REJECTED = "rejected"  # a number or a permission is wrong: no retry (F6)
    UNKNOWN = "unknown"  # may have rung: reconciled, never dialled again blind (F4)
    NOT_PLACED = "not_placed"  # surely never rang
    ENDED = "ended"  # the call is over


# Only two ways lead back to the queue without a ring: refused and not placed.
ATTEMPT_MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    AttemptState.INTENT: frozenset(set(AttemptState) - {AttemptState.INTENT}),
    AttemptState.PLACED: frozenset({AttemptState.UNKNOWN, AttemptState.ENDED}),
    AttemptState.UNKNOWN: frozenset({AttemptState.PLACED, AttemptState.NOT_PLACED, AttemptState.ENDED}),
    AttemptState.REFUSED: frozenset(),
    AttemptState.REJECTED: frozenset(),
    AttemptState.NOT_PLACED: frozenset(),
    AttemptState.ENDED: frozenset(),
}

OPEN_ATTEMPTS = tuple(state for state in AttemptState if ATTEMPT_MOVES[state])
_OPEN = "state IN ('intent', 'placed', 'unknown')"


class CallbackAttempt(Base):
    """One try to reach the customer: rings at most one telephone, at most once."""

    __tablename__ = "callback_attempts"
    __table_args__ = (
        UniqueConstraint("callback_id", "n"),
        Index(
            "ux_callback_attempts_open",
            "callback_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    callback_id: Mapped[str] = mapped_column(ForeignKey("callbacks.id"))
    n: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(StrEnumType(AttemptState), default=AttemptState.INTENT)
    call_sid: Mapped[str | None] = mapped_column(String(128), unique=True)
    dialled_by: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str | None]
    http_status: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def move(self, to: AttemptState, now: datetime) -> None:
        """Go to another state. Raises Conflict naming both states when that is no way."""
        if to not in ATTEMPT_MOVES[self.state]:
            raise Conflict(f"拨号不能从 {self.state} 变为 {to} (attempt cannot go from {self.state} to {to})")
        self.state = to
        if to is AttemptState.PLACED:
            self.placed_at = now
        if not ATTEMPT_MOVES[to]:
            self.ended_at = now
