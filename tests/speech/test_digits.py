"""Digits as a recogniser writes them on a bad line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.digits import digits_in, runs
from hotline.speech.numerals import cardinal, chinese, one_by_one
from hotline.speech.transcript import tidy
from tests.speech.spoken import saying

DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("八零零", "800"),
        ("8 0 0", "800"),
        ("８００", "800"),
        ("〇七五六", "0756"),
        ("洞拐五六", "0756"),
        ("幺两勾", "129"),
        ("壹贰叁", "123"),
        ("貳兩", "22"),
        ("三个八", "888"),
        ("3个8", "888"),
        ("四个零", "0000"),
        ("双六", "66"),
        ("孖八", "88"),
        ("一三个八", "1888"),
        ("一个八", "8"),
        ("double five", "55"),
        ("triple oh", "000"),
        ("oh seven five six", "0756"),
        ("一三八,嗯,零零一三,那个,八零零零", "13800138000"),
        ("零七五六杠二二八六", "07562286"),
        ("错误七零六", "706"),
        ("是七零六吗", "706"),
        ("零七五不对零七五六", "0756"),
    ],
)
def test_spoken_digits_are_read(said: str, digits: str) -> None:
    found = digits_in(said)
    assert found
    assert found.digits == digits
    assert found.guesses == 0


@pytest.mark.parametrize("said", ["", "怎么办", "什么这么", "那个是吧", "三个月", "打印机", "hello", "done"])
def test_words_that_only_look_like_digits_are_none(said: str) -> None:
    assert digits_in(said) is None


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("三八零零药三八零零零", "3800138000"),
        ("一三八林零一三八零零零", "13800138000"),
        ("一三八铃零一三八零零零", "13800138000"),
        ("一三酒零零一三八零零零", "13900138000"),
        ("一三八零零一三吧零零零", "13800138000"),
        ("一三流零零一三八零零零", "13600138000"),
    ],
)
def test_a_word_inside_a_run_of_digits_is_the_digit_that_it_sounds_like(said: str, digits: str) -> None:
    found = digits_in(said)
    assert found
    assert found.digits == digits
    assert found.guesses > 0


def test_a_word_at_the_edge_stays_a_word_but_may_be_a_digit() -> None:
    (run,) = runs("要三八零零一三八零零零")
    assert run.digits == "3800138000"
    assert "13800138000" in {reading.digits for reading in run.readings}


def test_a_sentence_with_a_few_numerals_is_no_run_of_homophones() -> None:
    assert [run.digits for run in runs("一个月就开了三次票")] == ["1", "3"]


def test_where_words_are_as_many_as_digits_each_word_ends_a_run() -> None:
    assert [run.digits for run in runs("八要一是二")] == ["8", "1", "2"]


@given(DIGITS.flatmap(lambda digits: st.tuples(st.just(digits), saying(digits))))
def test_every_digit_string_comes_back_from_every_style(example: tuple[str, str]) -> None:
    digits, said = example
    found = digits_in(said)
    assert found
    assert found.digits == digits


@given(st.text() | st.text(alphabet="一二十个双是不对要林0８ ,-转"))
def test_runs_lie_where_they_say_and_hold_digits_only(text: str) -> None:
    even = tidy(text)
    for run in runs(even):
        assert even[run.start : run.end] == run.text
        assert all(reading.digits.isdecimal() or not reading.digits for reading in run.readings)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("二十三", 23),
        ("廿三", 23),
        ("卅", 30),
        ("十", 10),
        ("一百零二", 102),
        ("两千零二十六", 2026),
        ("二零二六", 2026),
        ("26", 26),
        ("", None),
        ("十十", None),
        ("二三十", None),
        ("月", None),
    ],
)
def test_numerals_are_numbers(said: str, number: int | None) -> None:
    assert cardinal(said) == number


@given(st.integers(0, 99))
def test_a_number_that_is_said_is_read_back_equal(number: int) -> None:
    assert cardinal(chinese(number)) == number


def test_digits_are_said_one_by_one() -> None:
    assert one_by_one("2016", one="幺") == "二零幺六"
