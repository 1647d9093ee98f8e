"""A complaint is written down with its number, and everything that must follow from it (R67-R87)."""

from __future__ import annotations

from hotline.calls.verbs.moment import Moment
from hotline.calls.verbs.promises import open_ticket
from hotline.complaints import operations as complaints
from hotline.complaints.models import Aspect, Target
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.tickets.models import Kind


def file_complaint(moment: Moment) -> Outcome:
    told = moment.value("complaint") or {}
    text = told.get("text") or "来电投诉，未说明事由，请回电了解"
    ticket = open_ticket(moment, Kind.COMPLAINT)
    complaints.file(
        moment.session,
        now=moment.now,
        ticket=ticket,
        text=text,
        calendar=moment.house.calendar,
        follow_up_days=moment.house.settings.complaint_follow_up_days,
        target=Target(told.get("target") or Target.UNKNOWN),
        unit=told.get("unit"),
        aspect=Aspect(told.get("aspect") or Aspect.OTHER),
        serious=bool(told.get("serious")),
    )
    slots = {"ticket": Answer(ticket.number), "complaint_ticket": Answer(ticket.id)}
    outcome = "filed_with_fault" if told.get("fault") else "filed"
    return Outcome(outcome, slots, {"ticket": moment.say_number(ticket.number)})
