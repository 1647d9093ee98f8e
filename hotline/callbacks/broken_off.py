"""Somebody whose calls break off is called back once, however many they are: one open promise for each number (S27)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.callbacks import operations
from hotline.callbacks.models import OPEN_STATES, Callback, Handler, Kind, LaterCall, Priority
from hotline.core import journal
from hotline.people import operations as people
from hotline.people.models import Role

_BROKEN_OFF = 5
"""Our own space among PostgreSQL's advisory locks of two numbers."""


def promise(
    session: Session,
    *,
    now: datetime,
    call_sid: str,
    phone: str | None,
    extension: str | None,
    due_at: datetime,
    priority: Priority,
    in_line_since: datetime,
    reason: str,
    trouble: str | None = None,
) -> Callback:
    """Have a person call somebody whose call did not come to its end; without a number that is all a person's work.

    A number that waits for such a call already waits on: the later call is noted on the promise, which keeps its time
    and takes the higher of both priorities. Calls that end at the same moment cannot make two promises.
    """
    waiting = _waiting(session, phone) if phone is not None else None
    if waiting is not None:
        return _collect(session, waiting, now, call_sid, extension=extension, reason=reason, priority=priority)
    return operations.promise(
        session,
        now=now,
        kind=Kind.ABANDONED,
        subject="call",
        subject_id=call_sid,
        phone=phone,
        extension=extension,
        due_at=due_at,
        owner_id=people.owner_for(session, now=now, role=Role.AGENT),
        handler=Handler.AGENT,
        priority=priority,
        in_line_since=in_line_since,
        reason=reason,
        trouble=trouble,
        call_sid=call_sid,
    )


def _waiting(session: Session, phone: str) -> Callback | None:
    """What this number waits for, kept from others; whoever else asks for this number waits for our transaction."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(select(func.pg_advisory_xact_lock(_BROKEN_OFF, func.hashtext(phone))))
    open_ones = select(Callback).where(
        Callback.kind == Kind.ABANDONED, Callback.phone == phone, Callback.state.in_(OPEN_STATES)
    )
    first = open_ones.order_by(Callback.created_at, Callback.id).limit(1)
    return session.scalar(first.with_for_update(key_share=True), execution_options={"populate_existing": True})


def _collect(
    session: Session,
    callback: Callback,
    now: datetime,
    call_sid: str,
    *,
    extension: str | None,
    reason: str,
    priority: Priority,
) -> Callback:
    if callback.call_sid == call_sid or session.get(LaterCall, (callback.id, call_sid)) is not None:
        return callback
    session.add(LaterCall(callback_id=callback.id, call_sid=call_sid, extension=extension, reason=reason, at=now))
    callback.priority = max(callback.priority, int(priority))
    callback.version += 1
    session.flush()
    journal.record(
        session,
        now=now,
        actor="system",
        action="callback.called_again",
        subject="callback",
        subject_id=callback.id,
        detail={"call_sid": call_sid},
    )
    return callback
