"""The carrier's time: the system's clock, moved by a file, and the time inside one call."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from time import monotonic

FASTEST = 3600.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = timedelta(seconds=0.05)  # longer than it takes to replace the file


@dataclass(frozen=True, slots=True)
class Shift:
    """How the carrier's clock differs from the system's: by `offset` at `since`, and it runs `rate` times as fast.

    As text it is one line of decimal numbers: the offset in seconds alone, or offset, rate and since (unix time).
    """

    offset: timedelta = timedelta()
    rate: float = 1.0
    since: datetime = _EPOCH

    def at(self, system: datetime) -> timedelta:
        """How far ahead the carrier's clock is at that time of the system's."""
        if self.rate == 1:
            return self.offset
        return self.offset + (system - self.since) * (self.rate - 1)

    def __str__(self) -> str:
        offset = repr(self.offset.total_seconds())
        return offset if self.rate == 1 else f"{offset} {self.rate!r} {self.since.timestamp()!r}"

    @classmethod
    def read(cls, text: str) -> Shift:
        """Read it from text; raises `ValueError` or `OverflowError` for anything else."""
        numbers = [float(word) for word in text.split()]
        offset, rate, since = (numbers[0], 1.0, 0.0) if len(numbers) == 1 else numbers
        if not 0 < rate <= FASTEST:
            raise ValueError(text)
        return cls(timedelta(seconds=offset), rate, _EPOCH + timedelta(seconds=since))


class CarrierClock:
    """System time, moved as a file says.

    The file is read again when it changes, so that several processes move through time together.
    A missing or unreadable file moves nothing.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: tuple[tuple[int, int] | None, Shift] = (None, Shift())  # which file was read, and what it says
        self._lock = Lock()  # for changes; whoever just looks at the clock waits for nobody

    def now(self) -> datetime:
        """The carrier's time, aware, in UTC."""
        shift = self.shift()
        system = datetime.now(UTC)
        return system + shift.at(system)

    def shift(self) -> Shift:
        """How this clock differs from the system's, as the file says now."""
        return self._read()

    def set(self, instant: datetime) -> None:
        """Tell that time from now on, for every process that goes by the file."""
        with self._lock:
            system = datetime.now(UTC)
            self._keep(Shift(instant - system, self._read().rate, system))

    def advance(self, step: timedelta) -> None:
        """Move on by that much."""
        with self._lock:
            shift = self._read()
            self._keep(replace(shift, offset=shift.offset + step))

    def run(self, rate: float) -> None:
        """Let time pass `rate` times as fast (above 0, up to `FASTEST`) from now on, without ever going back by it."""
        with self._lock:
            shift = self._read()
            since = datetime.now(UTC)
            if rate < shift.rate:
                since += _MOMENT  # until the file is replaced others go by the faster time: they must not be ahead
            self._keep(Shift(shift.at(since), rate, since))

    def reset(self) -> None:
        """Go by the system's time again."""
        with self._lock:
            self._keep(Shift())

    def _read(self) -> Shift:
        known = self._known
        if self._path is None:
            return known[1]
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_ino)  # an atomic replace gives a new inode within one tick of mtime
            if seen != known[0]:
                known = self._known = seen, Shift.read(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError, OverflowError):
            known = self._known = None, Shift()
        return known[1]

    def _keep(self, shift: Shift) -> None:
        if self._path is None:
            self._known = None, shift
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(f"{shift}\n", encoding="ascii")
        draft.replace(self._path)


class CallTime:
    """The time inside one call: it passes without anyone waiting for it.

    Speech, silence and ringing are added to the clock at once, so a scripted call of ten minutes takes no time. Where a
    call waits for other people, `pace` says how many real seconds each of its seconds takes; 1 is a live call.
    """

    def __init__(self, clock: CarrierClock) -> None:
        self._clock = clock
        self._skipped = timedelta()
        self._interrupted = Event()
        self.pace = 0.0
        self.started = clock.now()

    def now(self) -> datetime:
        """The carrier's time as this call lives it."""
        return self._clock.now() + self._skipped

    def spend(self, seconds: float) -> None:
        """Let call time pass. Waiting that is interrupted ends there."""
        if seconds <= 0:
            return
        waited = 0.0
        if self.pace:
            began = monotonic()
            if self._interrupted.wait(seconds * self.pace):
                return
            waited = monotonic() - began
        self._skipped += timedelta(seconds=max(0.0, seconds - waited))

    @contextmanager
    def paced(self, pace: float) -> Iterator[None]:
        """Let each second take `pace` real seconds meanwhile."""
        before, self.pace = self.pace, pace
        try:
            yield
        finally:
            self.pace = before

    def interrupt(self) -> None:
        """End the waiting that is going on, and any other until `resume`."""
        self._interrupted.set()

    @property
    def is_interrupted(self) -> bool:
        """Whether whoever waits in this call is to stop waiting."""
        return self._interrupted.is_set()

    def resume(self) -> None:
        """Wait again."""
        self._interrupted.clear()

    def catch_up(self, moment: datetime) -> None:
        """Go on from a later moment; an earlier one changes nothing."""
        self._skipped += max(timedelta(), moment - self.now())

    def elapsed(self) -> float:
        """Seconds since the call began."""
        return (self.now() - self.started).total_seconds()
