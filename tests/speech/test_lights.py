"""The lights of the card reader, as callers tell them (R11)."""

from __future__ import annotations

import pytest

from hotline.speech.lights import card_reader, mentioned
from tests.speech.sayings import ENGLISH, MARCH, pairs, understood

SURE = {
    "normal": (
        "正常",
        "跟平时一样",
        "灯是正常的",
        "红绿灯正常",
        "正常啊，没问题",
        "没有不正常",
        "灯都是好的",
        "没问题",
        "都亮着，正常",
        "冇问题",
        "灯系正常嘅",
        "the lights are normal",
        "嗯红绿灯都是正常的，没有什么问题",
        "灯没问题",
        "好的没问题都正常",
        "系正常嘅，冇问题",
    ),
    "none": (
        "不亮",
        "暗的",
        "什么灯都没有",
        "没见它亮",
        "灯不亮",
        "都不亮",
        "一个都不亮",
        "没有灯",
        "没亮灯",
        "灯没亮",
        "灯全灭了",
        "黑的，什么都没有",
        "红灯绿灯都不亮",
        "红的绿的都不亮",
        "红绿灯都没有亮",
        "灯唔着",
        "冇灯",
        "两个灯都唔着",
        "等不亮",
        "灯不量",
        "读卡器一点反应都没有",
        "no light at all",
        "the light is off",
        "两个灯都没有",
        "插上去没有任何反应",
        "没反应",
        "灯全都不亮了",
        "指示灯不亮",
        "没有红灯也没有绿灯",
        "全部唔着",
    ),
    "red_only": (
        "红灯",
        "红灯亮",
        "只有红灯亮",
        "红灯亮，绿灯不亮",
        "一直是红灯",
        "红灯常亮",
        "红色的灯亮着",
        "绿灯不亮，红灯亮",
        "没有绿灯，只有红灯",
        "是红的",
        "紅燈著咗，綠燈冇着",
        "洪灯亮",
        "亮红灯",
        "不是绿灯，是红灯",
        "是红灯不是绿灯",
        "刚才是绿灯，现在变红灯了",
        "绿灯，不对，是红灯",
        "不是正常，是红灯",
        "the red one is on",
        "only the red light",
        "上面那个红色的灯一直亮着",
        "就亮一个红灯",
        "不太正常，红灯亮",
        "红的",
        "亮着红灯",
        "红灯着咗",
        "一直着住红灯",
    ),
    "green_only": (
        "绿灯",
        "绿灯亮",
        "只有绿灯亮，红灯没亮",
        "绿灯亮着，红灯不亮",
        "没有红灯，只有绿灯",
        "绿色的",
        "律灯亮",
        "绿等亮着",
        "是绿灯，不是红灯",
        "绿灯常亮，不闪",
        "green light only",
        "我看一下啊，绿灯是亮的，红灯没有亮",
        "绿灯长亮",
        "绿的",
    ),
    "flashing": (
        "一直闪",
        "红灯在闪",
        "绿灯闪",
        "红绿灯都在闪",
        "一闪一闪的",
        "红灯绿灯轮流闪",
        "不是不亮，是一直闪",
        "忽明忽暗",
        "一亮一灭的",
        "闪下闪下",
        "红灯一直闪个不停",
        "灯一直在散",
        "it keeps flashing",
        "the red light is blinking",
        "金税盘的灯一闪一闪",
        "红灯闪烁",
        "绿灯闪了几下就不亮了",
        "闪",
        "个灯闪下闪下",
    ),
    "cannot_see": (
        "看不到",
        "我看不见",
        "没看到",
        "没注意看",
        "我不在电脑旁边",
        "不知道哪个是读卡器",
        "找不到读卡器在哪",
        "睇唔到",
        "唔知喺边度",
        "没有读卡器",
        "灯在哪里",
        "我不在公司",
        "I can't see it",
        "我没有看到灯在哪里",
        "那个读卡器在哪里啊",
        "我看不清",
        "不知道是什么灯",
        "我人不在现场",
    ),
    "not_found": (
        "灯正常但是提示没有找到",
        "灯是正常的，系统提示没有找到金税卡",
        "绿灯亮，但是电脑检测不到设备",
        "提示未检测到金税盘",
        "系统提示没有找到设备",
        "识别不到",
        "读不到卡",
        "灯亮着，说找不到读卡器",
        "显示设备未连接",
        "灯是绿的，就是电脑说找不到金税盘",
        "绿灯亮但读不出来",
        "灯正常，但是显示未找到设备",
        "插上去电脑没有识别到",
    ),
}
UNSURE = {
    "normal": (
        "应该正常吧",
        "亮的",
        "灯亮了",
        "红灯绿灯都亮",
        "两个灯都亮着",
        "绿灯亮，正常的",
        "对",
        "一个红一个绿",
        "只有电源灯亮",
    ),
    "none": (
        "看不到灯亮",
        "没看到有灯亮",
        "可能是不亮吧",
    ),
    "green_only": (
        "红灯不亮",
        "应该是绿灯",
    ),
    "red_only": (
        "绿灯不亮",
        "好像是红灯吧",
    ),
    "flashing": ("有时候亮有时候不亮",),
}
NOTHING = (
    "不正常",
    "灯不太正常",
    "是不正常的",
    "不好",
    "你好",
    "喂喂",
    "什么",
    "打印机坏了",
    "八个G",
    "正常吗",
)


@pytest.mark.parametrize(("said", "value"), pairs(SURE))
def test_a_clear_saying_is_taken_as_it_is(said: str, value: str) -> None:
    found = understood(card_reader, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(("said", "value"), pairs(UNSURE))
def test_a_vague_saying_wants_a_yes(said: str, value: str) -> None:
    found = understood(card_reader, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize("said", NOTHING)
def test_what_is_no_answer_is_not_guessed_at(said: str) -> None:
    assert card_reader(said, MARCH) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("开不了票,读卡器灯不亮", "none"),
        ("我们的读卡器一直闪红灯", "flashing"),
        ("读卡器不亮,你们派人上门看看吧", "none"),
    ],
)
def test_words_about_a_fault_answer_the_question_for_the_lights(said: str, value: str) -> None:
    found = mentioned(said, MARCH)
    assert found
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(
    "said", ["打印机亮红灯", "系统进不去", "路由器的灯不亮", "不亮", "显示器不亮", "正常", "看不到灯"]
)
def test_lights_of_other_things_answer_nothing(said: str) -> None:
    assert mentioned(said, MARCH) is None


def test_memory_and_driver_in_order_say_nothing_about_the_lights() -> None:
    found = mentioned("读卡器红灯一直亮,内存没问题,驱动也是正常的", MARCH)
    assert found
    assert found.value == "red_only"
    assert found.certain


def test_the_value_is_read_back_in_the_caller_s_language() -> None:
    in_chinese, in_english = card_reader("不亮", MARCH), card_reader("不亮", ENGLISH)
    assert in_chinese
    assert in_english
    assert (in_chinese.said, in_english.said) == ("灯不亮", "no light is on")


def test_the_evidence_is_the_words_that_decided() -> None:
    assert understood(card_reader, "我看了一下,红绿灯是正常的").evidence == "正常"


@pytest.mark.parametrize("said", ["提示没有找到金税卡", "系统检测不到金税盘", "找不到读卡器"])
def test_a_device_that_is_not_found_says_nothing_about_its_lights(said: str) -> None:
    assert mentioned(said, MARCH) is None
