"""Receiving a complaint and bringing it to its end: verified, answered, told to the user, signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Callback, Handler, Kind, Priority
from hotline.complaints.models import Aspect, Complaint, Status, Target
from hotline.core import journal
from hotline.core.calendar import WorkingCalendar
from hotline.core.errors import Forbidden, Invalid, NotFound
from hotline.core.store import ROW_LOCK
from hotline.people.models import Role, Staff
from hotline.people.rules import may
from hotline.tickets import operations as tickets
from hotline.tickets import tasks
from hotline.tickets.models import UNSOLVED, Task, TaskKind, Ticket
from hotline.tickets.models import Status as TicketStatus


def file(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    text: str,
    calendar: WorkingCalendar,
    follow_up_days: int,
    target: Target = Target.UNKNOWN,
    unit: str | None = None,
    aspect: Aspect = Aspect.OTHER,
    serious: bool = False,
    received_by: str = "system",
) -> Complaint:
    """Write a complaint down under its ticket's number, with everything that must follow (R73).

    At once: the task to ask the unit complained of, due the same day (R75, R82), the call within `follow_up_days`
    (R92) and, for a serious one, the notice to the director (R87).
    """
    if not text.strip():
        raise Invalid("text", "缺少投诉事由 (the matter is missing)")
    investigate_by = calendar.end_of_day(now)
    task = tasks.add_task(
        session,
        now=now,
        kind=TaskKind.VERIFY_COMPLAINT,
        due_at=investigate_by,
        role=Role.SUPERVISOR,
        ticket_id=ticket.id,
        what=unit or text,
        actor=received_by,
    )
    complaint = Complaint(
        ticket_id=ticket.id,
        status=Status.RECEIVED,
        text=text,
        target=target,
        unit=unit,
        aspect=aspect,
        serious=serious,
        owner_id=task.owner_id,
        task_id=task.id,
        received_by=received_by,
        received_at=now,
        investigate_by=investigate_by,
        follow_up_due=due_times.complaint_follow_up_due(now, calendar, follow_up_days),
    )
    session.add(complaint)
    session.flush()
    _note(session, complaint, "complaint.received", now=now, actor=received_by, owner=complaint.owner_id)
    _promise_follow_up(session, now, complaint, ticket)
    ticket.promised_until = complaint.follow_up_due
    if serious:
        _notify_director(session, now, complaint, received_by)
    return complaint


def start_verifying(session: Session, *, now: datetime, complaint_id: str, actor: str) -> Complaint:
    """The unit complained of has been asked (R75)."""
    complaint = _locked(session, complaint_id)
    complaint.move(Status.VERIFYING, now)
    _note(session, complaint, "complaint.verifying", now=now, actor=actor)
    return complaint


def record_finding(session: Session, *, now: datetime, complaint_id: str, finding: str, actor: str) -> Complaint:
    """What the verification found; it ends the task to verify."""
    if not finding.strip():
        raise Invalid("finding", "请填写核实情况 (the finding is missing)")
    complaint = _locked(session, complaint_id)
    if complaint.status is Status.RECEIVED:
        complaint.move(Status.VERIFYING, now)
    complaint.finding = finding
    tasks.finish_task(session, now=now, task_id=complaint.task_id, result=finding, actor=actor)
    _note(session, complaint, "complaint.verified", now=now, actor=actor)
    return complaint


def escalate(session: Session, *, now: datetime, complaint_id: str, reason: str, actor: str) -> Task:
    """What cannot be solved here goes up to the manager, whose task it is from now on (R84)."""
    if not reason.strip():
        raise Invalid("reason", "请填写上报原因 (the reason is missing)")
    complaint = _locked(session, complaint_id)
    if complaint.status is Status.TOLD:
        tickets.reopen(session, now=now, ticket_id=complaint.ticket_id, reason=reason, actor=actor)
    complaint.move(Status.ESCALATED, now)
    task = _notify_director(session, now, complaint, actor, what=reason)
    complaint.owner_id = task.owner_id
    _note(session, complaint, "complaint.escalated", now=now, actor=actor, reason=reason, owner=task.owner_id)
    return task


def answer(
    session: Session, *, now: datetime, complaint_id: str, handling_result: str, by: Staff, calendar: WorkingCalendar
) -> Callback:
    """The handling result is decided, and somebody calls the user with it (R76).

    Raises Forbidden where it is not this person's to decide: an escalated one is the manager's (R84). Raises Invalid
    before the matter was verified (R75).
    """
    complaint = _locked(session, complaint_id)
    _may(by, "complaints.decide" if complaint.status is Status.ESCALATED else "complaints.write")
    if complaint.finding is None:
        raise Invalid("finding", "尚未核实,不能答复 (verify before answering)")
    if not handling_result.strip():
        raise Invalid("handling_result", "请填写处理结果 (the result is missing)")
    complaint.move(Status.ANSWERED, now)
    complaint.handling_result = handling_result
    complaint.decided_by = by.id
    _note(session, complaint, "complaint.answered", now=now, actor=f"staff:{by.id}")
    _seen(session, now, complaint, by, result=handling_result)
    ticket = tickets.locked(session, complaint.ticket_id)
    due_at = due_times.resolution_due(now, due_times.HIGH_URGENCY, calendar)
    return _call(
        session,
        now,
        complaint,
        ticket,
        kind=Kind.RESOLUTION,
        due_at=due_at,
        reason="告知投诉处理结果",
        actor=f"staff:{by.id}",
    )


def tell_user(
    session: Session,
    *,
    now: datetime,
    complaint_id: str,
    actor: str,
    calendar: WorkingCalendar,
    follow_up_days: int,
    confirmed_by_user: bool = False,
) -> Complaint:
    """The user was told the result, now (R76), which solves the ticket; `confirmed_by_user` when he is content with it.

    The call with the result is made; the one within three days stays due (R92), and where that was made before the
    result was known, there is another within `follow_up_days`.
    """
    complaint = _locked(session, complaint_id)
    complaint.move(Status.TOLD, now)
    _note(session, complaint, "complaint.told", now=now, actor=actor)
    if tickets.locked(session, complaint.ticket_id).status in UNSOLVED:
        tickets.solve(
            session,
            now=now,
            ticket_id=complaint.ticket_id,
            solution=complaint.handling_result or "",
            actor=actor,
            calendar=calendar,
            follow_up_days=follow_up_days,
            told_user=True,
            confirmed_by_user=confirmed_by_user,
        )
    return complaint


def sign_off(session: Session, *, now: datetime, complaint_id: str, by: Staff) -> Complaint:
    """Sign the complete sheet (R85, R96). Raises Forbidden by role, Conflict while something is missing.

    Its ticket is closed with it once the user has confirmed (R134); till then it waits for the follow-up.
    """
    _may(by, "complaints.sign")
    complaint = _locked(session, complaint_id)
    complaint.move(Status.SIGNED_OFF, now)
    complaint.signed_by = by.id
    _note(session, complaint, "complaint.signed_off", now=now, actor=f"staff:{by.id}")
    _seen(session, now, complaint, by, result=complaint.handling_result or "")
    ticket = tickets.locked(session, complaint.ticket_id)
    if ticket.status is TicketStatus.SOLVED and ticket.confirmed_by_user_at is not None:
        tickets.close(session, now=now, ticket_id=ticket.id, actor=f"staff:{by.id}")
    return complaint


def _seen(session: Session, now: datetime, complaint: Complaint, by: Staff, *, result: str) -> None:
    """What the director decides or signs himself he need not be told of any more."""
    if by.role is Role.MANAGER:
        kind = TaskKind.DIRECTOR_NOTICE
        tasks.finish_tasks(
            session, now=now, ticket_id=complaint.ticket_id, kind=kind, result=result, actor=f"staff:{by.id}"
        )


def _promise_follow_up(session: Session, now: datetime, complaint: Complaint, ticket: Ticket) -> None:
    _call(
        session,
        now,
        complaint,
        ticket,
        kind=Kind.COMPLAINT_FOLLOW_UP,
        due_at=complaint.follow_up_due,
        reason="投诉回访",
        actor=complaint.received_by,
    )


def _call(
    session: Session,
    now: datetime,
    complaint: Complaint,
    ticket: Ticket,
    *,
    kind: Kind,
    due_at: datetime,
    reason: str,
    actor: str,
) -> Callback:
    # A person calls somebody who complained, never a machine (R93).
    return callbacks.promise(
        session,
        now=now,
        kind=kind,
        subject="complaint",
        subject_id=complaint.id,
        ticket_id=ticket.id,
        phone=ticket.contact_phone,
        extension=ticket.contact_extension,
        due_at=due_at,
        owner_id=complaint.owner_id,
        handler=Handler.AGENT,
        priority=Priority.HIGH,
        reason=reason,
        call_sid=ticket.call_sid,
        actor=actor,
    )


def _notify_director(
    session: Session, now: datetime, complaint: Complaint, actor: str, what: str | None = None
) -> Task:
    return tasks.add_task(
        session,
        now=now,
        kind=TaskKind.DIRECTOR_NOTICE,
        due_at=max(complaint.investigate_by, now),
        role=Role.MANAGER,
        ticket_id=complaint.ticket_id,
        what=what or complaint.text,
        actor=actor,
    )


def _may(by: Staff, permission: str) -> None:
    if not may(by.role, permission):
        raise Forbidden("您的岗位不能做这一步 (your role may not do this)")


def _locked(session: Session, complaint_id: str) -> Complaint:
    complaint = session.get(Complaint, complaint_id, with_for_update=ROW_LOCK, populate_existing=True)
    if complaint is None:
        raise NotFound(f"投诉 {complaint_id} (no such complaint)")
    return complaint


def _note(session: Session, complaint: Complaint, action: str, *, now: datetime, actor: str, **detail: Any) -> None:
    journal.record(
        session,
        now=now,
        actor=actor,
        action=action,
        subject="complaint",
        subject_id=complaint.id,
        detail=detail or None,
    )
