"""Telephone numbers as the carrier and the staff write them.

What a caller *says* as a number is understood in `speech`; here are only the caller's own number, as it comes with the
call, and the two ways of showing a number: masked for logs and in full for staff.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

_SEPARATORS = "+-() "

_WITHHELD_WORDS = frozenset({"anonymous", "restricted", "unknown", "blocked", "unavailable", "private", "withheld"})

_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")

_WITHHELD_DIGITS = frozenset(word.translate(_KEYPAD) for word in _WITHHELD_WORDS)
"""The same words spelled on a keypad. Compared whole: +8656696 is "unknown", and +86 5669 6xxx a mobile's beginning."""


def caller_number(raw: str) -> str | None:
    """The caller's number in E.164, or None for a caller who withheld it or has none (`client:`, `sip:`)."""
    text = raw.strip()
    if text.casefold() in _WITHHELD_WORDS or text.removeprefix("+") in _WITHHELD_DIGITS:
        return None
    return text if _E164.fullmatch(text) else None


def mask(e164: str) -> str:
    """The number, in any writing, with its middle hidden: the first three and the last two digits stay (S18)."""
    digits = [place for place, character in enumerate(e164) if character not in _SEPARATORS]
    hidden = set(digits[3:-2])
    return "".join("*" if place in hidden else character for place, character in enumerate(e164))


def display(e164: str, ext: str | None = None) -> str:
    """The number as staff read and dial it: +86 numbers the Chinese way, others internationally; 转 before `ext`."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        shown = e164
    else:
        home = number.country_code == 86  # noqa: PLR2004 - China's country code
        style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
        shown = phonenumbers.format_number(number, style)
    return f"{shown} 转 {ext}" if ext else shown
