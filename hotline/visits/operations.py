"""Asking for, deciding and arranging visits; registering installations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.callbacks import operations as callbacks
from hotline.callbacks import queries as promised
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Callback, Handler, Kind
from hotline.core import journal
from hotline.core.calendar import WorkingCalendar
from hotline.core.errors import Forbidden, Invalid, NotFound
from hotline.core.store import ROW_LOCK
from hotline.people.models import Role, Staff
from hotline.people.rules import may
from hotline.tickets import operations as tickets
from hotline.tickets import promises, tasks
from hotline.tickets.models import UNSOLVED, Status, TaskKind, Ticket
from hotline.visits import rules
from hotline.visits.models import Installation, InstallationStatus, Visit, VisitStatus


def request(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    calendar: WorkingCalendar,
    wish_text: str = "",
    wish_date: date | None = None,
    wish_part: str | None = None,
    agreement_heard: date | None = None,
    agreement_on_record: date | None = None,
    address: str | None = None,
    actor: str = "system",
) -> Visit:
    """The user asks for a visit; a supervisor gets the task to decide about it. Nothing is promised but an answer."""
    due_at = due_times.booking_due(now, calendar)
    task = tasks.add_task(
        session,
        now=now,
        kind=TaskKind.DECIDE_VISIT,
        due_at=due_at,
        role=Role.SUPERVISOR,
        ticket_id=ticket.id,
        what=wish_text,
        actor=actor,
    )
    today = now.astimezone(calendar.tz).date()
    visit = Visit(
        ticket_id=ticket.id,
        status=VisitStatus.REQUESTED,
        owner_id=task.owner_id,
        task_id=task.id,
        wish_text=wish_text,
        wish_date=wish_date,
        wish_part=wish_part,
        agreement_heard=agreement_heard,
        agreement_on_record=agreement_on_record,
        agreement_state=rules.agreement_state(agreement_heard, agreement_on_record, today),
        address=address,
        requested_at=now,
    )
    session.add(visit)
    ticket.promised_until = due_at
    session.flush()
    _note(session, visit, "visit.requested", now=now, actor=actor, owner=visit.owner_id)
    return visit


def approve(session: Session, *, now: datetime, visit_id: str, by: Staff, calendar: WorkingCalendar) -> Callback:
    """The person in charge agrees: the user is called about time and route. Raises Forbidden for anybody else (R23)."""
    _may_decide(by)
    visit = _locked(session, visit_id)
    visit.move(VisitStatus.APPROVED, now)
    visit.decided_by = by.id
    tasks.finish_task(session, now=now, task_id=visit.task_id, result="同意上门", actor=f"staff:{by.id}")
    _note(session, visit, "visit.approved", now=now, actor=f"staff:{by.id}")
    return _tell(
        session, now, visit, kind=Kind.VISIT_BOOKING, reason="约定上门时间和行车路线", calendar=calendar, by=by
    )


def refuse(
    session: Session, *, now: datetime, visit_id: str, reason: str, by: Staff, calendar: WorkingCalendar
) -> Callback:
    """The person in charge does not agree: the user is called and told so, with the reason (R23, R54)."""
    _may_decide(by)
    if not reason.strip():
        raise Invalid("reason", "请填写不同意的原因 (the reason is missing)")
    visit = _locked(session, visit_id)
    visit.move(VisitStatus.REFUSED, now)
    visit.decided_by = by.id
    visit.refusal = reason
    tasks.finish_task(session, now=now, task_id=visit.task_id, result=f"不同意上门：{reason}", actor=f"staff:{by.id}")
    _note(session, visit, "visit.refused", now=now, actor=f"staff:{by.id}", reason=reason)
    told = f"告知上门安排结果：{reason}"
    return _tell(session, now, visit, kind=Kind.RESOLUTION, reason=told, calendar=calendar, by=by)


def schedule(
    session: Session,
    *,
    now: datetime,
    visit_id: str,
    scheduled_for: datetime,
    calendar: WorkingCalendar,
    actor: str,
    address: str | None = None,
    route: str | None = None,
) -> Visit:
    """Time and route are agreed with the user; agreeing on another time later is the same move (R36).

    So the call that was to agree on them has been made, whoever called.
    Raises Invalid for a time that is past or outside office hours.
    """
    if scheduled_for <= now:
        raise Invalid("scheduled_for", "上门时间必须在将来 (the visit must be ahead)")
    if not calendar.is_open(scheduled_for):
        raise Invalid("scheduled_for", "上门时间不在工作时间内 (outside office hours)")
    visit = _locked(session, visit_id)
    visit.move(VisitStatus.SCHEDULED, now)
    visit.scheduled_for = scheduled_for
    visit.address = address or visit.address
    visit.route = route or visit.route
    ticket = tickets.locked(session, visit.ticket_id)
    ticket.visit_time = scheduled_for
    if ticket.status is Status.OPEN:
        ticket.move(Status.IN_PROGRESS, now)
    _note(session, visit, "visit.scheduled", now=now, actor=actor, agreed=scheduled_for.isoformat())
    agreed = f"已约定上门时间：{scheduled_for.astimezone(calendar.tz):%Y-%m-%d %H:%M}"
    callbacks.settle(session, now=now, waiting=_calls_about(session, visit), result=agreed, actor=actor)
    return visit


def finish(
    session: Session,
    *,
    now: datetime,
    visit_id: str,
    result: str,
    actor: str,
    calendar: WorkingCalendar,
    follow_up_days: int,
    solved: bool = True,
) -> Visit:
    """The visit was made, with this result: its ticket is solved, and followed up within `follow_up_days` (R63, R65).

    What is not `solved`, or half, stays open (R134): the user is promised the result anew.
    """
    if not result.strip():
        raise Invalid("result", "请填写上门处理情况 (the result is missing)")
    visit = _locked(session, visit_id)
    visit.move(VisitStatus.DONE, now)
    _note(session, visit, "visit.done", now=now, actor=actor, solved=solved)
    callbacks.call_off(session, now=now, waiting=_calls_about(session, visit), reason="已上门", actor=actor)
    ticket = tickets.locked(session, visit.ticket_id)
    if not solved:
        _promise_on(session, now, ticket, calendar, actor)
    elif ticket.status in UNSOLVED:
        tickets.solve(
            session,
            now=now,
            ticket_id=ticket.id,
            solution=result,
            actor=actor,
            calendar=calendar,
            follow_up_days=follow_up_days,
            told_user=True,
        )
    return visit


def cancel(
    session: Session, *, now: datetime, visit_id: str, reason: str, actor: str, calendar: WorkingCalendar
) -> Visit:
    """The user does not want the visit any more; no other reason cancels one (R54).

    Nobody calls about the visit after that, but what it was for is not solved by it: unless another call is promised
    about the ticket, somebody talks over with the user how it goes on (R99).
    """
    if not reason.strip():
        raise Invalid("reason", "请填写取消原因 (the reason is missing)")
    visit = _locked(session, visit_id)
    undecided = visit.status is VisitStatus.REQUESTED
    visit.move(VisitStatus.CANCELLED, now)
    cancelled = f"用户取消：{reason}"
    if undecided:
        tasks.finish_task(session, now=now, task_id=visit.task_id, result=cancelled, actor=actor)
    _note(session, visit, "visit.cancelled", now=now, actor=actor, reason=reason)
    callbacks.call_off(session, now=now, waiting=_calls_about(session, visit), reason=cancelled, actor=actor)
    ticket = tickets.locked(session, visit.ticket_id)
    ticket.visit_time = None
    _promise_on(session, now, ticket, calendar, actor)
    return visit


def register_installation(
    session: Session,
    *,
    now: datetime,
    ticket: Ticket,
    calendar: WorkingCalendar,
    taxpayer_id: str | None = None,
    contact_name: str | None = None,
    address: str | None = None,
    has_computer: bool | None = None,
    has_printer: bool | None = None,
    fees_collected: bool | None = None,
    told_backup: bool = False,
    told_dedicated: bool = False,
    actor: str = "system",
) -> tuple[Installation, Callback]:
    """Fill in the registration form from its ticket, and promise the call that agrees on the time (R101-R106, R113)."""
    installation = Installation(
        ticket_id=ticket.id,
        status=InstallationStatus.REGISTERED,
        owner_id=ticket.owner_id,
        company_name=ticket.company_name,
        taxpayer_id=taxpayer_id,
        branch_code=ticket.branch_code,
        branch_name=ticket.branch_name,
        contact_name=contact_name,
        contact_phone=ticket.contact_phone,
        contact_extension=ticket.contact_extension,
        address=address,
        has_computer=has_computer,
        has_printer=has_printer,
        fees_collected=fees_collected,
        told_backup=told_backup,
        told_dedicated=told_dedicated,
        registered_at=now,
    )
    session.add(installation)
    session.flush()
    journal.record(
        session,
        now=now,
        actor=actor,
        action="installation.registered",
        subject="installation",
        subject_id=installation.id,
        detail={"owner": installation.owner_id},
    )
    due_at = due_times.resolution_due(now, due_times.LOW_URGENCY, calendar)
    ticket.promised_until = due_at
    callback = _call_customer(
        session,
        now,
        ticket,
        kind=Kind.VISIT_BOOKING,
        subject="installation",
        subject_id=installation.id,
        due_at=due_at,
        owner_id=ticket.owner_id,
        reason="约定上门安装时间",
        actor=actor,
    )
    return installation, callback


def _may_decide(by: Staff) -> None:
    if not may(by.role, "visits.approve"):
        raise Forbidden("只有负责人可以决定上门 (only the person in charge decides about visits)")


def _tell(
    session: Session, now: datetime, visit: Visit, *, kind: Kind, reason: str, calendar: WorkingCalendar, by: Staff
) -> Callback:
    ticket = tickets.locked(session, visit.ticket_id)
    due_at = due_times.booking_due(now, calendar)
    ticket.promised_until = due_at
    if ticket.status is Status.OPEN:
        ticket.move(Status.IN_PROGRESS, now)
    return _call_customer(
        session,
        now,
        ticket,
        kind=kind,
        subject="visit",
        subject_id=visit.id,
        due_at=due_at,
        owner_id=ticket.owner_id,
        reason=reason,
        actor=f"staff:{by.id}",
    )


def _calls_about(session: Session, visit: Visit) -> list[Callback]:
    return promised.open_for_subject(session, "visit", visit.id)


def _promise_on(session: Session, now: datetime, ticket: Ticket, calendar: WorkingCalendar, actor: str) -> None:
    """No open matter is left without a call that is due (R99)."""
    if ticket.status in UNSOLVED and not promised.open_for_ticket(session, ticket.id, *Kind):
        promises.promise_answer(session, now=now, ticket=ticket, calendar=calendar, actor=actor)


def _call_customer(
    session: Session,
    now: datetime,
    ticket: Ticket,
    *,
    kind: Kind,
    subject: str,
    subject_id: str,
    due_at: datetime,
    owner_id: str,
    reason: str,
    actor: str,
) -> Callback:
    # A person makes this call: time and route are talked over, not read out.
    return callbacks.promise(
        session,
        now=now,
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        ticket_id=ticket.id,
        phone=ticket.contact_phone,
        extension=ticket.contact_extension,
        due_at=due_at,
        owner_id=owner_id,
        handler=Handler.AGENT,
        reason=reason,
        call_sid=ticket.call_sid,
        actor=actor,
    )


def _locked(session: Session, visit_id: str) -> Visit:
    visit = session.get(Visit, visit_id, with_for_update=ROW_LOCK, populate_existing=True)
    if visit is None:
        raise NotFound(f"上门 {visit_id} (no such visit)")
    return visit


def _note(session: Session, visit: Visit, action: str, *, now: datetime, actor: str, **detail: Any) -> None:
    journal.record(
        session, now=now, actor=actor, action=action, subject="visit", subject_id=visit.id, detail=detail or None
    )
