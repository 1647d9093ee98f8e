"""A person is asked for: hold, or leave a number and keep the place in line (R21, R25-R29)."""

from __future__ import annotations

from hotline.callbacks import operations as callbacks
from hotline.callbacks import queries as promised
from hotline.callbacks import rules as due_times
from hotline.callbacks.models import Handler, Kind, Priority
from hotline.calls.models import Intent
from hotline.calls.verbs.moment import Moment
from hotline.flows.engine import Outcome
from hotline.people import operations as people
from hotline.people import queries as staff
from hotline.people.models import Role

SHORT_LINE = 2
"""Callers in line for each person at a console up to whom holding is asked of the next one without a question."""


def person_state(moment: Moment) -> Outcome:
    """Whether somebody can take the call soon: office hours, people at their consoles, callers before this one."""
    if moment.call.intent is None:
        moment.call.intent = Intent.OTHER
    if not moment.house.calendar.is_open(moment.now):
        return Outcome("closed")
    there = staff.at_consoles(moment.session, Role.AGENT, now=moment.now)
    if not there:
        return Outcome("nobody")  # holding would be waiting for nobody
    ahead = promised.waiting_in_line(moment.session)
    return Outcome("soon" if ahead < SHORT_LINE * there else "long", words={"ahead": str(ahead)})


def keep_place(moment: Moment) -> Outcome:
    """Call back in the order in which callers came (R28, R29)."""
    phone = moment.phone
    promise = callbacks.promise(
        moment.session,
        now=moment.now,
        kind=Kind.OVERFLOW,
        subject="call",
        subject_id=moment.call.sid,
        phone=phone,
        extension=moment.extension,
        due_at=due_times.overflow_due(moment.now, moment.house.calendar),
        owner_id=people.owner_for(moment.session, now=moment.now, role=Role.AGENT),
        handler=Handler.AGENT,
        priority=Priority.WAITING,
        in_line_since=moment.call.arrived_at,
        reason="请求人工服务",
        call_sid=moment.call.sid,
    )
    return Outcome("done" if phone else "no_phone", words={"due": moment.say_moment(promise.due_at)})
