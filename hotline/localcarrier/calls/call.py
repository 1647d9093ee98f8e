"""Calls as Twilio describes them: identity, status, times, and the parameters that each request carries."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from math import ceil
from threading import Event, Lock
from uuid import uuid4

from hotline.localcarrier.clock import CallTime
from hotline.localcarrier.network import NumberConfig

_KEPT = 20_000  # calls
API_VERSION = "2010-04-01"
_COUNTRIES = (("+852", "HK"), ("+853", "MO"), ("+886", "TW"), ("+86", "CN"), ("+1", "US"))


class Status(StrEnum):
    """Twilio's call statuses."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


FINAL = frozenset({Status.COMPLETED, Status.BUSY, Status.FAILED, Status.NO_ANSWER, Status.CANCELED})


@dataclass(frozen=True, slots=True)
class Request:
    """A document to carry out: to be asked for, with parameters beside the call's own, or at hand as `twiml`."""

    url: str = ""
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    twiml: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody outside asks of a call under way: to go on with another document, or to end where there is none."""

    request: Request | None = None


def new_sid(prefix: str) -> str:
    """A random SID: two letters and 32 hex digits."""
    return prefix + uuid4().hex


@dataclass(slots=True)
class Call:
    """One call. Only the thread that carries it writes to it, except for `orders`, of which the last counts.

    `over` is set once everything about it has been told to the application.
    """

    account_sid: str
    from_: str
    to: str
    direction: str
    time: CallTime
    number: NumberConfig
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: Status = Status.QUEUED
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    rings: int = 0
    documents: int = 0
    callbacks_sent: int = 0
    last_recording: dict[str, str] = field(default_factory=dict)
    orders: deque[Order] = field(default_factory=deque)
    parent_sid: str = ""
    answered_by: str = ""
    time_limit: float | None = None
    over: Event = field(default_factory=Event)
    lingering: Status | None = None  # what it seems to be for ever, where a bad day swallowed its end
    ordinal: int = 0  # which call of its carrier it is, from 1; the call book counts

    @property
    def duration(self) -> int:
        """Whole seconds from answer to end, begun ones counted; 0 if it was never answered."""
        if self.answered_at is None:
            return 0
        return ceil(((self.ended_at or self.time.now()) - self.answered_at).total_seconds())

    @property
    def is_over(self) -> bool:
        """True once the call has its final status."""
        return self.status in FINAL

    @property
    def apparent_status(self) -> Status:
        """The status that the application is told when it asks."""
        return self.lingering or self.status

    def parameters(self) -> dict[str, str]:
        """What every request about this call carries. The places are often empty on Twilio too."""
        standard = {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status.value,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
        }
        for role, number in (("From", self.from_), ("To", self.to), ("Caller", self.from_), ("Called", self.to)):
            standard |= {f"{role}City": "", f"{role}State": "", f"{role}Zip": "", f"{role}Country": _country(number)}
        if self.parent_sid:
            standard["ParentCallSid"] = self.parent_sid
        return standard


class CallBook:
    """The calls of this carrier, newest last. Of very many the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[str, Call] = {}
        self.entered = 0  # so far, forgotten ones included

    def add(self, call: Call) -> None:
        """Enter a call."""
        with self._lock:
            self.entered += 1
            call.ordinal = self.entered
            self._calls[call.sid] = call
            if len(self._calls) > _KEPT:
                self._calls.pop(next(iter(self._calls)))

    def latest(self, most: int, before: int | None = None) -> list[Call]:
        """So many calls, newest first; of those that came before the call with that ordinal, if one is given."""
        with self._lock:
            older = (call for call in reversed(self._calls.values()) if before is None or call.ordinal < before)
            return list(islice(older, most))

    def under_way(self) -> list[Call]:
        """The calls that are not over, in their order."""
        return [call for call in self if not call.is_over]

    def get(self, sid: str) -> Call | None:
        """The call with this SID."""
        with self._lock:
            return self._calls.get(sid)

    def __iter__(self) -> Iterator[Call]:
        with self._lock:
            return iter(list(self._calls.values()))


def _country(number: str) -> str:
    return next((country for prefix, country in _COUNTRIES if number.startswith(prefix)), "")
