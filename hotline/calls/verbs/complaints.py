"""A complaint is written down with its number, and everything that must follow from it (R67-R87)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.calls.verbs.moment import Moment
from hotline.calls.verbs.promises import open_ticket
from hotline.complaints import operations as complaints
from hotline.complaints.models import Aspect, Target
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.speech import slots
from hotline.speech.understood import Setting
from hotline.tickets.models import Kind


def file_complaint(moment: Moment) -> Outcome:
    """Write the complaint down under its number; says whether a fault stands inside it (R73, R74, R81)."""
    told = _told(moment)
    text = told.get("text") or "来电投诉，未说明事由，请回电了解"
    ticket = open_ticket(moment, Kind.COMPLAINT)
    complaint = complaints.file(
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
    kept = {"ticket": Answer(ticket.number), "complaint_ticket": Answer(ticket.id)}
    if told.get("fault"):
        kept["complaint_fault"] = Answer(value=True)
    words = {
        "ticket": moment.say_number(ticket.number),
        "verified_by": moment.say_date(complaint.investigate_by),
        "due": moment.say_moment(complaint.follow_up_due),
    }
    return Outcome("filed" if moment.phone else "no_phone", kept, words)


def _told(moment: Moment) -> Mapping[str, Any]:
    """The complaint in the caller's words, those of the opening included, and what they all together point at."""
    opening, detail = moment.state.slots.get("purpose"), moment.state.slots.get("complaint")
    said = [answer.heard for answer in (opening, detail) if answer and not answer.heard.isdigit()]
    setting = Setting(today=moment.today, language=moment.language)
    understood = slots.understand("complaint", "，".join(dict.fromkeys(said)), "", setting)
    return understood.value if understood and isinstance(understood.value, Mapping) else {}
