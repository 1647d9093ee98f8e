"""Recordings on disk: what is known of each, and beside it, once somebody listens, its sound.

Any carrier process with the same directory can serve both.
"""

from __future__ import annotations

import json
import wave
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from threading import Lock

from hotline.localcarrier import voice
from hotline.localcarrier.calls.call import Call, new_sid

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
    """The directory that holds the recordings. Safe to use from many calls at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = Lock()

    def keep(self, recording: Recording) -> None:
        """Write down what is known of a recording; its sound can be had from now on."""
        self._directory.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(recording), ensure_ascii=False)
        self._path(recording.sid, "json").write_text(text, encoding="utf-8")

    def get(self, sid: str) -> Recording | None:
        """The recording with this SID, once it is there."""
        if not (len(sid) == _SID_LENGTH and sid.isalnum() and sid.isascii()):
            return None
        path = self._path(sid, "json")
        return _read(path) if path.exists() else None

    def media(self, sid: str) -> Path | None:
        """Where the sound of a recording lies, a WAV file. The first who listens waits until it is made."""
        with self._lock:
            recording = self.get(sid)
            if recording is None:
                return None
            path = self._path(sid, "wav")
            if not path.exists():
                draft = path.with_suffix(".draft")
                _write(draft, recording)
                draft.replace(path)
            return path.resolve()

    def of(self, call_sid: str = "") -> list[Recording]:
        """The recordings of a call, or all, newest first."""
        found = [_read(path) for path in self._directory.glob("RE*.json")]
        found.sort(key=lambda recording: recording.started_at, reverse=True)
        return [recording for recording in found if call_sid in ("", recording.call_sid)]

    def delete(self, recording: Recording) -> None:
        """Delete a recording: the description first, so that what is listed can be heard."""
        with self._lock:
            for kind in ("json", "wav"):
                self._path(recording.sid, kind).unlink(missing_ok=True)

    def _path(self, sid: str, kind: str) -> Path:
        return self._directory / f"{sid}.{kind}"


def _read(path: Path) -> Recording:
    return Recording(**json.loads(path.read_text(encoding="utf-8")))


def _write(path: Path, recording: Recording) -> None:
    """What a recording sounds like; everybody is heard in every channel."""
    samples = voice.say(recording.caption, recording.duration)
    frames = array("h", bytes(samples.itemsize * len(samples) * recording.channels))
    for channel in range(recording.channels):
        frames[channel :: recording.channels] = samples
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(recording.channels)
        sound.setsampwidth(voice.WIDTH)
        sound.setframerate(voice.RATE)
        sound.writeframes(frames.tobytes())
