"""Contact telephones: said, corrected, keyed, and refused where they cannot be (R7)."""

from __future__ import annotations

from datetime import date

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.speech.phones import keyed_phone, phone
from hotline.speech.understood import CERTAIN, NEEDS_YES, Setting
from tests.speech.spoken import saying

ZHUHAI = Setting(date(2026, 3, 10))
CALLER = Setting(date(2026, 3, 10), caller="+8613912345678")
MOBILE, OFFICE = "+8613800138000", "+867562286000"


def heard(said: str, setting: Setting = ZHUHAI) -> tuple[object, object] | None:
    found = phone(said, setting)
    if found is None:
        return None
    assert isinstance(found.value, dict)
    return found.value["e164"], found.value["extension"]


@pytest.mark.parametrize(
    ("said", "e164", "extension"),
    [
        ("零七五六二二八六零零零转六零二", OFFICE, "602"),
        ("我的电话是一三八零零一三八零零零", MOBILE, None),
        ("幺三八，零零幺三，八零零零", MOBILE, None),
        ("138 0013 8000", MOBILE, None),
        ("１３８００１３８０００", MOBILE, None),
        ("电话号码是13800138000吧", MOBILE, None),
        ("嗯那个一三八嗯零零一三那个八零零零", MOBILE, None),
        ("013800138000", MOBILE, None),  # an old trunk 0
        ("+86 138 0013 8000", MOBILE, None),
        ("0086 756 2286000", OFFICE, None),
        ("加八六一三八零零一三八零零零", MOBILE, None),
        ("+86(0)756 2286000", OFFICE, None),
        ("八六零七五六二二八六零零零", OFFICE, None),
        ("(0756)2286000", OFFICE, None),
        ("０７５６－２２８６０００", OFFICE, None),
        ("2095588", "+867562095588", None),  # ends like a bank's number and is none
        ("二二八六零零零", OFFICE, None),  # Zhuhai has seven digits
        ("2286000转分机602", OFFICE, "602"),
        ("0756-2286000-602", OFFICE, "602"),
        ("零七五六杠二二八六零零零杠六零二", OFFICE, "602"),
        ("0756 2286000 分机是六零二", OFFICE, "602"),
        ("2286000 ext. 602", OFFICE, "602"),
        ("2286000#602", OFFICE, "602"),
        ("2286000;ext=602", OFFICE, "602"),
        ("2286000转二十三", OFFICE, "23"),
        ("2286000專六零二", OFFICE, "602"),  # 转 misheard
        ("零七五六双二八六三个零", OFFICE, None),
        ("区号零七五六，电话是二二八六零零零", OFFICE, None),
        ("区号是756，号码2286000", OFFICE, None),
        ("区号是020号码是81234567", "+862081234567", None),
        ("021-62345678，转8001", "+862162345678", "8001"),
        ("010 82345678", "+861082345678", None),
        ("0755 8888 6666", "+8675588886666", None),
        ("四零零八一二三一二三", "+864008123123", None),
        ("800 810 8888", "+868008108888", None),
        ("852 9123 4567", "+85291234567", None),
        ("香港九一二三四五六七", "+85291234567", None),
        ("我的澳门电话是66123456", "+85366123456", None),
        ("00853 6612 3456", "+85366123456", None),
        ("oh seven five six double two eight six triple oh extension six oh two", OFFICE, "602"),
        ("my number is one three eight double oh one three eight triple oh", MOBILE, None),
        ("13800138000，13800138000", MOBILE, None),  # said twice
    ],
)
def test_a_phone_is_understood_at_once(said: str, e164: str, extension: str | None) -> None:
    found = phone(said, ZHUHAI)
    assert found
    assert found.value == {"e164": e164, "extension": extension, "source": "spoken"}
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("said", "e164", "extension"),
    [
        ("13800138000不对13900139000", "+8613900139000", None),
        ("一三八零零一三八零零零，哦不，是一三九零零一三九零零零", "+8613900139000", None),
        ("13800138000，错了，应该是13900139000", "+8613900139000", None),
        ("13800138000改成13900139000", "+8613900139000", None),
        ("二二八六零零零，最后三位是零零一", "+867562286001", None),
        ("二二八六零零零，不对，最后三位是零零一", "+867562286001", None),
        ("13800138000后四位是8001", "+8613800138001", None),
        ("13800138000，尾号是8001", "+8613800138001", None),
        ("0756-2286000转一零二，不对，转一零三", OFFICE, "103"),
        ("13800138000 sorry 13900139000", "+8613900139000", None),
    ],
)
def test_the_last_complete_number_and_its_new_tail_win(said: str, e164: str, extension: str | None) -> None:
    found = phone(said, ZHUHAI)
    assert found
    assert heard(said) == (e164, extension)
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("said", "e164", "why"),
    [
        ("要三八零零药三八零林零", MOBILE, "homophones"),
        ("一三八零零一三八零零酒", "+8613800138009", "a homophone at the end"),
        ("7562286000", OFFICE, "the 0 of the area code is missing"),
        ("14112345678", "+8614112345678", "a range that the library does not know"),
        ("13800138000，错了，八零零一", "+8613800138001", "a tail without a word for it"),
        ("138 呃 138 0013 8000", MOBILE, "begun twice"),
        ("13800138000或者2286000", MOBILE, "two numbers"),
        ("是13800138000不是13900139000", "+8613900139000", "a contrast that sounds like a correction"),
        ("2286000最后三位是零一", "+867562286001", "three digits announced, two said"),
    ],
)
def test_what_rests_on_a_guess_asks_for_a_yes(said: str, e164: str, why: str) -> None:
    found = phone(said, ZHUHAI)
    assert found, why
    assert heard(said) == (e164, None), why
    assert NEEDS_YES <= found.confidence < CERTAIN, why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "nothing"),
        ("我不方便说", "no digits"),
        ("1380013800", "a mobile with a digit missing, though Beijing without its 0 would fit"),
        ("138001380001", "a digit too many"),
        ("228600", "six digits"),
        ("22860001", "eight digits are none in Zhuhai"),
        ("0756228600", "a digit short behind the area code"),
        ("075622860001", "a digit too many"),
        ("07562286000602", "an extension that nothing marks"),
        ("110", "police"),
        ("12366", "the tax hotline"),
        ("一二三六六", "the tax hotline"),
        ("95588", "a bank"),
        ("075595105105", "a service with an area code"),
        ("95105105", "a service"),
        ("075612366", "a service with an area code"),
        ("10086", "a carrier"),
        ("12012345678", "no mobile begins so"),
        ("错误代码七零六", "an error code"),
        ("三月十号", "a date"),
        ("不是这个号码", "a refusal"),
        ("1380013800，不对，最后一位是零", "never complete"),
    ],
)
def test_what_is_no_contact_phone_is_not_understood(said: str, why: str) -> None:
    assert phone(said, CALLER) is None, why


