"""Where faults are switched on and off: it knows whom which one befalls, and writes down each that struck."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock

from hotline.localcarrier.calls.call import CallBook
from hotline.localcarrier.clock import CarrierClock
from hotline.localcarrier.faults import NO_FAULTS, Faults, Kind
from hotline.localcarrier.log import FaultStruck, Log
from hotline.localcarrier.network import Network

_WAITS: Mapping[Kind, tuple[float, float]] = {
    Kind.SLOW: (0.2, 1.0),
    Kind.DELAY: (0.2, 1.0),
    Kind.LATE_RECORDING: (3.0, 5.0),
    Kind.ACCEPT_THEN_HANG: (20.0, 20.0),
}
"""How long each of them takes at least and at most, in `Network.fault_seconds`."""


@dataclass(frozen=True, slots=True)
class Luck:
    """What befalls one request, one callback, one recording: each kind of fault can be asked for."""

    faults: Faults
    place: str
    note: Callable[[Kind], None]
    unit: float  # seconds

    def strikes(self, kind: Kind, attempt: int = 0) -> bool:
        """Whether it befalls this attempt; if so, that is in the log now."""
        if struck := self.would_strike(kind, attempt):
            self.note(kind)
        return struck

    def would_strike(self, kind: Kind, attempt: int = 0) -> bool:
        """The same without the log, for a fault that others must have a part in; `note` it once it happens."""
        return self.faults.strike(kind, f"{self.place}/{attempt}")

    def wait(self, kind: Kind) -> None:
        """Let the real time pass that this fault takes."""
        least, most = _WAITS[kind]
        time.sleep(self.unit * self.faults.between(least, most, kind, self.place))


CALM = Luck(NO_FAULTS, "", lambda _kind: None, 0.0)


class BadDays:
    """The faults of today. They may be set at any time, from any thread.

    What strikes where depends on the seed and on three things that do not change with the threads' turns: which call
    of the day it is, in the order in which they came in; what befalls it (a document, a callback, ..); and how many
    there were of those in this call. REST requests are counted by themselves.
    """

    def __init__(self, network: Network, calls: CallBook, clock: CarrierClock, log: Log) -> None:
        self._unit = network.fault_seconds
        self._calls = calls
        self._clock = clock
        self._log = log
        self._lock = Lock()
        self.set(network.faults)

    @property
    def today(self) -> Faults:
        """The faults that strike now."""
        return self._today

    def set(self, faults: Faults) -> None:
        """Begin a new day: the next call is its first, so that setting the same faults again brings the same day."""
        with self._lock:
            self._today = faults
            self._calls_before = self._calls.entered
            self._counts: Counter[str] = Counter()

    def luck(self, what: str, url: str, call_sid: str = "") -> Luck:
        """The luck of the next thing of its kind (document, status, rest, ..), in a call where there is one."""
        if not self._today.rates:
            return CALM
        call = self._calls.get(call_sid)
        with self._lock:
            place = f"call {call.ordinal - self._calls_before}/{what}" if call else what
            self._counts[place] += 1
            return Luck(self._today, f"{place} {self._counts[place]}", partial(self._note, url, call_sid), self._unit)

    def _note(self, url: str, call_sid: str, kind: Kind) -> None:
        self._log.add(FaultStruck(at=self._clock.now(), call_sid=call_sid, kind=kind, url=url))
