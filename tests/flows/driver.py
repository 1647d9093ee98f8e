"""Ears for small flows, and a caller who talks to them turn by turn."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.flows import engine
from hotline.flows.definition import Flows
from hotline.flows.loader import parse
from hotline.flows.state import Answer, State
from hotline.flows.steps import Heard, Outcome, Step, Understood

COMMON = """
languages: [zh-CN, en-US]
keys: {"0": person, "*": repeat}
asides: {person: person, abuse: abuse}
too_long: too_long
lost: lost
phrases:
  silence:
    - {zh-CN: 没有听到您的声音。, en-US: I could not hear you.}
    - {zh-CN: 还是没有听到。, en-US: Still nothing.}
  no_match:
    - {zh-CN: 没有听清。, en-US: I did not catch that.}
    - {zh-CN: 还是没有听清。, en-US: I still did not catch that.}
  wait: {zh-CN: 我等您。, en-US: Take your time.}
  confirm: {zh-CN: "是{said}吗？", en-US: "Is it {said}?"}
limits: {turns: 12, repeats: 2, waits: 2}
"""

PERSON = """
flow: person
start: nobody_free
nodes:
  nobody_free: {kind: say, prompt: {zh-CN: 现在没有人有空。, en-US: Nobody is free.}, next: return}
"""

ABUSE = """
flow: abuse
start: calm
nodes:
  calm:
    kind: ask
    slot: yes_no
    tries: 1
    prompt: {zh-CN: 还要继续吗？, en-US: "Shall we go on?"}
    give_up: return
    next: return
"""

TOO_LONG = """
flow: too_long
start: end
nodes:
  end: {kind: end, outcome: too_long, prompt: {zh-CN: 通话太久了。, en-US: This call is too long.}}
"""

LOST = """
flow: lost
start: end
nodes:
  end: {kind: end, outcome: lost, prompt: {zh-CN: 系统出了问题。, en-US: Something went wrong.}}
"""

OTHERS = {"person": PERSON, "abuse": ABUSE, "too_long": TOO_LONG, "lost": LOST}


def house(inbound: str, *, common: str = COMMON, **others: str) -> Flows:
    """Flows of which only the nodes of `inbound` (and `others`) matter; the first node is where it starts."""
    sources = {"common": common, **OTHERS, "inbound": _flow("inbound", inbound)}
    return parse(sources | {name: _flow(name, nodes) for name, nodes in others.items()})


def _flow(name: str, nodes: str) -> str:
    first = re.search(r"^  (\w+):", nodes, re.MULTILINE)
    assert first, "the nodes are indented by two"
    return f"flow: {name}\nstart: {first[1]}\nnodes:\n{nodes}"


@dataclass(frozen=True)
class Meaning:
    value: Any
    confidence: float
    evidence: str
    said: str
    also: Mapping[str, Understood] = field(default_factory=dict)


class Ears:
    """Hears four slots by pattern: yes_no, company, phone and purpose. 好像 (it seems) makes an answer unsure."""

    ASIDES: Mapping[str, str] = {
        "再说一遍": "repeat",
        "等一下": "wait",
        "转人工": "person",
        "他妈的": "abuse",
        "不想说": "refuse",
        "English please": "english",
        "请说中文": "chinese",
    }

    def __init__(self) -> None:
        self.languages: list[str] = []

    def aside(self, speech: str, language: str) -> str | None:
        self.languages.append(language)
        return self.ASIDES.get(speech)

    def understand(self, slot: str, speech: str, digits: str, language: str) -> Meaning | None:
        self.languages.append(language)
        text = speech or digits
        match slot:
            case "yes_no":
                return self._yes_no(text)
            case "company":
                return self._found(text, r"[^,\s对不是]+公司")
            case "phone":
                return self._found(text, r"\d{7,}")
            case "purpose":
                return self._purpose(text)
            case _:
                return None

    def _yes_no(self, text: str) -> Meaning | None:
        found = re.match(r"(不对|不是|没有|no|2)|(对|是|嗯|yes|1$)", text)
        return Meaning(bool(found[2]), 0.95, found[0], "是" if found[2] else "否") if found else None

    def _found(self, text: str, pattern: str) -> Meaning | None:
        found = re.search(pattern, text.replace("好像", " "))
        unsure = "好像" in text
        return Meaning(found[0], 0.7 if unsure else 0.95, found[0], f"「{found[0]}」") if found else None

    def _purpose(self, text: str) -> Meaning | None:
        named = {"故障": "fault", "投诉": "complaint", "7": "fault"}
        value = next((value for word, value in named.items() if word in text), None)
        also = {slot: found for slot in ("company", "phone") if (found := self.understand(slot, text, "", ""))}
        return Meaning(value, 0.95, text, value, also) if value else None


class Caller:
    """Talks to a flow. Between all turns the state goes to JSON and back; every turn is proven pure."""

    def __init__(self, flows: Flows, name: str = "inbound", *, language: str = "zh-CN") -> None:
        self.flows = flows
        self.ears = Ears()
        self.step = engine.start(flows, name, language=language, ears=self.ears)

    def says(self, words: str) -> list[str]:
        return self.hears(Heard(speech=words))

    def presses(self, keys: str) -> list[str]:
        return self.hears(Heard(digits=keys))

    def stays_silent(self) -> list[str]:
        return self.hears(Heard())

    def hears(self, heard: Heard) -> list[str]:
        return self._go_on(lambda state: engine.advance(self.flows, state, heard, self.ears))

    def is_done(self, outcome: str, slots: Mapping[str, Answer] | None = None, **words: str) -> list[str]:
        return self._go_on(
            lambda state: engine.resume(self.flows, state, Outcome(outcome, slots or {}, words), self.ears)
        )

    def _go_on(self, turn: Any) -> list[str]:
        before = json.dumps(self.state.to_json())
        state = State.from_json(json.loads(before))
        assert state == self.state, "the state survives JSON"
        step: Step = turn(state)
        assert json.dumps(state.to_json()) == before, "the given state stays as it was"
        assert turn(state) == step, "the same input gives the same step"
        self.step = step
        return self.said

    @property
    def said(self) -> list[str]:
        return list(self.step.says)

    @property
    def then(self) -> engine.Then:
        return self.step.then

    @property
    def state(self) -> State:
        return self.step.state

    @property
    def answers(self) -> dict[str, Any]:
        return {name: answer.value for name, answer in self.state.slots.items()}
