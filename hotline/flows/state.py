"""One conversation between two turns. Everything the engine knows is here, and it goes to JSON and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    """Where a flow stands, and how far its present question has come.

    `pending` is an answer that waits for the caller's yes. It and the counts outlast a flow that runs in between
    (a caller who asked for a person), so that no question gets more tries than it was given.
    """

    flow: str
    node: str
    pending: Answer | None = None
    tries: int = 0
    repeats: int = 0
    waits: int = 0

    def move(self, node: str) -> None:
        """Go to `node` and begin its question."""
        self.node = node
        self.pending = None
        self.tries = self.repeats = self.waits = 0

    def copy(self) -> Frame:
        return Frame(self.flow, self.node, self.pending, self.tries, self.repeats, self.waits)

    def to_json(self) -> dict[str, Json]:
        return {
            "flow": self.flow,
            "node": self.node,
            "pending": self.pending.to_json() if self.pending else None,
            "tries": self.tries,
            "repeats": self.repeats,
            "waits": self.waits,
        }

    @classmethod
    def from_json(cls, data: dict[str, Json]) -> Frame:
        pending = data["pending"]
        return cls(**{**data, "pending": Answer(**pending) if pending else None})


@dataclass(slots=True)
class State:
    """A conversation at rest. The last frame of `stack`, which is never empty, is the one that runs.

    `offered` holds, by slot type, what the caller said before being asked; the question for it is then not asked.
    `words` holds what verbs gave prompts to say.
    """

    revision: str
    language: str
    stack: list[Frame]
    turns: int = 0
    slots: dict[str, Answer] = field(default_factory=dict)
    offered: dict[str, Answer] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    outcome: str | None = None
    ended: bool = False

    @property
    def pending(self) -> Answer | None:
        """The answer that is being read back to the caller now."""
        return self.stack[-1].pending

    def copy(self) -> State:
        return State(
            revision=self.revision,
            language=self.language,
            stack=[frame.copy() for frame in self.stack],
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
            "stack": [frame.to_json() for frame in self.stack],
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
        return cls(
            **{
                **data,
                "stack": [Frame.from_json(frame) for frame in data["stack"]],
                "slots": {name: Answer(**answer) for name, answer in data["slots"].items()},
                "offered": {name: Answer(**answer) for name, answer in data["offered"].items()},
            }
        )
