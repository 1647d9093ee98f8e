"""Runs a flow to its next wait: `start` / `advance` / `resume` -> `Step`.

The engine touches nothing. It is given the ears (what words mean); where a flow says `do` it stops, the caller of
the engine does it and comes back with `resume`. Every conversation ends: tries, repeats and turns are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from hotline.flows.definition import (
    ELSE,
    RETURN,
    Ask,
    Call,
    Do,
    End,
    Flows,
    Match,
    Node,
    Queue,
    Record,
    Say,
    Text,
)
from hotline.flows.state import Answer, Frame, Json, State

YES_NO = "yes_no"
"""The slot type that a confirmation listens for."""

SURE = 0.85
"""From this confidence on a value is taken without asking back."""

MOST_NODES = 50
"""Nodes that may follow one another without a wait; `flows check` proves that no flow needs as many."""

LANGUAGE_ASIDES = {"english": "en-US", "chinese": "zh-CN"}

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


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


def start(flows: Flows, name: str, *, language: str, ears: Ears) -> Step:
    """Begin the flow `name`. Raises KeyError when there is none."""
    state = State(flows.revision, language, [Frame(name, flows.flows[name].start)])
    return _Run(flows, state, ears).to_next_wait()


def advance(flows: Flows, state: State, heard: Heard, ears: Ears) -> Step:
    """Go on with what was heard. `state` stays as it is; the step carries the next one."""
    run = _Run(flows, state.copy(), ears)
    if state.ended:
        return run.step(Ended(state.outcome))
    run.state.turns += 1
    if run.state.turns > flows.common.limits.turns:
        run.move_to_flow(flows.common.too_long)
    else:
        run.hear(heard)
    return run.to_next_wait()


def resume(flows: Flows, state: State, outcome: Outcome, ears: Ears) -> Step:
    """Go on after a `do`."""
    run = _Run(flows, state.copy(), ears)
    run.done(outcome)
    return run.to_next_wait()


class _Run:
    """One step in the making: owns the copied state and collects what is said."""

    def __init__(self, flows: Flows, state: State, ears: Ears) -> None:
        self.flows = flows
        self.state = state
        self.ears = ears
        self.says: list[str] = []
        self.listens = False
        self.patient = False

    # -- where we are --

    def node(self) -> Node | None:
        frame = self.state.stack[-1]
        flow = self.flows.flows.get(frame.flow)
        return flow.nodes.get(frame.node) if flow else None

    def go(self, target: str) -> None:
        self._new_question()
        if target != RETURN:
            self.state.stack[-1].node = target
            return
        self.state.stack.pop()
        if not self.state.stack:
            self.state.ended = True
        elif self.state.stack[-1].back == "again":
            self.state.stack[-1].back = "on"
        else:
            caller = self.node()
            if isinstance(caller, Call):
                self.go(caller.next)

    def move_to_flow(self, name: str) -> None:
        self._new_question()
        self.state.stack = [Frame(name, self.flows.flows[name].start)]

    def call_flow(self, name: str, *, then_again: bool) -> None:
        self._new_question()
        self.state.stack[-1].back = "again" if then_again else "on"
        self.state.stack.append(Frame(name, self.flows.flows[name].start))

    def _new_question(self) -> None:
        self.state.phase, self.state.pending = "ask", None
        self.state.tries = self.state.repeats = self.state.waits = 0

    # -- to the next wait --

    def to_next_wait(self) -> Step:
        for _ in range(MOST_NODES):
            if self.listens:
                return self.step(Listen(self._slot(), patient=self.patient))
            then = self._enter()
            if then is not None:
                return self.step(then)
        self.move_to_flow(self.flows.common.lost)
        return self.to_next_wait()

    def step(self, then: Then) -> Step:
        return Step(tuple(self.says), then, self.state)

    def _slot(self) -> str:
        node = self.node()
        return node.slot if isinstance(node, Ask) and self.state.phase == "ask" else YES_NO

    def _enter(self) -> Then | None:
        """Pass the present node; None when there is more to pass before the caller is waited for."""
        if self.state.ended:
            return Ended(self.state.outcome)
        node = self.node()
        match node:
            case Say():
                self.say(node.prompt)
                self.go(node.next)
            case Match():
                known = self.state.slots.get(node.slot)
                self.go(_case(node.cases, known.value if known else None))
            case Call():
                self.call_flow(node.flow, then_again=False)
            case End():
                self.say(node.prompt)
                self.state.outcome = node.outcome or self.state.outcome
                self.state.ended = True
            case None:
                self.move_to_flow(self.flows.common.lost)
            case _:
                return self._stop(node)
        return None

    def _stop(self, node: Ask | Do | Record | Queue) -> Then | None:
        """The kinds at which a flow halts, to be gone on with from outside."""
        match node:
            case Ask():
                return self._ask(node)
            case Do():
                return Doing(node.verb, node.given)
            case Record():
                self.say(node.prompt)
                return Recording(node.max_seconds)
            case Queue():
                self.say(node.prompt)
                return Waiting(node.queue)

    def _ask(self, node: Ask) -> Then | None:
        known = self.state.slots.get(node.into or self.state.stack[-1].node)
        if node.skip_if_known and known:
            self.go(_next(node, known.value))
            return None
        offered = self.state.offered.pop(node.slot, None)
        if offered:
            self._take(node, offered)
            return None
        self.say(node.prompt)
        return Listen(node.slot, patient=node.patience == "long")

    # -- what is said --

    def say(self, text: Text) -> None:
        self.says.append(PLACEHOLDER.sub(self._word, text[self.state.language]))

    def _word(self, found: re.Match[str]) -> str:
        name = found[1]
        if name in self.state.words:
            return self.state.words[name]
        answer = self.state.slots.get(name)
        return (answer.said or str(answer.value)) if answer else ""

    def _say_pending(self, node: Ask) -> None:
        pending = self.state.pending
        said = (pending.said or str(pending.value)) if pending else ""
        text = (node.confirm or self.flows.common.phrases.confirm)[self.state.language]
        own = {"said", node.into or self.state.stack[-1].node}
        self.says.append(PLACEHOLDER.sub(lambda found: said if found[1] in own else self._word(found), text))

    def _say_question(self, node: Ask) -> None:
        if self.state.phase == "confirm":
            self._say_pending(node)
        elif self.state.tries and node.reprompts:
            self.say(node.reprompts[min(self.state.tries, len(node.reprompts)) - 1])
        else:
            self.say(node.prompt)

    def _listen(self, *, patient: bool = False) -> None:
        self.listens = True
        self.patient = patient

    # -- what is heard --

    def hear(self, heard: Heard) -> None:
        node = self.node()
        match node:
            case Ask():
                self._hear_answer(node, heard)
            case Record():
                into = node.into or self.state.stack[-1].node
                if heard.event:
                    self.state.slots[into] = Answer(heard.event)
                self.go(node.next if heard.event or not node.give_up else node.give_up)
            case Queue():
                self.go(node.results.get(heard.event, node.results["failed"]))
            case _:
                self.move_to_flow(self.flows.common.lost)

    def _hear_answer(self, node: Ask, heard: Heard) -> None:
        if not heard.text.strip():
            self._fail(node, self.flows.common.phrases.silence)
        elif not self._heard_aside(node, heard):
            if self.state.phase == "confirm":
                self._hear_confirmation(node, heard)
            else:
                self._hear_value(node, heard)

    def _heard_aside(self, node: Ask, heard: Heard) -> bool:
        """Keys and sayings that mean something at every question: a person, again, one moment, English please."""
        common = self.flows.common
        if heard.digits:
            if self.state.phase == "ask" and heard.digits in node.keys:
                self.go(node.keys[heard.digits])
                return True
            aside = common.keys.get(heard.digits)
        else:
            aside = self.ears.aside(heard.speech, self.state.language)
        if aside is None:
            return False
        if aside in node.on:
            self._keep_pending(node)
            self.go(node.on[aside])
        elif aside == "repeat":
            self._repeat(node)
        elif aside == "wait":
            self._wait(node)
        elif LANGUAGE_ASIDES.get(aside) in common.languages:
            self.state.language = LANGUAGE_ASIDES[aside]
            self._repeat(node)
        elif aside in common.asides:
            self.call_flow(common.asides[aside], then_again=True)
        else:
            return False
        return True

    def _repeat(self, node: Ask) -> None:
        self.state.repeats += 1
        if self.state.repeats > self.flows.common.limits.repeats:
            self._fail(node, self.flows.common.phrases.no_match)
        else:
            self._say_question(node)
            self._listen(patient=node.patience == "long")

    def _wait(self, node: Ask) -> None:
        self.state.waits += 1
        if self.state.waits > self.flows.common.limits.waits:
            self._fail(node, self.flows.common.phrases.silence)
        else:
            self.say(self.flows.common.phrases.wait)
            self._listen(patient=True)

    def _fail(self, node: Ask, phrases: list[Text] | None) -> None:
        """One try is over: ask again in other words, or give up with dignity."""
        self.state.tries += 1
        if self.state.tries >= node.tries:
            self._keep_pending(node)
            self.go(node.give_up or RETURN)
            return
        if phrases:
            self.say(phrases[min(self.state.tries, len(phrases)) - 1])
        self._say_question(node)
        self._listen(patient=node.patience == "long")

    def _keep_pending(self, node: Ask) -> None:
        """A value that was never confirmed is kept, marked by its low confidence: nothing that was said is lost."""
        if self.state.pending:
            pending = self.state.pending
            unsure = replace(pending, confidence=min(pending.confidence, 0.5))
            self.state.slots[node.into or self.state.stack[-1].node] = unsure

    def _hear_value(self, node: Ask, heard: Heard) -> None:
        understood = self._understand(node.slot, heard)
        other = self._understand(node.instead.slot, heard) if node.instead and heard.speech else None
        if node.instead and other and (understood is None or understood.value is False):
            self._offer({node.instead.slot: other, **other.also})
            self.go(node.instead.next)
        elif understood is None:
            self._fail(node, self.flows.common.phrases.no_match)
        else:
            self._offer(understood.also)
            self._take(node, _answer(understood, heard))

    def _hear_confirmation(self, node: Ask, heard: Heard) -> None:
        """Yes, no, or the value once more: said again it confirms itself, said otherwise it is asked anew."""
        pending = self.state.pending
        agreed = self._understand(YES_NO, heard)
        again = self._understand(node.slot, heard) if heard.speech or len(heard.digits) > 1 else None
        if pending and again and again.value == pending.value and (agreed is None or agreed.value is not False):
            self._store(node, pending)
        elif again and again.confidence >= SURE and (agreed is None or agreed.value is False):
            self._again(node, _answer(again, heard))
        elif agreed is None:
            self._fail(node, self.flows.common.phrases.no_match)
        elif agreed.value and pending:
            self._store(node, pending)
        else:
            self.state.phase, self.state.pending = "ask", None
            self._fail(node, None)

    def _again(self, node: Ask, answer: Answer) -> None:
        """Another value instead of the one read back; it is read back too, within the same number of tries."""
        self.state.tries += 1
        if self.state.tries >= node.tries:
            self._store(node, answer)
            return
        self.state.pending = answer
        self._say_pending(node)
        self._listen()

    def _take(self, node: Ask, answer: Answer) -> None:
        if answer.confidence < SURE or (node.confirm and node.confirm_when == "always"):
            self.state.phase, self.state.pending = "confirm", answer
            self._say_pending(node)
            self._listen()
        else:
            self._store(node, answer)

    def _store(self, node: Ask, answer: Answer) -> None:
        self.state.slots[node.into or self.state.stack[-1].node] = answer
        self.go(_next(node, answer.value))

    def _understand(self, slot: str, heard: Heard) -> Understood | None:
        return self.ears.understand(slot, heard.speech, heard.digits, self.state.language)

    def _offer(self, also: Mapping[str, Understood]) -> None:
        for slot, more in also.items():
            self.state.offered[slot] = Answer(more.value, more.evidence, more.confidence, more.evidence, more.said)

    # -- what was done --

    def done(self, outcome: Outcome) -> None:
        node = self.node()
        self.state.slots.update(outcome.slots)
        self.state.words.update(outcome.words)
        if isinstance(node, Do) and outcome.name in node.outcomes:
            self.go(node.outcomes[outcome.name])
        else:
            self.move_to_flow(self.flows.common.lost)


def _answer(understood: Understood, heard: Heard) -> Answer:
    confidence = understood.confidence
    return Answer(understood.value, heard.text, confidence, understood.evidence, understood.said)


def _next(node: Ask, value: Json) -> str:
    return node.next if isinstance(node.next, str) else _case(node.next, value)


def _case(cases: Mapping[str, str], value: Json) -> str:
    """`yes`/`no` for truth values, `none` for nothing, the text itself otherwise; `else` for what is not named."""
    if value is None:
        name = "none"
    elif isinstance(value, bool):
        name = "yes" if value else "no"
    else:
        name = value if isinstance(value, str) else ELSE
    return cases[name] if name in cases else cases[ELSE]
