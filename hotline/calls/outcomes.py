"""No call without an outcome, and nothing a caller began that nobody takes up again (R5, R99)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import queries as promised
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Handler, Kind, Priority
from hotline.calls.call_log import LiveCall
from hotline.calls.house import House
from hotline.flows.state import State
from hotline.people import operations as people
from hotline.people.models import Role

ABANDONED = "abandoned"
CALLBACK_PROMISED = "callback_promised"

SETTLED = frozenset({"ticket_opened", "status_given", "wrong_number", "connected"})
"""Outcomes after which nobody need be rung, apart from what was promised in the call itself."""


def conclude(session: Session, *, house: House, call: LiveCall, now: datetime) -> None:
    """Give an ended call its outcome, and where it broke off or was promised one, a call back.

    Done twice it changes nothing. Where no number is known the row waits for a person (R171).
    """
    if call.outcome in SETTLED:
        return
    call.outcome = call.outcome or (ABANDONED if call.ticket_id is None else "ticket_opened")
    if call.ticket_id is not None or promised.for_call(session, call.sid):
        return
    state = State.from_json(call.state)
    contact = state.slots.get("contact_phone")
    known = contact.value if contact and isinstance(contact.value, dict) else {}
    phone = known.get("e164") or call.caller
    callbacks.promise(
        session,
        now=now,
        kind=Kind.ABANDONED,
        subject="call",
        subject_id=call.sid,
        phone=phone,
        extension=known.get("extension"),
        due_at=due_times.abandoned_due(now, house.calendar),
        owner_id=people.owner_for(session, now=now, role=Role.AGENT).id,
        handler=Handler.AGENT,
        priority=Priority.NORMAL,
        in_line_since=call.arrived_at,
        reason="来电中断" if call.outcome == ABANDONED else "来电未办完",
        call_sid=call.sid,
    )
