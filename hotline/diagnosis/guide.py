"""The one list of questions and fault rules that caller, agent and ticket share: `ivr_flows/diagnosis.yaml`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from hotline.diagnosis import rules
from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.reading import read
from hotline.diagnosis.rules import StatusScreen, Urgency
from hotline.diagnosis.sheet import Category, Fault, Question, Sheet, Text, code_numbers

SMALL_MEMORY = "small"
"""How a size below `small_below_mb` is looked up among the fault rules."""

_VAGUE = frozenset({"software", "unknown", "none"})
"""Categories that say less than an error code does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong as far as is known, and what to do about it.

    fault       the rule's id; None while no rule applies
    conclusive  its advice may be given at once; otherwise only when no question is left
    advice      one step after the other, each `{"zh-CN": .., "en-US": ..}`
    evidence    in Chinese, for the ticket: what the verdict rests on
    tools       what to bring on a visit (R33)
    """

    fault: str | None
    category: Category
    conclusive: bool
    advice: tuple[Text, ...]
    urgency: Urgency
    evidence: str
    title: Text | None = None
    tools: tuple[Text, ...] = ()


class Guide:
    """The questions in their order (R10) and the fault rules, ready to be asked. Keeps nothing of any call."""

    def __init__(self, sheet: Sheet, revision: str = "") -> None:
        self.questions: tuple[Question, ...] = sheet.questions
        self.faults: Mapping[str, Fault] = {fault.id: fault for fault in sheet.faults}
        self.revision = revision
        self._by_answer: dict[tuple[str, str], Fault] = {}
        self._by_dates: dict[str, Fault] = {}
        self._by_category: dict[str, Fault] = {}
        self._by_code: dict[int, Fault] = {}
        for fault in sheet.faults:
            self._enter(fault)

    @classmethod
    def load(cls, path: Path) -> Guide:
        """Read the list. Raises BrokenFile, naming file, line, entry and field of every mistake."""
        sheet = read(path, Sheet)
        return cls(sheet, hashlib.sha256(path.read_bytes()).hexdigest()[:12])

    def _enter(self, fault: Fault) -> None:
        when = fault.when
        self._by_answer |= {(name, value): fault for name, values in when.answer.items() for value in values}
        self._by_category |= dict.fromkeys(when.symptom, fault)
        if when.dates:
            self._by_dates[when.dates] = fault
        for code in when.codes:
            for number in code_numbers(code):
                self._by_code[number] = fault

    def next_question(self, answers: Mapping[str, object]) -> str | None:
        """The first question that has no answer yet, None after the last. "Could not see it" (None) is an answer."""
        return next((question.name for question in self.questions if question.name not in answers), None)

    def verdict(
        self,
        answers: Mapping[str, object],
        symptom: Mapping[str, object] | None,
        today: date,
        deadlines: Deadlines,
        tried: Collection[str] = (),
    ) -> Verdict:
        """What the answers so far say; after all questions, what the symptom says by itself.

        `answers` holds each question's value and the status screen's `copy_due`, `locked`, `lock_date` and `offline`
        where they were read out; `symptom` its text, codes and category. Faults whose advice was given already
        (`tried`, ids) are passed over. Values that mean nothing here are taken as not answered; nothing raises.
        """
        for fault, conclusive, evidence in self._found(answers, symptom or {}, today, deadlines):
            if fault.id not in tried:
                return Verdict(
                    fault=fault.id,
                    category=fault.category,
                    conclusive=conclusive,
                    advice=fault.advice,
                    urgency=fault.urgency,
                    evidence=evidence,
                    title=fault.title,
                    tools=fault.tools,
                )
        told = bool(symptom and (symptom.get("text") or symptom.get("codes") or _category(symptom)))
        return Verdict(None, "unknown" if told else "none", conclusive=False, advice=(), urgency="normal", evidence="")

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Every (entry, language, text) that may be spoken or shown, for the screen of forbidden phrases (R130)."""
        for question in self.questions:
            yield from ((f"questions[{question.name}].ask", *pair) for pair in question.ask.items())
        for fault in self.faults.values():
            yield from ((f"faults[{fault.id}].title", *pair) for pair in fault.title.items())
            for number, step in enumerate(fault.advice):
                yield from ((f"faults[{fault.id}].advice[{number}]", *pair) for pair in step.items())

    def _found(
        self, answers: Mapping[str, object], symptom: Mapping[str, object], today: date, deadlines: Deadlines
    ) -> Iterator[tuple[Fault, bool, str]]:
        """Every fault that something points at, strongest first, with whether it is conclusive and why."""
        answered = list(self._by_answers(answers))
        yield from ((fault, True, why) for fault, why in answered if fault.conclusive)
        said_locked = _category(symptom) == "lockout"
        dates, why = rules.finding(StatusScreen.read(answers), today, deadlines, said_locked=said_locked)
        if dates is not None:
            yield self._by_dates[dates], self._by_dates[dates].conclusive, why
        yield from ((fault, False, why) for fault, why in self._by_symptom(symptom))
        yield from ((fault, False, why) for fault, why in answered if not fault.conclusive)

    def _by_answers(self, answers: Mapping[str, object]) -> Iterator[tuple[Fault, str]]:
        for question in self.questions:
            value = answers.get(question.name)
            fault = self._by_answer.get((question.name, _word(question, value)))
            if fault is not None:
                yield fault, f"{question.title['zh-CN']}：{value}"

    def _by_symptom(self, symptom: Mapping[str, object]) -> Iterator[tuple[Fault, str]]:
        """By the category of the words and the codes in them.

        Plain words go before a code, which stands for different things in different windows (domain.md 1.4); a code
        of their own category says it more exactly. A vague category says less than any code.
        """
        category = _category(symptom)
        by_words = self._by_category.get(category or "")
        words = [(by_words, f"故障现象：{by_words.title['zh-CN']}")] if by_words else []
        codes = [(self._by_code[code], f"错误代码{code}") for code in _codes(symptom) if code in self._by_code]
        if category in _VAGUE:
            yield from codes + words
        else:
            yield from (found for found in codes if found[0].category == category)
            yield from words + codes


