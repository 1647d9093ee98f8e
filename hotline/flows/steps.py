"""What passes between the engine and whoever runs it: what was heard, what to say, what to wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hotline.flows.state import Answer, Json, State


class Understood(Protocol):
    """What some words mean for a slot."""

    @property
    def value(self) -> Json: ...
    @property
    def confidence(self) -> float: ...
    @property
    def evidence(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def also(self) -> Mapping[str, Understood]: ...


class Ears(Protocol):
    """Understands words; knows today, the caller's number and nothing of flows."""

    def understand(self, slot: str, speech: str, digits: str, language: str) -> Understood | None: ...

    def aside(self, speech: str, language: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back from the line: words, keys, nothing at all, or how a queue or a recording ended."""

    speech: str = ""
    digits: str = ""
    confidence: float | None = None
    event: str = ""

    @property
    def text(self) -> str:
        return self.speech or self.digits


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a `do` ended: the named outcome, values it found, words for prompts to say."""

    name: str
    slots: Mapping[str, Answer] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for words or keys that answer `slot`."""

    slot: str
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """Wait for a message of at most `max_seconds`."""

    max_seconds: int


@dataclass(frozen=True, slots=True)
class Doing:
    """Do `verb` and come back with `resume`."""

    verb: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Wait in a queue for a person."""

    queue: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing follows."""

    outcome: str | None


Then = Listen | Recording | Doing | Waiting | Ended


@dataclass(frozen=True, slots=True)
class Step:
    """What to say, in `state.language`, and what to wait for after it."""

    says: tuple[str, ...]
    then: Then
    state: State
