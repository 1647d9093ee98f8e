"""Ticket numbers said and keyed (R161)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.ticket_numbers import keyed_ticket_number, ticket_number
from hotline.speech.understood import CERTAIN, Setting
from tests.speech.spoken import saying

APRIL = Setting(date(2026, 4, 2))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("二六零三一零零零一", "260310001"),
        ("我的单号是260310001", "260310001"),
        ("26 03 10 001", "260310001"),
        ("二六洞三幺洞，两个零一", "260310001"),
        ("工单号2603101000", "2603101000"),
        ("二六零三一零零零二，不对，二六零三一零零零一", "260310001"),
    ],
)
def test_a_ticket_number_is_understood(said: str, number: str) -> None:
    found = ticket_number(said, APRIL)
    assert found
    assert found.value == number
    assert found.certain


@pytest.mark.parametrize(
    ("said", "number", "why"),
    [
        ("二六零三一零零零一，不对，零零二", "260310002", "the tail was corrected alone"),
        ("二六零三一林零零一", "260310001", "a homophone"),
        ("280310001", "280310001", "a day to come"),
    ],
)
def test_a_doubtful_ticket_number_asks_for_a_yes(said: str, number: str, why: str) -> None:
    found = ticket_number(said, APRIL)
    assert found, why
    assert found.value == number, why
    assert found.needs_yes, why


@pytest.mark.parametrize(
    "said", ["", "我要查一下工单", "260230001", "261310001", "26031000", "26031000123", "260310000", "13800138000"]
)
def test_other_digits_are_no_ticket_number(said: str) -> None:
    assert ticket_number(said, APRIL) is None
    assert keyed_ticket_number(said, APRIL) is None


def test_a_ticket_number_is_read_back_digit_by_digit() -> None:
    found = keyed_ticket_number("260310001#", APRIL)
    assert found
    assert found.said == "二六零三幺零，零零幺"
    assert found.confidence >= CERTAIN


@st.composite
def tickets(draw: st.DrawFn) -> tuple[str, str, str]:
    day = draw(st.dates(date(2000, 1, 1), date(2026, 4, 2)))
    groups = f"{day:%y%m%d}", f"{draw(st.integers(1, 9999)):03}"
    return "".join(groups), draw(saying(*groups)), "".join(groups)


@given(tickets())
def test_every_ticket_number_comes_back_spoken_and_keyed(ticket: tuple[str, str, str]) -> None:
    number, said, keys = ticket
    spoken, keyed = ticket_number(said, APRIL), keyed_ticket_number(keys, APRIL)
    assert spoken
    assert keyed
    assert spoken.value == keyed.value == number


@given(st.text() | st.text(alphabet="零一二三四五六七八九十不对林0123456789 ,#*"))
def test_no_text_raises(text: str) -> None:
    for found in (ticket_number(text, APRIL), keyed_ticket_number(text, APRIL)):
        assert found is None or isinstance(found.value, str)
