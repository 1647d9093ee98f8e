"""When the hotline is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from structlog.testing import capture_logs

from hotline.core.calendar import WorkingCalendar
from hotline.core.errors import BadSetting

ZHUHAI = ZoneInfo("Asia/Shanghai")
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
]


def here(text: str) -> datetime:
    """Local time in Zhuhai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZHUHAI)


@pytest.fixture
def calendar() -> WorkingCalendar:
    return WorkingCalendar(ZHUHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-10", True),  # a Tuesday
        ("2026-03-14", False),  # a Saturday
        ("2026-02-14", True),  # a Saturday worked to make up for the Spring Festival
        ("2026-02-28", True),
        ("2026-09-20", True),  # a Sunday
        ("2026-10-10", True),
        ("2026-02-17", False),  # the Spring Festival, a Tuesday
        ("2026-05-01", False),
        ("2026-10-05", False),  # a Monday
        ("2026-10-08", True),
    ],
)
def test_holidays_and_make_up_days_are_known(calendar: WorkingCalendar, day: str, works: bool) -> None:
    assert calendar.is_working_day(date.fromisoformat(day)) is works
    assert calendar.warnings == []


@pytest.mark.parametrize(
    ("time", "open_then"),
    [
        ("08:29:59", False),
        ("08:30:00", True),
        ("11:59:59", True),
        ("12:00:00", False),
        ("13:59", False),
        ("14:00", True),
        ("17:30", False),
    ],
)
def test_the_office_closes_for_lunch_and_in_the_evening(calendar: WorkingCalendar, time: str, open_then: bool) -> None:
    assert calendar.is_open(here(f"2026-03-10 {time}")) is open_then


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("2026-03-10 09:00", "2026-03-10 09:00"),
        ("2026-03-10 07:00", "2026-03-10 08:30"),
        ("2026-03-10 12:00", "2026-03-10 14:00"),
        ("2026-03-10 17:30", "2026-03-11 08:30"),
        ("2026-03-13 18:00", "2026-03-16 08:30"),
        ("2026-02-13 18:00", "2026-02-14 08:30"),
        ("2026-09-30 17:30", "2026-10-08 08:30"),
    ],
)
def test_the_next_open_moment_waits_for_lunch_nights_weekends_and_holidays(
    calendar: WorkingCalendar, asked: str, answer: str
) -> None:
    assert calendar.next_open(here(asked)) == here(answer)


def test_the_latest_open_moment_before_a_deadline_in_the_holidays_is_on_the_last_working_day(
    calendar: WorkingCalendar,
) -> None:
    last = here("2026-09-30 17:30") - timedelta(microseconds=1)

    assert calendar.latest_open_before(here("2026-10-06 10:00")) == last
    assert calendar.latest_open_before(here("2026-09-30 16:00")) == here("2026-09-30 16:00")
    assert calendar.latest_open_before(here("2026-09-30 13:00")) == here("2026-09-30 12:00") - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-10 11:00", 1, "2026-03-10 12:00"),
        ("2026-03-10 11:00", 2, "2026-03-10 15:00"),
        ("2026-03-10 17:00", 1, "2026-03-11 09:00"),
        ("2026-03-10 13:00", 1, "2026-03-10 15:00"),
        ("2026-09-30 16:30", 2, "2026-10-08 09:30"),
        ("2026-03-10 08:30", 7, "2026-03-10 17:30"),
        ("2026-03-10 08:30", 35, "2026-03-16 17:30"),
    ],
)
def test_open_time_stands_still_while_the_office_is_closed(
    calendar: WorkingCalendar, start: str, hours: int, end: str
) -> None:
    assert calendar.add_open_time(here(start), timedelta(hours=hours)) == here(end)


def test_open_time_is_not_taken_away(calendar: WorkingCalendar) -> None:
    with pytest.raises(ValueError, match="not taken away"):
        calendar.add_open_time(here("2026-03-10 11:00"), timedelta(seconds=-1))


def test_the_day_ends_at_midnight_here_and_not_in_greenwich(calendar: WorkingCalendar) -> None:
    assert calendar.end_of_day(datetime(2026, 3, 10, 17, tzinfo=UTC)) == here("2026-03-11 23:59:59")


def test_a_year_that_is_not_published_yet_has_weekends_and_fixed_holidays_and_warns_once(
    calendar: WorkingCalendar,
) -> None:
    with capture_logs() as logs:
        answers = [
            calendar.is_working_day(date(2031, *day)) for day in [(1, 1), (3, 10), (3, 15), (5, 1), (10, 1), (10, 8)]
        ]

    assert answers == [False, True, False, False, False, True]
    assert [(entry["log_level"], entry["event"], entry["year"]) for entry in logs] == [
        ("warning", "calendar.year_unknown", 2031)
    ]
    assert len(calendar.warnings) == 1
    assert "2031" in calendar.warnings[0]


def test_a_make_up_day_has_the_hours_of_an_ordinary_day() -> None:
    calendar = WorkingCalendar(ZHUHAI, "mon-fri 09:00-18:00; sat 10:00-12:00")

    assert calendar.is_open(here("2026-02-28 17:00"))
    assert calendar.is_open(here("2026-03-14 11:00"))
    assert not calendar.is_open(here("2026-03-14 09:30"))


