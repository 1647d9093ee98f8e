from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.callbacks import rules
from hotline.callbacks.rules import PartOfDay
from tests.people.examples import CALENDAR, TZ, local

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)).map(lambda moment: moment.replace(tzinfo=TZ))  # noqa: DTZ001 - the bounds have to be naive


@pytest.mark.parametrize(
    ("solved", "due"),
    [
        ("2026-03-10 10:00", "2026-03-17 10:00"),
        ("2026-03-10 13:00", "2026-03-17 11:59"),  # lunch
        ("2026-03-10 22:00", "2026-03-17 17:29"),  # night
        ("2026-03-14 10:00", "2026-03-20 17:29"),  # a week later is a Saturday
        ("2026-02-21 10:00", "2026-02-28 10:00"),  # a week later is a make-up Saturday
        ("2026-09-30 10:00", "2026-09-30 17:29"),  # a week later is the National Day holiday
    ],
)
def test_a_follow_up_is_due_in_office_hours_within_a_week(solved: str, due: str) -> None:
    assert rules.follow_up_due(local(solved), 7, CALENDAR).astimezone(TZ).strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.parametrize(
    ("solved", "opens"),
    [
        ("2026-03-10 10:00", "2026-03-16 08:30"),  # two days ahead is a Sunday
        ("2026-09-30 10:00", "2026-09-30 14:00"),  # the last afternoon before the holiday
    ],
)
def test_a_follow_up_opens_two_days_ahead_and_never_right_after_the_service(solved: str, opens: str) -> None:
    due = rules.follow_up_due(local(solved), 7, CALENDAR)

    assert rules.follow_up_opens(local(solved), due, CALENDAR) == local(opens)


def test_a_week_without_an_open_hour_leaves_the_week_itself() -> None:
    solved = local("2026-02-14 18:00")  # the evening before nine days of Spring Festival

    assert rules.follow_up_due(solved, 7, CALENDAR) == solved + timedelta(days=7)


@given(MOMENTS)
def test_no_follow_up_is_ever_later_than_promised_nor_past(moment: datetime) -> None:
    for due, limit in (
        (rules.follow_up_due(moment, 7, CALENDAR), timedelta(days=7)),
        (rules.complaint_follow_up_due(moment, CALENDAR), timedelta(days=3)),
    ):
        assert moment < due <= moment + limit
        assert CALENDAR.is_open(due) or due == moment + limit
        assert moment < rules.follow_up_opens(moment, due, CALENDAR) <= due


@pytest.mark.parametrize(
    ("urgency", "asked", "due"),
    [
        ("high", "2026-03-10 09:00", "2026-03-10 11:00"),
        ("high", "2026-03-10 11:00", "2026-03-10 15:00"),  # over lunch
        ("normal", "2026-03-10 09:00", "2026-03-10 15:00"),
        ("normal", "2026-03-10 16:30", "2026-03-11 11:30"),
        ("low", "2026-03-10 09:00", "2026-03-11 10:00"),
        ("normal", "2026-09-30 17:00", "2026-10-08 12:00"),  # over the National Day holiday
        ("normal", "2026-03-13 20:00", "2026-03-16 14:30"),  # a Friday evening
    ],
)
def test_an_answer_is_promised_in_open_hours_by_urgency(urgency: str, asked: str, due: str) -> None:
    assert rules.resolution_due(local(asked), urgency, CALENDAR) == local(due)


def test_who_found_nobody_free_or_was_cut_off_is_called_back_soon() -> None:
    asked = local("2026-03-10 11:45")

    assert rules.overflow_due(asked, CALENDAR) == local("2026-03-10 14:15")
    assert rules.abandoned_due(asked, CALENDAR) == local("2026-03-10 14:45")


@pytest.mark.parametrize(
    ("failed", "again"),
    [
        ("2026-03-10 09:00", "2026-03-10 14:00"),  # morning, then afternoon
        ("2026-03-10 15:00", "2026-03-11 08:30"),  # afternoon, then morning
        ("2026-03-13 15:00", "2026-03-16 08:30"),  # a Friday
        ("2026-03-10 12:30", "2026-03-10 14:00"),
        ("2026-03-10 20:00", "2026-03-11 08:30"),
    ],
)
def test_who_was_not_reached_is_called_in_another_part_of_the_day(failed: str, again: str) -> None:
    assert rules.retry_at(local(failed), CALENDAR) == local(again)


@given(MOMENTS)
def test_no_retry_is_in_the_same_part_of_the_day_or_outside_office_hours(moment: datetime) -> None:
    again = rules.retry_at(moment, CALENDAR)

    assert again > moment
    assert CALENDAR.is_open(again)
    assert rules.part_of_day(again, CALENDAR) is not rules.part_of_day(moment, CALENDAR)


def test_an_office_that_knows_mornings_only_tries_again_on_the_next_working_day() -> None:
    mornings = type(CALENDAR)(TZ, "mon-fri 08:30-11:30")

    assert rules.retry_at(local("2026-03-13 09:00"), mornings) == local("2026-03-16 08:30")


def test_the_parts_of_the_day_begin_where_they_should() -> None:
    parts = {
        "00:00": PartOfDay.MORNING,
        "11:59": PartOfDay.MORNING,
        "12:00": PartOfDay.MIDDAY,
        "14:00": PartOfDay.AFTERNOON,
        "18:00": PartOfDay.EVENING,
    }
    assert {at: rules.part_of_day(local(f"2026-03-10 {at}"), CALENDAR) for at in parts} == parts
