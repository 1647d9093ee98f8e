"""Unified social credit codes, said and keyed (domain: GB 32100)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from hotline.speech.taxpayer import keyed_taxpayer_id, taxpayer_id
from hotline.speech.understood import Setting
from tests.speech.spoken import in_english, with_alphabet

TODAY = Setting(date(2026, 4, 2))
CODE = "91440400MA4UABC12D"


@pytest.mark.parametrize(
    "said",
    [
        CODE,
        CODE.lower(),
        " ".join(CODE),
        "我们的税号是91440400MA4UABC12D",
        "９１４４０４００ＭＡ４ＵＡＢＣ１２Ｄ",
        "九一四四零四零零 M A 四 U A B C 一二 D",
        "九幺四四洞四洞洞，大写M，A四UABC幺二D",
        "91440400 m for mary a 4 u a b c 12 d for dog",
        "91440400 mike alpha 4 uniform alpha bravo charlie 1 2 delta",
        "91440400MA4UABC129，不对，91440400MA4UABC12D",
    ],
)
def test_a_code_is_understood(said: str) -> None:
    found = taxpayer_id(said, TODAY)
    assert found
    assert found.value == CODE
    assert found.certain


def test_an_o_can_only_be_a_zero_and_asks_for_a_yes() -> None:
    found = taxpayer_id("914404OOMA4UABC12D", TODAY)
    assert found
    assert found.value == CODE
    assert found.needs_yes


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "nothing"),
        ("91440400MA4UABC129", "the check character is wrong"),
        ("91440400MA4UABC12", "a character short"),
        ("91440400MA4UABC12DD", "a character too many"),
        ("110101199003070230", "an ID card"),
        ("440402199201010000", "an ID card whose last digit fits both checks"),
        ("我不知道税号", "no code"),
    ],
)
def test_other_characters_are_no_code(said: str, why: str) -> None:
    assert taxpayer_id(said, TODAY) is None, why


def test_a_code_of_digits_can_be_keyed() -> None:
    code = next(
        body + uscc.calc_check_digit(body)
        for body in (f"9144040012345{n:04}" for n in range(10_000))
        if uscc.calc_check_digit(body).isdecimal()
    )
    found = keyed_taxpayer_id(code + "#", TODAY)
    assert found
    assert found.value == code
    assert keyed_taxpayer_id(code[:-1], TODAY) is None


def test_a_code_is_read_back_in_groups() -> None:
    found = taxpayer_id(CODE, TODAY)
    assert found
    assert found.said == "九幺，四四零四零零，MA四UABC幺二，D"


@given(
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    st.sampled_from(["零一二三四五六七八九", "０１２３４５６７８９"]),
)
def test_every_code_comes_back_from_every_style(body: str, alphabet: str) -> None:
    code = "91440400" + body
    code += uscc.calc_check_digit(code)
    chinese = "".join(with_alphabet(c, alphabet) if c.isdecimal() else c for c in code)
    english = " ".join(in_english(c) if c.isdecimal() else c for c in code)
    for said in (code, " ".join(code), chinese, english):
        found = taxpayer_id(said, TODAY)
        assert found, said
        assert found.value == code


@given(st.text() | st.text(alphabet="九一四零0149MAUBCDmike大写 ,不对", min_size=15))
def test_no_text_raises(text: str) -> None:
    for found in (taxpayer_id(text, TODAY), keyed_taxpayer_id(text, TODAY)):
        assert found is None or isinstance(found.value, str)
