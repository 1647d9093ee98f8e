"""From a name that was heard to a company and a tax branch of the lists; the unlisted is kept as it was spoken."""

from __future__ import annotations

from hotline.calls.verbs.moment import Moment
from hotline.core.errors import Invalid
from hotline.customers import operations
from hotline.customers import queries as customers
from hotline.customers.queries import Candidate
from hotline.customers.rules import name_key
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer
from hotline.speech.names import has_legal_form

MOST_CANDIDATES = 3


def match_company(moment: Moment) -> Outcome:
    """Compare with the customer list. Only the full name to the letter is taken without a question (R6)."""
    heard = str(moment.value("company"))
    found = customers.match_company(moment.session, heard)
    if found.company is not None and name_key(heard) == name_key(found.company.name):
        return _taken(moment, found.company.id, found.company.name, "known", found.evidence)
    if found.kind != "unknown":
        names = {"company_candidates": Answer([_listed(one) for one in found.candidates[:MOST_CANDIDATES]])}
        return Outcome("likely", names, {"candidate": found.candidates[0].name})
    if has_legal_form(heard):
        return Outcome("unknown")
    return _told_apart(moment, heard) or Outcome("short")


def _told_apart(moment: Moment, word: str) -> Outcome | None:
    """不是,是园艺: of several names that were alike, the only one with this word in it."""
    meant = [one for one in moment.value("company_candidates") or [] if word in one["name"]]
    if len(meant) != 1:
        return None
    return Outcome("likely", {"company_candidates": Answer(meant)}, {"candidate": meant[0]["name"]})


def accept_candidate(moment: Moment) -> Outcome:
    """The caller said yes to the name that was read back."""
    chosen = (moment.value("company_candidates") or [None])[0]
    company = customers.get(moment.session, chosen["id"]) if chosen else None
    if company is None:
        return Outcome("done")
    return _taken(moment, company.id, company.name, "known", "confirmed by the caller", outcome="done")


def next_candidate(moment: Moment) -> Outcome:
    """The next name that sounds alike, if there is one."""
    rest = (moment.value("company_candidates") or [])[1:]
    slots = {"company_candidates": Answer(rest)}
    return Outcome("likely", slots, {"candidate": rest[0]["name"]}) if rest else Outcome("none", slots)


def keep_company(moment: Moment) -> Outcome:
    """Nobody on the list: a new customer's file, made in the call itself (R62, R160)."""
    heard = moment.value("company")
    if not heard:
        return Outcome("none")
    rejected = moment.value("company_candidates")
    match = Answer("maybe" if rejected else "unknown", evidence="as heard")
    try:
        file = operations.remember_caller(moment.session, now=moment.now, name=str(heard), phone=None)
    except Invalid:
        return Outcome("none", {"company_match": match})
    moment.call.company_id = file
    return Outcome("done", {"company_match": match})


def match_branch(moment: Moment) -> Outcome:
    """Compare with the list of branches; one that is not on it is kept as spoken and marked (R8)."""
    found = customers.match_branch(moment.session, str(moment.value("tax_branch")))
    if found.branch is None:
        return Outcome("unknown")
    slots = {"branch_found": Answer(found.branch.code, said=found.branch.name, evidence=found.evidence)}
    names = {name_key(name) for name in found.branch.names}
    if name_key(str(moment.value("tax_branch"))) in names:
        return Outcome("known", {**slots, **_branch(moment, found.branch.code, found.branch.name)})
    return Outcome("maybe", slots, {"branch_candidate": found.branch.name})


def accept_branch(moment: Moment) -> Outcome:
    """The caller said yes to the branch that was read back."""
    found = moment.state.slots["branch_found"]
    return Outcome("done", _branch(moment, str(found.value), found.said))


def branch_on_file(moment: Moment) -> Outcome:
    """A caller who cannot name the branch: the customer's file may (R8)."""
    company = customers.get(moment.session, moment.call.company_id) if moment.call.company_id else None
    if company is None or company.branch is None:
        return Outcome("unknown")
    return Outcome("known", _branch(moment, company.branch.code, company.branch.name))


def _taken(moment: Moment, company_id: str, name: str, match: str, evidence: str, outcome: str = "exact") -> Outcome:
    moment.call.company_id = company_id
    heard = moment.state.slots.get("company")
    words = heard.heard if heard else name
    slots = {
        "company": Answer(name, heard=words, evidence=evidence, said=name),
        "company_match": Answer(match, evidence=evidence),
    }
    return Outcome(outcome, slots)


def _branch(moment: Moment, code: str, name: str) -> dict[str, Answer]:
    heard = moment.state.slots.get("tax_branch")
    return {
        "tax_branch": Answer(name, heard=heard.heard if heard else name, said=name),
        "branch_code": Answer(code, said=name),
    }


def _listed(candidate: Candidate) -> dict[str, str]:
    return {"id": candidate.key, "name": candidate.name}
