"""The carrier's memory of everything that went over its wires, to be questioned by tests and pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from hotline.localcarrier.faults import Kind

_KEPT = 50_000  # entries of each kind; older ones are forgotten


@dataclass(frozen=True, slots=True)
class Ring:
    """A telephone or an application's number was rung by a call; one entry for each call."""

    at: datetime
    call_sid: str
    from_: str
    to: str
    direction: str


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """One HTTP request of the carrier and what came back. `status` is None where nothing did."""

    at: datetime
    call_sid: str
    purpose: str  # document, status, recording, partial, media
    method: str
    url: str
    params: Mapping[str, str]
    attempt: int
    seconds: float
    status: int | None
    content_type: str
    answer: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """What Twilio's debugger would list, with Twilio's number."""

    at: datetime
    call_sid: str
    number: int
    level: str  # error, warning
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class FaultStruck:
    """A fault on command that struck: `url` is what it befell. Outside of calls there is no `call_sid`."""

    at: datetime
    call_sid: str
    kind: Kind
    url: str


@dataclass(slots=True)
class Tally:
    """How much of each kind there was in a call."""

    requests: int = 0
    errors: int = 0
    faults: int = 0


class Log:
    """Rings, requests, errors and faults in the order in which they happened. Safe to use from many calls at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rings: deque[Ring] = deque(maxlen=_KEPT)
        self._exchanges: deque[HttpExchange] = deque(maxlen=_KEPT)
        self._errors: deque[ErrorEvent] = deque(maxlen=_KEPT)
        self._faults: deque[FaultStruck] = deque(maxlen=_KEPT)
        self._tallies: dict[str, Tally] = {}
        self.errors_so_far = 0

    def add(self, entry: Ring | HttpExchange | ErrorEvent | FaultStruck) -> None:
        """Write one entry down."""
        with self._lock:
            tally = self._tally_of(entry.call_sid)
            match entry:
                case Ring():
                    self._rings.append(entry)
                case HttpExchange():
                    self._exchanges.append(entry)
                    tally.requests += 1
                case ErrorEvent():
                    self._errors.append(entry)
                    tally.errors += 1
                    self.errors_so_far += 1
                case FaultStruck():
                    self._faults.append(entry)
                    tally.faults += 1

    def rings(self, *, to: str = "", from_: str = "", call_sid: str = "") -> list[Ring]:
        """The rings of that number, from that number, in that call; empty means any."""
        with self._lock:
            return [
                ring
                for ring in self._rings
                if to in ("", ring.to) and from_ in ("", ring.from_) and call_sid in ("", ring.call_sid)
            ]

    def requests(self, *, call_sid: str = "", purpose: str = "", url: str = "") -> list[HttpExchange]:
        """The requests of a call, of a purpose, whose URL contains a text; empty means any."""
        with self._lock:
            return [
                exchange
                for exchange in self._exchanges
                if call_sid in ("", exchange.call_sid) and purpose in ("", exchange.purpose) and url in exchange.url
            ]

    def errors(self, *, call_sid: str = "", number: int = 0) -> list[ErrorEvent]:
        """The error events of a call, with a number; empty and 0 mean any."""
        with self._lock:
            return [event for event in self._errors if call_sid in ("", event.call_sid) and number in (0, event.number)]

    def faults(self, *, call_sid: str = "", kind: str = "") -> list[FaultStruck]:
        """The faults that struck in a call, of a kind; empty means any."""
        with self._lock:
            return [fault for fault in self._faults if call_sid in ("", fault.call_sid) and kind in ("", fault.kind)]

    def tally(self, call_sid: str) -> Tally:
        """How much there was in a call, as of now; without a call, what belongs to none."""
        with self._lock:
            return replace(self._tallies.get(call_sid, Tally()))

    def _tally_of(self, call_sid: str) -> Tally:
        if call_sid not in self._tallies and len(self._tallies) >= _KEPT:
            self._tallies.pop(next(iter(self._tallies)))
        return self._tallies.setdefault(call_sid, Tally())
