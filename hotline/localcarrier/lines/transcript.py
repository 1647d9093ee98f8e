"""What a call sounded like: who said what, when, in words to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.lines.line import Audio, Beep, Ears, Quiet, Reaction, Sound, Speech, Tones


class Who(StrEnum):
    """Whose doing an entry is."""

    APPLICATION = "application"
    CALLER = "caller"
    CARRIER = "carrier"


class Kind(StrEnum):
    """What happened."""

    RANG = "rang"
    ANSWERED = "answered"
    SAID = "said"
    PLAYED = "played"
    KEYED = "keyed"
    PAUSED = "paused"
    BEEPED = "beeped"
    SILENT = "silent"
    UNHEARD = "not heard"
    HUNG_UP = "hung up"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of a call; `at` is seconds since it began."""

    at: float
    who: Who
    kind: Kind
    text: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Entry:
        """The entry that was told as JSON."""
        return cls(fields["at"], Who(fields["who"]), Kind(fields["kind"]), fields["text"])

    def __str__(self) -> str:
        return f"{self.at:6.1f}s  {_NAMES[self.who]}  {self._words()}"

    def _words(self) -> str:
        match self.kind:
            case Kind.SAID:
                return self.text
            case Kind.KEYED:
                return f"[按键 {self.text}]"
            case _:
                return f"[{_EVENTS[self.kind]}{' ' if self.text else ''}{self.text}]"


_NAMES = {Who.APPLICATION: "对方", Who.CALLER: "来电", Who.CARRIER: "线路"}
_EVENTS = {
    Kind.RANG: "振铃",
    Kind.ANSWERED: "接通",
    Kind.PLAYED: "放音",
    Kind.PAUSED: "停顿",
    Kind.BEEPED: "提示音",
    Kind.SILENT: "没有出声",
    Kind.UNHEARD: "没有人听",
    Kind.HUNG_UP: "挂断",
    Kind.ENDED: "通话结束",
}


@dataclass(slots=True)
class Transcript:
    """The entries of one call in their order; `listener` gets each one as it comes."""

    listener: Callable[[Entry], None] | None = None
    entries: list[Entry] = field(default_factory=list)

    def add(self, call: Call, who: Who, kind: Kind, text: str = "") -> None:
        """Write one entry down."""
        entry = Entry(round(call.time.elapsed(), 1), who, kind, text)
        self.entries.append(entry)
        if self.listener is not None:
            self.listener(entry)

    def heard(self, call: Call, sound: Sound) -> None:
        """Write down what the line heard."""
        match sound:
            case Speech():
                self.add(call, Who.APPLICATION, Kind.SAID, sound.text)
            case Audio():
                self.add(call, Who.APPLICATION, Kind.PLAYED, sound.url)
            case Tones():
                self.add(call, Who.APPLICATION, Kind.KEYED, sound.keys)
            case Quiet():
                self.add(call, Who.APPLICATION, Kind.PAUSED, f"{sound.seconds:g} 秒")
            case Beep():
                self.add(call, Who.APPLICATION, Kind.BEEPED)

    def reacted(self, call: Call, ears: Ears, reaction: Reaction) -> None:
        """Write down what the person did."""
        if reaction.words:
            self.add(call, Who.CALLER, Kind.SAID, reaction.words)
        if reaction.keys:
            self.add(call, Who.CALLER, Kind.KEYED, reaction.keys)
        if not (reaction.words or reaction.keys or reaction.hangs_up or ears.among_people):
            self.add(call, Who.CALLER, Kind.SILENT, f"{ears.timeout:g} 秒")
        if reaction.hangs_up:
            self.add(call, Who.CALLER, Kind.HUNG_UP)

    def said_by(self, who: Who) -> list[str]:
        """Everything that one side said, in order."""
        return [entry.text for entry in self.entries if entry.who is who and entry.kind is Kind.SAID]

    def __str__(self) -> str:
        return "\n".join(map(str, self.entries))
