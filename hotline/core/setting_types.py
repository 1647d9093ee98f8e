"""The kinds of values that settings have: what each accepts, and the words in which it refuses the rest.

A check raises ValueError with words that go on after the variable's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from hotline.core.office_hours import OfficeHours

LOCAL = "local"
CARRIERS = (LOCAL, "twilio", "signalwire", "telnyx", "somleng")
DIALLING_MODES = ("manual", "bridge", "browser", "bot")


def parse_dialling(text: str) -> Mapping[str, str]:
    """`+86=manual,*=bot` as {"+86": "manual", "*": "bot"}. Raises ValueError."""
    modes: dict[str, str] = {}
    for rule in text.split(","):
        prefix, _, mode = (part.strip() for part in rule.partition("="))
        if not re.fullmatch(r"\*|\+[1-9][0-9]{0,14}", prefix) or mode not in DIALLING_MODES:
            raise ValueError(f"{rule.strip()!r} is not +PREFIX=MODE or *=MODE with {', '.join(DIALLING_MODES)}")
        if prefix in modes:
            raise ValueError(f"{prefix} stands there twice")
        modes[prefix] = mode
    if "*" not in modes:
        raise ValueError("there is no rule for all other numbers; add *=MODE")
    return MappingProxyType(modes)


def _one_of(*choices: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value!r} is none of {', '.join(choices)}")
        return value

    return AfterValidator(check)


def _matching(pattern: str, shape: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {shape}")
        return value

    return AfterValidator(check)


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        well_formed = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
    if not well_formed or not value.isascii() or parts.query or parts.fragment or parts.username:
        raise ValueError("is not a plain http:// or https:// address of ASCII characters")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone; write for example Asia/Shanghai") from None
    return value


def _hours(value: str) -> str:
    OfficeHours.parse(value)
    return value


def _dialling(value: str) -> str:
    parse_dialling(value)
    return value


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Carrier = Annotated[str, _one_of(*CARRIERS)]
DiallingRules = Annotated[str, AfterValidator(_dialling)]
Hours = Annotated[str, AfterValidator(_hours)]
ZoneName = Annotated[str, AfterValidator(_zone)]
PhoneNumber = Annotated[str, _matching(r"\+[1-9][0-9]{6,14}", "a number like +85212345678")]
Country = Annotated[str, _matching("[A-Z]{2}", "a country's two letters")]
Countries = Annotated[str, _matching("[A-Z]{2}(,[A-Z]{2})*", "a list of countries like CN,HK,MO,TW")]
AreaCode = Annotated[str, _matching("0[0-9]{2,3}", "an area code like 0756")]
Port = Annotated[int, Field(ge=1, le=65534)]  # the local carrier takes the next one
Rings = Annotated[int, Field(ge=0, le=20)]
RingSeconds = Annotated[float, Field(gt=0, le=60)]
Days = Annotated[int, Field(ge=1, le=365)]
Years = Annotated[int, Field(ge=1, le=30)]
Words = Annotated[str, Field(min_length=1)]
