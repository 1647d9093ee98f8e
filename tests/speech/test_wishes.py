"""Wished times as callers say them: a wish is a wish (R23, R36)."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.speech import dates
from hotline.speech.understood import Setting, Understood

TUESDAY = Setting(date(2026, 3, 10))


def value(found: Understood | None) -> object:
    return found and found.value


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("明天下午两点半", ("2026-03-11", "afternoon", "14:30")),
        ("听日下昼三点", ("2026-03-11", "afternoon", "15:00")),
        ("下周三上午", ("2026-03-18", "morning", None)),
        ("周五中午", ("2026-03-13", "noon", None)),
        ("今晚八点", ("2026-03-10", "evening", "20:00")),
        ("明早", ("2026-03-11", "morning", None)),
        ("明天14:30", ("2026-03-11", "afternoon", "14:30")),
        ("三月十二号上午九点一刻", ("2026-03-12", "morning", "09:15")),
        ("下午三点三刻", (None, "afternoon", "15:45")),
        ("差一刻三点", (None, "afternoon", "14:45")),
        ("三点", (None, "afternoon", "15:00")),  # office hours
        ("十点到十一点", (None, "morning", "10:00")),
        ("中午十二点", (None, "noon", "12:00")),
        ("下午", (None, "afternoon", None)),
        ("随时都可以", (None, None, None)),
        ("尽快", (None, None, None)),
        ("而家", ("2026-03-10", None, None)),
        ("下周", (None, None, None)),
        ("下午不行，应该是上午", (None, "morning", None)),
        ("tomorrow at 3 pm", ("2026-03-11", "afternoon", "15:00")),
        ("3:30 pm", (None, "afternoon", "15:30")),
    ],
)
def test_a_wish_keeps_the_words_and_what_can_be_computed(said: str, wish: tuple[object, ...]) -> None:
    found = dates.wish_time(said, TUESDAY)
    assert found
    assert found.value == {"text": said, "date": wish[0], "part": wish[1], "time": wish[2]}


@pytest.mark.parametrize(
    "said", ["", "我不知道", "昨天下午", "二月三十号下午", "明天下午二十五点", "2026年3月9号", "下午三点七十分"]
)
def test_a_wish_that_is_past_impossible_or_none_is_not_understood(said: str) -> None:
    assert dates.wish_time(said, TUESDAY) is None


def test_an_hour_without_its_half_of_the_day_asks_for_a_yes() -> None:
    found = dates.wish_time("明天三点", TUESDAY)
    assert found
    assert found.value == {"text": "明天三点", "date": "2026-03-11", "part": "afternoon", "time": "15:00"}
    assert found.needs_yes


def test_a_wish_is_read_back() -> None:
    found = dates.wish_time("明天下午两点半", TUESDAY)
    assert found
    assert found.said == "二零二六年三月十一号下午两点半"
