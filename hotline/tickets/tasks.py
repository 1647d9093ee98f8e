"""Giving and ending the pieces of work inside the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from hotline.core import journal
from hotline.core.calendar import WorkingCalendar
from hotline.core.errors import NotFound
from hotline.core.store import ROW_LOCK, Prepared, add_now
from hotline.people import operations as people
from hotline.people.models import Role
from hotline.tickets.models import Task, TaskKind, Ticket
from hotline.tickets.rules import INCIDENT_FAULTS, INCIDENT_WITHIN

_MANY_FAULTS = Prepared(
    select(Ticket.id)
    .where(Ticket.category == bindparam("category"), Ticket.opened_at > bindparam("since"))
    .order_by(Ticket.opened_at.desc())
    .offset(literal_column(str(INCIDENT_FAULTS - 1)))
    .limit(literal_column("1"))
)
_NOTICED = Prepared(
    select(Task.id)
    .where(
        Task.kind == TaskKind.INCIDENT_NOTICE, Task.what == bindparam("category"), Task.created_at > bindparam("since")
    )
    .limit(literal_column("1"))
)


def add_task(
    session: Session,
    *,
    now: datetime,
    kind: TaskKind,
    due_at: datetime,
    role: Role = Role.ENGINEER,
    owner_id: str | None = None,
    ticket_id: str | None = None,
    what: str = "",
    actor: str = "system",
) -> Task:
    """Give somebody a piece of work: `owner_id`, or who of `role` is next in turn."""
    owner = owner_id or people.owner_for(session, now=now, role=role)
    task = Task(kind=kind, ticket_id=ticket_id, what=what, owner_id=owner, due_at=due_at, created_at=now)
    add_now(session, task)
    detail = {"kind": kind, "owner": owner}
    journal.record(
        session, now=now, actor=actor, action="task.given", subject="task", subject_id=task.id, detail=detail
    )
    return task


def finish_task(session: Session, *, now: datetime, task_id: str, result: str, actor: str) -> Task:
    """End a task with its result. Raises Invalid without one (R19), Conflict when it has ended before."""
    task = session.get(Task, task_id, with_for_update=ROW_LOCK, populate_existing=True)
    if task is None:
        raise NotFound(f"任务 {task_id} (no such task)")
    task.finish(result, now)
    journal.record(session, now=now, actor=actor, action="task.done", subject="task", subject_id=task.id)
    return task


def finish_tasks(session: Session, *, now: datetime, ticket_id: str, kind: TaskKind, result: str, actor: str) -> None:
    """End what is still to do of this kind about a ticket, with one result."""
    unfinished = select(Task.id).where(Task.ticket_id == ticket_id, Task.kind == kind, Task.done_at.is_(None))
    for task_id in session.scalars(unfinished).all():
        finish_task(session, now=now, task_id=task_id, result=result, actor=actor)


def notice_incident(session: Session, *, now: datetime, category: str, calendar: WorkingCalendar) -> Task | None:
    """One notice to a supervisor when many report the same within half an hour (R172); None while it is not so."""
    since = now - INCIDENT_WITHIN
    if not _MANY_FAULTS(session, category=category, since=since) or _NOTICED(session, category=category, since=since):
        return None
    return add_task(
        session,
        now=now,
        kind=TaskKind.INCIDENT_NOTICE,
        due_at=calendar.add_open_time(now, timedelta(minutes=30)),
        role=Role.SUPERVISOR,
        what=category,
    )
