"""The carrier's time: the system's clock, shifted by a file, and the time inside one call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from time import monotonic


class CarrierClock:
    """System time plus the offset in seconds that stands alone in a file.

    The file is read again when it changes, so that several processes move through time together.
    A missing or unreadable file is no offset.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """The carrier's time, aware, in UTC."""
        with self._lock:
            self._read()
            return datetime.now(UTC) + self._offset

    def _read(self) -> None:
        if self._path is None:
            return
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_ino)  # an atomic replace gives a new inode within one tick of mtime
            if seen != self._seen:
                self._offset = timedelta(seconds=float(self._path.read_text(encoding="ascii").strip() or 0))
                self._seen = seen
        except (OSError, ValueError):
            self._offset, self._seen = timedelta(), None


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
