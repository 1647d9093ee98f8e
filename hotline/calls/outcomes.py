"""No call without an outcome, and nothing a caller began that nobody takes up again (R5, R99)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import broken_off
from hotline.callbacks import queries as promised
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Callback, Priority
from hotline.calls.call_log import LiveCall
from hotline.calls.house import House
from hotline.calls.models import Intent
from hotline.calls.verbs.complaints import file_complaint
from hotline.calls.verbs.moment import Moment
from hotline.core import phones
from hotline.core.logs import get_logger
from hotline.flows import engine
from hotline.flows.state import State

log = get_logger(__name__)

ABANDONED = "abandoned"
TICKET_OPENED = "ticket_opened"
ENDED_BY_CALLER = "ended_by_caller"

BEGUN = frozenset({"purpose", "company", "symptom", "complaint", "contact_phone", "solved"})
"""Slots of which any one means that the caller had begun something: a mere farewell is no reason to ring anybody."""

SETTLED = frozenset({TICKET_OPENED, "status_given", "wrong_number", "connected", "answered"})
"""Outcomes after which nobody need be rung, apart from what was promised in the call itself."""

TOLD_OF_A_CALL = frozenset({"callback_promised", "closed_politely"})
"""Outcomes whose last words promise that somebody calls, whatever was written down before them (R131)."""


def conclude(session: Session, *, house: House, call: LiveCall, now: datetime) -> None:
    """Give an ended call its outcome, and where it broke off or was promised one, a call back.

    What was being read back when the caller hung up is kept as unsure. Done twice it changes nothing.
    """
    state = _settled_state(session, house, call)
    call.intent = call.intent or Intent.OTHER
    if "complaint" in state.slots and "complaint_ticket" not in state.slots:
        # Heard and read back, though the caller did not wait for its number: it is a complaint all the same (R73, R92).
        file_complaint(Moment(session, now, house, call, state, {}))
    _say_why_not_called(session, house, call, state)
    if call.outcome in SETTLED:
        return
    if call.outcome == ENDED_BY_CALLER and not BEGUN & state.slots.keys():
        return
    call.outcome = call.outcome or (ABANDONED if call.ticket_id is None else TICKET_OPENED)
    has_ticket = call.ticket_id is not None and call.outcome not in TOLD_OF_A_CALL
    if has_ticket or promised.for_call(session, call.sid):
        return
    promise_call_back(
        session,
        house=house,
        sid=call.sid,
        number=number_to_call(house, _number_left(state), call.caller),
        since=call.arrived_at,
        reason="来电中断" if call.outcome == ABANDONED else "来电未办完",
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Number:
    """Where a call back goes. Without `e164` it is a person's work, and `trouble` may say why."""

    e164: str | None
    extension: str | None = None
    trouble: str | None = None


def number_to_call(house: House, left: Mapping[str, Any], caller: str | None) -> Number:
    """The number that was left, else the one that called; of these only one that we do call (S16)."""
    known = [Number(left.get("e164"), left.get("extension")), Number(caller)]
    trouble = None
    for number in known:
        if number.e164 is None:
            continue
        why = house.why_not_called(number.e164)
        if why is None:
            return number
        trouble = trouble or _trouble(number.e164, why)
    return Number(None, trouble=trouble)


def _trouble(e164: str, why: str) -> str:
    return f"号码 {phones.display(e164)} {why}，请人工核实 (a person must look at it)"


def _say_why_not_called(session: Session, house: House, call: LiveCall, state: State) -> None:
    """Where a number was left that we never call, what was promised in the call says so to the person who has it."""
    left = _number_left(state).get("e164")
    why = house.why_not_called(left) if left else None
    if not left or not why:
        return
    for promise in promised.for_call(session, call.sid):
        if promise.phone is None:
            promise.trouble = _trouble(left, why)
    session.flush()


def _number_left(state: State) -> Mapping[str, Any]:
    contact = state.slots.get("contact_phone")
    return contact.value if contact and isinstance(contact.value, dict) else {}


def _settled_state(session: Session, house: House, call: LiveCall) -> State:
    """The conversation as it stands for good; one that cannot be read any more stays as it is, and is called back."""
    try:
        state = State.from_json(call.state)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        log.exception("a call's state cannot be read", call_sid=call.sid)
        return State(call.revision, "zh-CN", [], ended=True)
    if not state.ended:
        state = engine.abandon(house.library.get(session, call.revision), state)
        call.state = state.to_json()
    return state


def promise_call_back(
    session: Session,
    *,
    house: House,
    sid: str,
    number: Number,
    since: datetime,
    reason: str,
    now: datetime,
    priority: Priority = Priority.NORMAL,
) -> Callback:
    """Have a person call somebody whose call did not come to its end, once for all calls of a number (S27)."""
    return broken_off.promise(
        session,
        now=now,
        call_sid=sid,
        phone=number.e164,
        extension=number.extension,
        due_at=due_times.abandoned_due(now, house.calendar),
        priority=priority,
        in_line_since=since,
        reason=reason,
        trouble=number.trouble,
    )
