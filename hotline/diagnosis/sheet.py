"""The shape of `diagnosis.yaml`: what an author may write, and what is refused with the entry and field named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, Field, model_validator

from hotline.diagnosis.reading import Entry
from hotline.diagnosis.rules import DateFinding, Urgency

Category: TypeAlias = Literal[
    "card_reader",
    "device_not_found",
    "memory",
    "printer",
    "card_clock",
    "tax_report_due",
    "lockout",
    "accounting_month",
    "password",
    "network_upload",
    "invoice_stock",
    "software",
    "unknown",
    "none",
]

ORDER = ("card_reader", "memory", "printer", "card_date", "tax_start_date", "accounting_month")
"""The order of the questions is a rule of the company (R10-R17): their words may change, their order may not."""

LANGUAGES = ("zh-CN", "en-US")

MOST_CHARACTERS = 40
"""Chinese characters in one spoken step; nobody keeps a longer one in mind (R3)."""


def _both_languages(text: dict[str, str]) -> dict[str, str]:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            raise ValueError(f"{language} is missing")
    if strange := set(text) - set(LANGUAGES):
        raise ValueError(f"{', '.join(sorted(strange))} is not a language of this product")
    return text


def _short(text: dict[str, str]) -> dict[str, str]:
    if len(text["zh-CN"]) > MOST_CHARACTERS:
        raise ValueError(
            f"zh-CN has {len(text['zh-CN'])} characters, at most {MOST_CHARACTERS} can be said in one step"
        )
    return text


def code_numbers(code: str | int) -> range:
    """The numbers of one entry of `codes`: of `702` that one, of `101-117` all from the first to the last."""
    first, _, last = str(code).partition("-")
    return range(int(first), int(last or first) + 1)


def _checked_code(code: str | int) -> str | int:
    try:
        numbers = code_numbers(code)
    except ValueError:
        numbers = range(0)
    if not numbers:
        raise ValueError(f"{code!r} is neither a number nor a range such as 101-117")
    return code


Text: TypeAlias = Annotated[dict[str, str], AfterValidator(_both_languages)]
Spoken: TypeAlias = Annotated[dict[str, str], AfterValidator(_both_languages), AfterValidator(_short)]


class Question(Entry):
    """One question: how an agent asks it, and the values that an answer may have besides sizes and dates."""

    name: str
    title: Text
    ask: Spoken
    values: tuple[str, ...] = ()
    small_below_mb: int | None = Field(None, gt=0)


class When(Entry):
    """What points at a fault; any one of them is enough.

    answer   question and the values that mean this fault (`small`: a size below the question's limit)
    dates    what the arithmetic of the status screen finds
    symptom  categories of the caller's own words
    codes    numbers that the software shows: `702`, or a range `101-117`
    """

    answer: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    dates: DateFinding | None = None
    symptom: tuple[Category, ...] = ()
    codes: tuple[Annotated[str | int, AfterValidator(_checked_code)], ...] = ()


class Fault(Entry):
    """One fault: what points at it, and what the caller is asked to do, one step at a time.

    `conclusive`: an answer or a date that points here is reason enough to give the advice before the other questions.
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    category: Category
    title: Text
    when: When
    conclusive: bool = True
    urgency: Urgency = "normal"
    advice: tuple[Spoken, ...] = Field(min_length=1)
    tools: tuple[Text, ...] = ()


class Sheet(Entry):
    """The whole file."""

    version: int
    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]

    @model_validator(mode="after")
    def _questions_in_order(self) -> Self:
        names = tuple(question.name for question in self.questions)
        if names != ORDER:
            raise ValueError(f"questions: they are {', '.join(ORDER)}, in this order; here stand {', '.join(names)}")
        return self

    @model_validator(mode="after")
    def _answers_exist(self) -> Self:
        values = {question.name: _values(question) for question in self.questions}
        for fault in self.faults:
            for name, expected in fault.when.answer.items():
                for value in expected:
                    if value not in values.get(name, ()):
                        raise ValueError(f"faults[{fault.id}].when.answer.{name}: no answer is ever {value!r}")
        return self

    @model_validator(mode="after")
    def _each_sign_points_one_way(self) -> Self:
        ids = Counter(fault.id for fault in self.faults)
        signs = Counter(sign for fault in self.faults for sign in _signs(fault))
        for sign, count in (ids + signs).items():
            if count > 1:
                raise ValueError(f"faults: {sign} stands {count} times; a sign points at one fault")
        return self

    @model_validator(mode="after")
    def _everything_leads_somewhere(self) -> Self:
        found = {fault.when.dates for fault in self.faults}
        said = {category for fault in self.faults for category in fault.when.symptom}
        for finding in sorted(set(get_args(DateFinding)) - found):
            raise ValueError(f"faults: none has `dates: {finding}`")
        for category in sorted(set(get_args(Category)) - {"unknown", "none"} - said):
            raise ValueError(f"faults: none has `symptom: [{category}]`")
        return self


def _values(question: Question) -> tuple[str, ...]:
    return (*question.values, "small") if question.small_below_mb else question.values


def _signs(fault: Fault) -> Iterator[str]:
    when = fault.when
    yield from (f"answer {name}: {value}" for name, values in when.answer.items() for value in values)
    yield from (f"symptom {category}" for category in when.symptom)
    yield from (f"code {number}" for code in when.codes for number in code_numbers(code))
    if when.dates:
        yield f"dates {when.dates}"
