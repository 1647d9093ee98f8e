"""The memory of the computer, as callers tell it (R12)."""

from __future__ import annotations

import pytest

from hotline.speech.memory import memory, mentioned
from tests.speech.sayings import MARCH, pairs, understood

SURE = {
    "insufficient": (
        "内存不足",
        "提示内存不足",
        "电脑内存不够",
        "有点不够",
        "内存太小了",
        "很卡",
        "电脑很卡",
        "有点卡",
        "老是死机",
        "用着用着自动关闭",
        "经常闪退",
        "卡死了",
        "部机好卡",
        "八个G但是提示内存不足",
        "不知道多大，反正很卡",
        "两个G，很慢",
        "内存唔够",
        "系统没有响应",
        "it keeps freezing",
        "not enough memory",
        "弹出来说内存不足",
        "说是内存不够用",
        "经常卡住",
        "开着开着就死机了",
        "软件自己关掉了",
        "电脑卡得要死",
        "反应特别慢",
        "慢死了",
        "内存有提示不足",
        "唔够",
        "好慢",
    ),
    "8G": (
        "八个G",
        "8G",
        "8个G",
        "八G内存",
        "8 GB",
        "８Ｇ",
        "是八G的",
        "内存八个机",
        "8G，正常",
        "8 gigs",
        "电脑内存是八个G的",
        "八G运行内存",
        "硬盘500G，内存8G",
        "六十四位系统，8G内存",
    ),
    "16G": (
        "十六个G",
        "16G的",
    ),
    "4G": (
        "四个G",
        "4个G，够用了",
        "4G的内存，硬盘是500G",
        "内存条是四G",
    ),
    "2G": (
        "两个G",
        "2048M",
        "2个G",
    ),
    "1G": (
        "一个G",
        "一千零二十四兆",
        "一G",
    ),
    "32G": ("三十二G",),
    "512M": (
        "512兆",
        "五百一十二兆",
        "五一二兆",
        "只有512兆的",
    ),
    "256M": (
        "两百五十六兆",
        "两百五十六兆内存",
    ),
    "ok": (
        "够",
        "没看到提示",
        "内存还有很多",
        "够用",
        "内存正常",
        "没问题",
        "没有提示内存不足",
        "没有提示",
        "不卡",
        "不是很卡",
        "挺快的",
        "还可以",
        "冇问题",
        "充足",
        "没有不足",
        "it's fine",
        "没有提示过",
        "从来没有提示内存不足",
        "内存够的",
        "够用，不卡",
        "速度还可以",
        "挺流畅的",
        "没死机",
        "打印机没问题",
        "内存没有不够",
    ),
    "unknown": (
        "不知道",
        "不清楚",
        "我不会看",
        "唔知",
        "怎么看",
        "在哪里看",
        "没看过",
        "不懂这个",
        "内存是什么",
        "I don't know",
        "不知道多少",
        "这个我不懂",
        "不晓得",
        "怎么看内存",
    ),
}
UNSURE = {
    "8G": (
        "八个机",
        "八级",
        "八个",
        "8",
        "应该是8G",
        "好像是8个G吧",
        "八个鸡",
    ),
    "16G": (
        "十六季",
        "应该有16个G",
    ),
    "4G": ("好像四个G吧",),
    "500G": ("500G",),
    "512M": ("半个G",),
    "ok": (
        "没有",
        "对",
        "应该没问题吧",
    ),
    "insufficient": ("有",),
}
NOTHING = (
    "金税卡",
    "读卡器",
    "一个机器",
    "三个月",
    "你好",
    "打印机",
    "三年前买的电脑",
)


@pytest.mark.parametrize(("said", "value"), pairs(SURE))
def test_a_clear_saying_is_taken_as_it_is(said: str, value: str) -> None:
    found = understood(memory, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(("said", "value"), pairs(UNSURE))
def test_a_vague_saying_wants_a_yes(said: str, value: str) -> None:
    found = understood(memory, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize("said", NOTHING)
def test_what_is_no_answer_is_not_guessed_at(said: str) -> None:
    assert memory(said, MARCH) is None


def test_a_message_of_too_little_memory_and_a_size_are_stored_differently() -> None:
    assert understood(memory, "提示内存不足").value != understood(memory, "八个G").value


@pytest.mark.parametrize("said", ["512兆", "五百一十二兆", "五一二兆", "512M", "５１２M"])
def test_a_size_is_written_one_way_however_it_was_said(said: str) -> None:
    assert understood(memory, said).value == "512M"


@pytest.mark.parametrize("said", ["金税卡坏了", "IC卡", "卡号是多少", "插卡"])
def test_a_card_is_not_a_slow_computer(said: str) -> None:
    assert memory(said, MARCH) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [("开票的时候提示内存不足", "insufficient"), ("内存只有两个G", "2G")],
)
def test_words_about_a_fault_answer_the_question_for_the_memory(said: str, value: str) -> None:
    found = mentioned(said, MARCH)
    assert found
    assert found.value == value


@pytest.mark.parametrize("said", ["打印机坏了", "我有八个读卡器", "余额不足", "时间不够", "系统很慢"])
def test_other_shortages_answer_nothing(said: str) -> None:
    assert mentioned(said, MARCH) is None


@pytest.mark.parametrize("said", ["软件老是死机", "一打开就闪退", "电脑蓝屏了"])
def test_a_program_that_freezes_says_nothing_certain_about_the_memory(said: str) -> None:
    assert mentioned(said, MARCH) is None
