"""The printer and its driver, as callers tell them (R13)."""

from __future__ import annotations

import pytest

from hotline.speech.printer import mentioned, printer
from tests.speech.sayings import MARCH, pairs, understood

SURE = {
    "ok": (
        "正常",
        "打印机正常",
        "没问题",
        "驱动没问题",
        "驱动装好了",
        "驱动装了",
        "驱动正常",
        "有驱动",
        "可以打印",
        "能打",
        "打得出来",
        "好的没问题",
        "冇问题",
        "没有换过打印机，正常",
        "不是没装驱动，驱动是好的",
        "it works fine",
        "the driver is installed",
        "驱动是装好的，能打",
        "打印机没有任何问题",
        "一切正常",
        "可以正常打印",
        "打得出，没问题",
    ),
    "missing_driver": (
        "没有驱动",
        "没装驱动",
        "驱动没有装",
        "驱动没装好",
        "打印机驱动不见了",
        "驱动丢了",
        "提示未安装打印机",
        "重装系统以后没装打印机驱动",
        "驱动冇装",
        "驱动装不上",
        "找不到驱动",
        "缺少驱动程序",
        "去动没装",
        "驱动有问题",
        "the driver is missing",
        "no printer driver",
        "打印机驱动没有安装",
        "没有安装驱动程序",
        "驱动被删掉了",
        "电脑重装了，驱动没了",
        "显示驱动程序无法使用",
        "驱动掉了",
        "驱动找不到",
    ),
    "error": (
        "打印机报错",
        "打印出错",
        "提示打印错误",
        "卡纸了",
        "缺纸",
        "打印机亮红灯",
        "打印失败",
        "报错",
        "paper jam",
        "打印机一直亮红灯",
        "打印机提示错误",
        "打印机故障灯亮",
        "老是卡纸",
        "没纸了",
        "打印机显示感叹号",
        "有个黄色的叹号",
    ),
    "misaligned": (
        "打歪了",
        "打偏了",
        "打便了",
        "错位",
        "打印位置不对",
        "对不准格子",
        "往右偏了",
        "打到格子外面去了",
        "整体下移",
        "偏移",
        "打印正常，就是打歪了",
        "打印机正常但是位置偏了",
        "不是打不出来，是打歪了",
        "it's misaligned",
        "打出来往下偏了一行",
        "打印的字跑到框外面去了",
        "左边偏了一点",
        "位置对不上",
        "字都打到格子上面去了",
        "印歪咗",
        "打印机倒是正常的，就是偏一点",
    ),
    "garbled": (
        "乱码",
        "打出来是乱码",
        "打印出来全是问号",
        "密文区前面多了个字母",
        "打出来奇怪的字",
        "乱马",
        "gibberish",
        "打出来的字都是乱的",
        "打出来都是符号",
        "多打了一个字母",
    ),
    "not_printing": (
        "打印不出来",
        "打印机没声音也不打",
        "打不出来",
        "打不了",
        "打印没反应",
        "不打印",
        "不出纸",
        "没反应",
        "印唔到",
        "打唔到",
        "打印机脱机",
        "显示离线",
        "打印机没连上",
        "不能打印",
        "没打印出来",
        "it won't print",
        "nothing comes out",
        "不知道，打印不出来",
        "点打印没有反应",
        "打印不了发票",
        "发票打不出",
        "打印机不动",
        "打印任务一直在队列里",
        "打印机连不上电脑",
        "打印机脱机状态",
        "不是驱动的问题，是打印机坏了",
    ),
    "model_changed": (
        "换了打印机",
        "打印机上个星期换过了",
        "换过一台新打印机",
        "打印机是新的",
        "刚换了打印机",
        "新买的打印机",
        "型号不一样",
        "换了个打印机之后打不出来",
        "we changed the printer",
        "换了一台打印机",
        "昨天刚换的打印机",
        "打印机型号换了",
        "我们新买了一台打印机",
    ),
    "none": (
        "没有打印机",
        "还没买打印机",
        "冇打印机",
        "我们不用打印",
        "no printer",
        "没有打印机的",
        "打印机还没买",
    ),
    "unknown": (
        "不知道有没有问题",
        "不知道",
        "不清楚驱动",
        "没试过",
        "没打过",
        "唔知",
        "什么驱动",
        "I don't know",
        "我也不清楚",
        "还没打过不知道",
        "驱动是什么东西",
    ),
}
UNSURE = {
    "ok": (
        "对",
        "应该正常",
    ),
    "garbled": (
        "字很模糊",
        "打出来太淡了",
    ),
    "missing_driver": ("好像没有驱动",),
}
NOTHING = (
    "不正常",
    "不好",
    "你好",
    "开票系统进不去",
    "8G",
    "没有",
)


@pytest.mark.parametrize(("said", "value"), pairs(SURE))
def test_a_clear_saying_is_taken_as_it_is(said: str, value: str) -> None:
    found = understood(printer, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(("said", "value"), pairs(UNSURE))
def test_a_vague_saying_wants_a_yes(said: str, value: str) -> None:
    found = understood(printer, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize("said", NOTHING)
def test_what_is_no_answer_is_not_guessed_at(said: str) -> None:
    assert printer(said, MARCH) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("开票系统可以进,但是打印不出来", "not_printing"),
        ("发票打歪了", "misaligned"),
        ("换了打印机以后打出来全是乱码", "model_changed"),
        ("安装驱动失败", "missing_driver"),
    ],
)
def test_words_about_a_fault_answer_the_question_for_the_printer(said: str, value: str) -> None:
    found = mentioned(said, MARCH)
    assert found
    assert found.value == value


@pytest.mark.parametrize("said", ["系统打不开", "读卡器红灯", "报错七零六", "没反应", "网络连不上"])
def test_faults_of_other_things_answer_nothing(said: str) -> None:
    assert mentioned(said, MARCH) is None
