"""How far a ticket is, in words that are safe for any caller (R70, R123)."""

from __future__ import annotations

from hotline.calls.verbs.moment import Moment
from hotline.customers import queries as customers
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.tickets import queries as tickets
from hotline.tickets import rules


def find_ticket(moment: Moment) -> Outcome:
    """By the number that the caller knows, or by the phone that the call comes from (R70, S17)."""
    if moment.given["by"] == "number":
        ticket = tickets.find_for_caller(moment.session, number=str(moment.value("number")))
    else:
        caller = moment.call.caller
        if caller is None:
            return Outcome("not_found")
        companies = [company.id for company in customers.by_phone(moment.session, caller)]
        ticket = tickets.find_for_caller(moment.session, phone=caller, company_ids=companies)
    if ticket is None:
        return Outcome("not_found")
    moment.call.company_id = moment.call.company_id or ticket.company_id
    said = rules.caller_safe_status(ticket, moment.language, moment.house.settings.tz)
    slots = {"ticket": Answer(ticket.number)}
    if ticket.company_name and moment.value("company") is None:
        slots["company"] = Answer(ticket.company_name, evidence="the ticket", said=ticket.company_name)
        slots["company_match"] = Answer("known" if ticket.company_id else "unknown", evidence="the ticket")
    return Outcome("found", slots, {"ticket_state": said})
