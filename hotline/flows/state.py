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

    def to_json(self) -> list[Json]:
        return [self.value, self.heard, self.confidence, self.evidence, self.said]


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

    def to_json(self) -> list[Json]:
        pending = self.pending and self.pending.to_json()
        return [self.flow, self.node, pending, self.tries, self.repeats, self.waits]

    @classmethod
    def from_json(cls, row: list[Json]) -> Frame:
        flow, node, pending, *counts = row
        return cls(flow, node, Answer(*pending) if pending else None, *counts)


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
        """Written out by hand, answers as rows: this is done in every turn, and a call waits for it."""
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
        """Raises KeyError, TypeError, ValueError or AttributeError when `data` was not written by `to_json`."""
        return cls(
            revision=data["revision"],
            language=data["language"],
            stack=[Frame.from_json(row) for row in data["stack"]],
            turns=data["turns"],
            slots={name: Answer(*row) for name, row in data["slots"].items()},
            offered={name: Answer(*row) for name, row in data["offered"].items()},
            words=data["words"],
            outcome=data["outcome"],
            ended=data["ended"],
        )
