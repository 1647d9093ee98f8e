"""Opening, working on and settling tickets. Their tasks are in `tasks`, what is promised is in `promises`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import queries as promised
from hotline.callbacks.models import FOLLOW_UPS, Callback
from hotline.callbacks.models import Kind as Promise
from hotline.core import journal
from hotline.core.calendar import WorkingCalendar
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.store import ROW_LOCK, add_now
from hotline.people import operations as people
from hotline.tickets import promises, tasks
from hotline.tickets.models import Kind, Status, TaskKind, Ticket, TicketNote, Urgency
from hotline.tickets.numbers import next_number
from hotline.tickets.rules import WORKER_OF_KIND


def open_ticket(
    session: Session,
    *,
    now: datetime,
    day: date,
    kind: Kind,
    category: str = "unknown",
    fault: str | None = None,
    urgency: Urgency = Urgency.NORMAL,
    company_id: str | None = None,
    company_name: str | None = None,
    contact_phone: str | None = None,
    contact_extension: str | None = None,
    branch_code: str | None = None,
    branch_name: str | None = None,
    symptom: str | None = None,
    diagnosis: dict[str, Any] | None = None,
    call_sid: str | None = None,
    parent_id: str | None = None,
    owner_id: str | None = None,
    solution: str | None = None,
    actor: str = "system",
) -> Ticket:
    """Open a ticket under the next number of `day`, the local date. Without an owner it goes to who is next in turn.

    With a `solution` it was solved while it was told, by the user's own word (R134). Nothing waits for its result then;
    its follow-up is the caller's to promise (R65).
    """
    owner = owner_id or people.owner_for(session, now=now, role=WORKER_OF_KIND[kind])
    ticket = Ticket(
        number=next_number(session, day=day),
        kind=kind,
        category=category,
        fault=fault,
        status=Status.OPEN,
        urgency=urgency,
        company_id=company_id,
        company_name=company_name,
        contact_phone=contact_phone,
        contact_extension=contact_extension,
        branch_code=branch_code,
        branch_name=branch_name,
        symptom=symptom,
        diagnosis=diagnosis,
        call_sid=call_sid,
        parent_id=parent_id,
        owner_id=owner,
        opened_at=now,
        version=1,
    )
    if solution:
        ticket.solve(solution, now, confirmed_by_user=True)
    add_now(session, ticket)
    _note(session, ticket, "ticket.opened", now=now, actor=actor, number=ticket.number, owner=owner)
    if solution:
        _note(session, ticket, "ticket.solved", now=now, actor=actor, confirmed_by_user=True)
    return ticket


def add_note(session: Session, *, now: datetime, ticket_id: str, author: str, text: str) -> TicketNote:
    """Write something down for colleagues; callers never hear it (R70)."""
    if not text.strip():
        raise Invalid("text", "备注不能为空 (the note is empty)")
    note = TicketNote(ticket_id=locked(session, ticket_id).id, author=author, text=text.strip(), at=now)
    session.add(note)
    session.flush()
    return note


def assign(session: Session, *, now: datetime, ticket_id: str, owner_id: str, actor: str) -> Ticket:
    """Give a ticket to another owner; it never has none (R171)."""
    ticket = locked(session, ticket_id)
    before = ticket.owner_id
    ticket.owner_id = owner_id
    ticket.version += 1
    _note(session, ticket, "ticket.assigned", now=now, actor=actor, before=before, to=owner_id)
    return ticket


def start(session: Session, *, now: datetime, ticket_id: str, actor: str) -> Ticket:
    return _move(session, now, ticket_id, Status.IN_PROGRESS, actor)


def wait_for_customer(session: Session, *, now: datetime, ticket_id: str, actor: str) -> Ticket:
    return _move(session, now, ticket_id, Status.WAITING_CUSTOMER, actor)


def solve(
    session: Session,
    *,
    now: datetime,
    ticket_id: str,
    solution: str,
    actor: str,
    calendar: WorkingCalendar,
    follow_up_days: int,
    cause: str | None = None,
    told_user: bool = False,
    confirmed_by_user: bool = False,
) -> Callback:
    """The fault is gone, by this solution; gives the call within `follow_up_days` that asks how it is (R63, R65).

    `told_user` when the user has heard of it, which keeps the promise to call with the result (R20); till then that
    call stays due. `confirmed_by_user` when the user said so himself (R134).
    """
    if not solution.strip():
        raise Invalid("solution", "请填写解决方法 (the solution is missing)")
    ticket = locked(session, ticket_id)
    ticket.solve(solution, now, confirmed_by_user=confirmed_by_user)
    ticket.cause = cause or ticket.cause
    _note(session, ticket, "ticket.solved", now=now, actor=actor, confirmed_by_user=confirmed_by_user)
    _end_reproducing(session, now, ticket, solution, actor)
    if told_user or confirmed_by_user:
        _settle(session, now, ticket, Promise.RESOLUTION, result=f"已告知：{solution}", actor=actor)
    waiting = promised.open_for_ticket(session, ticket.id, *FOLLOW_UPS)
    return (
        waiting[0]
        if waiting
        else promises.promise_follow_up(
            session, now=now, ticket=ticket, calendar=calendar, days=follow_up_days, actor=actor
        )
    )


def confirm(session: Session, *, now: datetime, ticket_id: str, actor: str) -> Ticket:
    """The user says that it is settled; so he need not be called with the result any more."""
    ticket = locked(session, ticket_id)
    if ticket.status is not Status.SOLVED:
        raise Conflict(f"工单为 {ticket.status},尚未解决 (ticket is {ticket.status}, not solved)")
    ticket.confirmed_by_user_at = ticket.confirmed_by_user_at or now
    _note(session, ticket, "ticket.confirmed", now=now, actor=actor)
    _settle(session, now, ticket, Promise.RESOLUTION, result="用户确认已解决", actor=actor)
    return ticket


def close(session: Session, *, now: datetime, ticket_id: str, actor: str) -> Ticket:
    """File a solved ticket. Raises Conflict before the user has confirmed (R134)."""
    return _move(session, now, ticket_id, Status.CLOSED, actor)


def reopen(session: Session, *, now: datetime, ticket_id: str, reason: str, actor: str) -> Ticket:
    """又坏了: a solved or closed ticket is open again (R64); its follow-up comes after the next solution."""
    ticket = locked(session, ticket_id)
    ticket.move(Status.OPEN, now)
    _note(session, ticket, "ticket.reopened", now=now, actor=actor, reason=reason)
    _settle(session, now, ticket, Promise.FOLLOW_UP, result=f"再次处理：{reason}", actor=actor)
    return ticket


def link(session: Session, *, now: datetime, ticket_id: str, parent_id: str, actor: str) -> Ticket:
    """Hang a ticket under another, as the unsolved fault under its complaint (R74)."""
    ticket = locked(session, ticket_id)
    if ticket_id == parent_id or locked(session, parent_id).parent_id == ticket_id:
        raise Invalid("parent_id", "工单不能互相关联成环 (tickets cannot hang under each other)")
    ticket.parent_id = parent_id
    ticket.version += 1
    _note(session, ticket, "ticket.linked", now=now, actor=actor, parent=parent_id)
    return ticket


def locked(session: Session, ticket_id: str) -> Ticket:
    """The ticket, kept from others until the end of the transaction. Raises NotFound."""
    ticket = session.get(Ticket, ticket_id, with_for_update=ROW_LOCK, populate_existing=True)
    if ticket is None:
        raise NotFound(f"工单 {ticket_id} (no such ticket)")
    return ticket


def _settle(session: Session, now: datetime, ticket: Ticket, kind: Promise, *, result: str, actor: str) -> None:
    waiting = promised.open_for_ticket(session, ticket.id, kind)
    callbacks.settle(session, now=now, waiting=waiting, result=result, actor=actor)


def _end_reproducing(session: Session, now: datetime, ticket: Ticket, solution: str, actor: str) -> None:
    kind = TaskKind.REPRODUCE_FAULT
    tasks.finish_tasks(session, now=now, ticket_id=ticket.id, kind=kind, result=f"已解决：{solution}", actor=actor)


def _move(session: Session, now: datetime, ticket_id: str, to: Status, actor: str) -> Ticket:
    ticket = locked(session, ticket_id)
    ticket.move(to, now)
    _note(session, ticket, f"ticket.{to}", now=now, actor=actor)
    return ticket


def _note(session: Session, ticket: Ticket, action: str, *, now: datetime, actor: str, **detail: Any) -> None:
    journal.record(
        session, now=now, actor=actor, action=action, subject="ticket", subject_id=ticket.id, detail=detail or None
    )
