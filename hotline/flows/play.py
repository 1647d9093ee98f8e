"""A conversation in the terminal: the engine turned by typed lines. Whoever calls it prints and reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from typing import assert_never

from hotline.flows import engine
from hotline.flows.definition import Do, Flows
from hotline.flows.state import State
from hotline.flows.steps import Doing, Ears, Ended, Heard, Listen, Outcome, Recording, Step, Waiting

Deed = Callable[[Doing, State], Outcome]
"""Carries out one `do`."""

KEYS = re.compile(r"[0-9*#]+")

EVENT_MARK = ":"


def converse(flows: Flows, name: str, *, language: str, ears: Ears, deed: Deed) -> Generator[Step, Heard, None]:
    """Yield what is said up to each wait, and go on with the `Heard` that is sent; the last step is `Ended`."""
    step = _done(flows, engine.start(flows, name, language=language, ears=ears), ears, deed)
    while True:
        heard = yield step
        if isinstance(step.then, Ended):
            return
        step = _done(flows, engine.advance(flows, step.state, heard, ears), ears, deed)


def _done(flows: Flows, step: Step, ears: Ears, deed: Deed) -> Step:
    """The step after everything has been done, with all that was said on the way."""
    says = list(step.says)
    while isinstance(step.then, Doing):
        step = engine.resume(flows, step.state, deed(step.then, step.state), ears)
        says += step.says
    return Step(tuple(says), step.then, step.state)


def outcomes(flows: Flows, state: State) -> Mapping[str, str]:
    """How the `do` at which `state` stands may end, and where each leads."""
    node = flows.find(state.stack[-1].flow, state.stack[-1].node)
    return node.outcomes if isinstance(node, Do) else {}


def typed(line: str) -> Heard:
    """What a typed line stands for: nothing is silence, digits are keys, `:left` is how a queue ended."""
    line = line.strip()
    if line.startswith(EVENT_MARK):
        return Heard(event=line.removeprefix(EVENT_MARK))
    if KEYS.fullmatch(line):
        return Heard(digits=line)
    return Heard(speech=line)


def shown(step: Step) -> str:
    """A step as text: every sentence, then in brackets what is waited for."""
    return "\n".join([*(f"热线：{text}" for text in step.says), f"  [{_wait(step)}]"])


def _wait(step: Step) -> str:
    match step.then:
        case Listen(slot, patient):
            return f"听 {slot}" + ("，多等一会儿" if patient else "")
        case Recording(seconds):
            return f"录音，最长 {seconds} 秒"
        case Waiting(queue):
            return f"排队 {queue}"
        case Doing(verb):
            return f"办理 {verb}"
        case Ended(outcome):
            return f"挂机 {outcome or ''}".rstrip()
        case _:
            assert_never(step.then)
