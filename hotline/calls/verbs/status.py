"""How far a ticket is, in words that are safe for any caller (R70, R123)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hotline.callbacks import queries as promised
from hotline.callbacks.models import Kind as Promise
from hotline.calls.models import Call, Intent
from hotline.calls.verbs.moment import Moment
from hotline.customers import queries as customers
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.speech import recurrence
from hotline.tickets import queries as tickets
from hotline.tickets import rules
from hotline.tickets.models import UNSOLVED, Kind, Ticket

MOST_QUESTIONS = 20
"""Calls about tickets that one strange telephone, or all withheld ones together, may make in a day (S9, S17)."""


def find_ticket(moment: Moment) -> Outcome:
    """By the number that the caller knows, or by the phone that the call comes from (R70, S17).

    One that is `solved` is asked about, unless the caller has said already that it is `broken_again` (R64).
    """
    if moment.given["by"] == "phone" and "ticket_number" in moment.state.offered:
        return Outcome("named")  # the caller has said which one: no other will do
    companies = _companies(moment)
    if moment.given["by"] == "number":
        ticket = tickets.find_for_caller(moment.session, number=str(moment.value("number")))
    else:
        ticket = tickets.find_for_caller(moment.session, phone=moment.call.caller, company_ids=companies)
    if ticket is None:
        return Outcome("not_found")
    own = (moment.call.caller is not None and ticket.contact_phone == moment.call.caller) or (
        ticket.company_id in companies
    )
    if not own and _asks_too_often(moment):
        return Outcome("not_found")
    moment.call.company_id = moment.call.company_id or ticket.company_id
    is_promised = bool(promised.open_for_ticket(moment.session, ticket.id, *Promise))
    said = rules.caller_safe_status(ticket, moment.language, moment.house.settings.tz, promised=is_promised)
    slots = {"ticket": Answer(ticket.number)}
    if ticket.company_name and moment.value("company") is None:
        slots["company"] = Answer(ticket.company_name, evidence="the ticket", said=ticket.company_name)
        slots["company_match"] = Answer("known" if ticket.company_id else "unknown", evidence="the ticket")
    if not _can_break_again(ticket):
        return Outcome("found", slots, {"ticket_state": said})
    slots["solved_ticket"] = Answer(ticket.number)
    return Outcome("broken_again" if _comes_back(moment) else "solved", slots, {"ticket_state": said})


def find_solved_ticket(moment: Moment) -> Outcome:
    """The caller's own ticket that was solved, where the opening words say that the fault is back (R64)."""
    if moment.call.caller is None or moment.value("complaint_ticket") or not _comes_back(moment):
        return Outcome("none")
    ticket = tickets.find_for_caller(moment.session, phone=moment.call.caller, company_ids=_companies(moment))
    if ticket is None or not _can_break_again(ticket):
        return Outcome("none")
    return Outcome("found", {"solved_ticket": Answer(ticket.number)})


def _companies(moment: Moment) -> list[str]:
    """The companies of whom the calling number is proof (S17)."""
    caller = moment.call.caller
    return [company.id for company in customers.by_phone(moment.session, caller, verified=True)] if caller else []


def _can_break_again(ticket: Ticket) -> bool:
    return ticket.status not in UNSOLVED and ticket.kind not in (Kind.COMPLAINT, Kind.ENQUIRY)


def _comes_back(moment: Moment) -> bool:
    purpose = moment.state.slots.get("purpose")
    return purpose is not None and recurrence.comes_back(purpose.heard)


def _asks_too_often(moment: Moment) -> bool:
    """Whether somebody tries numbers: who has asked so often today is called back by a person instead."""
    since = moment.now - timedelta(days=1)
    asked = select(func.count()).where(
        Call.intent == Intent.STATUS, Call.arrived_at > since, Call.caller.is_not_distinct_from(moment.call.caller)
    )
    return (moment.session.scalar(asked) or 0) > MOST_QUESTIONS
