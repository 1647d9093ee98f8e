"""From the digits of a telephone number to E.164, and back to the words that a prompt reads aloud.

All digits must be used and the number must be one that a person can answer: 110, 12366 and 95xxx are refused, and so
is everything that is a digit short or long. Local numbers get the area code here, since phonenumbers takes some bare
local numbers for valid ones of another town.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from hotline.speech.numerals import one_by_one
from hotline.speech.understood import Setting

SURE = 0.95
LOCAL = 0.9  # the area or country code is ours, not the caller's
OUR_AREA_WITHOUT_ZERO = 0.8
UNLISTED = 0.7  # a mobile range that the library's date may not know yet
ANY_AREA_WITHOUT_ZERO = 0.65

SHORTEST, LONGEST = 7, 17  # a local number; E.164's 15 digits behind 00

_MOBILE = re.compile(r"0?(1[3-9]\d{9})")
_SHARED = re.compile(r"[48]00\d{7}")
_AREA_AND_LOCAL = re.compile(r"0(10|2\d|[3-9]\d\d)([2-8]\d{6,7})")  # 95 and 96 are services
_WITHOUT_ZERO = re.compile(r"(2\d|[3-9]\d\d)([2-8]\d{6,7})")
_LOCAL_NUMBER = re.compile(r"[2-8]\d{6,7}")
_NEIGHBOUR = re.compile(r"(?:00)?(85[23]\d{8})")
_FROM_ABROAD = re.compile(r"(?:00)?86(?:0(?=\d))?(\d{10,11})")


@dataclass(frozen=True, slots=True)
class Number:
    """A complete number, and how surely these digits mean it."""

    e164: str
    confidence: float
    extension: str | None = None

    @property
    def mobile(self) -> bool:
        parsed = _parsed(self.e164)
        return parsed is not None and phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE


def complete(digits: str, setting: Setting, *, plus: bool = False) -> Number | None:
    """The number that all of these digits make; plus tells that a + stood before them."""
    if not SHORTEST <= len(digits) <= LONGEST:
        return None
    international = plus or digits.startswith("00")
    if neighbour := _NEIGHBOUR.fullmatch(digits):
        return _if_valid("+" + neighbour[1], SURE if international else LOCAL)
    if found := _FROM_ABROAD.fullmatch(digits):
        return _mainland(found[1]) or _mainland("0" + found[1])
    if international:
        return _if_valid("+" + digits.removeprefix("00"), LOCAL)
    if setting.country != "CN":
        return _in_country(digits, setting.country)
    return _mainland(digits) or _without_area(digits, setting.area_code.removeprefix("0"))


def valid(e164: str) -> bool:
    parsed = _parsed(e164)
    return parsed is not None and phonenumbers.is_valid_number(parsed) and _e164(parsed) == e164


def _mainland(digits: str) -> Number | None:
    if mobile := _MOBILE.fullmatch(digits):
        e164 = "+86" + mobile[1]
        return Number(e164, SURE if valid(e164) else UNLISTED)
    if _SHARED.fullmatch(digits):
        return _if_valid("+86" + digits, SURE)
    if _AREA_AND_LOCAL.fullmatch(digits):
        return _if_valid("+86" + digits[1:], SURE)
    return None


def _without_area(digits: str, area: str) -> Number | None:
    """A bare local number in our area, or an area code that lost its 0; ten digits from 1 on are a short mobile."""
    if area and _LOCAL_NUMBER.fullmatch(digits):
        return _if_valid(f"+86{area}{digits}", LOCAL)
    if _WITHOUT_ZERO.fullmatch(digits):
        ours = bool(area) and digits.startswith(area)
        return _if_valid("+86" + digits, OUR_AREA_WITHOUT_ZERO if ours else ANY_AREA_WITHOUT_ZERO)
    return None


def _in_country(digits: str, country: str) -> Number | None:
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    return _if_valid(_e164(parsed), LOCAL)


def _if_valid(e164: str, confidence: float) -> Number | None:
    return Number(e164, confidence) if valid(e164) else None


@lru_cache(maxsize=1024)
def _parsed(e164: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return None


def _e164(parsed: PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


_GROUPS = (
    (re.compile(r"\+86(1\d\d)(\d{4})(\d{4})"), ""),
    (re.compile(r"\+86([48]00)(\d{3})(\d{4})"), ""),
    (re.compile(r"\+86(10|2\d)(\d{8})"), "0"),
    (re.compile(r"\+86(\d{3})(\d{7,8})"), "0"),
    (re.compile(r"\+(85[23])(\d{4})(\d{4})"), ""),
    (re.compile(r"\+(\d{1,4})(\d{1,4})?(\d{1,4})?(\d{1,4})?"), ""),
)


def read_aloud(e164: str, extension: str | None, language: str) -> str:
    """A number as a prompt says it: mobile 3-4-4, landline area code then number, 转 and the extension.

    One is 幺, since 一 and 七 sound alike on a bad line.
    """
    groups = _groups(e164)
    if language.startswith("zh"):
        number = "，".join(one_by_one(group, one="幺") for group in groups)
        return f"{number}，转{one_by_one(extension, one='幺')}" if extension else number
    number = ", ".join(" ".join(group) for group in groups)
    return f"{number}, extension {' '.join(extension)}" if extension else number


def _groups(e164: str) -> list[str]:
    for pattern, trunk in _GROUPS:
        if found := pattern.fullmatch(e164):
            first, *rest = (group for group in found.groups() if group)
            return [trunk + first, *rest]
    return [e164.removeprefix("+")]
