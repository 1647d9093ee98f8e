"""Telephone numbers as the carrier and the staff write them.

What a caller *says* as a number is understood in `speech`; here are only the caller's own number, as it comes with the
call, which numbers are called at all, and the two ways of showing a number: masked for logs and in full for staff.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

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


_NEVER_CALLED = {
    PhoneNumberType.PREMIUM_RATE: "是付费号码 (premium rate)",
    PhoneNumberType.SHARED_COST: "是分摊话费的号码 (shared cost)",
    PhoneNumberType.UAN: "是企业统一接入号码 (universal access)",
    PhoneNumberType.PERSONAL_NUMBER: "是可转接到任何地方的号码 (personal number)",
    PhoneNumberType.PAGER: "是寻呼号码 (pager)",
    PhoneNumberType.VOICEMAIL: "是语音信箱 (voicemail)",
}

_NO_COUNTRY = "001"


@lru_cache(maxsize=4096)
def why_not_called(e164: str, countries: frozenset[str]) -> str | None:
    """Why no call goes to this number, in words for staff; None where one may (S16).

    A number of a range that the library's date may not know yet is taken for an ordinary one of its country.
    """
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return "不是电话号码 (no telephone number)"
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return "是短号码或不完整 (short or not complete)"
    never = _NEVER_CALLED.get(phonenumbers.number_type(number))
    country = phonenumbers.region_code_for_number(number) or _NO_COUNTRY
    if never or country in countries:
        return never
    if country == _NO_COUNTRY:
        return "是卫星电话或不属于任何国家 (satellite, or of no country)"
    return f"不在可以回电的地区: {country} (a country that is not called)"


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
