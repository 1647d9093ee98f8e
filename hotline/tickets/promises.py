"""What the caller of a ticket is promised: each sentence becomes rows with an owner and a due time (R131)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Callback, Handler, Kind, Priority
from hotline.core.calendar import WorkingCalendar
from hotline.tickets.models import Status, TaskKind, Ticket, Urgency
from hotline.tickets.tasks import add_task

_PRIORITY = {Urgency.LOW: Priority.LOW, Urgency.NORMAL: Priority.NORMAL, Urgency.HIGH: Priority.HIGH}


def promise_result(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    calendar: WorkingCalendar,
    call_sid: str | None = None,
    phone: str | None = None,
    extension: str | None = None,
    actor: str = "system",
) -> Callback:
    """等我们有了确切结果后会尽快和您联系: the three rows behind that sentence (R18-R20).

    A task to reproduce the fault and a call with the result, both with owner and due time, and the ticket's own
    `promised_until`. The ticket is in progress from here on.
    """
    callback = promise_answer(
        session,
        now=now,
        ticket=ticket,
        calendar=calendar,
        call_sid=call_sid,
        phone=phone,
        extension=extension,
        actor=actor,
    )
    add_task(
        session,
        now=now,
        kind=TaskKind.REPRODUCE_FAULT,
        due_at=callback.due_at,
        ticket_id=ticket.id,
        what=ticket.symptom or "",
        actor=actor,
    )
    return callback


def promise_answer(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    calendar: WorkingCalendar,
    call_sid: str | None = None,
    phone: str | None = None,
    extension: str | None = None,
    actor: str = "system",
) -> Callback:
    """A person calls with the answer until a time that is told to the user (R94); the ticket is in progress.

    `call_sid` is the call in which it is promised, and `phone` where to, where these are not the ticket's own: who asks
    about a ticket does not become its customer (S17).
    """
    if ticket.status is Status.OPEN:
        ticket.move(Status.IN_PROGRESS, now)
    ticket.promised_until = due_times.resolution_due(now, ticket.urgency, calendar)
    return _promise(
        session,
        now,
        ticket,
        kind=Kind.RESOLUTION,
        due_at=ticket.promised_until,
        reason="告知处理结果",
        call_sid=call_sid,
        phone=phone,
        extension=extension,
        actor=actor,
    )


def promise_follow_up(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    calendar: WorkingCalendar,
    days: int,
    handler: Handler = Handler.BOT,
    actor: str = "system",
) -> Callback:
    """Ask within `days` how the system is doing and whether the user was satisfied (R63-R66)."""
    due_at = due_times.follow_up_due(now, days, calendar)
    return _promise(
        session,
        now,
        ticket,
        kind=Kind.FOLLOW_UP,
        due_at=due_at,
        not_before=due_times.follow_up_opens(now, due_at, calendar),
        handler=handler if ticket.contact_phone else Handler.AGENT,
        reason="服务回访",
        actor=actor,
    )


def _promise(
    session: Session,
    now: datetime,
    ticket: Ticket,
    *,
    kind: Kind,
    due_at: datetime,
    reason: str,
    actor: str,
    handler: Handler = Handler.AGENT,
    not_before: datetime | None = None,
    call_sid: str | None = None,
    phone: str | None = None,
    extension: str | None = None,
) -> Callback:
    return callbacks.promise(
        session,
        now=now,
        kind=kind,
        subject="ticket",
        subject_id=ticket.id,
        ticket_id=ticket.id,
        phone=phone or ticket.contact_phone,
        extension=extension if phone else ticket.contact_extension,
        due_at=due_at,
        not_before=not_before,
        owner_id=ticket.owner_id,
        handler=handler,
        priority=_PRIORITY[ticket.urgency],
        reason=reason,
        call_sid=call_sid or ticket.call_sid,
        actor=actor,
    )
