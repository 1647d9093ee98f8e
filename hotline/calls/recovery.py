"""Takes up what was kept aside while the database could not answer (F10, F12): nothing a caller said stays there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import queries as promised
from hotline.callbacks.models import Priority
from hotline.calls import outcomes, progress
from hotline.calls.house import House
from hotline.calls.models import SID, Call
from hotline.calls.spool import Spooled
from hotline.core import phones
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
    caller = phones.caller_number(spooled.params.get("From", ""))
    left = _number_left(house, spooled, caller, now)
    number = outcomes.number_to_call(house, left or {}, caller)
    sid = spooled.sid[: SID.length]
    promises = promised.for_call(session, sid)
    if spooled.kind == "fallback" and left:
        # The call itself never heard it, and may know another number or none.
        promises = [promise for promise in promises if promise.phone == number.e164]
    elif _is_live(session, sid):
        return
    if promises:
        return
    outcomes.promise_call_back(
        session,
        house=house,
        sid=sid,
        number=number,
        since=spooled.at,
        reason="系统故障时的来电",
        now=now,
        priority=Priority.HIGH,
    )


def _is_live(session: Session, sid: str) -> bool:
    call = session.get(Call, sid)
    return call is not None and call.ended_at is None


def _number_left(house: House, spooled: Spooled, caller: str | None, now: datetime) -> dict[str, Any] | None:
    """The number in the caller's words or keys."""
    settings = house.settings
    setting = Setting(
        today=house.today(now), area_code=settings.default_area_code, country=settings.default_country, caller=caller
    )
    speech, digits = spooled.params.get("SpeechResult", ""), spooled.params.get("Digits", "")
    left = slots.understand("phone", speech, digits, setting) if speech or digits else None
    return dict(left.value) if left and isinstance(left.value, dict) else None
