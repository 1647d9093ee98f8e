"""What callers say beside the question (R4, R86)."""

from __future__ import annotations

import re

import pytest

from hotline.speech import asides
from hotline.speech.asides import aside
from hotline.speech.heard import heard
from tests.speech.sayings import pairs

SAYINGS = {
    "repeat": (
        "再说一遍",
        "请再说一遍好吗",
        "没听清",
        "我没听清楚你刚才说的",
        "啥",
        "什么",
        "你说什么",
        "不好意思，没听清",
        "听不清楚",
        "听唔到",
        "讲多次",
        "你说什么意思",
        "不好意思信号不好，再讲一次",
        "说慢一点",
        "什么意思",
        "重复一下",
        "咩话",
        "不好意思我没听清楚，请再说一遍",
        "你刚才说什么来着",
        "麻烦您再重复一次",
        "没听懂",
        "你说的我听不懂",
        "太快了，慢一点",
        "再讲一遍啦",
        "听唔清楚",
    ),
    "person": (
        "转人工",
        "人工",
        "人工服务",
        "我要人工客服",
        "帮我转人工",
        "找真人",
        "我要找真人",
        "不跟机器说",
        "我不想和机器人说话",
        "找个人来接电话",
        "有没有人工",
        "转接客服",
        "帮我找你们经理",
        "能不能转人工",
        "我要跟人说",
        "I want to talk to a human",
        "operator please",
        "转人工，谢谢",
        "请问可以转人工客服吗",
        "人工人工",
        "我不要跟机器人说话，转人工",
        "叫你们领导来听电话",
        "能找个真人吗",
        "转人工服务谢谢",
        "我要和真人说话",
        "麻烦帮我转一下人工",
    ),
    "wait": (
        "等一下",
        "等等",
        "稍等",
        "稍等一下",
        "等我一下",
        "我去看看",
        "我看一下",
        "你等我开机",
        "等一下我去问问同事",
        "您稍等，我去拿一下资料",
        "我找一找",
        "别挂",
        "让我想想",
        "等阵",
        "hold on",
        "one moment please",
        "你稍等一下啊",
        "等我一分钟",
        "我开一下电脑",
        "我先看一下",
        "等我打开系统",
        "稍等，我问一下会计",
        "等一等",
        "等下先",
    ),
    "abuse": (
        "傻逼",
        "你们这帮废物",
        "滚",
        "滚蛋吧你",
        "去死",
        "丢你老母",
        "操你妈",
        "垃圾公司",
        "你有病吧",
        "fuck you",
        "你这个傻逼机器人",
        "滚开",
        "你妈的",
        "死机器人",
        "神经病",
        "扑街",
        "你就是个垃圾",
    ),
    "wrong_number": (
        "打错了",
        "不好意思打错了",
        "我打错电话了",
        "不是找你们",
        "拨错号了",
        "sorry, wrong number",
        "打错电话了，不好意思",
        "哦，我打错了",
    ),
    "refuse": (
        "不方便说",
        "不想留电话",
        "不告诉你",
        "我不想说",
        "这是隐私",
        "凭什么告诉你",
        "我不方便透露",
        "不方便留电话",
        "不想给你电话号码",
        "我不想告诉你",
        "为什么要留电话",
        "不想说",
    ),
    "english": (
        "I'd rather not say",
        "English please",
        "Do you speak English?",
        "My invoicing system does not work",
        "你会说英语吗",
        "the card reader light is red",
        "can you speak english",
        "I have a problem with my printer",
        "sorry I don't speak Chinese",
    ),
    "cannot_tell": (
        "看不到",
        "我看不懂",
        "不知道在哪",
        "找不到那个",
        "我不在电脑旁",
        "我现在不在公司",
        "不知道",
        "不清楚",
        "我也不知道怎么看",
        "睇唔到",
        "唔知喺边度睇",
        "在哪里看",
        "找不到你说的那个界面",
        "不会看",
        "我在外面",
        "看不到日期",
        "我不知道在哪里看",
        "我找不到这个界面",
        "我人不在公司",
        "我不懂怎么看",
        "看不懂这个界面",
        "没看到",
    ),
    "goodbye": (
        "不用了",
        "再见",
        "拜拜",
        "没事了，谢谢",
        "不用了谢谢",
        "挂了",
        "没有了，谢谢",
        "就这样吧，再见",
        "算了",
        "bye",
        "好的再见",
        "那就这样吧",
        "挂了啊",
        "好，拜拜",
        "没有了，再见",
    ),
}
NO_ASIDES = (
    "系统提示没有找到设备",
    "不是",
    "我要投诉你们人工态度",
    "密码打错了",
    "发票打错了一张",
    "开错票了",
    "打错",
    "找人来修一下",
    "派人过来",
    "机器坏了找人来看",
    "等一下午了都没人来",
    "等了三天",
    "等一下灯是红的",
    "看不到红灯",
    "找不到金税盘",
    "没有找到读卡器",
    "打印的时候没听到声音",
    "今天不方便，明天吧",
    "他妈的打印机又坏了",
    "你们这帮废物，修了三次都没好，我要投诉",
    "滚轴坏了",
    "UKey",
    "ok",
    "yes",
    "红灯",
    "对",
    "好的",
    "没有",
    "8G",
    "会计月份是三月",
    "再说一遍我的电话是13800138000",
    "我们的英文名是ABC Trading",
    "人工费多少",
    "提示你说什么都没用",
    "什么时候来",
    "什么时候上门",
    "密码不知道",
    "等等，我的打印机又好了",
    "马上要用，很急",
    "你好",
    "喂",
    "不用了，已经好了",
    "我看不到那个灯",
    "",
    "😀",
    "垃圾桶图标不见了",
    "电话不方便给",
    "人工智能公司",
    "我们公司叫真人科技有限公司",
    "系统死机了",
    "电脑死机了",
    "打印机有毛病",
    "没有听到打印机响",
    "开票系统再说",
    "红灯一直亮，看不到绿灯",
    "不知道密码",
    "没有人工",
    "我找王师傅",
    "你好请问你们是金穗公司吗",
    "不对",
    "错了",
    "等一下就好了",
    "垃圾桶",
    "您好",
    "我看一下灯是绿的",
    "我找不到驱动",
    "查不到发票",
    "不想要了",
    "挂号信",
)


