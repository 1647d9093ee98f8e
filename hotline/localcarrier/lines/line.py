"""A telephone line: what the carrier does to it, and what the person on it can do back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hotline.localcarrier.calls.call import Call

_HAN_PER_SECOND = 4.5
_LETTERS_PER_SECOND = 14.0
_SHORTEST = 0.4
_HAN = re.compile(r"[\u3400-\u9fff]")


def speaking_seconds(text: str) -> float:
    """How long it takes to say a text, about."""
    han = len(_HAN.findall(text))
    return max(_SHORTEST, han / _HAN_PER_SECOND + (len(text) - han) / _LETTERS_PER_SECOND)


@dataclass(frozen=True, slots=True)
class Speech:
    """Words spoken to the line, `times` over."""

    text: str
    language: str = ""
    voice: str = ""
    times: int = 1

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return speaking_seconds(self.text) * self.times


@dataclass(frozen=True, slots=True)
class Audio:
    """A sound file played to the line. `length` is one playing, in seconds."""

    url: str
    length: float
    times: int = 1

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.length * self.times


@dataclass(frozen=True, slots=True)
class Tones:
    """Key tones (and waits, `w`) sent to the line."""

    keys: str

    @property
    def seconds(self) -> float:
        """How long it lasts: half a second for each."""
        return 0.5 * len(self.keys)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing to be heard for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Beep:
    """The tone before a recording."""

    seconds: float = 0.5


Sound = Speech | Audio | Tones | Quiet | Beep


@dataclass(frozen=True, slots=True)
class Ears:
    """What the carrier listens for while and after it plays `prompt`.

    `kinds` are dtmf and speech. The person may break into the prompt only where `interruptible`. Whoever does not
    begin within `timeout` seconds of the prompt's end has been silent. `enough` tells of keys pressed one after another
    when they are complete. `among_people` the other side is no machine, and nobody minds silence.
    """

    prompt: tuple[Sound, ...]
    kinds: frozenset[str]
    timeout: float
    interruptible: bool = True
    among_people: bool = False
    enough: Callable[[str], bool] = field(default=bool, compare=False)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the person did: words, keys (after the words, if both), or neither; `after` seconds of hesitation.

    `hangs_up` ends the call right after it.
    """

    words: str = ""
    keys: str = ""
    after: float = 0.0
    confidence: float | None = None
    hangs_up: bool = False


class HungUp(Exception):
    """The person on the line has hung up."""


class Pickup(StrEnum):
    """What the person at a telephone that rings does."""

    NOT_YET = "not yet"
    ANSWERS = "answers"
    REJECTS = "rejects"
    IS_BUSY = "is busy"


class Line(Protocol):
    """A telephone. Each method may raise `HungUp`; `call.time` is the time that it lives in and may spend.

    A `live` line has a person on it, for whom time passes by the real clock; on a `machine` a voicemail answers.
    """

    number: str
    live: bool
    machine: bool

    def rung(self, call: Call, ring: int) -> Pickup:
        """The telephone rings for a call to it, for the `ring`-th time (from 1): what does the person do?

        Answers at once, and is asked again until they have picked up or refused.
        """

    def ringing(self, call: Call, ring: int) -> None:
        """The ring-back tone sounds for the `ring`-th time (from 1)."""

    def answered(self, call: Call) -> None:
        """The other side has picked up. Raises `HungUp` where the person has given up meanwhile."""

    def hear(self, call: Call, sound: Sound) -> None:
        """Hear one sound to its end and spend its time."""

    def listen(self, call: Call, ears: Ears) -> Reaction:
        """Hear the prompt (and spend its time), then do something or nothing. The reaction's own time is not spent."""

    def ended(self, call: Call, reason: str) -> None:
        """The call is over; never raises. `reason` is for the person to read."""
