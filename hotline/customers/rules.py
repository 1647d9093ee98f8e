"""How a customer's particulars are written down: names compared, numbers, dates and taxpayer ids read. Pure.

These read what somebody *wrote* in a list; what a caller *says* is understood in `speech`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

import phonenumbers
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

LONGEST_NAME = 100
LONGEST_EXTENSION = 10
"""Digits; a longer run behind a number is no extension."""
_EXTENSION = re.compile(r"(.+?)\s*(?:转|分机|ext\.?|x|#|-)\s*:?\s*(\d{1,10})", re.IGNORECASE)
_DIALLED = re.compile(r"\+?\d{6,18}")
_BARE_LOCAL = re.compile(r"[2-9]\d{6,7}")
_CHINESE_MOBILE = re.compile(r"\+861[3-9]\d{9}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def tidy(text: str) -> str:
    """The text in one line: what no database keeps (control characters, halves of one) gone, one space for several."""
    return " ".join("".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text).split())


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: no spaces, one kind of brackets, widths and case folded."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", tidy(name))).casefold().translate(_BRACKETS)[:LONGEST_NAME]


_BRACKETS = str.maketrans("〔〕[]【】", "()()()")


def written_phone(text: str, *, area_code: str, country: str) -> tuple[str, str | None] | None:
    """(E.164, extension) of a written number, or None when it is none.

    A local number, seven or eight digits, is dialled with `area_code` (domain.md 2.2: without it the library takes
    some for valid numbers elsewhere). Mobile ranges opened after the library's release are let through.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    found = _EXTENSION.fullmatch(written)
    short = found is not None and _BARE_LOCAL.fullmatch(found[1])
    whole = None if short else _e164(written, area_code, country)
    if whole:
        return whole, None
    number = _e164(found[1], area_code, country) if found else None
    return (number, found[2]) if found and number else None


def _e164(written: str, area_code: str, country: str) -> str | None:
    digits = re.sub(r"[\s()-]", "", written)
    if _BARE_LOCAL.fullmatch(digits):
        digits = area_code + digits
    if not _DIALLED.fullmatch(digits):
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 if phonenumbers.is_valid_number(number) or _CHINESE_MOBILE.fullmatch(e164) else None


def written_date(text: str) -> date | None:
    """The day of `2026-12-31`, `2026/12/31` or `2026年12月31日`; None when there is no such day."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def taxpayer_id(text: str) -> str:
    """The unified social credit code without spaces, in capitals. Raises ValueError saying what is wrong with it."""
    try:
        return str(uscc.validate(unicodedata.normalize("NFKC", text).upper()))
    except InvalidChecksum:
        raise ValueError("校验位不对 (its check digit is wrong)") from None
    except ValidationError:
        raise ValueError("不是18位统一社会信用代码 (it is no 18-character unified social credit code)") from None
