"""The guide's verdict on what the caller has answered so far, and its advice, one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.calls.models import Urgency
from hotline.calls.verbs.caller import weigh_words
from hotline.calls.verbs.moment import Moment
from hotline.diagnosis import guide as guides
from hotline.diagnosis.guide import Verdict
from hotline.diagnosis.rules import Urgency as Weight
from hotline.flows.engine import Outcome
from hotline.flows.state import Answer, State
from hotline.speech.urgency import cannot_invoice

QUESTIONS = ("card_reader", "memory", "printer", "card_date", "tax_start_date", "accounting_month")
_WEIGHT: Mapping[Urgency, Weight] = {Urgency.HIGH: "high", Urgency.LOW: "low"}
TOLD_AT_ONCE = ("fault", "complaint")
"""Purposes whose very first words describe what is wrong."""

SCREEN_FLAGS = ("copy_due", "locked", "lock_date", "offline")


def note_symptom(moment: Moment) -> Outcome:
    """What the caller's own words say about the urgency."""
    symptom = moment.state.slots.get("symptom")
    weigh_words(moment, symptom.heard if symptom else "")
    return Outcome("done")


def diagnose(moment: Moment) -> Outcome:
    """Judge the answers up to and including `given.upto`; with `all`, the symptom may decide as well."""
    final = moment.given["upto"] == "all"
    tried = moment.value("tried_faults") or []
    verdict = verdict_of(moment, tried)
    _weigh(moment, verdict)
    given = moment.value("advice_given") or []
    steps = [dict(step) for step in verdict.advice if step["zh-CN"] not in given]
    if not steps or not (final or verdict.conclusive):
        # What was found before stays the finding, also when its advice did not help.
        nothing_before = final and moment.value("verdict") is None
        return Outcome("go_on", {"verdict": Answer(_kept(verdict))} if nothing_before else {})
    slots = {"verdict": Answer(_kept(verdict))}
    slots["tried_faults"] = Answer([*tried, verdict.fault])
    slots["advice_left"] = Answer(steps)
    return Outcome("advice", slots)


def next_advice(moment: Moment) -> Outcome:
    """The next step of the advice, while there is one."""
    steps = moment.value("advice_left") or []
    if not steps:
        return Outcome("none")
    given = [*(moment.value("advice_given") or []), steps[0]["zh-CN"]]
    slots = {"advice_left": Answer(steps[1:]), "advice_given": Answer(given)}
    return Outcome("step", slots, {"advice": steps[0][moment.language]})


def verdict_of(moment: Moment, tried: list[str]) -> Verdict:
    symptom = moment.value("symptom")
    return moment.house.guide.verdict(
        answers(moment.state),
        symptom if isinstance(symptom, Mapping) else None,
        moment.today,
        moment.house.deadlines,
        tried,
    )


def symptom_text(slots: Mapping[str, Answer]) -> str | None:
    """The symptom in the caller's own words; the words of the opening where there are no others (R9)."""
    symptom, purpose = slots.get("symptom"), slots.get("purpose")
    if symptom and isinstance(symptom.value, Mapping):
        told = str(symptom.value["text"])
        codes = [code for code in symptom.value.get("codes") or () if code not in told]
        return f"{told}（错误代码 {'、'.join(codes)}）" if codes else told
    if purpose is None or purpose.value not in TOLD_AT_ONCE or purpose.heard.isdigit():
        return None
    return purpose.heard or None


def symptom_category(slots: Mapping[str, Answer]) -> str | None:
    """What the caller's own words point at, before any question was asked."""
    symptom = slots.get("symptom")
    return symptom.value.get("category") if symptom and isinstance(symptom.value, Mapping) else None


def answers(state: State) -> dict[str, Any]:
    """The values of the diagnosis questions that were answered, with the flags of the status screen."""
    found = {name: state.slots[name].value for name in QUESTIONS if name in state.slots}
    screen = state.slots.get("screen")
    read = screen.value if screen and isinstance(screen.value, Mapping) else {}
    return found | {name: read[name] for name in SCREEN_FLAGS if read.get(name) is not None}


def _weigh(moment: Moment, verdict: Verdict) -> None:
    words: Weight | None = _WEIGHT.get(moment.call.urgency)
    told = symptom_text(moment.state.slots) or ""
    moment.call.urgency = Urgency(
        guides.urgency(verdict, words, moment.today, moment.house.deadlines, cannot_invoice=cannot_invoice(told))
    )


def _kept(verdict: Verdict) -> dict[str, Any]:
    return {"fault": verdict.fault, "category": verdict.category, "evidence": verdict.evidence}
