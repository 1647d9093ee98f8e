"""Recordings on disk: what is known of each, and beside it, once somebody listens, its sound.

Any carrier process with the same directory can serve both.
"""

from __future__ import annotations

import json
import wave
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from uuid import uuid4

from hotline.localcarrier import voice
from hotline.localcarrier.calls.call import Call, new_sid

_SID_LENGTH = 34
_LONGEST = 4 * 3600  # seconds: also where the clock was moved meanwhile


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
        duration=min(_LONGEST, max(0, ceil((call.time.now() - began).total_seconds()))),
        caption="\n".join(words),
        channels=channels,
        source=source,
    )


class RecordingStore:
    """The directory that holds the recordings. Safe to use from many calls and processes at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, recording: Recording) -> None:
        """Write down what is known of a recording; its sound can be had from now on."""
        self._directory.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(recording), ensure_ascii=False)
        with _draft(self._path(recording.sid, "json")) as draft:
            draft.write_text(text, encoding="utf-8")

    def get(self, sid: str) -> Recording | None:
        """The recording with this SID, once it is there."""
        if not (len(sid) == _SID_LENGTH and sid.isalnum() and sid.isascii()):
            return None
        return _read(self._path(sid, "json"))

    def media(self, sid: str) -> Path | None:
        """Where the sound of a recording lies, a WAV file. The first who listens waits until it is made."""
        recording = self.get(sid)
        if recording is None:
            return None
        path = self._path(sid, "wav")
        if not path.exists():
            with _draft(path) as draft:
                _write(draft, recording)
            if self.get(sid) is None:  # deleted meanwhile
                path.unlink(missing_ok=True)
                return None
        return path.resolve()

    def of(self, call_sid: str = "") -> list[Recording]:
        """The recordings of a call, or all, newest first."""
        found = [recording for path in self._directory.glob("RE*.json") if (recording := _read(path))]
        found.sort(key=lambda recording: recording.started_at, reverse=True)
        return [recording for recording in found if call_sid in ("", recording.call_sid)]

    def delete(self, recording: Recording) -> None:
        """Delete a recording: the description first, so that what is listed can be heard."""
        for kind in ("json", "wav"):
            self._path(recording.sid, kind).unlink(missing_ok=True)

    def _path(self, sid: str, kind: str) -> Path:
        return self._directory / f"{sid}.{kind}"


def _read(path: Path) -> Recording | None:
    try:
        return Recording(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file to be written, which takes its place at `path` once it is whole; gone, if that fails."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, recording: Recording) -> None:
    """What a recording sounds like, with silence behind the words; everybody is heard in every channel."""
    samples = voice.say(recording.caption, recording.duration)
    frames = array("h", bytes(samples.itemsize * len(samples) * recording.channels))
    for channel in range(recording.channels):
        frames[channel :: recording.channels] = samples
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(recording.channels)
        sound.setsampwidth(voice.WIDTH)
        sound.setframerate(voice.RATE)
        sound.writeframes(frames.tobytes())
        for start in range(len(samples), recording.duration * voice.RATE, voice.RATE):
            silence = min(voice.RATE, recording.duration * voice.RATE - start)
            sound.writeframesraw(bytes(voice.WIDTH * recording.channels * silence))
