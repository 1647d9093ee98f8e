"""Numbers as the carrier and the staff write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hotline.core.phones import caller_number, display, mask, why_not_called


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


CALLED = frozenset({"CN", "HK", "MO", "TW"})


@pytest.mark.parametrize(
    "ordinary",
    ["+8613800138000", "+8617412345678", "+867562286000", "+868008100000", "+85228765432", "+886223456789"],
)
def test_an_ordinary_number_of_a_called_country_is_called(ordinary: str) -> None:
    assert why_not_called(ordinary, CALLED) is None


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("+864008009900", "shared cost"),
        ("+85290012345678", "premium"),
        ("+19005551234", "premium"),
        ("+979123456789", "premium"),
        ("+447012345678", "personal"),
        ("+12025550123", "US"),
        ("+18765551234", "JM"),
        ("+8816123456789", "satellite"),
        ("+870772001234", "satellite"),
        ("+882123456789", "satellite"),
        ("+8695588", "short"),
        ("+86110", "short"),
        ("+999123456789", "no telephone number"),
        ("nonsense", "no telephone number"),
    ],
)
def test_a_number_that_costs_or_leads_far_away_is_never_called(number: str, word: str) -> None:
    assert word in (why_not_called(number, CALLED) or "")


def test_a_country_that_is_named_is_called_and_its_costly_numbers_are_not() -> None:
    assert why_not_called("+12025550123", frozenset({"US"})) is None
    assert "premium" in (why_not_called("+19005551234", frozenset({"US"})) or "")
    assert "CN" in (why_not_called("+8613800138000", frozenset({"US"})) or "")
