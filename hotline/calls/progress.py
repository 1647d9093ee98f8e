"""What the carrier tells about a call besides its turns: status and recording events, in any order (F8, F9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.calls import call_log, outcomes
from hotline.calls.house import House
from hotline.calls.models import RANK, TERMINAL, Call, ProviderEvent, Recording, Status
from hotline.calls.spool import Spooled
from hotline.calls.turns import rings_until
from hotline.core.logs import get_logger
from hotline.core.store import ROW_LOCK, Base

log = get_logger(__name__)

SILENT_FOR = timedelta(hours=4, minutes=30)
"""A call without any sign for so long has ended: carriers end calls after four hours (F9)."""

_WHOLE = re.compile("[0-9]{1,9}")


def note_status(session: Session, *, house: House, params: Mapping[str, str], now: datetime) -> None:
    """Take a status event. A repeated, a late and an unknown call's event are kept and change nothing."""
    sid, word = params.get("CallSid", ""), params.get("CallStatus", "")
    key = f"status/{sid}/{word}/{params.get('SequenceNumber', '')}"
    if not _keep_event(session, key, sid, "status", params, now):
        return
    call = session.get(Call, sid, with_for_update=ROW_LOCK)
    if call is None or word not in set(Status):
        log.info("status event without effect", call_sid=sid, status=word)
        return
    status = Status(word)
    told = _told_time(params, now)
    if status in TERMINAL:
        _end(session, house, call, status, now, told, _whole(params.get("CallDuration")))
    elif call.status not in TERMINAL and RANK[status] > RANK[call.status]:
        call.status = status
    if status is Status.IN_PROGRESS and call.ended_at is None and told is not None:
        _answered(house, call, told)


def silent_calls(session: Session, *, now: datetime) -> Sequence[str]:
    """The sids of calls whose end nobody ever told (F9), the oldest first."""
    silent = select(Call.sid).where(Call.ended_at.is_(None), Call.arrived_at < now - SILENT_FOR)
    return session.scalars(silent.order_by(Call.arrived_at)).all()


def next_silence(session: Session) -> datetime | None:
    """When the next call will have been silent for too long; None while no call is under way."""
    first = session.scalar(select(func.min(Call.arrived_at)).where(Call.ended_at.is_(None)))
    return first + SILENT_FOR if first else None


def end_silent_call(session: Session, *, house: House, sid: str, now: datetime) -> None:
    """End such a call; it gets its outcome like any other. Done twice it changes nothing."""
    call = session.get(Call, sid, with_for_update=ROW_LOCK)
    if call is not None and call.ended_at is None:
        log.warning("call ended without a word from the carrier", call_sid=sid)
        _end(session, house, call, Status.COMPLETED, now)


def note_recording(session: Session, *, house: House, params: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 - events share one shape
    """Take a recording event. The sound is never fetched from the URL that an event names (S14)."""
    sid, call_sid = params.get("RecordingSid", "")[:64], params.get("CallSid", "")[:128]
    status = params.get("RecordingStatus", "completed")[:20]
    if not sid or not _keep_event(session, f"recording/{sid}/{status}", call_sid, "recording", params, now):
        return
    seconds = _whole(params.get("RecordingDuration"))
    new = {"sid": sid, "call_sid": call_sid, "status": status, "seconds": seconds, "at": now}
    session.execute(_insert(session, Recording).values(new).on_conflict_do_nothing())
    known = session.get_one(Recording, sid, with_for_update=ROW_LOCK)
    if known.status != "completed":
        known.status = status
        known.seconds = known.seconds if seconds is None else seconds


def keep_event(session: Session, spooled: Spooled, now: datetime) -> None:
    """File a request that was kept aside, so that what it said stands beside the call."""
    key = f"{spooled.kind}/{spooled.sid}/{spooled.number}"
    _keep_event(session, key, spooled.sid, spooled.kind, spooled.params, now)


def _end(
    session: Session,
    house: House,
    call: Call,
    status: Status,
    now: datetime,
    told: datetime | None = None,
    seconds: int | None = None,
) -> None:
    """End a call, at the time that was told; with the seconds that it lasted this also says when it was answered."""
    if call.status in TERMINAL:
        return
    call.status = status
    call.ended_at = max(told or now, call.arrived_at)
    if told is not None and seconds is not None and call.direction == "inbound":
        _answered(house, call, told - timedelta(seconds=seconds))
    session.flush()
    live = call_log.lock(session, call.sid)
    if live is not None:
        outcomes.conclude(session, house=house, call=live, now=now)
        call_log.keep(session, live, language=call.language)
    session.expire(call)


def _answered(house: House, call: Call, at: datetime) -> None:
    """The carrier knows best when it was picked up; its clock counts whole seconds, so only a later time is news."""
    if call.answered_at is None or at > call.answered_at + timedelta(seconds=1):
        call.answered_at = at
        call.rings = rings_until(call.arrived_at, at, house.settings.ring_seconds)


def _told_time(params: Mapping[str, str], now: datetime) -> datetime | None:
    """The event's own time, never ahead of ours; None where it has no readable one. It may have come late."""
    try:
        told = parsedate_to_datetime(params["Timestamp"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def _whole(text: str | None) -> int | None:
    """A whole number as a carrier writes one; None for anything else, and for more than a column or a date can hold."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def _keep_event(session: Session, key: str, call_sid: str, kind: str, params: Mapping[str, str], now: datetime) -> bool:
    """File the event; False when it was filed before."""
    filed = session.execute(
        _insert(session, ProviderEvent)
        .values(key=key[:200], call_sid=call_sid[:128], kind=kind, body=dict(params), received_at=now)
        .on_conflict_do_nothing()
        .returning(ProviderEvent.key)
    )
    return filed.first() is not None


def _insert(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may meet a row that is there already: the same event comes to two processes at once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(model)
