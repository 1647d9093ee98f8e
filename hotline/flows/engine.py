"""Runs a flow to its next wait: `start` / `advance` / `resume` -> `Step`.

The engine touches nothing. It is given the ears (what words mean); where a flow says `do` it stops, the caller of
the engine does it and comes back with `resume`. Every conversation ends: tries, repeats and turns are bounded.
"""

from __future__ import annotations

from hotline.flows.definition import Ask, Call, Do, End, Flows, Match, Queue, Record, Say
from hotline.flows.question import SURE, YES_NO, Question
from hotline.flows.state import Answer, Frame, State
from hotline.flows.steps import (
    Doing,
    Ears,
    Ended,
    Heard,
    Listen,
    Outcome,
    Recording,
    Step,
    Then,
    Understood,
    Waiting,
)
from hotline.flows.talk import UNCONFIRMED, Talk, case, keep_pending

__all__ = [
    "SURE",
    "YES_NO",
    "Answer",
    "Doing",
    "Ears",
    "Ended",
    "Heard",
    "Listen",
    "Outcome",
    "Recording",
    "Step",
    "Then",
    "Understood",
    "Waiting",
    "abandon",
    "advance",
    "resume",
    "start",
]

MOST_NODES = 50
"""Nodes that may follow one another without a wait; the guard behind `flows check`, which refuses such rounds."""


def start(flows: Flows, name: str, *, language: str, ears: Ears) -> Step:
    """Begin the flow `name`. Raises KeyError when there is none."""
    state = State(flows.revision, language, [Frame(name, flows.flows[name].start)])
    return _to_next_wait(Talk(flows, state, ears))


def advance(flows: Flows, state: State, heard: Heard, ears: Ears) -> Step:
    """Go on with what was heard. `state` stays as it is; the step carries the next one."""
    talk = Talk(flows, state.copy(), ears)
    if not state.ended:
        talk.state.turns += 1
        if talk.state.turns > flows.common.limits.turns:
            talk.move_to_flow(flows.common.too_long)
        else:
            _hear(talk, heard)
    return _to_next_wait(talk)


def resume(flows: Flows, state: State, outcome: Outcome, ears: Ears) -> Step:
    """Go on after a `do`."""
    talk = Talk(flows, state.copy(), ears)
    if not state.ended:
        _done(talk, outcome)
    return _to_next_wait(talk)


def abandon(flows: Flows, state: State) -> State:
    """The state of a conversation that broke off: answers that were being confirmed are kept, as unsure (R5)."""
    left = state.copy()
    keep_pending(flows, left)
    left.ended = True
    return left


def _to_next_wait(talk: Talk) -> Step:
    for passed in range(2 * MOST_NODES):
        if talk.then is None and talk.state.ended:
            talk.then = Ended(talk.state.outcome)
        if talk.then is not None:
            return Step(tuple(talk.says), talk.then, talk.state)
        if passed == MOST_NODES:
            talk.move_to_flow(talk.flows.common.lost)
        _enter(talk)
    talk.state.ended = True
    return Step(tuple(talk.says), Ended(talk.state.outcome), talk.state)


def _enter(talk: Talk) -> None:
    """Pass the present node, or stop at it with `talk.then`."""
    match talk.node():
        case Say() as node:
            talk.say(node.prompt)
            talk.go(node.next)
        case Ask() as node:
            Question(talk, node).enter()
        case Match() as node:
            known = talk.state.slots.get(node.slot)
            # What was never confirmed decides nothing: 应该好了吧 and then silence is not solved (R134).
            sure = known is not None and known.confidence > UNCONFIRMED
            talk.go(case(node.cases, known.value if known and sure else None))
        case Do() as node:
            talk.then = Doing(node.verb, node.given)
        case Call() as node:
            talk.call_flow(node.flow)
        case Record() as node:
            talk.say(node.prompt)
            talk.then = Recording(node.max_seconds)
        case Queue() as node:
            talk.say(node.prompt)
            talk.then = Waiting(node.queue)
        case End() as node:
            talk.say(node.prompt)
            talk.state.outcome = node.outcome
            talk.state.ended = True
        case None:
            talk.move_to_flow(talk.flows.common.lost)


def _hear(talk: Talk, heard: Heard) -> None:
    match talk.node():
        case Ask() as node:
            Question(talk, node).hear(heard)
        case Record() as node:
            _hear_message(talk, node, heard)
        case Queue() as node:
            talk.go(node.results.get(heard.event, node.results["failed"]))
        case _:
            talk.move_to_flow(talk.flows.common.lost)


def _hear_message(talk: Talk, node: Record, heard: Heard) -> None:
    """A message, silence, or a key that means something everywhere."""
    common = talk.flows.common
    aside = common.keys.get(heard.digits, "")
    flow = common.asides.get(aside)
    if heard.event:
        talk.store(node, Answer(heard.event))
    if flow and not talk.is_running(flow):
        talk.call_flow(flow)
    elif (flow or aside == "repeat") and talk.frame.repeats < common.limits.repeats:
        talk.frame.repeats += 1
    else:
        talk.go(node.next if heard.event else node.give_up or node.next)


def _done(talk: Talk, outcome: Outcome) -> None:
    node = talk.node()
    talk.state.slots.update(outcome.slots)
    talk.state.words.update(outcome.words)
    if isinstance(node, Do) and outcome.name in node.outcomes:
        talk.go(node.outcomes[outcome.name])
    else:
        talk.move_to_flow(talk.flows.common.lost)
