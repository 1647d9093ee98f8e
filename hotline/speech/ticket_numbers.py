"""Ticket numbers on the phone: YYMMDD and a serial of three digits, four after the 999th of a day (R161)."""

from __future__ import annotations

import re

from hotline.speech.date_words import century, existing
from hotline.speech.digits import has_digits, runs
from hotline.speech.numerals import one_by_one
from hotline.speech.transcript import tidy, versions
from hotline.speech.understood import Setting, Understood

_NUMBER = re.compile(r"(\d\d)(\d\d)(\d\d)(\d{3,4})")
_KEYED, _SPOKEN, _WITH_GUESS, _LOOSE_TAIL, _FROM_TOMORROW = 0.95, 0.92, 0.75, 0.65, 0.65


def ticket_number(speech: str, setting: Setting) -> Understood | None:
    """The digits of the number as one string; None where they begin with no real date."""
    text = tidy(speech)
    if not has_digits(text):
        return None
    tail = ""
    for version in reversed(versions(text)):
        said = runs(version)
        for run in reversed(said):
            for reading in run.readings:
                confidence = _WITH_GUESS if reading.guesses else _SPOKEN
                found = _ticket(reading.digits, run.text, confidence, setting)
                if found:
                    return _with_tail(reading.digits, tail, run.text, setting) if tail else found
        tail = tail or (said[-1].digits if said else "")
    return None


def _with_tail(number: str, tail: str, evidence: str, setting: Setting) -> Understood | None:
    """The number whose last digits were corrected alone (...,不对,零零二)."""
    return _ticket(number[: -len(tail)] + tail, evidence, _LOOSE_TAIL, setting) if len(tail) < len(number) else None


def keyed_ticket_number(digits: str, setting: Setting) -> Understood | None:
    return _ticket(digits.strip(" #*"), digits, _KEYED, setting)


def _ticket(number: str, evidence: str, confidence: float, setting: Setting) -> Understood | None:
    parts = _NUMBER.fullmatch(number) if number.isascii() else None
    if not parts:
        return None
    opened = existing(century(int(parts[1])), int(parts[2]), int(parts[3]))
    if not opened or int(parts[4]) == 0:
        return None
    if opened > setting.today:
        confidence = min(confidence, _FROM_TOMORROW)
    return Understood(number, confidence, evidence, _said(parts, setting.language))


def _said(parts: re.Match[str], language: str) -> str:
    groups = ("".join(parts.groups()[:3]), parts[4])
    if language.startswith("zh"):
        return "，".join(one_by_one(group, one="幺") for group in groups)
    return ", ".join(" ".join(group) for group in groups)
