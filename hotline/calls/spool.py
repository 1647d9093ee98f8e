"""What could not be written down at once, kept as files until it can (F10, F12, F13).

One file per request, flushed to the disk before the caller is answered. Web processes of one machine share the folder.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline.core.logs import get_logger

log = get_logger(__name__)

SETTLED_AFTER = timedelta(seconds=60)
"""A turn may still be repeated by its own call for so long; later it is the worker's."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Spooled:
    """One request of the carrier that waits to be written down; `tries` counts how often it came."""

    kind: str
    sid: str
    number: int
    params: Mapping[str, str]
    tries: int
    at: datetime
    path: Path

    @property
    def settled_at(self) -> datetime:
        """From when on nobody will repeat it any more."""
        return self.at if self.kind in {"status", "recording"} else self.at + SETTLED_AFTER

    def is_settled(self, now: datetime) -> bool:
        """Whether nobody will repeat it any more."""
        return now >= self.settled_at


class Spool:
    """A folder of requests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, kind: str, sid: str, number: int, params: Mapping[str, str], now: datetime) -> int:
        """Keep it, and return how often it has come so far; 0 if it could not be kept.

        The words of the first time stay: a retry has none.
        """
        path = self._path(kind, sid, number)
        before = _read(path)
        kept = dict(before.params) | {key: value for key, value in params.items() if value} if before else dict(params)
        tries = before.tries + 1 if before else 1
        body = {"kind": kind, "sid": sid, "number": number, "params": kept, "tries": tries, "at": now.isoformat()}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(path, json.dumps(body, ensure_ascii=False))
        except OSError:
            log.exception("request could not be kept", call_sid=sid)
            return 0
        return tries

    def take(self, kind: str, sid: str, number: int) -> Spooled | None:
        """The request if it waits here; it stays until `remove`."""
        return _read(self._path(kind, sid, number)) if self._folder.is_dir() else None

    def waiting(self) -> Iterator[Spooled]:
        """All that wait, the oldest first."""
        found = [_read(path) for path in self._folder.glob("*.json")] if self._folder.is_dir() else []
        yield from sorted((one for one in found if one), key=lambda one: one.at)

    def next_settled(self) -> datetime | None:
        """When the next of them can be written down; None if none waits."""
        return min((one.settled_at for one in self.waiting()), default=None)

    def remove(self, spooled: Spooled) -> None:
        spooled.path.unlink(missing_ok=True)

    def _path(self, kind: str, sid: str, number: int) -> Path:
        return self._folder / f"{kind}-{_UNSAFE.sub('_', sid)[:128]}-{number}.json"


def _read(path: Path) -> Spooled | None:
    try:
        body = json.loads(path.read_text("utf-8"))
        at = datetime.fromisoformat(body.pop("at")).astimezone(UTC)
        return Spooled(**body, at=at, path=path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        log.exception("a kept request cannot be read", file=path.name)
        return None


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk when this returns."""
    # Named after its writer: the same request may come to several threads at once.
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
