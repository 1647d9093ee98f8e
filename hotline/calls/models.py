"""A call, its turns, the carrier's events about it, its recordings, and the flows it was spoken with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.core.store import Base, Json, StrEnumType, UtcDateTime

SID = String(128)
"""The carrier's id of a call: opaque, longer at some carriers than at Twilio."""


class Status(StrEnum):
    """How far a call is, in the carrier's words. The ranks below say which may follow which."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


TERMINAL = frozenset({Status.COMPLETED, Status.BUSY, Status.NO_ANSWER, Status.FAILED, Status.CANCELED})

RANK = {Status.QUEUED: 0, Status.INITIATED: 1, Status.RINGING: 2, Status.IN_PROGRESS: 3}
"""A status never goes back to a lower rank; a terminal one is never left (F9)."""


class Intent(StrEnum):
    FAULT = "fault"
    ONSITE = "onsite"
    COMPLAINT = "complaint"
    STATUS = "status"
    INSTALL = "install"
    OTHER = "other"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Call(Base):
    """One call, known by the carrier's sid. `state` is the conversation at rest, `turn` what is asked now."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_arrived", "arrived_at", "sid"),
        Index(
            "ix_calls_open",
            "arrived_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    sid: Mapped[str] = mapped_column(SID, primary_key=True)
    direction: Mapped[str] = mapped_column(String(20))
    caller: Mapped[str | None] = mapped_column(String(20), index=True)
    called: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[Status] = mapped_column(StrEnumType(Status))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rings: Mapped[int]
    flow: Mapped[str] = mapped_column(String(64))
    revision: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(10))
    turn: Mapped[int]
    state: Mapped[dict[str, Any]] = mapped_column(Json)
    intent: Mapped[Intent | None] = mapped_column(StrEnumType(Intent))
    urgency: Mapped[Urgency] = mapped_column(StrEnumType(Urgency))
    outcome: Mapped[str | None] = mapped_column(String(40))
    company_id: Mapped[str | None] = mapped_column(ForeignKey("companies.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)


class Turn(Base):
    """What the caller said, and what the hotline answered. `answer` is the TwiML, kept to be given again (F8).

    Number 1 is the answer to the ring itself: nothing was heard before it.
    """

    __tablename__ = "turns"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    heard: Mapped[str | None]
    digits: Mapped[str | None]
    confidence: Mapped[float | None]
    said: Mapped[str]
    answer: Mapped[str]


class ProviderEvent(Base):
    """Something the carrier told, kept as it came. `key` holds signed facts only, so a replay is known again (S5)."""

    __tablename__ = "provider_events"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    call_sid: Mapped[str] = mapped_column(SID, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Recording(Base):
    """A recording as the carrier announced it; the sound stays with the carrier until it is fetched."""

    __tablename__ = "recordings"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_sid: Mapped[str] = mapped_column(SID, index=True)
    status: Mapped[str] = mapped_column(String(20))
    seconds: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FlowRevision(Base):
    """The texts of all flow files of one revision: a call ends with the flows it began with."""

    __tablename__ = "flow_revisions"

    revision: Mapped[str] = mapped_column(String(12), primary_key=True)
    sources: Mapped[dict[str, str]] = mapped_column(Json)
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
