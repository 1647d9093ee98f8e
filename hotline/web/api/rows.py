"""Database rows as answers, a page at a time: what belongs to a page comes in one statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline.callbacks.models import Callback, CallbackAttempt, LaterCall
from hotline.people.models import Staff
from hotline.tickets.models import Task, Ticket

Record = dict[str, Any]
Row = TypeVar("Row", Task, Callback, CallbackAttempt, LaterCall)


def tickets(session: Session, page: Sequence[Ticket]) -> list[Record]:
    """Tickets with their tasks and promises."""
    ids = [ticket.id for ticket in page]
    tasks = _grouped(
        session, select(Task).where(Task.ticket_id.in_(ids)).order_by(Task.created_at, Task.id), "ticket_id"
    )
    promised = _grouped(
        session,
        select(Callback).where(Callback.ticket_id.in_(ids)).order_by(Callback.created_at, Callback.id),
        "ticket_id",
    )
    owners = {ticket.owner_id for ticket in page} | {task.owner_id for given in tasks.values() for task in given}
    names = _names(session, owners)
    return [_ticket(one, tasks.get(one.id, []), promised.get(one.id, []), names) for one in page]


def callbacks(session: Session, page: Sequence[Callback]) -> list[Record]:
    """Promises to call with every try to keep them, and every later call that they answer as well."""
    ids = [callback.id for callback in page]
    tries = _grouped(
        session,
        select(CallbackAttempt).where(CallbackAttempt.callback_id.in_(ids)).order_by(CallbackAttempt.n),
        "callback_id",
    )
    later = _grouped(
        session,
        select(LaterCall).where(LaterCall.callback_id.in_(ids)).order_by(LaterCall.at, LaterCall.call_sid),
        "callback_id",
    )
    names = _names(session, {callback.owner_id for callback in page})
    return [_callback(one, tries.get(one.id, []), later.get(one.id, []), names) for one in page]


def _ticket(ticket: Ticket, tasks: Sequence[Task], promised: Sequence[Callback], names: Mapping[str, str]) -> Record:
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "category": ticket.category,
        "fault": ticket.fault,
        "status": ticket.status,
        "urgency": ticket.urgency,
        "company": ticket.company_name,
        "contact_phone": ticket.contact_phone,
        "contact_extension": ticket.contact_extension,
        "tax_branch": ticket.branch_name,
        "symptom": ticket.symptom,
        "owner": names[ticket.owner_id],
        "call_sid": ticket.call_sid,
        "opened_at": ticket.opened_at,
        "promised_until": ticket.promised_until,
        "solved_at": ticket.solved_at,
        "closed_at": ticket.closed_at,
        "tasks": [_task(task, names) for task in tasks],
        "callbacks": promised,
    }


def _task(task: Task, names: Mapping[str, str]) -> Record:
    return {
        "kind": task.kind,
        "owner": names[task.owner_id],
        "due_at": task.due_at,
        "done_at": task.done_at,
        "result": task.result,
    }


def _callback(
    callback: Callback, tries: Sequence[CallbackAttempt], later: Sequence[LaterCall], names: Mapping[str, str]
) -> Record:
    return {
        "id": callback.id,
        "kind": callback.kind,
        "state": callback.state,
        "due_at": callback.due_at,
        "subject": callback.subject,
        "subject_id": callback.subject_id,
        "phone": callback.phone,
        "extension": callback.extension,
        "not_before": callback.not_before,
        "handler": callback.handler,
        "owner": names[callback.owner_id],
        "priority": callback.priority,
        "in_line_since": callback.in_line_since,
        "reason": callback.reason,
        "trouble": callback.trouble,
        "call_sid": callback.call_sid,
        "created_at": callback.created_at,
        "done_at": callback.done_at,
        "result": callback.result,
        "attempts": tries,
        "later_calls": later,
    }


def _grouped(session: Session, rows: Select[Row], key: str) -> Mapping[str, Sequence[Row]]:
    """The rows by their column `key`, each group in the order in which they came."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in session.scalars(rows):
        groups[getattr(row, key)].append(row)
    return groups


def _names(session: Session, staff_ids: Collection[str]) -> Mapping[str, str]:
    named = select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids))
    return {row.id: row.name for row in session.execute(named)}
