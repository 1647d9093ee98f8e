"""Office hours as the setting HOTLINE_OFFICE_HOURS writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from hotline.core.errors import BadSetting

Hours = tuple[tuple[int, int], ...]
"""The spans of one day as (opens, closes) in minutes after midnight, in order."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_OF_DAY = 24 * 60
_SPAN = re.compile(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of each day of the week, and those of a make-up working day."""

    by_weekday: Mapping[int, Hours]
    ordinary: Hours

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `mon-fri 08:30-12:00,14:00-17:30; sat 09:00-12:00`. Raises BadSetting that names what it stumbled on."""
        by_weekday: dict[int, Hours] = {}
        for group in text.lower().split(";"):
            days, _, spans = group.strip().partition(" ")
            for day in _weekdays(days):
                if day in by_weekday:
                    raise _bad(f"{_DAYS[day]} has its hours twice")
                by_weekday[day] = _hours(spans)
        return cls(by_weekday, next(iter(by_weekday.values())))

    def on(self, weekday: int) -> Hours:
        """The hours of `weekday` (Monday is 0); empty when closed."""
        return self.by_weekday.get(weekday, ())


def _weekdays(text: str) -> list[int]:
    """`mon-fri`, `sat` or `mon,wed` as numbers."""
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise _bad(f"{part!r} names no days; write mon, tue, wed, thu, fri, sat, sun or mon-fri")
        begin, end = _DAYS.index(first), _DAYS.index(last or first)
        if end < begin:
            raise _bad(f"{part!r} runs backwards")
        days.extend(range(begin, end + 1))
    return days


def _hours(text: str) -> Hours:
    spans: list[tuple[int, int]] = []
    for part in text.replace(" ", "").split(","):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise _bad(f"{part!r} is no span of time; write 08:30-12:00")
        opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
        opens, closes = opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute
        if not opens < closes <= _MINUTES_OF_DAY or (spans and opens < spans[-1][1]):
            raise _bad(f"{part!r} does not run forward within one day")
        spans.append((opens, closes))
    return tuple(spans)


def _bad(what: str) -> BadSetting:
    return BadSetting("HOTLINE_OFFICE_HOURS", f"{what} (for example: mon-fri 08:30-12:00,14:00-17:30)")