@pytest.mark.parametrize(("said", "meaning"), pairs(SAYINGS))
def test_a_saying_beside_the_question_is_recognised(said: str, meaning: str) -> None:
    assert aside(said, "zh-CN", "company_name") == meaning


@pytest.mark.parametrize("said", NO_ASIDES)
def test_an_answer_is_no_aside(said: str) -> None:
    assert aside(said, "zh-CN", "company_name") is None


@pytest.mark.parametrize("said", ["不用了", "不用了谢谢", "没有了", "算了", "no thanks"])
@pytest.mark.parametrize("slot", ["yes_no", "solved", ""])
def test_declining_what_was_offered_does_not_end_the_call(said: str, slot: str) -> None:
    assert aside(said, "en-US", slot) is None


@pytest.mark.parametrize("said", ["不用了,再见", "没有了,拜拜", "再见"])
def test_a_farewell_ends_the_call_whatever_was_asked(said: str) -> None:
    assert aside(said, "zh-CN", "yes_no") == "goodbye"


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("please repeat that", "repeat"),
        ("hold on a second", "wait"),
        ("I can't see it", "cannot_tell"),
        ("I'd rather not say", "refuse"),
        ("operator", "person"),
        ("My invoicing system does not work", None),
    ],
)
def test_english_asides_are_understood_in_an_english_call(said: str, meaning: str | None) -> None:
    assert aside(said, "en-US") == meaning


def test_an_utterance_of_polite_words_over_and_over_is_read_at_once() -> None:
    """No word may be made of two others: with 你, 好 and 你好 this test would not end."""
    polite = set(re.findall(r"[一-鿿]+|[a-z']+(?: [a-z]+)*", asides._BEFORE + asides._AFTER))
    for word in sorted(polite):
        for other in sorted(polite):
            asides._saying(heard((word + other) * 20)[:39] + "x")
