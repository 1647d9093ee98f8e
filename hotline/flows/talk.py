"""One step in the making: where the flow stands, where it goes, and what is said on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hotline.flows.definition import ELSE, RETURN, Ask, Call, Flows, Node, Record, Text
from hotline.flows.state import Answer, Frame, Json, State
from hotline.flows.steps import Ears, Heard, Then, Understood

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

UNCONFIRMED = 0.5
"""The most confidence that an answer has which the caller was asked to confirm and did not."""

LANGUAGE_ASIDES = {"english": "en-US", "chinese": "zh-CN"}


class Talk:
    """Owns a copied state, moves it along, and collects what is said until `then` tells what to wait for."""

    def __init__(self, flows: Flows, state: State, ears: Ears) -> None:
        self.flows = flows
        self.state = state
        self.ears = ears
        self.says: list[str] = []
        self.then: Then | None = None

    # -- where it stands --

    @property
    def frame(self) -> Frame:
        return self.state.stack[-1]

    def node(self) -> Node | None:
        """The present node; None when this revision of the flows has no such node."""
        return self.flows.find(self.frame.flow, self.frame.node)

    def is_running(self, flow: str) -> bool:
        return any(frame.flow == flow for frame in self.state.stack)

    # -- where it goes --

    def go(self, target: str) -> None:
        while target == RETURN:
            if len(self.state.stack) == 1:
                self.state.ended = True
                return
            self.state.stack.pop()
            caller = self.node()
            if not isinstance(caller, Call):
                return  # an interrupted question: it is asked again
            target = caller.next
        self.frame.move(target)

    def call_flow(self, name: str) -> None:
        self.state.stack.append(self._begin(name))

    def move_to_flow(self, name: str) -> None:
        keep_pending(self.flows, self.state)
        self.state.stack = [self._begin(name)]

    def _begin(self, name: str) -> Frame:
        flow = self.flows.flows.get(name)
        return Frame(name, flow.start if flow else "")

    # -- what is known --

    def store(self, node: Ask | Record, answer: Answer) -> None:
        self.state.slots[node.into or self.frame.node] = answer

    def understand(self, slot: str, heard: Heard) -> Understood | None:
        return self.ears.understand(slot, heard.speech, heard.digits, self.state.language)

    def offer(self, also: Mapping[str, Understood]) -> None:
        """Remember what was said besides, so that its question need not be asked."""
        for slot, more in also.items():
            self.state.offered[slot] = Answer(more.value, more.evidence, more.confidence, more.evidence, more.said)

    # -- what is said --

    def say(self, text: Text) -> None:
        self.says.append(PLACEHOLDER.sub(self._word, text[self.state.language]))

    def say_back(self, node: Ask, pending: Answer) -> None:
        """Read `pending` back; `{said}` and the answer's own name both stand for it."""
        text = (node.confirm or self.flows.common.phrases.confirm)[self.state.language]
        own = {"said", node.into or self.frame.node}
        self.says.append(PLACEHOLDER.sub(lambda found: _aloud(pending) if found[1] in own else self._word(found), text))

    def _word(self, found: re.Match[str]) -> str:
        name = found[1]
        if name in self.state.words:
            return self.state.words[name]
        answer = self.state.slots.get(name)
        return _aloud(answer) if answer else ""


def keep_pending(flows: Flows, state: State) -> None:
    """Keep answers that were never confirmed, marked by low confidence: nothing that was said is lost (R5)."""
    for frame in state.stack:
        node = flows.find(frame.flow, frame.node)
        if frame.pending and isinstance(node, Ask):
            confidence = min(frame.pending.confidence, UNCONFIRMED)
            state.slots[node.into or frame.node] = replace(frame.pending, confidence=confidence)


def _aloud(answer: Answer) -> str:
    return answer.said or str(answer.value)


def case(cases: Mapping[str, str], value: Json) -> str:
    """Choose the target for `value`.

    `yes` and `no` name truth values, `none` names nothing, a text or a number names itself; `else` takes the rest.
    """
    match value:
        case None:
            name = "none"
        case bool():
            name = "yes" if value else "no"
        case str() | int():
            name = str(value)
        case _:
            name = ELSE
    return cases[name] if name in cases else cases[ELSE]
