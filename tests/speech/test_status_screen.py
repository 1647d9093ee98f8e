"""The status screen read out in one breath (R14-R17)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.screen_dates import status_screen
from hotline.speech.understood import CERTAIN, Setting

SECOND_OF_APRIL = Setting(date(2026, 4, 2))
CARD, START, MONTH = "2026-04-02", "2026-04-01", "2026-03"


def screen(said: str) -> dict[str, object] | None:
    """What was understood, without the parts that were not said."""
    found = status_screen(said, SECOND_OF_APRIL)
    if found is None:
        return None
    assert isinstance(found.value, dict)
    assert set(found.value) == {"card_date", "tax_start_date", "accounting_month", "copy_due", "locked", "lock_date"}
    return {name: part for name, part in found.value.items() if part is not None}


@pytest.mark.parametrize(
    "said",
    [
        "金税卡当前日期二零二六年四月二号，抄税起始日期四月一号，会计月份三月",
        "会计月份是三月份，抄税起始日期是2026年4月1日，金税卡日期是2026年4月2号",
        "金税盘当前日期 2026-04-02 报税起始日期 2026-04-01 会计月份 2026-03",
        "卡日期四月二号，报税起始是四月一号，会计月三月",
        "时钟是四月二号，起始日期四月一号，会计月份是上个月",
        "金睡卡当前日期是四月二号超税起始日期四月一号快计月份三月",
        "报税起始日期二零二六零四零一 当前日期二零二六零四零二 会计月份二零二六零三",
        "金税卡的日期是今天，抄税起始日期是昨天，会计月份是三月",
        "四月二号，四月一号，三月",
        "2026年4月2号 2026年4月1号 2026年3月",
        "二零二六年四月二号，二零二六年四月一号，二零二六年三月",
        "金税卡当前日期四月三号，不对，四月二号，抄税起始日期四月一号，会计月份三月",
    ],
)
def test_three_dates_are_told_apart_by_label_or_order(said: str) -> None:
    found = status_screen(said, SECOND_OF_APRIL)
    assert found
    assert screen(said) == {"card_date": CARD, "tax_start_date": START, "accounting_month": MONTH}
    assert {slot: part.value for slot, part in found.also.items()} == screen(said)
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("锁死日期四月二十号", {"lock_date": "2026-04-20"}),
        ("已到抄税期，未到锁死期", {"copy_due": True, "locked": False}),
        ("抄税期未到，锁死期未到", {"copy_due": False, "locked": False}),
        ("抄税期和锁死期都没到", {"copy_due": False, "locked": False}),
        ("显示已经到抄税期了", {"copy_due": True}),
        ("已锁死", {"locked": True}),
        ("已到锁死期，锁死日期是2026年3月16日", {"locked": True, "lock_date": "2026-03-16"}),
        ("会计月份三月", {"accounting_month": MONTH}),
        ("抄税起始日期四月一号", {"tax_start_date": START}),
        ("ukey当前日期是四月二号", {"card_date": CARD}),
        (
            "四月二号，抄税起始四月一号，会计月份三",
            {"card_date": CARD, "tax_start_date": START, "accounting_month": MONTH},
        ),
    ],
)
def test_any_part_may_be_missing(said: str, parts: dict[str, object]) -> None:
    assert screen(said) == parts


def test_everything_on_the_screen_at_once() -> None:
    said = "卡日期四月二号，抄税起始四月一号，会计月份三月，已到抄税期，未到锁死期，锁死日期四月二十号"
    found = status_screen(said, SECOND_OF_APRIL)
    assert found
    assert screen(said) == {
        "card_date": CARD, "tax_start_date": START, "accounting_month": MONTH, "copy_due": True, "locked": False,
        "lock_date": "2026-04-20",
    }  # fmt: skip
    assert found.said == (
        "金税卡日期二零二六年四月二号，抄税起始日期二零二六年四月一号，会计月份二零二六年三月，锁死日期二零二六年四月二十号，"
        "已到抄税期，未到锁死期"
    )


def test_an_impossible_part_stays_empty_and_the_others_are_kept() -> None:
    assert screen("卡日期二月三十号，抄税起始四月一号") == {"tax_start_date": START}


def test_years_left_out_are_those_of_a_card_that_is_behind() -> None:
    assert screen("卡日期2025年8月3号，起始日期8月1号，会计月份7月") == {
        "card_date": "2025-08-03", "tax_start_date": "2025-08-01", "accounting_month": "2025-07",
    }  # fmt: skip


def test_a_clock_that_was_reset_says_nothing_about_other_years() -> None:
    assert screen("时钟是一九八零年一月一号，起始日期四月一号，会计月份三月") == {
        "card_date": "1980-01-01", "tax_start_date": START, "accounting_month": MONTH,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "",
        "看不到",
        "我们公司打印机坏了",
        "四月二号",
        "四月二号，四月一号",
        "四月二号，不对，四月三号，四月一号",
        "四月一号二号三号四号",
    ],
)
def test_fewer_or_more_than_three_dates_without_labels_are_not_guessed_at(said: str) -> None:
    assert status_screen(said, SECOND_OF_APRIL) is None


def test_three_whole_dates_are_no_sure_month() -> None:
    found = status_screen("四月二号，四月一号，三月一号", SECOND_OF_APRIL)
    assert found
    assert found.needs_yes


def test_three_dates_of_which_one_cannot_be_ask_for_a_yes() -> None:
    found = status_screen("四月三十一号，四月一号，三月", SECOND_OF_APRIL)
    assert found
    assert found.needs_yes
    assert screen("四月三十一号，四月一号，三月") == {"tax_start_date": START, "accounting_month": MONTH}


@given(
    st.text() | st.text(alphabet="金税卡盘当前日期抄报起始会计月份锁死已到未没都和二零六年三四号一不对，。12 "),
    st.dates(date(1980, 1, 1)),
)
def test_no_text_raises(text: str, today: date) -> None:
    found = status_screen(text, Setting(today))
    assert found is None or found.confidence > 0
