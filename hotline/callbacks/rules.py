"""When a promised call falls due. Pure: the calendar is passed in, times are aware.

Promises lie inside office hours wherever a rule leaves room for it. The two outer limits do not bend: a week after
service (R65) and three days after a complaint (R92) are counted around the clock, so the call comes before them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from hotline.core.calendar import WorkingCalendar

HIGH_URGENCY = "high"
LOW_URGENCY = "low"

_RESOLUTION_HIGH = timedelta(hours=2)
_RESOLUTION_NORMAL = timedelta(hours=4)
_RESOLUTION_LOW = timedelta(hours=8)  # one working day
_OVERFLOW = timedelta(minutes=30)
_ABANDONED = timedelta(hours=1)
_BOOKING = timedelta(hours=4)
_FOLLOW_UP_OPENS = timedelta(days=2)


class PartOfDay(StrEnum):
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_BEGINS: dict[PartOfDay, time] = {
    PartOfDay.MORNING: time(0),
    PartOfDay.MIDDAY: time(12),
    PartOfDay.AFTERNOON: time(14),
    PartOfDay.EVENING: time(18),
}
_DAYS_LOOKED_AHEAD = 14


def follow_up_due(solved_at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Until when to ask how the system is doing: the last open moment within `days` x 24 hours (R65)."""
    return _last_open_within(solved_at, days, calendar)


def complaint_follow_up_due(complained_at: datetime, calendar: WorkingCalendar, days: int = 3) -> datetime:
    """Until when a complainant is called: the last open moment within three calendar days, without exception (R92)."""
    return _last_open_within(complained_at, days, calendar)


def follow_up_opens(served_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    """From when on a follow-up may be made: two days ahead, so that a failed try can be repeated in time (R37).

    Before a long holiday, when less time is left, not in its first half: the user needs some to try the system.
    """
    earliest = max(due_at - _FOLLOW_UP_OPENS, served_at + (due_at - served_at) / 2)
    return min(calendar.next_open(earliest), due_at)


def resolution_due(now: datetime, urgency: str, calendar: WorkingCalendar) -> datetime:
    """Until when an unsolved fault gets its answer (R20): 2 open hours if high, 8 if low, else 4."""
    open_hours = {HIGH_URGENCY: _RESOLUTION_HIGH, LOW_URGENCY: _RESOLUTION_LOW}
    return calendar.add_open_time(now, open_hours.get(urgency, _RESOLUTION_NORMAL))


def overflow_due(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Until when somebody who found nobody free is called back (R29): half an open hour."""
    return calendar.add_open_time(now, _OVERFLOW)


def abandoned_due(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Until when somebody whose call broke off is called back (R99): one open hour."""
    return calendar.add_open_time(now, _ABANDONED)


def booking_due(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Until when time and route are agreed, or a refusal is told (R23): 4 open hours."""
    return calendar.add_open_time(now, _BOOKING)


def part_of_day(moment: datetime, calendar: WorkingCalendar) -> PartOfDay:
    """The part of the local day that a moment lies in."""
    local = moment.astimezone(calendar.tz).time()
    return max((part for part in PartOfDay if _BEGINS[part] <= local), key=_BEGINS.__getitem__)


def retry_at(failed_at: datetime, calendar: WorkingCalendar) -> datetime:
    """When to try again somebody who was not reached: the next open time in another part of the day (R37).

    Where office hours know only one part of the day, the next working day has to do.
    """
    tried = part_of_day(failed_at, calendar)
    for begin in _parts_after(failed_at, calendar):
        moment = calendar.next_open(begin)
        if part_of_day(moment, calendar) is not tried:
            return moment
    return calendar.next_open(failed_at + timedelta(days=1))


def _parts_after(moment: datetime, calendar: WorkingCalendar) -> list[datetime]:
    today = moment.astimezone(calendar.tz).date()
    begins = [
        datetime.combine(today + timedelta(days=ahead), begin, calendar.tz)
        for ahead in range(_DAYS_LOOKED_AHEAD)
        for begin in _BEGINS.values()
    ]
    return [begin for begin in begins if begin > moment]


def _last_open_within(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    limit = calendar.days_later(start, days)
    last_open = calendar.latest_open_before(limit)
    # A long holiday may hold no open time at all: the limit itself stands, for a person to keep.
    return last_open if last_open > start else limit
