"""The conductor of a call: one webhook in, one answer out.

    think_of_ring   the ring: greet and ask
    think_of_turn   what was heard: what follows from it
    keep            write it down, and do what needs writing; gives the answer

Thinking reads and changes nothing, so that calls think side by side and hold the database only while they keep. What
was thought counts only if the call still stands where it stood. A turn is kept with its answer: the same turn again
gets the same answer byte for byte and changes nothing (F8).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from hotline.calls import call_log, outcomes, verbs
from hotline.calls.call_log import LiveCall, Spoken
from hotline.calls.ears import CallEars
from hotline.calls.house import INBOUND, House
from hotline.calls.verbs import Moment
from hotline.core import phones
from hotline.core.errors import NotFound
from hotline.core.logs import get_logger
from hotline.flows import engine
from hotline.flows.engine import Doing, Heard, Step
from hotline.flows.state import State

log = get_logger(__name__)

MOST_DEEDS = 30
"""Verbs that may follow one another in one turn; `flows check` proves that no flow needs as many."""

LONGEST_HEARD = 2000
"""Characters of one utterance that are kept and listened to."""

MOST_KEYS = 64
"""Keys of one answer that are kept and read; the longest that is asked for has twenty."""

LANGUAGE = "zh-CN"


@dataclass(slots=True)
class Thought:
    """Turn `number` of `call`, thought through up to its answer, or up to the first deed that must be written."""

    call: LiveCall
    number: int
    heard: Heard | None
    ears: CallEars
    step: Step
    document: str = ""

    @property
    def is_whole(self) -> bool:
        return not isinstance(self.step.then, Doing)


Known: TypeAlias = str
"""The answer to a turn that was answered before."""


def think_of_ring(session: Session, *, house: House, params: Mapping[str, str], now: datetime) -> Thought | Known:
    """How to answer a call that arrives `now`. `params` are the carrier's; CallSid must be among them (KeyError)."""
    sid = params["CallSid"]
    given_before = call_log.answer(session, sid, 1)
    if given_before is not None:
        return given_before
    flows = house.library.current
    call = LiveCall(
        sid=sid,
        direction=(params.get("Direction") or "inbound")[:20],
        caller=phones.caller_number(params.get("From", "")),
        called=params.get("To", "")[:64] or None,
        arrived_at=now,
        ended_at=None,
        flow=INBOUND,
        revision=flows.revision,
        turn=1,
        state={},
    )
    ears = _ears(house, call, now)
    step = engine.start(flows, INBOUND, language=LANGUAGE, ears=ears)
    return _thought(session, house, Thought(call, 1, None, ears, step), now)


def think_of_turn(
    session: Session, *, house: House, sid: str, number: int, heard: Heard, now: datetime
) -> Thought | Known:
    """What follows from what was heard after turn `number`. Raises NotFound for a call that nobody knows.

    An old turn gets the answer it got; one that is ahead gets what is being asked now.
    """
    call = call_log.find(session, sid)
    if call is None:
        raise NotFound(f"call {sid}")
    if number != call.turn or call.ended_at:
        return call_log.answer(session, sid, min(number + 1, call.turn)) or ""
    ears = _ears(house, call, now)
    heard = _bounded(heard)
    step = engine.advance(house.library.get(session, call.revision), State.from_json(call.state), heard, ears)
    call.turn = number + 1
    return _thought(session, house, Thought(call, call.turn, heard, ears, step), now)


def keep(session: Session, *, house: House, thought: Thought | Known, now: datetime) -> str:
    """Write down what was thought, with what must be done on the way; gives the answer for the carrier.

    If another request has gone on with the call meanwhile, that one's answer is given and nothing changes.
    """
    if isinstance(thought, str):
        return thought
    call = thought.call
    if not thought.is_whole:
        if call_log.standing(session, call.sid) != (thought.number - 1 or None):
            return call_log.answer(session, call.sid, thought.number) or ""
        _do(session, house, thought, now, lambda _verb: True)
        _answer(house, thought)
    if not _kept(session, house, thought, now):
        return call_log.answer(session, call.sid, thought.number) or ""
    call_log.speak(session, call.sid, _spoken(thought, now))
    if thought.number > 1 and thought.step.state.ended:
        outcomes.conclude(session, house=house, call=call, now=now)
        call_log.keep(session, call, language=thought.step.state.language)
    return thought.document


