"""How pressing a call is, in the caller's own words."""

from __future__ import annotations

import pytest

from hotline.speech.urgency import urgency
from tests.speech.sayings import pairs

LEVELS = {
    "high": (
        "客户等着开票呢",
        "今天必须开出来",
        "很急",
        "急",
        "马上要用",
        "系统锁死了",
        "明天截止了",
        "客人在门口等",
        "一张都开不了",
        "一张票也打不出来",
        "老板催死了",
        "今天是最后一天",
        "能不能快点",
        "急用",
        "客户在旁边等",
        "urgent please",
        "好急啊",
        "下午就过征期了，抄不了税",
        "征期快到了",
    ),
    "low": (
        "不急",
        "不着急",
        "不是很急",
        "你们有空再来看看",
        "随时都可以",
        "我顺便问一下",
        "不用急，慢慢来",
        "有时间帮我看一下",
        "no rush",
        "没有那么急",
        "唔急",
    ),
    "normal": (
        "读卡器不亮",
        "打印机打歪了",
        "不急，明天截止前弄好就行",
        "我要报修",
        "你好",
        "有时间限制吗",
        "等了三天没人来",
    ),
}


@pytest.mark.parametrize(("said", "level"), pairs(LEVELS))
def test_urgency_is_heard_from_the_words(said: str, level: str) -> None:
    assert urgency(said) == level


def test_nothing_said_is_a_normal_call() -> None:
    assert urgency("") == "normal"
