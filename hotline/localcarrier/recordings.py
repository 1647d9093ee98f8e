"""Recordings on disk: a WAV file and beside it what is known of it, so that any carrier process can serve both."""

from __future__ import annotations

import json
import math
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from pathlib import Path

from hotline.localcarrier.calls.call import Call, new_sid

_RATE = 8000  # samples a second, 8 bit, mono: what a telephone carries
_PITCH = 180.0
_SYLLABLES = 4
_SID_LENGTH = 34


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording. `caption` is what was said in it; `started_at` is ISO 8601 in UTC; `duration` whole seconds."""

    sid: str
    account_sid: str
    call_sid: str
    started_at: str
    duration: int
    caption: str
    channels: int = 1
    source: str = "RecordVerb"


def conversation(call: Call, *, began: datetime, words: Sequence[str], channels: int, source: str) -> Recording:
    """What people said to each other from `began` until now."""
    return Recording(
        sid=new_sid("RE"),
        account_sid=call.account_sid,
        call_sid=call.sid,
        started_at=began.isoformat(),
        duration=ceil((call.time.now() - began).total_seconds()),
        caption="\n".join(words),
        channels=channels,
        source=source,
    )


class RecordingStore:
    """The directory that holds the recordings."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, recording: Recording) -> None:
        """Write the sound first and its description last, so that what is listed can be heard."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with wave.open(str(self._path(recording.sid, "wav")), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(1)
            sound.setframerate(_RATE)
            sound.writeframes(_murmur() * recording.duration)
        text = json.dumps(asdict(recording), ensure_ascii=False)
        self._path(recording.sid, "json").write_text(text, encoding="utf-8")

    def get(self, sid: str) -> Recording | None:
        """The recording with this SID, once it is there."""
        if not (len(sid) == _SID_LENGTH and sid.isalnum() and sid.isascii()):
            return None
        path = self._path(sid, "json")
        return _read(path) if path.exists() else None

    def media(self, sid: str) -> Path:
        """Where the sound of an existing recording lies."""
        return self._path(sid, "wav")

    def of(self, call_sid: str = "") -> list[Recording]:
        """The recordings of a call, or all, newest first."""
        found = [_read(path) for path in self._directory.glob("RE*.json")]
        found.sort(key=lambda recording: recording.started_at, reverse=True)
        return [recording for recording in found if call_sid in ("", recording.call_sid)]

    def delete(self, recording: Recording) -> None:
        """Delete a recording: the description first, so that what is listed can be heard."""
        for kind in ("json", "wav"):
            self._path(recording.sid, kind).unlink(missing_ok=True)

    def _path(self, sid: str, kind: str) -> Path:
        return self._directory / f"{sid}.{kind}"


def _read(path: Path) -> Recording:
    return Recording(**json.loads(path.read_text(encoding="utf-8")))


def _murmur() -> bytes:
    """One second of a low voice without words: a tone that swells a few times."""
    return bytes(
        128 + round(40 * math.sin(math.pi * _SYLLABLES * n / _RATE) ** 2 * math.sin(2 * math.pi * _PITCH * n / _RATE))
        for n in range(_RATE)
    )