def rings_until(arrived_at: datetime, answered_at: datetime, ring_seconds: float) -> int:
    """How many rings were begun before the answer (R1): China rings 1 s and pauses 4 s."""
    waited = max((answered_at - arrived_at).total_seconds(), 0.0)
    return max(math.ceil(waited / ring_seconds), 1)


def _ears(house: House, call: LiveCall, now: datetime) -> CallEars:
    settings = house.settings
    return CallEars(
        today=house.today(now),
        area_code=settings.default_area_code,
        country=settings.default_country,
        caller=call.caller,
    )


def _thought(session: Session, house: House, thought: Thought, now: datetime) -> Thought:
    """Think on while nothing needs writing; a thought that is whole gets its answer."""
    _do(session, house, thought, now, lambda verb: not verbs.writes(verb))
    if thought.is_whole:
        _answer(house, thought)
    return thought


def _do(session: Session, house: House, thought: Thought, now: datetime, may: Callable[[str], bool]) -> None:
    """Do what the flow says until it waits, or until it says something that may not be done here."""
    step, says = thought.step, list(thought.step.says)
    flows = house.library.get(session, thought.call.revision)
    deeds = 0
    while isinstance(step.then, Doing) and may(step.then.verb):
        deeds += 1
        if deeds > MOST_DEEDS:
            raise RuntimeError(f"flow {step.state.stack} of call {thought.call.sid} does not come to a wait")
        moment = Moment(session, now, house, thought.call, step.state, step.then.given)
        step = engine.resume(flows, step.state, verbs.perform(step.then.verb, moment), thought.ears)
        says += step.says
    thought.step = Step(tuple(says), step.then, step.state)


def _answer(house: House, thought: Thought) -> None:
    """Give the thought its answer; all that is said in it has passed the screen."""
    step, call = thought.step, thought.call
    step = Step(tuple(_screened(house, call, text, step.state) for text in step.says), step.then, step.state)
    call.state = step.state.to_json()
    call.outcome = step.state.outcome or call.outcome
    thought.step = step
    thought.document = house.render(step, call.sid, thought.number)


def _kept(session: Session, house: House, thought: Thought, now: datetime) -> bool:
    """Write the call's row; False if it does not stand any more where it stood when this was thought."""
    call, language = thought.call, thought.step.state.language
    if thought.number == 1:
        rings = rings_until(call.arrived_at, now, house.settings.ring_seconds)
        return call_log.add(session, call, language=language, answered_at=now, rings=rings)
    return call_log.go_on(session, call, language=language, after=thought.number - 1)


def _screened(house: House, call: LiveCall, text: str, state: State) -> str:
    """What may be said (R130). What the caller said may be read back: 随便餐饮有限公司 is a name."""
    clean, hits = house.screened(text)
    if not hits:
        return clean
    quoted = [answer.said for answer in (*state.slots.values(), *filter(None, [state.pending])) if answer.said]
    clean, found = house.lexicon.screen(text, quoted=quoted)
    if found:
        log.warning("forbidden phrase replaced", call_sid=call.sid, hits=[str(hit) for hit in found])
    return clean


def _bounded(heard: Heard) -> Heard:
    if len(heard.speech) <= LONGEST_HEARD and len(heard.digits) <= MOST_KEYS:
        return heard
    return Heard(heard.speech[:LONGEST_HEARD], heard.digits[:MOST_KEYS], heard.confidence, heard.event)


def _spoken(thought: Thought, now: datetime) -> Spoken:
    heard, step = thought.heard, thought.step
    return Spoken(
        number=thought.number,
        at=now,
        heard=heard.speech if heard else None,
        digits=(heard.digits or None) if heard else None,
        confidence=heard.confidence if heard else None,
        said="".join(step.says) if step.state.language.startswith("zh") else " ".join(step.says),
        answer=thought.document,
    )
