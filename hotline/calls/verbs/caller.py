"""Who is on the line, and what for."""

from __future__ import annotations

from hotline.calls.models import Intent, Urgency
from hotline.calls.verbs.moment import Moment
from hotline.customers import queries as customers
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.speech import topics, urgency

_CALM_REPLIES = 2

MOST_OWN = 20
"""Names of one caller's companies that ride along in the call; a bookkeeper may have hundreds of customers."""


def recognise_caller(moment: Moment) -> Outcome:
    """Look the number up before the greeting ends. Only one company on a number is somebody we know."""
    name = moment.house.settings.company_name
    words = {"greeting": f"您好,{name}" if moment.language.startswith("zh") else f"Hello, {name}"}
    caller = moment.call.caller
    if caller is None:
        return Outcome("unknown", words=words)
    slots = {"caller_number": Answer(caller, evidence="caller id")} if moment.caller_to_call else {}
    companies = customers.names_by_phone(moment.session, caller)
    if len(companies) != 1:
        if companies:
            slots["own_companies"] = Answer([name for _, name in companies[:MOST_OWN]], evidence="caller id")
        return Outcome("unknown", slots, words)
    key, known = companies[0]
    slots["known_company"] = Answer(key, evidence="caller id", said=known)
    return Outcome("known", slots, {**words, "known_company": known})


def take_known_company(moment: Moment) -> Outcome:
    """The caller has confirmed it: name, phone and branch come from the customer's file."""
    company = customers.get(moment.session, str(moment.value("known_company")))
    if company is None:
        return Outcome("no_phone")
    moment.call.company_id = company.id
    slots = {
        "company": Answer(company.name, heard=company.name, evidence="confirmed by the caller", said=company.name),
        "company_match": Answer("known", evidence="caller id"),
    }
    if company.branch is not None:
        branch = company.branch
        slots["tax_branch"] = Answer(branch.name, heard=branch.name, evidence="customer's file", said=branch.name)
        slots["branch_code"] = Answer(branch.code, evidence="customer's file")
    if moment.caller_to_call is None:
        return Outcome("no_phone", slots)
    phone = {"e164": moment.caller_to_call, "extension": None, "source": "caller"}
    slots["contact_phone"] = Answer(phone, evidence="caller id")
    return Outcome("done" if company.branch else "no_branch", slots)


def use_caller_number(moment: Moment) -> Outcome:
    """The number of this call is the contact phone (R7)."""
    phone = {"e164": moment.call.caller, "extension": None, "source": "caller"}
    return Outcome("done", {"contact_phone": Answer(phone, evidence="caller id")} if moment.call.caller else {})


def check_phone(moment: Moment) -> Outcome:
    """Whether the number that was left is one that we call (S16)."""
    return Outcome("done" if moment.phone or not moment.value("contact_phone") else "not_called")


def set_intent(moment: Moment) -> Outcome:
    """The first purpose of a call names it: a fault inside a complaint stays a complaint."""
    if moment.call.intent is None:
        moment.call.intent = Intent(moment.given["intent"])
    purpose = moment.state.slots.get("purpose")
    weigh_words(moment, purpose.heard if purpose else "")
    return Outcome("done")


def find_topic(moment: Moment) -> Outcome:
    """What the opening words ask about, where there is an answer at hand (R77, R89, R124-R128)."""
    purpose = moment.state.slots.get("purpose")
    return Outcome((topics.topic(purpose.heard) if purpose else None) or "none")


def weigh_words(moment: Moment, words: str) -> None:
    """How pressing the caller's own words are; urgent once is urgent."""
    weight = urgency.urgency(words) if words else None
    if weight == "high" or (weight == "low" and moment.call.urgency is Urgency.NORMAL):
        moment.call.urgency = Urgency(weight)


def count_abuse(moment: Moment) -> Outcome:
    """Patience has a number (R86): two calm replies, then a polite close."""
    count = (moment.value("abuse_count") or 0) + 1
    name = "first" if count == 1 else "again" if count <= _CALM_REPLIES else "enough"
    return Outcome(name, {"abuse_count": Answer(count)})
