"""The one clock. Everything else is told the time; nothing else reads it.

On a machine of its own (local carrier) the clock can be moved, so that a week passes in a second, and it can run fast.
How stands in a small file that all processes read: web, worker and carrier move together. Its one line holds decimal
numbers: the offset in seconds, or offset, rate and since, where the offset was right at the machine's unix time `since`
and time has run `rate` times as fast from then on.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from hotline.core.errors import Invalid

FASTEST = 3600.0
"""An hour in a second; whoever runs on for weeks would otherwise leave the calendar."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = timedelta(seconds=0.05)
"""Longer than it takes to replace the file."""


class _Shift(NamedTuple):
    """How the clock differs from the machine's: by `offset` at `since`, and it runs `rate` times as fast."""

    offset: timedelta = timedelta()
    rate: float = 1.0
    since: datetime = _EPOCH

    def at(self, machine: datetime) -> timedelta:
        """How far ahead the clock is at that time of the machine."""
        if self.rate == 1:
            return self.offset
        return self.offset + (machine - self.since) * (self.rate - 1)

    def __str__(self) -> str:
        offset = repr(self.offset.total_seconds())
        return offset if self.rate == 1 else f"{offset} {self.rate!r} {self.since.timestamp()!r}"

    @classmethod
    def read(cls, text: str) -> _Shift:
        numbers = [float(word) for word in text.split()]
        offset, rate, since = (numbers[0], 1.0, 0.0) if len(numbers) == 1 else numbers
        if not 0 < rate <= FASTEST:
            raise ValueError(text)
        return cls(timedelta(seconds=offset), rate, _EPOCH + timedelta(seconds=since))


class Clock:
    """Tells the time as aware UTC: the machine's time, moved as the file at `path` says.

    `path=None` is a clock that cannot be moved.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._shift = _Shift()

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        shift = self._read()
        machine = datetime.now(UTC)
        return machine + shift.at(machine)

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's at present."""
        return self._read().at(datetime.now(UTC))

    @property
    def rate(self) -> float:
        """How many times as fast as the machine's this clock runs."""
        return self._read().rate

    def set(self, instant: datetime | str) -> datetime:
        """Make the clock tell `instant` from now on; ISO 8601 text must name its zone. Returns the new time."""
        target = _instant(instant) if isinstance(instant, str) else instant
        if target.utcoffset() is None:
            raise Invalid("instant", f"{instant} names no time zone; write for example 2026-03-10T09:00:00+08:00")
        machine = datetime.now(UTC)
        self._keep(_Shift(target - machine, self.rate, machine))
        return self.now()

    def advance(self, step: timedelta) -> datetime:
        """Move the clock by `step` (negative: back) and return the new time."""
        shift = self._read()
        self._keep(shift._replace(offset=shift.offset + step))
        return self.now()

    def run(self, rate: float) -> datetime:
        """Let time pass `rate` times as fast from now on, without ever going back by it. Returns the time."""
        if not 0 < rate <= FASTEST:
            raise Invalid("rate", f"{rate:g} is no rate for this clock; take one above 0 and up to {FASTEST:g}")
        shift = self._read()
        since = datetime.now(UTC)
        if rate < shift.rate:
            since += _MOMENT  # until the file is replaced others go by the faster time: they must not be ahead of it
        self._keep(_Shift(shift.at(since), rate, since))
        return self.now()

    def _read(self) -> _Shift:
        """What the file says. It is read again whenever it has changed."""
        if self._path is None:
            return self._shift
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen, self._shift = None, _Shift()
            return self._shift
        # A replaced file has a new inode even when two changes share one tick of the file system's clock.
        seen = (status.st_mtime_ns, status.st_ino)
        if seen != self._seen:
            self._shift = _parsed(self._path)
            self._seen = seen
        return self._shift

    def _keep(self, shift: _Shift) -> None:
        if self._path is None:
            raise Invalid("clock", "this clock cannot be moved")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(f"{shift}\n", encoding="ascii")
        draft.replace(self._path)


def _parsed(path: Path) -> _Shift:
    text = path.read_text(encoding="ascii").strip()
    try:
        return _Shift.read(text)
    except (ValueError, OverflowError) as error:
        told = f"{path} holds neither seconds nor offset, rate and since: {text[:40]!r}"
        raise Invalid("clock", told) from error


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "instant", f"{text!r} is no date and time; write for example 2026-03-10T09:00:00+08:00"
        ) from error
