"""The table of slot types: what can be asked for, by words and by keys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.slots import SLOTS, understand
from hotline.speech.understood import CERTAIN, NEEDS_YES, Json, Understood
from tests.speech.sayings import ENGLISH, MARCH

ASKED_FOR = {
    "yes_no", "solved", "step_done", "purpose", "company_name", "phone", "tax_branch", "symptom", "card_reader",
    "memory", "printer", "status_screen", "card_date", "tax_start_date", "accounting_month", "expiry_date",
    "wish_time", "ticket_number", "complaint", "taxpayer_id", "address", "free_text", "contact_name", "satisfaction",
    "has_computer",
    "hold", "has_printer", "fees",
}  # fmt: skip


def test_everything_that_is_asked_for_has_its_slot_type() -> None:
    assert set(SLOTS) == ASKED_FOR


@pytest.mark.parametrize(
    ("slot", "keys", "value"),
    [
        ("yes_no", "1", True),
        ("yes_no", "2", False),
        ("solved", "1", True),
        ("solved", "2", False),
        ("step_done", "2", "failed"),
        ("purpose", "1", "fault"),
        ("purpose", "2", "onsite"),
        ("purpose", "3", "complaint"),
        ("purpose", "4", "status"),
        ("purpose", "5", "install"),
        ("card_reader", "1", "normal"),
        ("card_reader", "2", "none"),
        ("card_reader", "3", "red_only"),
        ("card_reader", "4", "green_only"),
        ("card_reader", "5", "flashing"),
        ("card_reader", "6", "cannot_see"),
        ("memory", "1", "ok"),
        ("memory", "2", "insufficient"),
        ("memory", "3", "unknown"),
        ("printer", "1", "ok"),
        ("printer", "2", "missing_driver"),
        ("printer", "3", "error"),
        ("printer", "4", "misaligned"),
        ("printer", "5", "garbled"),
        ("printer", "6", "not_printing"),
        ("printer", "7", "model_changed"),
        ("printer", "8", "none"),
        ("satisfaction", "1", "satisfied"),
        ("satisfaction", "3", "dissatisfied"),
        ("has_computer", "2", False),
        ("fees", "2", "partly"),
        ("card_date", "20260310", "2026-03-10"),
        ("accounting_month", "202603", "2026-03"),
        ("card_reader", "4#", "green_only"),
    ],
)
def test_a_key_is_certain(slot: str, keys: str, value: Json) -> None:
    found = understand(slot, "", keys, MARCH)
    assert found
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(("slot", "keys"), [("yes_no", "3"), ("card_reader", "7"), ("purpose", "12"), ("address", "5")])
def test_a_key_without_a_meaning_is_no_answer(slot: str, keys: str) -> None:
    assert understand(slot, "", keys, MARCH) is None


def test_keys_count_before_words_heard_beside_them() -> None:
    found = understand("card_reader", "一直闪", "1", MARCH)
    assert found
    assert found.value == "normal"


def test_a_keyed_error_number_is_a_symptom() -> None:
    found = understand("symptom", "", "706", MARCH)
    assert found
    assert found.value == {"text": "错误代码706", "codes": ["706"], "category": "software"}
    assert understand("symptom", "", "13800138000", MARCH) is None


@pytest.mark.parametrize("slot", [slot for slot in SLOTS.values() if slot.keys], ids=lambda slot: slot.name)
def test_every_key_is_read_back_in_both_languages(slot: object) -> None:
    assert slot in SLOTS.values()
    name = next(name for name, known in SLOTS.items() if known is slot)
    for key in SLOTS[name].keys:
        in_chinese, in_english = understand(name, "", key, MARCH), understand(name, "", key, ENGLISH)
        assert in_chinese
        assert in_english
        assert in_english.said.isascii()
        assert not in_chinese.said.isascii()


@pytest.mark.parametrize(
    ("slot", "said", "value"),
    [
        ("company_name", "珠海市华金电子有限公司", "珠海市华金电子有限公司"),
        ("card_date", "三月十号", "2026-03-10"),
        ("tax_start_date", "四月一号", "2026-04-01"),
        ("accounting_month", "三月份", "2026-03"),
        ("ticket_number", "二六零三一零零零一", "260310001"),
        ("contact_name", "我姓王", "王"),
        ("contact_name", "找李会计", "李会计"),
        ("contact_name", "我叫陈伟强。", "陈伟强"),
        ("address", "我们公司地址是珠海市金湾区三灶镇机场路12号", "珠海市金湾区三灶镇机场路12号"),
        ("address", "香洲区人民东路100号", "香洲区人民东路100号"),
        ("fees", "已经交齐了", "paid"),
        ("has_printer", "还没买", False),
        ("free_text", " 没有了,谢谢 ", "没有了,谢谢"),
    ],
)
def test_words_reach_the_reader_of_their_slot(slot: str, said: str, value: Json) -> None:
    found = understand(slot, said, "", MARCH)
    assert found
    assert found.value == value


def test_an_unknown_slot_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        understand("colour", "红", "", MARCH)


def test_a_closed_list_names_all_its_values() -> None:
    assert SLOTS["purpose"].values == {"fault", "onsite", "complaint", "status", "install", "other"}
    assert SLOTS["memory"].values == frozenset()


def _sound(found: Understood | None) -> None:
    """Whatever is understood can be stored, and is worth at least a question."""
    if found is None:
        return
    assert json.loads(json.dumps(found.value)) == found.value
    assert NEEDS_YES <= found.confidence <= 1
    assert isinstance(found.said, str)
    assert len(found.evidence) <= 2_100
    for more in found.also.values():
        _sound(more)


PIECES = (
    "不 没有 是 不是 对 红灯 绿灯 亮 闪 灯 打印 驱动 内存 八 个 g 投诉 上门 错误 七零六 三月 号 "
    "， 。 ？ 好了 还 系 唔 冇 公司 <b> =1+1 😀"
)
WORDS = st.lists(st.sampled_from([*PIECES.split(), " "]), max_size=12).map("".join)


@given(said=st.one_of(st.text(), WORDS), slot=st.sampled_from(sorted(SLOTS)))
def test_no_words_raise_and_what_is_understood_can_be_stored(said: str, slot: str) -> None:
    _sound(understand(slot, said, "", MARCH))


@given(keys=st.one_of(st.text("0123456789*#", max_size=20), st.text()), slot=st.sampled_from(sorted(SLOTS)))
def test_no_keys_raise(keys: str, slot: str) -> None:
    _sound(understand(slot, "", keys, MARCH))


HUGE = (
    "我",
    "不是",
    "红灯",
    "错误七零六",
    "没有",
    "😀",
    "<b>",
    "1",
    "等",
    "ﷺ",
    " ",
    "是,",
    "刚才",
    "现在",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("slot", sorted(SLOTS))
@pytest.mark.parametrize("piece", HUGE)
def test_sixty_four_kilobytes_are_read_like_any_sentence(slot: str, piece: str) -> None:
    _sound(understand(slot, (piece * 65_536)[:65_536], "", MARCH))


@pytest.mark.parametrize("slot", sorted(SLOTS))
@pytest.mark.parametrize("said", ["", " ", "。", "😀😀", "\x00", "\ud800"])
def test_nothing_said_is_no_answer(slot: str, said: str) -> None:
    assert understand(slot, said, "", MARCH) is None


def test_certain_and_unsure_do_not_overlap() -> None:
    assert NEEDS_YES < CERTAIN < 1
