"""Looks at every turn of a conversation, in which anything may be heard and anything may come of a deed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from hotline.flows import engine
from hotline.flows.checks import SlotType, Verb, Vocabulary
from hotline.flows.definition import Ask, Do, Flows, Match, texts
from hotline.flows.state import Answer, State
from hotline.flows.steps import Doing, Ended, Heard, Outcome, Step, Understood
from hotline.flows.talk import PLACEHOLDER

ASIDES = ("repeat", "wait", "person", "abuse", "wrong_number", "refuse", "cannot_tell", "goodbye", "english", "chinese")


@dataclass(frozen=True)
class Meaning:
    value: Any
    confidence: float = 0.95
    evidence: str = ""
    said: str = "某某"
    also: Mapping[str, Understood] = field(default_factory=dict)


class Words:
    """All that a set of flows can hear, do and say, as read from the flows themselves."""

    def __init__(self, flows: Flows) -> None:
        nodes = [node for flow in flows.flows.values() for node in flow.nodes.values()]
        self.values: dict[str, set[str]] = {"yes_no": {"yes", "no"}}
        self.outcomes: dict[str, set[str]] = {}
        self.cases: dict[str, set[str]] = {}
        self.words: set[str] = set()
        for node in nodes:
            if isinstance(node, Ask):
                self.values.setdefault(node.slot, set()).update(node.next if isinstance(node.next, dict) else ())
                if node.instead:
                    self.values.setdefault(node.instead.slot, set())
            elif isinstance(node, Do):
                self.outcomes.setdefault(node.verb, set()).update(node.outcomes)
            elif isinstance(node, Match):
                self.cases.setdefault(node.slot, set()).update(node.cases)
            for _, text in texts(node):
                self.words |= {word for said in text.values() for word in PLACEHOLDER.findall(said)}

    def vocabulary(self) -> Vocabulary:
        """Lets everything pass that the flows name."""
        return Vocabulary(
            slots={name: SlotType(digits=True) for name in self.values},
            verbs={
                name: Verb(frozenset(outcomes), frozenset(self.words), frozenset(self.cases))
                for name, outcomes in self.outcomes.items()
            },
            asides=frozenset(ASIDES),
            forbidden=lambda _: [],
        )

    def deed(self, verb: str, chance: int) -> Outcome:
        """Any outcome of `verb`, with any value for what flows match on."""
        slots = {slot: Answer(_pick(cases, chance)) for slot, cases in self.cases.items()} if chance % 3 else {}
        return Outcome(_pick(self.outcomes[verb], chance), slots, dict.fromkeys(self.words, "某词"))

    # -- ears: 值N is the value number N of whatever is asked, ? makes it unsure, + answers everything else too --

    def aside(self, speech: str, language: str) -> str | None:
        return speech if speech in ASIDES and language else None

    def understand(self, slot: str, speech: str, digits: str, language: str) -> Meaning | None:
        if slot == "yes_no":
            if speech[:1] in {"是", "不"} or digits in {"1", "2"}:
                return Meaning(value=speech[:1] == "是" or digits == "1", evidence=speech[:1] or digits)
            return None
        _, value, rest = speech.partition("值")
        if value:
            also = {other: Meaning(_pick(self.values[other], 1)) for other in self.values if "+" in rest}
            confidence = 0.7 if "?" in rest else 0.95
            return Meaning(_pick(self.values[slot], int(rest[:1])), confidence, speech, also=also)
        return Meaning(digits, evidence=digits) if digits.isdigit() and language else None


def _pick(names: set[str], chance: int) -> str:
    ordered = sorted(names) or ["某值"]
    return ordered[chance % len(ordered)]


@dataclass
class Asked:
    """How often one question has been asked in a row, and how far it had come when it was asked last."""

    question: tuple[str, str]
    progress: int = -1
    times: int = 0
    interruptions: int = 0
    interrupted: bool = False


class Watch:
    """Runs a conversation and looks at every turn of it."""

    def __init__(self, flows: Flows, heard: list[Heard], chances: list[int]) -> None:
        self.flows = flows
        self.words = Words(flows)
        self.heard = cycle(heard)
        self.chances = cycle(chances)
        self.asked: list[Asked] = []

    def run(self) -> None:
        step = self.turn(engine.start(self.flows, "inbound", language="zh-CN", ears=self.words))
        turns = 0
        while not isinstance(step.then, Ended):
            turns += 1
            assert turns <= self.flows.common.limits.turns + 1, "the call ends"
            state = self.through_json(step.state)
            step = self.turn(engine.advance(self.flows, state, next(self.heard), self.words))
            assert state == self.through_json(state)
        assert step.state.ended
        assert engine.advance(self.flows, step.state, next(self.heard), self.words).says == ()

    def turn(self, step: Step) -> Step:
        """One turn with everything that is done in it."""
        says = list(step.says)
        deeds = 0
        while isinstance(step.then, Doing):
            deeds += 1
            assert deeds <= 30, "the house comes to an end of its deeds"
            state = self.through_json(step.state)
            step = engine.resume(self.flows, state, self.words.deed(step.then.verb, next(self.chances)), self.words)
            says += step.says
        assert any(text.strip() for text in says), "no dead air"
        assert not any("{" in text for text in says), "no braces are spoken"
        assert len(step.state.stack) <= len(self.flows.flows), "no flow runs within itself"
        self.count(step.state)
        return step

    def through_json(self, state: State) -> State:
        again = State.from_json(json.loads(json.dumps(state.to_json())))
        assert again == state
        return again

    def count(self, state: State) -> None:
        """The same question in a row: each time it has come further, and it has an end."""
        frame, depth = state.stack[-1], len(state.stack)
        if len(self.asked) < depth and self.asked:
            self.asked[-1].interruptions += 1
            self.asked[-1].interrupted = True
        self.asked = [*self.asked[:depth], *(Asked(("", "")) for _ in range(depth - len(self.asked)))]
        node = self.flows.node(frame.flow, frame.node)
        if not isinstance(node, Ask):
            self.asked[-1] = Asked(("", ""))
            return
        progress = 2 * (frame.tries + frame.repeats + frame.waits) + (frame.pending is not None)
        asked = self.asked[-1]
        further = progress > asked.progress or (asked.interrupted and progress == asked.progress)
        if asked.question != (frame.flow, frame.node) or not further:
            asked = self.asked[-1] = Asked((frame.flow, frame.node))
        asked.progress, asked.interrupted = progress, False
        asked.times += frame.pending is None
        limits = self.flows.common.limits
        most = node.tries + limits.repeats + limits.waits + asked.interruptions
        assert frame.tries < node.tries
        assert asked.times <= most, f"{asked.question} is asked {asked.times} times in a row"
