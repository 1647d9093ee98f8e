"""Numbers, dates, ids and names as staff write them in a list."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.customers import rules


def phone(text: str) -> tuple[str, str | None] | None:
    return rules.written_phone(text, area_code="0756", country="CN")


@pytest.mark.parametrize(
    "text",
    [
        "2286000",
        "228-6000",
        "0756-2286000",
        "0756-228-6000",
        "(0756)2286000",
        "+86 756 228 6000",
        "+86-0756-228-6000",
        "０７５６－２２８６０００",
    ],
)
def test_however_it_is_written_it_is_one_number(text: str) -> None:
    assert phone(text) == ("+867562286000", None)


@pytest.mark.parametrize(
    "text", ["2286000转602", "2286000-602", "0756-2286000 分机602", "0756-2286000-602", "0756 2286000 ext. 602"]
)
def test_an_extension_is_kept_beside_the_number(text: str) -> None:
    assert phone(text) == ("+867562286000", "602")


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("13800138000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("020-83334444", "+862083334444"),
        ("400-800-1234", "+864008001234"),
        ("+852 2345 6789", "+85223456789"),
        ("19199999999", "+8619199999999"),
    ],
)
def test_other_places_mobiles_and_service_numbers_are_numbers_too(text: str, e164: str) -> None:
    assert phone(text) == (e164, None)


@pytest.mark.parametrize("text", ["", "无", "1234", "12366", "88866666", "0756-2286", "abc", "2286000转", "9" * 5000])
def test_what_cannot_be_dialled_is_no_number(text: str) -> None:
    assert phone(text) is None


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    phone(text)
    rules.written_date(text)
    assert rules.name_key(rules.tidy(text)) == rules.name_key(text)


@pytest.mark.parametrize("text", ["2026-12-31", "2026/12/31", "2026.12.31", "2026年12月31日", "２０２６-12-31"])
def test_a_date_is_read_as_it_is_written_here(text: str) -> None:
    assert rules.written_date(text) == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["", "2026-02-30", "31/12/2026", "2026-13-01", "明年", "20261231"])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert rules.written_date(text) is None


def test_a_taxpayer_id_is_kept_in_capitals_without_spaces() -> None:
    assert rules.taxpayer_id(" 91440402ma0001 00xl ") == "91440402MA000100XL"


@pytest.mark.parametrize(
    ("text", "why"),
    [("91440402MA000100XM", "check digit"), ("91440402MA000100X", "18"), ("91440402MA00O100XL", "18"), ("无", "18")],
)
def test_a_wrong_taxpayer_id_is_told_apart_from_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rules.taxpayer_id(text)


@pytest.mark.parametrize("other", ["珠海ABC(电子)公司", "珠海 abc（电子）公司 ", "珠海ＡＢＣ〔电子〕公司"])
def test_spaces_width_case_and_brackets_do_not_make_another_name(other: str) -> None:
    assert rules.name_key(other) == rules.name_key("珠海ABC（电子）公司")
