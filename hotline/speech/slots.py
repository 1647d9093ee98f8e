"""What can be asked for: every slot type, how its words are read and which keys answer it.

    understand("card_reader", "没有红灯,只有绿灯", "", setting).value   # "green_only"
    understand("card_reader", "", "4", setting).value               # "green_only"

No reader raises, whatever the text; what none understands is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from hotline.speech import (
    answers,
    branch_speech,
    complaints,
    dates,
    error_codes,
    lights,
    memory,
    names,
    particulars,
    phones,
    printer,
    purpose,
    screen_dates,
    symptoms,
    taxpayer,
    ticket_numbers,
    wish_times,
    wording,
)
from hotline.speech.understood import Setting, Understood
from hotline.speech.wording import Wording, read_back

Reader: TypeAlias = Callable[[str, Setting], Understood | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot type.

    about    what its values are
    read     reads the words
    keys     single keys and the values that they stand for; yes and no stand for True and False
    wording  how the values of the keys are read back
    keyed    reads a longer entry on the keypad, None where there is none
    open     values beside those of the keys are possible: a size, a date, the caller's own words
    """

    name: str
    about: str
    read: Reader
    keys: Mapping[str, str] = field(default_factory=dict)
    wording: Wording = field(default_factory=dict)
    keyed: Reader | None = None
    open: bool = False

    @property
    def keypad(self) -> bool:
        """Whether the keypad can answer it at all."""
        return bool(self.keys) or self.keyed is not None

    @property
    def values(self) -> frozenset[str]:
        """All that it can be, or nothing where that is no closed list."""
        return frozenset() if self.open else frozenset(self.wording)

    def parse(self, speech: str, digits: str, setting: Setting) -> Understood | None:
        """Read the keys if any were pressed, else the words."""
        if digits:
            return self._pressed(digits.rstrip("#"), setting)
        return self.read(speech, setting)

    def _pressed(self, digits: str, setting: Setting) -> Understood | None:
        if value := self.keys.get(digits):
            truth = _TRUTH.get(value, value)
            return Understood(truth, 1.0, digits, read_back(self.wording, value, setting.language))
        return self.keyed(digits, setting) if self.keyed else None


_TRUTH: Mapping[str, str | bool] = {"yes": True, "no": False}
_YES_NO_KEYS = {"1": "yes", "2": "no"}


def _numbered(wording_of: Wording) -> dict[str, str]:
    """Number the values of a table of wordings from 1."""
    return {str(number): value for number, value in enumerate(wording_of, start=1)}


def _keyed_symptom(digits: str, setting: Setting) -> Understood | None:
    """Read an error number from the keypad."""
    if not digits.isdecimal() or len(digits) > error_codes.LONGEST:
        return None
    return symptoms.symptom(f"错误代码{digits}", setting)


_ALL = (
    Slot("yes_no", "True, False", answers.yes_no, _YES_NO_KEYS, wording.YES_NO),
    Slot("hold", "True, False: whether to wait in line", answers.hold, _YES_NO_KEYS, wording.YES_NO),
    Slot("solved", "True, False; half solved is False", answers.solved, _YES_NO_KEYS, wording.SOLVED),
    Slot("step_done", "done, failed, waiting", answers.step_done, _numbered(wording.STEP), wording.STEP),
    Slot(
        "satisfaction",
        "satisfied, neutral, dissatisfied",
        answers.satisfaction,
        _numbered(wording.SATISFACTION),
        wording.SATISFACTION,
    ),
    Slot("has_computer", "True, False", answers.has, _YES_NO_KEYS, wording.HAVE),
    Slot("has_printer", "True, False", answers.has, _YES_NO_KEYS, wording.HAVE),
    Slot("fees", "paid, partly, unpaid", answers.fees, _numbered(wording.FEES), wording.FEES),
    Slot(
        "purpose",
        "fault, onsite, complaint, status, install, other",
        purpose.purpose,
        _numbered(wording.PURPOSE),
        wording.PURPOSE,
    ),
    Slot(
        "symptom",
        '{"text", "codes", "category"}; keys are an error number',
        symptoms.symptom,
        keyed=_keyed_symptom,
        open=True,
    ),
    Slot(
        "card_reader",
        "normal, none, red_only, green_only, flashing, cannot_see, not_found (no key)",
        lights.card_reader,
        {key: value for key, value in _numbered(wording.CARD_READER).items() if value != "not_found"},
        wording.CARD_READER,
    ),
    Slot(
        "memory",
        "ok, insufficient, unknown, or a size such as 8G, 512M",
        memory.memory,
        _numbered(wording.MEMORY),
        wording.MEMORY,
        open=True,
    ),
    Slot(
        "printer",
        "ok, missing_driver, error, misaligned, garbled, not_printing, model_changed, none, unknown",
        printer.printer,
        _numbered(wording.PRINTER),
        wording.PRINTER,
    ),
    Slot("status_screen", "see screen_dates.status_screen", screen_dates.status_screen, open=True),
    Slot("card_date", "ISO date", dates.past_or_near_date, keyed=dates.keyed_past_or_near_date, open=True),
    Slot("tax_start_date", "ISO date", dates.past_or_near_date, keyed=dates.keyed_past_or_near_date, open=True),
    Slot("accounting_month", "YYYY-MM", dates.month, keyed=dates.keyed_month, open=True),
    Slot("expiry_date", "ISO date", dates.expiry_date, keyed=dates.keyed_expiry_date, open=True),
    Slot("wish_time", "see wish_times.wish_time", wish_times.wish_time, open=True),
    Slot("company_name", "see names.company_name", names.company_name, open=True),
    Slot("phone", "see phones.phone", phones.phone, keyed=phones.keyed_phone, open=True),
    Slot("tax_branch", "the branch as said", branch_speech.tax_branch, open=True),
    Slot("taxpayer_id", "18 characters", taxpayer.taxpayer_id, keyed=taxpayer.keyed_taxpayer_id, open=True),
    Slot(
        "ticket_number", "its digits", ticket_numbers.ticket_number, keyed=ticket_numbers.keyed_ticket_number, open=True
    ),
    Slot("complaint", "see complaints.complaint", complaints.complaint, open=True),
    Slot("address", "as said", particulars.address, open=True),
    Slot("contact_name", "a name", particulars.contact_name, open=True),
    Slot("free_text", "as said, at most 2,000 characters", answers.free_text, open=True),
)

SLOTS: Mapping[str, Slot] = MappingProxyType({slot.name: slot for slot in _ALL})
"""Every slot type by its name."""


def understand(slot: str, speech: str, digits: str, setting: Setting) -> Understood | None:
    """Read one utterance as an answer to slot; None when it answers nothing. KeyError for an unknown slot."""
    return SLOTS[slot].parse(speech, digits, setting)
