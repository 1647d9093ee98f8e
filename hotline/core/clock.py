"""The one clock. Everything else is told the time; nothing else reads it.

On a machine of its own (local carrier) the clock can be moved, so that a week passes in a second. The offset stands
in a small file, one line of seconds as a decimal number, that all processes read: web, worker and carrier move
together.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline.core.errors import Invalid


class Clock:
    """Tells the time as aware UTC: the machine's time plus the offset kept in `path`.

    `path=None` is a clock that cannot be moved.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC) + self.offset

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's. The file is read again whenever it has changed."""
        if self._path is None:
            return self._offset
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._seen, self._offset = None, timedelta()
            return self._offset
        # A replaced file has a new inode even when two changes share one tick of the file system's clock.
        seen = (status.st_mtime_ns, status.st_ino)
        if seen != self._seen:
            self._offset = _read_offset(self._path)
            self._seen = seen
        return self._offset

    def set(self, instant: datetime | str) -> datetime:
        """Make the clock tell `instant` from now on; ISO 8601 text must name its zone. Returns the new time."""
        target = _instant(instant) if isinstance(instant, str) else instant
        if target.utcoffset() is None:
            raise Invalid("instant", f"{instant} names no time zone; write for example 2026-03-10T09:00:00+08:00")
        self._keep(target - datetime.now(UTC))
        return self.now()

    def advance(self, step: timedelta) -> datetime:
        """Move the clock by `step` (negative: back) and return the new time."""
        self._keep(self.offset + step)
        return self.now()

    def _keep(self, offset: timedelta) -> None:
        if self._path is None:
            raise Invalid("clock", "this clock cannot be moved")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(f"{offset.total_seconds()!r}\n", encoding="ascii")
        draft.replace(self._path)


def _read_offset(path: Path) -> timedelta:
    text = path.read_text(encoding="ascii").strip()
    try:
        return timedelta(seconds=float(text))
    except (ValueError, OverflowError) as error:
        raise Invalid("clock", f"{path} does not hold a number of seconds: {text[:40]!r}") from error


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "instant", f"{text!r} is no date and time; write for example 2026-03-10T09:00:00+08:00"
        ) from error
