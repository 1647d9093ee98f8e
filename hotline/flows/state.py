"""One conversation between two turns. Everything the engine knows is here, and it goes to JSON and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any
"""What JSON can hold."""


@dataclass(slots=True)
class Answer:
    """One value and how it came about. `said` is how a prompt reads it back; `heard` is the caller's own words."""

    value: Json
    heard: str = ""
    confidence: float = 1.0
    evidence: str = ""
    said: str = ""

    def to_json(self) -> dict[str, Json]:
        return {
            "value": self.value,
            "heard": self.heard,
            "confidence": self.confidence,
            "evidence": self.evidence,
            "said": self.said,
        }


@dataclass(slots=True)
class Frame:
    """Where a flow stands. `back` says what happens when the flow above returns: go on, or ask again."""

    flow: str
    node: str
    back: Literal["on", "again"] = "on"


@dataclass(slots=True)
class State:
    """A conversation at rest. The last frame is the one that runs.

    `offered` holds, by slot type, what the caller said before being asked; the question for it is then not asked.
    `words` holds what verbs gave prompts to say. `tries`, `repeats` and `waits` count for the present question only.
    """

    revision: str
    language: str
    stack: list[Frame]
    phase: Literal["ask", "confirm"] = "ask"
    pending: Answer | None = None
    tries: int = 0
    repeats: int = 0
    waits: int = 0
    turns: int = 0
    slots: dict[str, Answer] = field(default_factory=dict)
    offered: dict[str, Answer] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    outcome: str | None = None
    ended: bool = False

    def copy(self) -> State:
        return State(
            revision=self.revision,
            language=self.language,
            stack=[Frame(frame.flow, frame.node, frame.back) for frame in self.stack],
            phase=self.phase,
            pending=self.pending,
            tries=self.tries,
            repeats=self.repeats,
            waits=self.waits,
            turns=self.turns,
            slots=dict(self.slots),
            offered=dict(self.offered),
            words=dict(self.words),
            outcome=self.outcome,
            ended=self.ended,
        )

    def to_json(self) -> dict[str, Json]:
        """Written out by hand: `dataclasses.asdict` costs more than the whole rest of a turn."""
        return {
            "revision": self.revision,
            "language": self.language,
            "stack": [{"flow": frame.flow, "node": frame.node, "back": frame.back} for frame in self.stack],
            "phase": self.phase,
            "pending": self.pending.to_json() if self.pending else None,
            "tries": self.tries,
            "repeats": self.repeats,
            "waits": self.waits,
            "turns": self.turns,
            "slots": {name: answer.to_json() for name, answer in self.slots.items()},
            "offered": {name: answer.to_json() for name, answer in self.offered.items()},
            "words": self.words,
            "outcome": self.outcome,
            "ended": self.ended,
        }

    @classmethod
    def from_json(cls, data: dict[str, Json]) -> State:
        """Raises KeyError or TypeError when `data` was not written by `to_json`."""
        pending = data["pending"]
        return cls(
            **{
                **data,
                "stack": [Frame(**frame) for frame in data["stack"]],
                "pending": Answer(**pending) if pending else None,
                "slots": {name: Answer(**answer) for name, answer in data["slots"].items()},
                "offered": {name: Answer(**answer) for name, answer in data["offered"].items()},
            }
        )
