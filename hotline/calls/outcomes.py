"""No call without an outcome, and nothing a caller began that nobody takes up again (R5, R99)."""

from __future__ import annotations

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


def conclude(session: Session, *, house: House, call: LiveCall, now: datetime) -> None:
    """Give an ended call its outcome, and where it broke off or was promised one, a call back.

    What was being read back when the caller hung up is kept as unsure. Done twice it changes nothing.
    """
    state = _settled_state(session, house, call)
    call.intent = call.intent or Intent.OTHER
    if "complaint" in state.slots and "complaint_ticket" not in state.slots:
        # Heard and read back, though the caller did not wait for its number: it is a complaint all the same (R73, R92).
        file_complaint(Moment(session, now, house, call, state, {}))
    if call.outcome in SETTLED:
        return
    if call.outcome == ENDED_BY_CALLER and not BEGUN & state.slots.keys():
        return
    call.outcome = call.outcome or (ABANDONED if call.ticket_id is None else TICKET_OPENED)
    if call.ticket_id is not None or promised.for_call(session, call.sid):
        return
    contact = state.slots.get("contact_phone")
    left = contact.value if contact and isinstance(contact.value, dict) else {}
    promise_call_back(
        session,
        house=house,
        sid=call.sid,
        number=left or {"e164": call.caller},
        since=call.arrived_at,
        reason="来电中断" if call.outcome == ABANDONED else "来电未办完",
        now=now,
    )


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
    number: dict[str, Any],
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
        phone=number.get("e164"),
        extension=number.get("extension"),
        due_at=due_times.abandoned_due(now, house.calendar),
        priority=priority,
        in_line_since=since,
        reason=reason,
    )