@pytest.mark.parametrize(
    "said",
    [
        "就是这个号码",
        "来电号码",
        "打来的这个",
        "现在打的这个电话",
        "就用这个",
        "用这个手机就行",
        "本机号码",
        "this number please",
        "the number i'm calling from",
        "就是打过来的号码",
    ],
)
def test_this_number_is_the_callers(said: str) -> None:
    found = phone(said, CALLER)
    assert found
    assert found.value == {"e164": "+8613912345678", "extension": None, "source": "caller"}
    assert phone(said, ZHUHAI) is None  # withheld


def test_a_number_that_is_said_counts_more_than_this_number() -> None:
    assert heard("就打这个号码一三八零零一三八零零零", CALLER) == (MOBILE, None)


def test_a_local_number_needs_an_area_code() -> None:
    assert phone("2286000", Setting(date(2026, 3, 10), area_code="")) is None
    assert heard("2286000", Setting(date(2026, 3, 10), area_code="0757")) is None
    assert heard("22860001", Setting(date(2026, 3, 10), area_code="0755")) == ("+8675522860001", None)


def test_a_bare_local_number_is_never_another_towns() -> None:
    """Phonenumbers reads 88... as a number of a town called 88."""
    assert heard("8812345") == ("+867568812345", None)


@pytest.mark.parametrize(
    ("keys", "e164", "extension"),
    [
        ("07562286000", OFFICE, None),
        ("2286000", OFFICE, None),
        ("13800138000#", MOBILE, None),
        ("07562286000*602#", OFFICE, "602"),
        ("2286000#602", OFFICE, "602"),
    ],
)
def test_keys_are_a_phone(keys: str, e164: str, extension: str | None) -> None:
    found = keyed_phone(keys, ZHUHAI)
    assert found
    assert found.value == {"e164": e164, "extension": extension, "source": "keyed"}


