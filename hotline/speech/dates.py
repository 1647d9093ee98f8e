"""Dates and months as callers say and key them (R14-R16, R24, R36). Impossible dates are refused, never rolled over.

What the words leave out is filled by what was asked: a device date lies near today, an appointment ahead, an
agreement's expiry at the end of what was named. Keyed dates are YYYYMMDD, YYMMDD or MMDD, keyed months YYYYMM or MM.
"""

from __future__ import annotations

import re

from hotline.speech.date_rules import ahead, expiry, near, whole_month
from hotline.speech.date_words import DateWords, bare_month, meant, said_date, said_month
from hotline.speech.understood import Setting, Understood
from hotline.speech.wish_times import wish_time

__all__ = [
    "expiry_date",
    "future_date",
    "keyed_expiry_date",
    "keyed_future_date",
    "keyed_month",
    "keyed_past_or_near_date",
    "month",
    "past_or_near_date",
    "wish_time",
]

_EXPIRED = re.compile("过期|到期了|已经到|过了|失效|expired")
_KEYED_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_KEYS = re.compile(r"[0-9]+")


def past_or_near_date(speech: str, setting: Setting) -> Understood | None:
    """A date that a device shows, ISO: without a year the one nearest to today."""
    words = meant(speech, setting.today)
    return understood_date(near(words, setting.today), setting) if words else None


def future_date(speech: str, setting: Setting) -> Understood | None:
    """An appointment's day, ISO, today at the earliest; a day that is past is refused."""
    words = meant(speech, setting.today)
    return understood_date(ahead(words, setting.today), setting) if words else None


def expiry_date(speech: str, setting: Setting) -> Understood | None:
    """An agreement's last day, ISO: 到今年年底 is 31 December, 三月份 the end of March."""
    words = meant(speech, setting.today)
    passed = _EXPIRED.search(speech) is not None
    return understood_date(expiry(words, setting.today, passed=passed), setting) if words else None


def month(speech: str, setting: Setting) -> Understood | None:
    """An accounting month, YYYY-MM: 三月份, 上个月, 二零二六年三月, 202603, 03."""
    words = meant(speech, setting.today) or bare_month(speech)
    return understood_month(whole_month(words, setting.today), setting) if words else None


def keyed_past_or_near_date(digits: str, setting: Setting) -> Understood | None:
    words = _keyed(digits)
    return understood_date(near(words, setting.today), setting) if words else None


def keyed_future_date(digits: str, setting: Setting) -> Understood | None:
    words = _keyed(digits)
    return understood_date(ahead(words, setting.today), setting) if words else None


def keyed_expiry_date(digits: str, setting: Setting) -> Understood | None:
    """YYYYMMDD, or YYYYMM for the end of that month."""
    words = _keyed_month(digits) or _keyed(digits)
    return understood_date(expiry(words, setting.today), setting) if words else None


def keyed_month(digits: str, setting: Setting) -> Understood | None:
    words = _keyed_month(digits) or _keyed(digits)
    return understood_month(whole_month(words, setting.today), setting) if words else None


def understood_date(words: DateWords | None, setting: Setting) -> Understood | None:
    day = words and words.exact
    if not words or not day:
        return None
    return Understood(day.isoformat(), words.confidence, words.text, said_date(day, setting.language))


def understood_month(words: DateWords | None, setting: Setting) -> Understood | None:
    if not words or words.year is None or words.month is None:
        return None
    said = said_month(words.year, words.month, setting.language)
    return Understood(f"{words.year}-{words.month:02}", words.confidence, words.text, said)


def _keyed(digits: str) -> DateWords | None:
    keys = digits.strip(" #*")
    return DateWords(digits, compact=keys) if _KEYS.fullmatch(keys) and len(keys) in {4, 6, 8} else None


def _keyed_month(digits: str) -> DateWords | None:
    """YYYYMM, MM or M; None for keys that are a whole date."""
    keys = digits.strip(" #*")
    if not _KEYS.fullmatch(keys):
        return None
    if len(keys) <= 2:  # noqa: PLR2004 - MM
        return DateWords(digits, month=int(keys))
    if not _KEYED_MONTH.fullmatch(keys):
        return None
    return DateWords(digits, year=int(keys[:4]), month=int(keys[4:]))
