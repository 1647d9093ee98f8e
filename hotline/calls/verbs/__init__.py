"""What a flow's `do` nodes do. Each verb is a function of a `Moment`; this table names them with their outcomes.

A verb calls the operations of other contexts, keeps what it found in slots, and gives prompts the words they say.
It never speaks itself and never commits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hotline.calls.verbs import caller, company, complaints, diagnosis, persons, promises, status, visits
from hotline.calls.verbs.moment import Moment
from hotline.flows import checks
from hotline.flows.engine import Outcome

__all__ = ["VERBS", "Moment", "Verb", "perform", "writes"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: what runs it, how it may end, which words it gives prompts, which slots a flow may match on.

    One that `writes` waits for the write door; the others are done while the turn is thought through.
    """

    run: Callable[[Moment], Outcome]
    outcomes: frozenset[str]
    words: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    writes: bool = False


def _verb(
    run: Callable[[Moment], Outcome], outcomes: str, words: str = "", slots: str = "", *, writes: bool = False
) -> Verb:
    return Verb(run, frozenset(outcomes.split()), frozenset(words.split()), frozenset(slots.split()), writes)


VERBS: Mapping[str, Verb] = {
    "recognise_caller": _verb(
        caller.recognise_caller, "known unknown", "greeting known_company", "known_company caller_number"
    ),
    "take_known_company": _verb(
        caller.take_known_company, "done no_phone no_branch", slots="company contact_phone tax_branch"
    ),
    "use_caller_number": _verb(caller.use_caller_number, "done", slots="contact_phone"),
    "check_phone": _verb(caller.check_phone, "done not_called"),
    "set_intent": _verb(caller.set_intent, "done"),
    "find_topic": _verb(caller.find_topic, "policy suggestion complaint_line fee not_ours none"),
    "count_abuse": _verb(caller.count_abuse, "first again enough"),
    "match_company": _verb(company.match_company, "exact likely short unknown", "candidate", "company_match"),
    "accept_candidate": _verb(company.accept_candidate, "done"),
    "next_candidate": _verb(company.next_candidate, "likely none", "candidate"),
    "keep_company": _verb(company.keep_company, "done none", writes=True),
    "match_branch": _verb(company.match_branch, "known maybe unknown", "branch_candidate"),
    "accept_branch": _verb(company.accept_branch, "done"),
    "branch_on_file": _verb(company.branch_on_file, "known unknown"),
    "note_symptom": _verb(diagnosis.note_symptom, "done"),
    "diagnose": _verb(diagnosis.diagnose, "advice go_on"),
    "next_advice": _verb(diagnosis.next_advice, "step none", "advice"),
    "record_solved": _verb(promises.record_solved, "done no_phone", "ticket follow_up", writes=True),
    "promise_resolution": _verb(promises.promise_resolution, "done no_phone", "ticket due", writes=True),
    "note_enquiry": _verb(promises.note_enquiry, "done", "ticket", writes=True),
    "promise_answer": _verb(promises.promise_answer, "done no_phone", "ticket due", writes=True),
    "check_agreement": _verb(visits.check_agreement, "in_force expired conflict unknown"),
    "request_visit": _verb(visits.request_visit, "done no_phone", "ticket", writes=True),
    "register_installation": _verb(visits.register_installation, "done no_phone", "ticket due", writes=True),
    "file_complaint": _verb(
        complaints.file_complaint,
        "filed no_phone",
        "ticket verified_by due",
        "complaint_ticket complaint_fault",
        writes=True,
    ),
    "find_ticket": _verb(status.find_ticket, "found solved broken_again not_found named", "ticket_state"),
    "find_solved_ticket": _verb(status.find_solved_ticket, "found none"),
    "reopen_ticket": _verb(promises.reopen_ticket, "done no_phone", "ticket due", writes=True),
    "person_state": _verb(persons.person_state, "soon long nobody closed", "ahead"),
    "keep_place": _verb(persons.keep_place, "done no_phone", "due", writes=True),
}


def perform(verb: str, moment: Moment) -> Outcome:
    """Do it. Raises KeyError for a verb that `flows check` would have refused."""
    return VERBS[verb].run(moment)


def writes(verb: str) -> bool:
    """Whether it needs the write door. Raises KeyError as `perform` does."""
    return VERBS[verb].writes


def vocabulary() -> Mapping[str, checks.Verb]:
    """The verbs as `flows check` knows them."""
    return {name: checks.Verb(verb.outcomes, verb.words, verb.slots) for name, verb in VERBS.items()}
