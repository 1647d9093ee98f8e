"""Dates, months and wishes as callers say and key them (R14-R16, R24, R36)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.speech import dates
from hotline.speech.numerals import chinese, one_by_one
from hotline.speech.understood import CERTAIN, NEEDS_YES, Setting, Understood

TUESDAY = Setting(date(2026, 3, 10))
ANY_DAY = st.dates(date(1980, 1, 1), date(2099, 12, 31))


def value(found: Understood | None) -> object:
    return found and found.value


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("二零二六年三月十号", "2026-03-10"),
        ("二〇二六年三月十日", "2026-03-10"),
        ("2026 年 3 月 10 日", "2026-03-10"),
        ("２０２６年３月１０号", "2026-03-10"),
        ("两千零二十六年一月二十三号", "2026-01-23"),
        ("二六年三月十号", "2026-03-10"),
        ("九九年一月一号", "1999-01-01"),  # a clock that was reset
        ("一九八零年一月一号", "1980-01-01"),
        ("二零二六三月十号", "2026-03-10"),
        ("二零二六點三點十", "2026-03-10"),
        ("2026-03-10", "2026-03-10"),
        ("2026/3/9", "2026-03-09"),
        ("2026.3.9", "2026-03-09"),
        ("20260310", "2026-03-10"),
        ("二零二六零三一零", "2026-03-10"),
        ("二零二六 零三 一零", "2026-03-10"),
        ("三月十号", "2026-03-10"),
        ("三月十號", "2026-03-10"),
        ("嗯那个三月 十号吧", "2026-03-10"),
        ("三月廿一号", "2026-03-21"),
        ("三月卅一", "2026-03-31"),
        ("十二月二十五", "2025-12-25"),  # the nearest is the last one
        ("九月一号", "2026-09-01"),
        ("去年十二月三十一号", "2025-12-31"),
        ("上个月二十八号", "2026-02-28"),
        ("今天", "2026-03-10"),
        ("就是今日", "2026-03-10"),
        ("昨天", "2026-03-09"),
        ("尋日", "2026-03-09"),
        ("大前天", "2026-03-07"),
        ("听日", "2026-03-11"),
        ("三天前", "2026-03-07"),
        ("上个月最后一天", "2026-02-28"),
        ("二月份的最后一天", "2026-02-28"),
        ("去年十二月最后一天", "2025-12-31"),
        ("去年的今天", "2025-03-10"),
        ("march 10th 2026", "2026-03-10"),
        ("the tenth of march", "2026-03-10"),
        ("yesterday", "2026-03-09"),
        ("三月九号，不对，三月十号", "2026-03-10"),
        ("二零二四年二月二十九号", "2024-02-29"),
    ],
)
def test_a_device_date_is_understood_at_once(said: str, day: str) -> None:
    found = dates.past_or_near_date(said, TUESDAY)
    assert found
    assert found.value == day
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("said", "day", "why"),
    [
        ("十号", "2026-03-10", "only a day"),
        ("二十八号", "2026-02-28", "only a day, the nearest"),
        ("0310", "2026-03-10", "four digits"),
        ("260310", "2026-03-10", "six digits"),
        ("三月十号，不对，十一号", "2026-03-11", "the month of the first version"),
        ("三月十号到三月十五号", "2026-03-15", "two dates"),
        ("2026310", "2026-03-10", "a zero is missing"),
    ],
)
def test_a_device_date_that_rests_on_a_guess_asks_for_a_yes(said: str, day: str, why: str) -> None:
    found = dates.past_or_near_date(said, TUESDAY)
    assert found, why
    assert found.value == day, why
    assert NEEDS_YES <= found.confidence < CERTAIN, why


@pytest.mark.parametrize(
    "said",
    [
        "二月三十号",
        "二零二六年二月二十九号",
        "十三月一号",
        "2026年13月1号",
        "20260230",
        "2026-02-30",
        "四月三十一",
        "零月一号",
        "三月零号",
        "二二二二年一月一号",
        "三月三十二号",
        "2月30",
    ],
)
def test_an_impossible_date_is_refused_and_never_rolled_over(said: str) -> None:
    parsers = (dates.past_or_near_date, dates.future_date, dates.expiry_date, dates.month, dates.wish_time)
    assert [parse(said, TUESDAY) for parse in parsers] == [None] * len(parsers)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "我不知道",
        "打印机坏了",
        "错误七零六",
        "三月份开了三张发票",
        "二零二六年三月",
        "农历三月十号",
        "13800138000",
        "三个月",
        "三点十分",
    ],
)
def test_what_is_no_date_is_none(said: str) -> None:
    assert dates.past_or_near_date(said, TUESDAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("明天", "2026-03-11"),
        ("聽日", "2026-03-11"),
        ("后天下午", "2026-03-12"),
        ("三月十一号", "2026-03-11"),
        ("一月五号", "2027-01-05"),
        ("十五号", "2026-03-15"),
        ("九号", "2026-04-09"),
        ("下周三", "2026-03-18"),
        ("星期五", "2026-03-13"),
        ("这周五", "2026-03-13"),
        ("礼拜天", "2026-03-15"),
        ("周二", "2026-03-10"),
        ("三天后", "2026-03-13"),
        ("一周以后", "2026-03-17"),
        ("三月底", "2026-03-31"),
        ("next monday", "2026-03-16"),
        ("day after tomorrow", "2026-03-12"),
        ("三月九号", "2027-03-09"),
        ("这周一", None),
        ("昨天", None),
        ("2026年3月9号", None),
        ("二月二十九号", None),
    ],
)
def test_an_appointment_lies_ahead(said: str, day: str | None) -> None:
    assert value(dates.future_date(said, TUESDAY)) == day


def test_an_appointment_in_most_of_a_year_asks_for_a_yes() -> None:
    found = dates.future_date("三月九号", TUESDAY)
    assert found
    assert found.needs_yes


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("到今年年底", "2026-12-31"),
        ("年底", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("2026年底", "2026-12-31"),
        ("明年三月份", "2027-03-31"),
        ("二零二七年二月", "2027-02-28"),
        ("二零二八年二月", "2028-02-29"),
        ("2025年6月30号", "2025-06-30"),
        ("到2026年12月31号", "2026-12-31"),
        ("下个月底", "2026-04-30"),
        ("这个月底", "2026-03-31"),
        ("去年十二月已经过期了", "2025-12-31"),
        ("上个月就到期了", "2026-02-28"),
        ("end of this year", "2026-12-31"),
        ("202612", "2026-12-31"),
    ],
)
def test_an_agreement_ends_with_what_was_named(said: str, day: str) -> None:
    found = dates.expiry_date(said, TUESDAY)
    assert found
    assert found.value == day
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今年", "2026-12-31"),
        ("2027年", "2027-12-31"),
        ("六月三十号到期", "2026-06-30"),
        ("一月一号", "2027-01-01"),
        ("一月一号已经过期了", "2026-01-01"),
        ("六月三十号过期了", "2025-06-30"),
        ("六月三十号就过了", "2025-06-30"),
        ("三月份", "2026-03-31"),
        ("二月份", "2027-02-28"),
        ("还有半年", "2026-09-10"),
        ("三个月后", "2026-06-10"),
        ("一年以后", "2027-03-10"),
    ],
)
def test_an_expiry_without_its_year_asks_for_a_yes(said: str, day: str) -> None:
    found = dates.expiry_date(said, TUESDAY)
    assert found
    assert found.value == day
    assert found.needs_yes


@pytest.mark.parametrize(
    ("said", "month", "sure"),
    [
        ("三月份", "2026-03", True),
        ("是三月", "2026-03", True),
        ("三月份十点抄的", "2026-03", True),  # an hour is no day
        ("二零二六年三月", "2026-03", True),
        ("2026年03月", "2026-03", True),
        ("2026-03", "2026-03", True),
        ("202603", "2026-03", True),
        ("二零二六零三", "2026-03", True),
        ("上个月", "2026-02", True),
        ("上月", "2026-02", True),
        ("上上个月", "2026-01", True),
        ("本月", "2026-03", True),
        ("这个月", "2026-03", True),
        ("十二月", "2025-12", True),
        ("九月份", "2025-09", True),  # as near as the next one, and the months of accounts are past
        ("去年十二月", "2025-12", True),
        ("第三期", "2026-03", True),
        ("四月份，不对，三月份", "2026-03", True),
        ("last month", "2026-02", True),
        ("march 2026", "2026-03", True),
        ("03", "2026-03", False),
        ("三", "2026-03", False),
        ("2603", "2026-03", False),
        ("三月十号", "2026-03", False),
    ],
)
def test_an_accounting_month_is_understood(said: str, month: str, *, sure: bool) -> None:
    found = dates.month(said, TUESDAY)
    assert found
    assert found.value == month
    assert (found.certain, found.needs_yes) == (sure, not sure)


@pytest.mark.parametrize("said", ["", "十三月", "13", "0", "我不知道", "三个月", "第一季度"])
def test_what_is_no_month_is_none(said: str) -> None:
    assert dates.month(said, TUESDAY) is None


@pytest.mark.parametrize(
    ("keys", "near", "ahead", "expiry", "month"),
    [
        ("20260310", "2026-03-10", "2026-03-10", "2026-03-10", "2026-03"),
        ("20260310#", "2026-03-10", "2026-03-10", "2026-03-10", "2026-03"),
        ("0309", "2026-03-09", "2027-03-09", "2027-03-09", "2026-03"),
        ("202603", None, None, "2026-03-31", "2026-03"),
        ("03", None, None, "2026-03-31", "2026-03"),
        ("20260230", None, None, None, None),
        ("13", None, None, None, None),
        ("", None, None, None, None),
        ("2026*3*10", None, None, None, None),
        ("２０２６０３１０", None, None, None, None),
    ],
)
def test_keys_are_dates(keys: str, near: str | None, ahead: str | None, expiry: str | None, month: str | None) -> None:
    assert value(dates.keyed_past_or_near_date(keys, TUESDAY)) == near
    assert value(dates.keyed_future_date(keys, TUESDAY)) == ahead
    assert value(dates.keyed_expiry_date(keys, TUESDAY)) == expiry
    assert value(dates.keyed_month(keys, TUESDAY)) == month


def test_dates_are_read_back_in_the_callers_language() -> None:
    english = Setting(date(2026, 3, 10), language="en-US")
    assert [found and found.said for found in (
        dates.expiry_date("2025年6月30号", TUESDAY),
        dates.month("上个月", TUESDAY),
        dates.expiry_date("2025-06-30", english),
        dates.month("last month", english),
    )] == ["二零二五年六月三十号", "二零二六年二月", "30 June 2025", "February 2026"]  # fmt: skip


def styles(day: date) -> list[str]:
    """One date in every style that names its year."""
    year, month, number = one_by_one(str(day.year)), chinese(day.month), chinese(day.day)
    thousands = f"{'一两'[day.year // 1000 - 1]}千"
    rest = day.year % 1000
    spelled = thousands + (f"{chinese(rest // 100)}百" if rest >= 100 else "零" if rest else "")
    spelled += ("零" if 0 < rest % 100 < 10 and rest >= 100 else "") + (chinese(rest % 100) if rest % 100 else "")
    spelled = spelled.replace("百十", "百一十").replace("零十", "零一十")
    return [
        f"{year}年{month}月{number}号",
        f"{year.replace('零', '〇')}年{month}月{number}日",
        f"{spelled}年{month}月{number}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 号",
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        one_by_one(f"{day:%Y%m%d}"),
        " ".join(one_by_one(f"{day:%Y%m%d}")),
        f"嗯，是{year}年，{month}月{number}号吧",
        f"{day:%B} {day.day} {day.year}".lower(),
    ]


@given(ANY_DAY, ANY_DAY)
def test_every_date_with_its_year_comes_back_from_every_style(day: date, today: date) -> None:
    heard = {said: value(dates.past_or_near_date(said, Setting(today))) for said in styles(day)}
    assert heard == dict.fromkeys(heard, day.isoformat())


@given(ANY_DAY, st.integers(-180, 180))
def test_every_date_without_its_year_is_the_nearest(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assume(1980 <= day.year < 2100 and (day.month, day.day) != (2, 29))
    said = f"{chinese(day.month)}月{chinese(day.day)}号"
    assert value(dates.past_or_near_date(said, Setting(today))) == day.isoformat()


@given(ANY_DAY.filter(lambda day: day.year < 2098), st.integers(0, 300))
def test_every_appointment_without_its_year_is_the_next(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assume((day.month, day.day) != (2, 29))
    assert value(dates.future_date(f"{day.month}月{day.day}号", Setting(today))) == day.isoformat()


@given(ANY_DAY, ANY_DAY)
def test_every_month_comes_back(day: date, today: date) -> None:
    year, month = one_by_one(str(day.year)), chinese(day.month)
    said = [
        f"{year}年{month}月份",
        f"{day.year}年{day.month}月",
        f"{day:%Y%m}",
        f"{day:%Y-%m}",
        one_by_one(f"{day:%Y%m}"),
    ]
    heard = {words: value(dates.month(words, Setting(today))) for words in said}
    assert heard == dict.fromkeys(heard, f"{day:%Y-%m}")


@given(
    st.text() | st.text(alphabet="二零〇一十廿卅年月日号底份上下个周星期天前后今明不对点半刻早晚,-/. 0123456789march"),
    st.text(alphabet="0123456789#*"),
    ANY_DAY,
)
def test_no_text_and_no_keys_raise(text: str, keys: str, today: date) -> None:
    setting = Setting(today)
    spoken = (dates.past_or_near_date, dates.future_date, dates.expiry_date, dates.month, dates.wish_time)
    keyed = (dates.keyed_past_or_near_date, dates.keyed_future_date, dates.keyed_expiry_date, dates.keyed_month)
    for found in [parse(text, setting) for parse in (*spoken, *keyed)] + [parse(keys, setting) for parse in keyed]:
        assert found is None or NEEDS_YES <= found.confidence <= 1
