"""The conductor of a call: one webhook in, one answer out, all in the transaction of the edge.

    answer_call   the ring: greet and ask
    take_turn     what was heard: go on

A turn is kept with its answer. The same turn again gets the same answer byte for byte and changes nothing (F8).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.calls import call_log, outcomes
from hotline.calls.call_log import LiveCall, Spoken
from hotline.calls.ears import CallEars
from hotline.calls.house import INBOUND, House
from hotline.calls.verbs import Moment, perform
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


def answer_call(
    session: Session, *, house: House, params: Mapping[str, str], arrived_at: datetime, now: datetime
) -> str:
    """Answer a call that rings. `params` are the carrier's; CallSid must be among them (KeyError)."""
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
        arrived_at=arrived_at,
        ended_at=None,
        flow=INBOUND,
        revision=flows.revision,
        turn=1,
        state={},
    )
    ears = _ears(house, call, now)
    step = engine.start(flows, INBOUND, language=LANGUAGE, ears=ears)
    step, document = _speak(session, house, call, step, ears, now)
    rings = rings_until(arrived_at, now, house.settings.ring_seconds)
    if not call_log.add(session, call, language=step.state.language, answered_at=now, rings=rings):
        return call_log.answer(session, sid, 1) or document
    call_log.speak(session, sid, _spoken(1, now, None, step, document))
    return document


def take_turn(session: Session, *, house: House, sid: str, number: int, heard: Heard, now: datetime) -> str:
    """Go on with what was heard after turn `number`. Raises NotFound for a call that nobody knows.

    An old turn gets the answer it got; one that is ahead gets what is being asked now. Neither changes anything.
    """
    call = call_log.lock(session, sid)
    if call is None:
        raise NotFound(f"call {sid}")
    if number != call.turn or call.ended_at:
        return call_log.answer(session, sid, min(number + 1, call.turn)) or ""
    state = State.from_json(call.state)
    flows = house.library.get(session, call.revision)
    ears = _ears(house, call, now)
    heard = _bounded(heard)
    step = engine.advance(flows, state, heard, ears)
    call.turn = number + 1
    step, document = _speak(session, house, call, step, ears, now)
    call_log.keep(session, call, language=step.state.language)
    call_log.speak(session, sid, _spoken(call.turn, now, heard, step, document))
    if step.state.ended:
        outcomes.conclude(session, house=house, call=call, now=now)
        call_log.keep(session, call, language=step.state.language)
    return document


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


def _speak(
    session: Session, house: House, call: LiveCall, step: Step, ears: CallEars, now: datetime
) -> tuple[Step, str]:
    """Do what the flow says until it waits, screen what is said, and write the answer."""
    says = list(step.says)
    flows = house.library.get(session, call.revision)
    deeds = 0
    while isinstance(step.then, Doing):
        deeds += 1
        if deeds > MOST_DEEDS:
            raise RuntimeError(f"flow {step.state.stack} of call {call.sid} does not come to a wait")
        moment = Moment(session, now, house, call, step.state, step.then.given)
        step = engine.resume(flows, step.state, perform(step.then.verb, moment), ears)
        says += step.says
    step = Step(tuple(_screened(house, call, text, step.state) for text in says), step.then, step.state)
    call.state = step.state.to_json()
    call.outcome = step.state.outcome or call.outcome
    return step, house.render(step, call.sid, call.turn)


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


def _spoken(number: int, now: datetime, heard: Heard | None, step: Step, document: str) -> Spoken:
    return Spoken(
        number=number,
        at=now,
        heard=heard.speech if heard else None,
        digits=(heard.digits or None) if heard else None,
        confidence=heard.confidence if heard else None,
        said="".join(step.says) if step.state.language.startswith("zh") else " ".join(step.says),
        answer=document,
    )
