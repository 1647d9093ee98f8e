"""Takes up what was kept aside while the database could not answer (F10, F12): nothing a caller said stays there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import queries as promised
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Handler, Kind, Priority
from hotline.calls import progress
from hotline.calls.house import House
from hotline.calls.models import Call
from hotline.calls.spool import Spooled
from hotline.core import phones
from hotline.people import operations as people
from hotline.people.models import Role
from hotline.speech import slots
from hotline.speech.understood import Setting


def take_up(session: Session, *, house: House, spooled: Spooled, now: datetime) -> None:
    """Write down one kept request: events as events, everything else as a call back to the caller, once per call."""
    match spooled.kind:
        case "status":
            progress.note_status(session, house=house, params=spooled.params, now=now)
        case "recording":
            progress.note_recording(session, house=house, params=spooled.params, now=now)
        case _:
            _call_back(session, house, spooled, now)


def _call_back(session: Session, house: House, spooled: Spooled, now: datetime) -> None:
    progress.keep_event(session, spooled, now)
    call = session.get(Call, spooled.sid)
    if promised.for_call(session, spooled.sid) or (call is not None and call.ended_at is None):
        return
    number = _number(house, spooled, now)
    callbacks.promise(
        session,
        now=now,
        kind=Kind.ABANDONED,
        subject="call",
        subject_id=spooled.sid,
        phone=number.get("e164"),
        extension=number.get("extension"),
        due_at=due_times.abandoned_due(now, house.calendar),
        owner_id=people.owner_for(session, now=now, role=Role.AGENT).id,
        handler=Handler.AGENT,
        priority=Priority.HIGH,
        in_line_since=spooled.at,
        reason="系统故障时的来电",
        call_sid=spooled.sid,
    )


def _number(house: House, spooled: Spooled, now: datetime) -> dict[str, Any]:
    """The number that was left, or else the one that called."""
    settings = house.settings
    caller = phones.caller_number(spooled.params.get("From", ""))
    setting = Setting(
        today=house.today(now), area_code=settings.default_area_code, country=settings.default_country, caller=caller
    )
    speech, digits = spooled.params.get("SpeechResult", ""), spooled.params.get("Digits", "")
    left = slots.understand("phone", speech, digits, setting) if speech or digits else None
    return dict(left.value) if left and isinstance(left.value, dict) else {"e164": caller}
