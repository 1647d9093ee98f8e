"""How what was left out of a date is filled, by what was asked for. Each rule gives a whole date or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from hotline.speech.date_words import (
    LOOSE,
    ONE_OF_TWO,
    SHORTENED,
    DateWords,
    century,
    existing,
    last_of_month,
    shifted,
)

_SOON = 183  # days; a day without a year that lies further ahead may as well have been a past one


def near(words: DateWords, today: date) -> DateWords | None:
    """A device date: without a year or month the one nearest to today. Years in whole, 月底 is not exact enough."""
    words = _spelled_out(words)
    if words.end or words.day is None:
        return None
    if words.year is not None:
        return words if words.exact else None
    return _dated(words, min(_candidates(words, today), key=lambda day: abs(day - today), default=None))


def ahead(words: DateWords, today: date) -> DateWords | None:
    """An appointment: the next such day, today included and at most a year away; what is past is refused."""
    words = _at_its_end(_spelled_out(words), today) if words.end and words.month else _spelled_out(words)
    if words.end or words.day is None:
        return None
    if words.year is not None:
        return words if words.exact and words.exact >= today else None
    day = min((day for day in _candidates(words, today) if day >= today), default=None)
    if day and (day - today).days > _SOON:
        words = replace(words, confidence=min(words.confidence, LOOSE))
    return _dated(words, day)


def expiry(words: DateWords, today: date, *, passed: bool = False) -> DateWords | None:
    """An agreement's last day: a month or year means its end; without a year the next, or the last if it has passed."""
    words = _month_spelled_out(words) if words.compact else words
    if words.day is None and (words.year is not None or words.month is not None):
        words = _at_its_end(words, today, passed=passed)
    if words.year is not None:
        return words if words.exact else None
    sides = [day for day in _candidates(words, today) if (day <= today if passed else day >= today)]
    day = (max if passed else min)(sides, default=None)
    return _dated(replace(words, confidence=min(words.confidence, LOOSE)), day)


def whole_month(words: DateWords, today: date) -> DateWords | None:
    """An accounting month: year and month, without a year the nearest; of two as near the earlier."""
    if words.compact:
        words = _month_spelled_out(words)
    if words.month is None or not 1 <= words.month <= 12:
        return None
    if words.day is not None:
        dated = near(words, today)
        return dated and replace(dated, confidence=min(dated.confidence, SHORTENED))
    if words.year is not None:
        return words if existing(words.year, words.month, 1) else None
    ahead_this_year = words.month - today.month
    years = min((-1, 0, 1), key=lambda years: (abs(years * 12 + ahead_this_year), years))
    return replace(words, year=today.year + years)


def _dated(words: DateWords, day: date | None) -> DateWords | None:
    return replace(words, year=day.year, month=day.month, day=day.day, end=False) if day else None


def _candidates(words: DateWords, today: date) -> Iterator[date]:
    """The dates around today that a day without a year, or without a month too, may mean."""
    if words.day is None:
        return
    if words.month is None:
        months: Iterable[tuple[int, int]] = (shifted(today, months) for months in (-1, 0, 1, 2))
    else:
        months = ((today.year + years, words.month) for years in (-1, 0, 1))
    for year, month in months:
        day = existing(year, month, words.day)
        if day:
            yield day


def _at_its_end(words: DateWords, today: date, *, passed: bool = False) -> DateWords:
    """The last day of the month or year that was named."""
    confidence = words.confidence if words.end or words.month else min(words.confidence, LOOSE)
    month = words.month or 12
    if words.year is not None:
        return _dated(replace(words, confidence=confidence), last_of_month(words.year, month)) or replace(
            words, month=0
        )
    ends = [end for years in (-1, 0, 1) if (end := last_of_month(today.year + years, month))]
    sides = [end for end in ends if (end <= today if passed else end >= today)]
    day = (max if passed else min)(sides, default=None)
    return _dated(replace(words, confidence=min(confidence, LOOSE)), day) or words


def _spelled_out(words: DateWords) -> DateWords:
    """Bare digits as a date: YYYYMMDD, MMDD, YYMMDD, or one without its zeros if only one date fits."""
    if not words.compact:
        return words
    digits = words.compact
    if len(digits) == 4:
        return replace(words, compact="", month=int(digits[:2]), day=int(digits[2:]), confidence=SHORTENED)
    fits = {day for day in _splits(digits) if day}
    confidence = words.confidence if len(digits) == 8 else ONE_OF_TWO
    whole = _dated(replace(words, compact="", confidence=confidence), fits.pop() if len(fits) == 1 else None)
    return whole or replace(words, compact="")


def _splits(digits: str) -> Iterator[date | None]:
    if len(digits) == 6:
        yield existing(century(int(digits[:2])), int(digits[2:4]), int(digits[4:]))
    for cut in (1, 2):
        month, day = digits[4 : 4 + cut], digits[4 + cut :]
        if month and 0 < len(day) <= 2 and digits[0] in "12":
            yield existing(int(digits[:4]), int(month), int(day))


def _month_spelled_out(words: DateWords) -> DateWords:
    """Bare digits as a month: YYYYMM, YYYYM, YYMM; else as a date in it."""
    digits = words.compact
    if len(digits) in {5, 6} and existing(int(digits[:4]), int(digits[4:]), 1):
        confidence = words.confidence if len(digits) == 6 else LOOSE
        return replace(words, compact="", year=int(digits[:4]), month=int(digits[4:]), confidence=confidence)
    if len(digits) == 4 and digits[0] == "2" and existing(century(int(digits[:2])), int(digits[2:]), 1):
        return replace(words, compact="", year=century(int(digits[:2])), month=int(digits[2:]), confidence=LOOSE)
    return _spelled_out(words)
