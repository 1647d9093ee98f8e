"""What the carrier tells about a call besides its turns: status and recording events, in any order (F8, F9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.calls import call_log, outcomes
from hotline.calls.house import House
from hotline.calls.models import RANK, TERMINAL, Call, ProviderEvent, Recording, Status
from hotline.calls.spool import Spooled
from hotline.calls.turns import rings_until
from hotline.core.logs import get_logger

log = get_logger(__name__)

SILENT_FOR = timedelta(hours=4, minutes=30)
"""A call without any sign for so long has ended: carriers end calls after four hours (F9)."""


def note_status(session: Session, *, house: House, params: Mapping[str, str], now: datetime) -> None:
    """Take a status event. A repeated, a late and an unknown call's event are kept and change nothing."""
    sid, word = params.get("CallSid", ""), params.get("CallStatus", "")
    key = f"status/{sid}/{word}/{params.get('SequenceNumber', '')}"
    if not _keep_event(session, key, sid, "status", params, now):
        return
    call = session.get(Call, sid, with_for_update=True)
    if call is None or word not in set(Status):
        log.info("status event without effect", call_sid=sid, status=word)
        return
    status = Status(word)
    at = _event_time(params, now)
    if status in TERMINAL:
        _end(session, house, call, status, at, now, params)
    elif call.status not in TERMINAL and RANK[status] > RANK[call.status]:
        call.status = status
    if status is Status.IN_PROGRESS and call.ended_at is None:
        _answered(house, call, at)


def end_silent_calls(session: Session, *, house: House, now: datetime) -> int:
    """End the calls whose end nobody ever told (F9); each gets its outcome like any other. Returns how many."""
    silent = session.scalars(
        select(Call)
        .where(Call.ended_at.is_(None), Call.arrived_at < now - SILENT_FOR)
        .with_for_update(skip_locked=True)
    ).all()
    for call in silent:
        log.warning("call ended without a word from the carrier", call_sid=call.sid)
        _end(session, house, call, Status.COMPLETED, now, now, {})
    return len(silent)


def note_recording(session: Session, *, house: House, params: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 - events share one shape
    """Take a recording event. The sound is never fetched from the URL that an event names (S14)."""
    sid, call_sid = params.get("RecordingSid", ""), params.get("CallSid", "")
    status = params.get("RecordingStatus", "completed")
    if not sid or not _keep_event(session, f"recording/{sid}/{status}", call_sid, "recording", params, now):
        return
    seconds = params.get("RecordingDuration", "")
    known = session.get(Recording, sid)
    if known is None:
        session.add(
            Recording(
                sid=sid, call_sid=call_sid, status=status, seconds=int(seconds) if seconds.isdigit() else None, at=now
            )
        )
    elif known.status != "completed":
        known.status = status
        known.seconds = int(seconds) if seconds.isdigit() else known.seconds


def keep_event(session: Session, spooled: Spooled, now: datetime) -> None:
    """File a request that was kept aside, so that what it said stands beside the call."""
    key = f"{spooled.kind}/{spooled.sid}/{spooled.number}"
    _keep_event(session, key, spooled.sid, spooled.kind, spooled.params, now)


def _end(
    session: Session,
    house: House,
    call: Call,
    status: Status,
    at: datetime,
    now: datetime,
    params: Mapping[str, str],
) -> None:
    if call.status in TERMINAL:
        return
    call.status = status
    call.ended_at = max(at, call.arrived_at)
    duration = params.get("CallDuration", "")
    if duration.isdigit() and call.direction == "inbound":
        _answered(house, call, at - timedelta(seconds=int(duration)))
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


def _event_time(params: Mapping[str, str], now: datetime) -> datetime:
    """The event's own time where it has a readable one that is not ahead of ours."""
    try:
        told = parsedate_to_datetime(params["Timestamp"])
    except (KeyError, ValueError, TypeError):
        return now
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def _keep_event(session: Session, key: str, call_sid: str, kind: str, params: Mapping[str, str], now: datetime) -> bool:
    """File the event; False when it was filed before."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    filed = session.execute(
        insert(ProviderEvent)
        .values(key=key[:200], call_sid=call_sid[:128], kind=kind, body=dict(params), received_at=now)
        .on_conflict_do_nothing()
        .returning(ProviderEvent.key)
    )
    return filed.first() is not None