def test_an_office_that_never_closes_is_open_across_midnight() -> None:
    calendar = WorkingCalendar(ZHUHAI, "mon-sun 00:00-24:00")

    assert calendar.is_open(here("2026-03-14 23:59:59"))
    assert calendar.add_open_time(here("2026-03-13 20:00"), timedelta(hours=8)) == here("2026-03-14 04:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mon-fri",
        "mo-fri 08:30-12:00",
        "fri-mon 08:30-12:00",
        "mon- 08:00-09:00",
        "mon-fri 8-12",
        "mon 08:60-12:00",
        "mon 08:30-24:01",
        "mon 12:00-08:30",
        "mon 08:30-12:00,11:00-13:00",
        "mon-fri 08:30-12:00; fri 13:00-14:00",
        "mon-fri 08:30-12:00;",
    ],
)
def test_hours_that_cannot_be_read_name_the_setting_and_show_an_example(text: str) -> None:
    with pytest.raises(BadSetting, match=r"^HOTLINE_OFFICE_HOURS: .*for example") as caught:
        WorkingCalendar(ZHUHAI, text)

    assert "\n" not in str(caught.value)


def test_a_naive_datetime_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        calendar.is_open(datetime(2026, 3, 10, 9))  # noqa: DTZ001 - it is the point


def test_a_week_later_is_the_same_local_time_although_the_clocks_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 25, 9, 0, tzinfo=berlin)

    assert WorkingCalendar(berlin).days_later(before, 7) == datetime(2026, 4, 1, 9, 0, tzinfo=berlin)


def test_a_local_time_that_is_skipped_becomes_the_next_minute_that_exists() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkingCalendar(berlin, "mon-sun 02:30-05:00")

    assert calendar.days_later(datetime(2026, 3, 28, 2, 30, 15, tzinfo=berlin), 1) == datetime(
        2026, 3, 29, 1, tzinfo=UTC
    )
    assert calendar.next_open(datetime(2026, 3, 29, 0, 0, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_hours_that_a_clock_change_swallows_are_no_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkingCalendar(berlin, "sun 02:15-02:45")

    assert calendar.next_open(datetime(2027, 3, 27, 12, tzinfo=berlin)) == datetime(2027, 4, 4, 2, 15, tzinfo=berlin)


def test_of_a_local_time_that_comes_twice_the_first_counts() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkingCalendar(berlin)

    assert calendar.days_later(datetime(2026, 10, 24, 2, 30, tzinfo=berlin), 1) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


instants = some.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
calendars = some.builds(
    WorkingCalendar,
    some.sampled_from(ZONES).map(ZoneInfo),
    some.sampled_from(
        [
            "mon-fri 08:30-12:00,14:00-17:30",
            "mon-sun 00:00-24:00",
            "sun 02:15-02:45,23:30-24:00",
            "mon-fri 01:30-03:30; sun 00:00-06:00",
        ]
    ),
)
durations = some.timedeltas(timedelta(), timedelta(days=3))


@given(calendars, instants)
def test_the_next_open_moment_is_open_and_not_before(calendar: WorkingCalendar, instant: datetime) -> None:
    answer = calendar.next_open(instant)

    assert calendar.is_open(answer)
    assert answer >= instant
    assert (answer == instant) is calendar.is_open(instant)


@given(calendars, instants)
def test_the_latest_open_moment_is_open_and_not_after(calendar: WorkingCalendar, instant: datetime) -> None:
    answer = calendar.latest_open_before(instant)

    assert calendar.is_open(answer)
    assert answer <= instant
    assert (answer == instant) is calendar.is_open(instant)


@given(calendars, instants)
def test_no_open_time_is_the_next_open_moment(calendar: WorkingCalendar, instant: datetime) -> None:
    assert calendar.add_open_time(instant, timedelta()) == calendar.next_open(instant)


@given(calendars, instants, durations, durations)
def test_open_time_adds_up(calendar: WorkingCalendar, instant: datetime, one: timedelta, two: timedelta) -> None:
    in_steps = calendar.add_open_time(calendar.add_open_time(instant, one), two)
    at_once = calendar.add_open_time(instant, one + two)

    # They differ only where nothing is added at a closing: that moment and the next opening are as late in open time.
    assert in_steps in {at_once, calendar.next_open(at_once)}


@given(calendars, instants, durations, durations)
def test_more_open_time_ends_later(
    calendar: WorkingCalendar, instant: datetime, less: timedelta, more: timedelta
) -> None:
    less, more = sorted([less, more])

    assert calendar.add_open_time(instant, less) <= calendar.add_open_time(instant, more)
    assert calendar.add_open_time(instant, more) - instant >= more


@given(calendars, instants)
def test_the_end_of_the_day_is_on_the_same_local_day(calendar: WorkingCalendar, instant: datetime) -> None:
    end = calendar.end_of_day(instant)

    assert calendar.local_date(end) == calendar.local_date(instant)
    assert calendar.local_date(end + timedelta(seconds=1)) > calendar.local_date(instant)
    assert end >= instant.replace(microsecond=0)


@given(calendars, instants, some.integers(0, 400))
def test_days_later_lands_on_that_local_day(calendar: WorkingCalendar, instant: datetime, days: int) -> None:
    later = calendar.days_later(instant, days)
    local = instant.astimezone(calendar.tz).replace(tzinfo=None) + timedelta(days=days)

    assert timedelta() <= later.astimezone(calendar.tz).replace(tzinfo=None) - local <= timedelta(days=1)
