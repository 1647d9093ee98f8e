"""Numbers as the carrier and the staff write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hotline.core.phones import caller_number, display, mask


@pytest.mark.parametrize("raw", ["+8613800138000", "+85223456789", "+867568881234", " +8613800138000 "])
def test_a_real_number_is_taken_as_it_is(raw: str) -> None:
    assert caller_number(raw) == raw.strip()


@pytest.mark.parametrize(
    "raw",
    ["", "anonymous", "Anonymous", "ANONYMOUS", "Restricted", "unknown", "Blocked", "unavailable", "Private",
     "+266696687", "266696687", "+7378742833", "+8656696", "+2562533", "+86282452253", "86282452253", "+7748283"],
)  # fmt: skip
def test_a_withheld_number_is_none_in_words_and_in_keypad_spelling(raw: str) -> None:
    assert caller_number(raw) is None


@pytest.mark.parametrize("raw", ["+8656696123", "+862824522530", "+86566961234", "+2666966870"])
def test_a_number_that_only_begins_like_a_withheld_one_is_a_number(raw: str) -> None:
    assert caller_number(raw) == raw


@pytest.mark.parametrize(
    "raw", ["client:alice", "sip:bob@example.com", "13800138000", "+0123456789", "+12", "nonsense"]
)
def test_a_caller_without_a_telephone_number_is_none(raw: str) -> None:
    assert caller_number(raw) is None


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+8613800138000", "+861********00"),
        ("13800138000", "138******00"),
        ("0756-8881234", "075*-*****34"),
        ("一三八零零一三八零零零", "一三八******零零"),
        ("12366", "12366"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_three_digits_at_the_front_and_two_at_the_end(number: str, masked: str) -> None:
    assert mask(number) == masked


@given(some.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_masking_hides_all_but_five_digits_and_keeps_the_length(number: str) -> None:
    masked = mask(number)

    assert len(masked) == len(number)
    assert masked[:4] + masked[-2:] == number[:4] + number[-2:]
    assert set(masked[4:-2]) <= {"*"}


@pytest.mark.parametrize(
    ("number", "extension", "shown"),
    [
        ("+8613800138000", None, "138 0013 8000"),
        ("+867568881234", None, "0756 888 1234"),
        ("+867568881234", "801", "0756 888 1234 转 801"),
        ("+85223456789", None, "+852 2345 6789"),
        ("not a number", None, "not a number"),
    ],
)
def test_staff_read_chinese_numbers_the_way_they_dial_them(number: str, extension: str | None, shown: str) -> None:
    assert display(number, extension) == shown
