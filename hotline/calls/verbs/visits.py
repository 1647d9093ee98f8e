"""A visit or an installation is asked for: the wish is noted, nothing is arranged (R23, R24, R101-R106)."""

from __future__ import annotations

from datetime import date

from hotline.calls.verbs.moment import Moment
from hotline.calls.verbs.promises import open_ticket
from hotline.customers import queries as customers
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.tickets.models import Kind
from hotline.visits import operations as visits
from hotline.visits import rules


def check_agreement(moment: Moment) -> Outcome:
    """Compare the expiry that the caller named with the customer's file (R24, R34)."""
    heard, on_record = _agreement(moment)
    state = rules.agreement_state(heard=heard, on_record=on_record, today=moment.today)
    # The two dates may differ; the one that the user names being past, the fee is told all the same (R24).
    outcome = "expired" if heard is not None and heard < moment.today else state.value
    return Outcome(outcome, {"agreement_state": Answer(state.value)})


def request_visit(moment: Moment) -> Outcome:
    """Note the request; a supervisor decides, then the customer is called (R23)."""
    heard, on_record = _agreement(moment)
    wish = moment.value("wish") or {}
    wish_date = wish.get("date")
    answer = moment.state.slots.get("wish")
    ticket = open_ticket(moment, Kind.VISIT)
    visits.request(
        moment.session,
        now=moment.now,
        ticket=ticket,
        calendar=moment.house.calendar,
        wish_text=wish.get("text") or (answer.heard if answer else ""),
        wish_date=date.fromisoformat(wish_date) if wish_date else None,
        wish_part=wish.get("part"),
        agreement_heard=heard,
        agreement_on_record=on_record,
    )
    words = {"ticket": moment.say_number(ticket.number)}
    return Outcome("done" if moment.phone else "no_phone", {"ticket": Answer(ticket.number)}, words)


def register_installation(moment: Moment) -> Outcome:
    """Fill the registration form, and promise the call that agrees on time and route (R101-R106, R113)."""
    ticket = open_ticket(moment, Kind.INSTALL)
    _, booking = visits.register_installation(
        moment.session,
        now=moment.now,
        ticket=ticket,
        calendar=moment.house.calendar,
        taxpayer_id=moment.value("taxpayer_id"),
        address=moment.value("address"),
        has_computer=moment.value("has_computer"),
        has_printer=moment.value("has_printer"),
        fees_collected=_paid(moment),
        told_backup=True,
        told_dedicated=True,
    )
    words = {"ticket": moment.say_number(ticket.number), "due": moment.say_moment(booking.due_at)}
    return Outcome("done" if moment.phone else "no_phone", {"ticket": Answer(ticket.number)}, words)


def _paid(moment: Moment) -> bool | None:
    fees = moment.value("fees")
    return None if fees is None else fees == "paid"


def _agreement(moment: Moment) -> tuple[date | None, date | None]:
    heard = moment.value("agreement_expires_on")
    company = customers.get(moment.session, moment.call.company_id) if moment.call.company_id else None
    return date.fromisoformat(heard) if heard else None, company.agreement_expires_on if company else None
