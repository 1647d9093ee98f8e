"""Symptoms: the caller's own words, error numbers, and the kind of fault (R9)."""

from __future__ import annotations

import pytest

from hotline.speech.error_codes import category as category_of_code
from hotline.speech.error_codes import codes
from hotline.speech.heard import heard
from hotline.speech.symptoms import category, symptom, trouble
from tests.speech.sayings import MARCH, pairs, understood

KINDS = {
    "device_not_found": (
        "开票系统进不去，提示没有找到金税卡",
        "提示4001",
        "报税盘读不到",
    ),
    "card_reader": (
        "读卡器灯不亮",
        "打印机不是坏了，是读卡器红灯一直闪",
    ),
    "memory": (
        "内存不足",
        "用着用着死机",
        "不是打印机的问题，是内存不足",
    ),
    "printer": (
        "打印出来是歪的",
        "不是不能开票，是打印不出来",
        "没有红灯，是打印机打歪了",
    ),
    "card_clock": (
        "金税卡日期不对",
        "时钟错误",
    ),
    "tax_report_due": (
        "抄税抄不了",
        "清卡失败",
        "超税超不了",
        "青卡不成功",
        "已经到抄税期了",
    ),
    "lockout": (
        "系统锁死了",
        "报错702",
        "系统所死了",
        "The card reader light is red and the system is locked",
    ),
    "accounting_month": ("会计月份没变",),
    "password": (
        "密码忘记了",
        "证书口令被锁了",
        "登录时提示证书密码错误",
    ),
    "network_upload": (
        "发票上传不了",
        "离线发票没上传被锁了",
        "网络连不上",
    ),
    "invoice_stock": (
        "没有可用发票",
        "超过开票限额",
    ),
    "software": (
        "软件打不开",
        "错误七零六",
        "开不了票，一直说错误七零六",
        "开唔到票",
        "入唔到系统",
    ),
    "unknown": (
        "不知道怎么回事就是不行",
        "冇反应",
        "坏了",
    ),
}
NOTHING = (
    "喂你好",
    "嗯",
    "对的",
)


@pytest.mark.parametrize(("said", "kind"), pairs(KINDS))
def test_the_kind_of_fault_is_guessed_from_the_words(said: str, kind: str) -> None:
    value = understood(symptom, said).value
    assert isinstance(value, dict)
    assert value["category"] == kind


@pytest.mark.parametrize("said", NOTHING)
def test_a_greeting_is_no_symptom(said: str) -> None:
    assert symptom(said, MARCH) is None


@pytest.mark.parametrize("said", ["系统报错。重启以后还是一样,错误七零六!", "打不开", "The printer does not print"])
def test_the_words_are_kept_as_they_were_said(said: str) -> None:
    value = understood(symptom, said).value
    assert isinstance(value, dict)
    assert value["text"] == said


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("错误七零六", ["706"]),
        ("错误706", ["706"]),
        ("错误七百零六", ["706"]),
        ("706错误", ["706"]),
        ("2号错误", ["2"]),
        ("错误代码是4002", ["4002"]),
        ("报错三零零一和四零零一", ["3001", "4001"]),
        ("先提示706,后来又提示702", ["706", "702"]),
        ("错误七林六", ["706"]),
        ("错误号 一百二十六", ["126"]),
        ("错误代码：６０１１", ["6011"]),
        ("error code 3001", ["3001"]),
    ],
)
def test_error_numbers_are_kept_as_digits_in_the_order_said(said: str, numbers: list[str]) -> None:
    assert codes(heard(said)) == numbers


@pytest.mark.parametrize(
    "said",
    [
        "错误一直出现",
        "提示一个错误",
        "报错三次了",
        "两个错误",
        "提示2026年3月10号",
        "提示内存只有8G",
        "电话是13812345678报错",
        "报警110",
        "报错了3次",
        "弹出一个窗口",
        "错误",
    ],
)
def test_other_numbers_are_no_error_numbers(said: str) -> None:
    assert codes(heard(said)) == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("2", "card_clock"),
        ("706", "software"),
        ("56", "tax_report_due"),
        ("701", "tax_report_due"),
        ("21", "lockout"),
        ("702", "lockout"),
        ("768", "network_upload"),
        ("82", "invoice_stock"),
        ("87", "invoice_stock"),
        ("105", "card_reader"),
        ("1085", "tax_report_due"),
        ("237", "password"),
        ("6500", "password"),
        ("3001", "device_not_found"),
        ("1050", "device_not_found"),
        ("99999", None),
    ],
)
def test_a_number_of_the_device_points_to_a_kind_of_fault(number: str, kind: str | None) -> None:
    assert category_of_code(number) == kind


def test_words_count_before_the_number() -> None:
    assert category("打印机报错702") == "printer"
    assert category("报错702") == "lockout"


@pytest.mark.parametrize(
    ("said", "also"),
    [
        ("读卡器灯不亮", {"card_reader": "none"}),
        ("提示没有找到金税卡,内存也不足", {"memory": "insufficient"}),
        ("打印机没有驱动", {"printer": "missing_driver"}),
        ("打印机不是坏了,是读卡器红灯一直闪", {"card_reader": "flashing"}),
        ("开不了票", {}),
        ("抄税抄不了", {}),
        ("打印机亮红灯", {"printer": "error"}),
    ],
)
def test_questions_that_the_words_answer_need_not_be_asked(said: str, also: dict[str, str]) -> None:
    assert {slot: found.value for slot, found in understood(symptom, said).also.items()} == also


@pytest.mark.parametrize("said", ["没有什么问题", "一切正常", "我想咨询政策", "没有报错", "你好"])
def test_no_trouble_is_heard_where_there_is_none(said: str) -> None:
    assert trouble(said) is None
