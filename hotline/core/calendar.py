"""The working calendar: when the hotline is open, by office hours, public holidays and make-up working days.

The State Council publishes each year's holidays in the autumn before. They come with make-up days (调休): a Saturday
can be a working day. A year that is not published yet still works, with its weekends and the holidays whose dates are
fixed by law; `warnings` says so, and so does the log, once for each year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from hotline.core.logs import get_logger
from hotline.core.office_hours import OfficeHours

_KNOWN_YEARS = frozenset(day.year for day in chinese_calendar.holidays)

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""元旦, 劳动节 and 国庆节. The others follow the moon and the sun, and are not known without the publication."""

_LONGEST_CLOSURE_DAYS = 60

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Span:
    """Open from `opens` until just before `closes`; both UTC."""

    opens: datetime
    closes: datetime


class WorkingCalendar:
    """Answers in UTC, reckons in the local time of `tz`. Every instant that goes in must be aware.

    `office_hours` reads like `mon-fri 08:30-12:00,14:00-17:30; sat 09:00-12:00`. A make-up working day has the hours of
    the first day that the text names. Where a clock change skips an opening or closing time, the next minute that
    exists counts; where it repeats one, the first does (F16).
    """

    def __init__(self, tz: ZoneInfo, office_hours: str = "mon-fri 08:30-12:00,14:00-17:30") -> None:
        self.tz = tz
        self._hours = OfficeHours.parse(office_hours)
        self._warned: dict[int, str] = {}
        self._spans = lru_cache(maxsize=1024)(self._spans_of)

    @property
    def warnings(self) -> list[str]:
        """What staff should know: the years asked for so far whose holidays are not published here."""
        return list(self._warned.values())

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens on `day` at all."""
        return bool(self._hours_on(day))

    def is_open(self, instant: datetime) -> bool:
        """Whether the office is open at `instant`. The closing minute is closed."""
        return any(span.opens <= instant < span.closes for span in self._spans(self.local_date(instant)))

    def next_open(self, instant: datetime) -> datetime:
        """The first moment at or after `instant` when the office is open: `instant` itself if it is open then."""
        span = next(self._spans_from(instant))
        return max(span.opens, instant.astimezone(UTC))

    def latest_open_before(self, instant: datetime) -> datetime:
        """The last moment at or before `instant` when the office is open: `instant` itself if it is open then."""
        for back in range(_LONGEST_CLOSURE_DAYS):
            for span in reversed(self._spans(self.local_date(instant) - timedelta(days=back))):
                if span.opens <= instant:
                    return min(span.closes - datetime.resolution, instant.astimezone(UTC))
        raise _never_open()

    def add_open_time(self, instant: datetime, duration: timedelta) -> datetime:
        """The moment when the office will have been open for `duration` after `instant`.

        Nothing added gives `next_open`. Time that ends with a closing ends then, and not at the next opening.
        """
        if duration < timedelta():
            raise ValueError(f"open time can be added, not taken away: {duration}")
        left = duration
        for span in self._spans_from(instant):
            begin = max(span.opens, instant)
            if left <= span.closes - begin:
                return (begin + left).astimezone(UTC)
            left -= span.closes - begin
        raise AssertionError  # the spans have no end

    def end_of_day(self, instant: datetime) -> datetime:
        """The last second of the local calendar day of `instant` (当天)."""
        return self._instant(self.local_date(instant) + timedelta(days=1), 0) - timedelta(seconds=1)

    def days_later(self, instant: datetime, days: int) -> datetime:
        """The same local time `days` calendar days later, whatever the clocks do in between (F16)."""
        local = instant.astimezone(self.tz)
        return self._valid(local.replace(tzinfo=None) + timedelta(days=days))

    def local_date(self, instant: datetime) -> date:
        """The calendar day here at `instant`. Raises ValueError for a naive datetime."""
        if instant.utcoffset() is None:
            raise ValueError(f"{instant!r} has no time zone")
        return instant.astimezone(self.tz).date()

    def _spans_from(self, instant: datetime) -> Iterator[_Span]:
        """The spans that end after `instant`, in order, without end."""
        day = self.local_date(instant)
        closed_days = 0
        while True:
            spans = self._spans(day)
            yield from (span for span in spans if instant < span.closes)
            closed_days = 0 if spans else closed_days + 1
            if closed_days > _LONGEST_CLOSURE_DAYS:
                raise _never_open()
            day += timedelta(days=1)

    def _spans_of(self, day: date) -> tuple[_Span, ...]:
        spans = (_Span(self._instant(day, opens), self._instant(day, closes)) for opens, closes in self._hours_on(day))
        return tuple(span for span in spans if span.opens < span.closes)

    def _hours_on(self, day: date) -> tuple[tuple[int, int], ...]:
        if day.year not in _KNOWN_YEARS:
            self._warn(day.year)
            return () if (day.month, day.day) in _FIXED_HOLIDAYS else self._hours.on(day.weekday())
        if day in chinese_calendar.holidays:
            return ()
        if day in chinese_calendar.workdays:
            return self._hours.ordinary
        return self._hours.on(day.weekday())

    def _instant(self, day: date, minute: int) -> datetime:
        return self._valid(datetime.combine(day, time()) + timedelta(minutes=minute))

    def _valid(self, local: datetime) -> datetime:
        """The instant of a local time, the first if there are two; of a time that is skipped, the next that exists."""
        instant = local.replace(tzinfo=self.tz).astimezone(UTC)
        if instant.astimezone(self.tz).replace(tzinfo=None) == local:
            return instant
        return self._valid(local.replace(second=0, microsecond=0) + timedelta(minutes=1))

    def _warn(self, year: int) -> None:
        if year not in self._warned:
            words = f"{year}年的放假调休安排未知，只按周末和固定假日计算 / holidays of {year} are not known here yet"
            self._warned[year] = words
            _log.warning("calendar.year_unknown", year=year, remedy="update the package chinesecalendar", words=words)


def _never_open() -> ValueError:
    return ValueError(f"the office does not open within {_LONGEST_CLOSURE_DAYS} days")