STOPS_FILING: Collection[Category] = frozenset(
    {"tax_report_due", "lockout", "accounting_month", "card_clock", "network_upload"}
)
"""What keeps a company from filing in time: near the deadline it cannot wait."""


def urgency(
    verdict: Verdict, words: Urgency | None, today: date, deadlines: Deadlines, *, cannot_invoice: bool = False
) -> Urgency:
    """How urgent the call is: by its fault, by the caller's own words, and by the filing deadline.

    Near the deadline what keeps a company from filing or from invoicing is urgent; a slow printer is not.
    """
    pressing = cannot_invoice or verdict.category in STOPS_FILING
    near = pressing and rules.deadline_is_near(today, deadlines)
    return rules.weigh(verdict.urgency, words, near_deadline=near)


def _word(question: Question, value: object) -> str:
    """The value as the fault rules name it; a size becomes `small` where it is below the question's limit."""
    if not isinstance(value, str):
        return ""
    size = rules.megabytes(value) if question.small_below_mb else None
    return SMALL_MEMORY if size is not None and size < (question.small_below_mb or 0) else value


def _category(symptom: Mapping[str, object]) -> str | None:
    category = symptom.get("category")
    return category if isinstance(category, str) and category in _CATEGORIES - {"none"} else None


_CODE = re.compile(r"[0-9]{1,6}")

_CATEGORIES: frozenset[str] = frozenset(get_args(Category))


def _codes(symptom: Mapping[str, object]) -> list[int]:
    codes = symptom.get("codes")
    listed = codes if isinstance(codes, list | tuple) else []
    return [int(str(code)) for code in listed if _CODE.fullmatch(str(code))]
