"""What recordings sound like: their words spoken by espeak-ng where that is installed, a murmur where it is not.

Sound is signed 16 bit, 8000 samples a second, one channel: what a telephone carries.
"""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import wave
from array import array
from functools import cache
from time import monotonic

from hotline.localcarrier.lines.line import speaking_seconds

RATE = 8000
WIDTH = 2  # bytes in a sample
_MOST_WORDS = 3000  # characters that are spoken; whatever comes after them is silence
_MOST_SECONDS = 20.0  # that espeak-ng gets for all of a recording
_PAUSE = 0.5  # seconds between two lines
_USUAL, _FASTEST = 160, 400  # words a minute, as espeak-ng counts
_PITCHES = (55, 30)  # two people, in turn
_MURMUR_PITCH, _SYLLABLES = 180.0, 4  # a second
_HAN = re.compile(r"[\u3400-\u9fff]")


def say(words: str, seconds: int) -> array[int]:
    """The samples of somebody who says these words, of two people in turn where there are several lines.

    They last `seconds` at most: too many words for that come faster, and in the end are cut.
    """
    lines = [line for line in words[:_MOST_WORDS].splitlines() if line.strip()]
    deadline = monotonic() + _MOST_SECONDS
    room = seconds * RATE
    spoken = _conversation(lines, _USUAL, deadline)
    if len(spoken) > room > 0:
        spoken = _conversation(lines, min(_FASTEST, _USUAL * len(spoken) // room + 1), deadline)
    return spoken[:room]


def _conversation(lines: list[str], speed: int, deadline: float) -> array[int]:
    sound = array("h")
    for place, line in enumerate(lines):
        if place:
            sound.frombytes(bytes(WIDTH * round(_PAUSE * RATE)))
        sound += _spoken(line, speed, _PITCHES[place % 2], deadline) or _murmur(line)
    return sound


def _spoken(line: str, speed: int, pitch: int, deadline: float) -> array[int] | None:
    """A line in espeak-ng's voice; None where there is no espeak-ng, or it does not manage in time."""
    program, left = shutil.which("espeak-ng"), deadline - monotonic()
    if program is None or left <= 0:
        return None
    voice = "cmn" if _HAN.search(line) else "en"
    command = [program, "-v", voice, "-s", str(speed), "-p", str(pitch), "-b", "1", "--stdin", "--stdout"]
    text = _legible(line).encode(errors="replace")
    try:
        ran = subprocess.run(command, input=text, capture_output=True, timeout=left, check=True)  # noqa: S603 - no shell, and the words are on its stdin
        with wave.open(io.BytesIO(ran.stdout)) as sound:
            return _on_the_telephone(sound.readframes(sound.getnframes()), sound.getframerate())
    except (OSError, subprocess.SubprocessError, wave.Error, EOFError):
        return None


def _legible(line: str) -> str:
    """A line without what espeak-ng takes for an order: control characters, and phonemes in [[..]]."""
    return "".join(letter if letter.isprintable() else " " for letter in line).replace("[", "(")


def _on_the_telephone(frames: bytes, rate: int) -> array[int]:
    """16 bit samples at a higher rate, brought down to the telephone's by the mean of neighbours."""
    samples = array("h", frames[: len(frames) // WIDTH * WIDTH])
    step = rate / RATE
    width = math.ceil(step)
    starts = (int(place * step) for place in range(int((len(samples) - width) / step)))
    return array("h", [sum(samples[start : start + width]) // width for start in starts])


def _murmur(line: str) -> array[int]:
    """A low voice without words that takes as long as the line does."""
    second, length = _second_of_murmur(), round(speaking_seconds(line) * RATE)
    return (second * math.ceil(length / RATE))[:length]


@cache
def _second_of_murmur() -> array[int]:
    def sample(n: int) -> int:
        swell = math.sin(math.pi * _SYLLABLES * n / RATE) ** 2
        return round(10_000 * swell * math.sin(2 * math.pi * _MURMUR_PITCH * n / RATE))

    return array("h", map(sample, range(RATE)))