@pytest.mark.parametrize(
    "keys", ["", "#", "*", "0", "12366", "1380013800", "2286000*1234567", "2286000*1*2", "２２８６０００"]
)
def test_other_keys_are_none(keys: str) -> None:
    assert keyed_phone(keys, ZHUHAI) is None


def test_a_number_is_read_back_in_groups() -> None:
    english = Setting(date(2026, 3, 10), language="en-US")
    said = {number: phone(number, ZHUHAI) for number in ("13800138000", "2286000转602", "4008123123", "85291234567")}
    assert [found and found.said for found in said.values()] == [
        "幺三八，零零幺三，八零零零",
        "零七五六，二二八六零零零，转六零二",
        "四零零，八幺二，三幺二三",
        "八五二，九幺二三，四五六七",
    ]
    spelled = phone("2286000 extension 602", english)
    assert spelled
    assert spelled.said == "0 7 5 6, 2 2 8 6 0 0 0, extension 6 0 2"


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """An E.164 number and the groups of digits in which it is dialled here."""
    kind = draw(st.sampled_from(["mobile", "landline", "shared", "neighbour"]))
    if kind == "mobile":
        first = draw(st.sampled_from(["130", "138", "139", "150", "156", "166", "176", "186", "189", "191", "199"]))
        groups: tuple[str, ...] = (first, _digits(draw, 4), _digits(draw, 4))
        e164 = "+86" + "".join(groups)
    elif kind == "landline":
        area, length = draw(
            st.sampled_from([("0756", 7), ("020", 8), ("010", 8), ("0755", 8), ("0760", 8), ("0757", 8)])
        )
        groups = (area, draw(st.sampled_from("2345678")) + _digits(draw, length - 1))
        e164 = "+86" + "".join(groups)[1:]
    elif kind == "shared":
        groups = (draw(st.sampled_from(["400", "800"])), _digits(draw, 3), _digits(draw, 4))
        e164 = "+86" + "".join(groups)
    else:
        groups = (
            draw(st.sampled_from(["852", "853"])),
            draw(st.sampled_from("269")) + _digits(draw, 3),
            _digits(draw, 4),
        )
        e164 = "+" + "".join(groups)
    assume(phonenumbers.is_valid_number(phonenumbers.parse(e164, None)))
    return e164, groups


def _digits(draw: st.DrawFn, length: int) -> str:
    return draw(st.text(alphabet="0123456789", min_size=length, max_size=length))


@st.composite
def spoken_numbers(draw: st.DrawFn) -> tuple[str, str]:
    e164, groups = draw(numbers())
    return e164, draw(saying(*groups))


@given(spoken_numbers(), st.sampled_from(["", "我的电话是", "号码：", "联系电话,", "my number is "]))
def test_every_number_comes_back_from_every_style(spoken: tuple[str, str], frame: str) -> None:
    e164, said = spoken
    assert heard(frame + said) == (e164, None)


@given(numbers(), st.text(alphabet="0123456789", min_size=1, max_size=6))
def test_every_number_keyed_with_an_extension_comes_back(number: tuple[str, tuple[str, ...]], extension: str) -> None:
    e164, groups = number
    found = keyed_phone(f"{''.join(groups)}*{extension}#", ZHUHAI)
    assert found
    assert found.value == {"e164": e164, "extension": extension, "source": "keyed"}


@given(spoken_numbers(), spoken_numbers())
def test_a_correction_leaves_only_the_second_number(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert heard(f"{first[1]}，不对，{second[1]}") == (second[0], None)


@given(numbers().filter(lambda number: number[0].startswith("+861")), st.integers(1, 3))
def test_a_mobile_with_digits_missing_is_never_taken_for_certain(
    number: tuple[str, tuple[str, ...]], missing: int
) -> None:
    found = phone("".join(number[1])[:-missing], ZHUHAI)
    assert found is None or found.confidence < CERTAIN


@given(
    st.text() | st.text(alphabet="零一二十三个双不对是要林转分机最后位区号+-#*0123456789 ,ext"),
    st.text(alphabet="0123456789#* "),
)
def test_no_text_and_no_keys_raise(text: str, keys: str) -> None:
    for found in (phone(text, CALLER), keyed_phone(keys, CALLER), keyed_phone(text, CALLER)):
        assert found is None or (isinstance(found.value, dict) and NEEDS_YES <= found.confidence <= 1)
