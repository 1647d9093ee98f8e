"""Until when a month's taxes are to be filed: published days from `ivr_flows/deadlines.yaml`, else computed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from hotline.diagnosis.reading import Entry, read

_LAST_DAY = 15
_HOLIDAYS_THAT_EXTEND = 3

IsWorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for filing. `provisional` when it was computed and not (yet) published."""

    day: date
    provisional: bool

    def __str__(self) -> str:
        return f"{self.day}（暂定）" if self.provisional else f"{self.day}"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines that are published, by (year, month), and the working days by which the others are computed."""

    published: Mapping[tuple[int, int], date]
    is_working_day: IsWorkingDay

    @classmethod
    def load(cls, path: Path, is_working_day: IsWorkingDay) -> Deadlines:
        """Read the file. Raises BrokenFile, naming file, line and field."""
        sheet = read(path, _Sheet)
        days = [day for year in sheet.years.values() for day in year.dates]
        return cls({(day.year, day.month): day for day in days}, is_working_day)

    def of_month(self, day: date) -> Deadline:
        """The deadline in the month of `day`."""
        published = self.published.get((day.year, day.month))
        if published is not None:
            return Deadline(published, provisional=False)
        return Deadline(provisional_deadline(day.year, day.month, self.is_working_day), provisional=True)


def provisional_deadline(year: int, month: int, is_working_day: IsWorkingDay) -> date:
    """The deadline that the rule gives for a month whose notice is not out (it comes each December).

    The fifteenth; if three or more days running until then are holidays, as many working days later; otherwise, if it
    is no working day, the next one. The rule gives every day of the notice for 2026.
    """
    last = date(year, month, _LAST_DAY)
    longest = run = 0
    for day in range(1, _LAST_DAY + 1):
        run = 0 if is_working_day(date(year, month, day)) else run + 1
        longest = max(longest, run)
    if longest >= _HOLIDAYS_THAT_EXTEND:
        return _working_days_later(last, longest, is_working_day)
    return last if is_working_day(last) else _working_days_later(last, 1, is_working_day)


def _working_days_later(day: date, count: int, is_working_day: IsWorkingDay) -> date:
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


class _Year(Entry):
    source: str
    dates: tuple[date, ...] = Field(min_length=12, max_length=12)


class _Sheet(Entry):
    version: int
    years: dict[int, _Year]

    @model_validator(mode="after")
    def _one_day_in_each_month(self) -> Self:
        for year, entry in self.years.items():
            for month, day in enumerate(entry.dates, start=1):
                if (day.year, day.month) != (year, month):
                    raise ValueError(f"years.{year}.dates: {day} stands where a day of {year}-{month:02} belongs")
        return self
