"""What a call ends with: a ticket, and for each spoken promise a row with an owner and a due time (R131)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Callback
from hotline.calls.verbs import diagnosis
from hotline.calls.verbs.moment import Moment
from hotline.core.errors import NotFound
from hotline.customers import operations as customers
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.people.models import Role
from hotline.tickets import operations as tickets
from hotline.tickets import promises, tasks
from hotline.tickets import queries as find
from hotline.tickets.models import Kind, TaskKind, Ticket, Urgency


def open_ticket(
    moment: Moment, kind: Kind, *, parent_id: str | None = None, category: str | None = None, **more: Any
) -> Ticket:
    """A ticket with everything that the call knows; also brings the customer's file up to date."""
    _remember(moment)
    ticket = tickets.open_ticket(
        moment.session,
        now=moment.now,
        day=moment.today,
        kind=kind,
        urgency=Urgency(moment.call.urgency.value),
        company_id=moment.call.company_id,
        company_name=moment.value("company"),
        contact_phone=moment.phone,
        contact_extension=moment.extension,
        branch_code=moment.value("branch_code"),
        branch_name=moment.value("tax_branch"),
        symptom=diagnosis.symptom_text(moment.state.slots) or _opening(moment),
        category=category or diagnosis.symptom_category(moment.state.slots) or "unknown",
        diagnosis=diagnosis.answers(moment.state) or None,
        call_sid=moment.call.sid,
        parent_id=parent_id,
        actor="hotline",
        **more,
    )
    moment.call.ticket_id = moment.call.ticket_id or ticket.id
    return ticket


def _opening(moment: Moment) -> str | None:
    purpose = moment.state.slots.get("purpose")
    return purpose.heard or None if purpose else None


def _remember(moment: Moment) -> None:
    name = moment.value("company")
    if not name or moment.call.company_id is None:
        return
    customers.remember_caller(
        moment.session,
        now=moment.now,
        name=str(name),
        phone=moment.phone,
        extension=moment.extension,
        branch_code=moment.value("branch_code"),
        branch_text=moment.value("tax_branch"),
    )


def open_fault(moment: Moment, *, solution: str | None = None) -> Ticket:
    """The fault's ticket; inside a complaint it hangs under the complaint's own (R74)."""
    verdict = moment.value("verdict") or {}
    complaint = moment.value("complaint_ticket")
    return open_ticket(
        moment,
        Kind.FAULT,
        parent_id=complaint,
        category=verdict.get("category"),
        fault=verdict.get("fault"),
        solution=solution,
    )


def record_solved(moment: Moment) -> Outcome:
    """Solved in the call, by the caller's own word (R134): a solved ticket and its follow-up within a week (R65)."""
    advice = moment.value("advice_given") or []
    ticket = open_fault(moment, solution="；".join(advice) or "来电中解决")
    promise = promises.promise_follow_up(
        moment.session,
        now=moment.now,
        ticket=ticket,
        calendar=moment.house.calendar,
        days=moment.house.settings.follow_up_days,
        actor="hotline",
    )
    _notice_incident(moment, ticket)
    return _promised(moment, ticket, promise, "follow_up")


def promise_resolution(moment: Moment) -> Outcome:
    """等我们有了确切结果后会尽快和您联系: a ticket, a task to reproduce it, a call with the result (R18-R20)."""
    ticket = open_fault(moment)
    promise = promises.promise_result(moment.session, now=moment.now, ticket=ticket, calendar=moment.house.calendar)
    _notice_incident(moment, ticket)
    return _promised(moment, ticket, promise, "due")


def _notice_incident(moment: Moment, ticket: Ticket) -> None:
    tasks.notice_incident(moment.session, now=moment.now, category=ticket.category, calendar=moment.house.calendar)


def reopen_ticket(moment: Moment) -> Outcome:
    """又坏了: the ticket that was solved is open again, and its result is promised anew (R18, R64)."""
    solved = find.by_number(moment.session, str(moment.value("solved_ticket")))
    if solved is None:
        raise NotFound(f"ticket {moment.value('solved_ticket')}")
    told = [moment.state.slots[slot].heard for slot in ("purpose", "all_well") if slot in moment.state.slots]
    ticket = tickets.reopen(
        moment.session, now=moment.now, ticket_id=solved.id, reason=f"又坏了：{'，'.join(told)}", actor="hotline"
    )
    moment.call.ticket_id = moment.call.ticket_id or ticket.id
    moment.call.company_id = moment.call.company_id or ticket.company_id
    promise = promises.promise_result(
        moment.session,
        now=moment.now,
        ticket=ticket,
        calendar=moment.house.calendar,
        call_sid=moment.call.sid,
        phone=moment.phone,
        extension=moment.extension,
    )
    return _promised(moment, ticket, promise, "due")


def note_enquiry(moment: Moment) -> Outcome:
    """A suggestion, written down for the person in charge, who reads it within a working day (R127)."""
    ticket = open_ticket(moment, Kind.ENQUIRY)
    tasks.add_task(
        moment.session,
        now=moment.now,
        kind=TaskKind.CHECK_RECORD,
        due_at=due_times.resolution_due(moment.now, due_times.LOW_URGENCY, moment.house.calendar),
        role=Role.SUPERVISOR,
        ticket_id=ticket.id,
        what=f"客户建议：{ticket.symptom}",
        actor="hotline",
    )
    return Outcome("done", {"ticket": Answer(ticket.number)}, {"ticket": moment.say_number(ticket.number)})


def promise_answer(moment: Moment) -> Outcome:
    """A question that staff must look up: a call with the answer, on the ticket it is about or on a new one (R94)."""
    number = moment.value("ticket")
    known = find.by_number(moment.session, str(number)) if number else None
    ticket = tickets.locked(moment.session, known.id) if known else open_ticket(moment, Kind.ENQUIRY)
    promise = promises.promise_answer(
        moment.session,
        now=moment.now,
        ticket=ticket,
        calendar=moment.house.calendar,
        call_sid=moment.call.sid,
        phone=moment.phone,
        extension=moment.extension,
    )
    return _promised(moment, ticket, promise, "due")


def _promised(moment: Moment, ticket: Ticket, promise: Callback, word: str) -> Outcome:
    words = {"ticket": moment.say_number(ticket.number), word: _say_due(moment, promise.due_at, word)}
    slots = {"ticket": Answer(ticket.number, said=words["ticket"])}
    return Outcome("done" if moment.phone else "no_phone", slots, words)


def _say_due(moment: Moment, due_at: datetime, word: str) -> str:
    return moment.say_day(moment.local(due_at)) if word == "follow_up" else moment.say_moment(due_at)
