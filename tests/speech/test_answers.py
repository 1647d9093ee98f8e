"""Yes and no, solved or not, and the caller's own words."""

from __future__ import annotations

import pytest

from hotline.speech import answers
from hotline.speech.understood import Json
from tests.speech.sayings import ENGLISH, MARCH, Reader, pairs, understood

YES_NO = {
    True: (
        "对",
        "对的",
        "是",
        "是的",
        "嗯",
        "嗯嗯",
        "嗯，对",
        "没错",
        "系",
        "系啊",
        "啱",
        "啱嘅",
        "冇错",
        "冇问题",
        "可以",
        "可以的",
        "1",
        "一",
        "好",
        "好的",
        "好吧",
        "行",
        "没问题",
        "没有错",
        "没有问题",
        "不是不对",
        "就是这个",
        "是这个号码",
        "是金湾公司",
        "对对对",
        "是是是",
        "对啊没错",
        "正确",
        "不错",
        "号码是对的",
        "电话对",
        "yes",
        "Yeah, that's right.",
        "ok",
        "差不多",
        "需要",
        "要",
        "有",
        "那当然",
        "確認",
        "对，是的，就是这样",
        "嗯是这个",
        "對",
        "對呀",
        "係呀冇錯",
        "恩",
        "没错没错",
        "嗯，可以，没问题",
        "噢，对的对的",
        "对，就是这个号码",
        "哦，是的，谢谢",
        "可以可以可以",
        "对的，没错",
        "嗯对",
        "是这样的",
        "没错，就是这个号码",
        "对，打这个就行",
        "可以，谢谢",
        "好，可以",
        "行吧",
        "OK的",
        "是啊是啊",
        "对对，就是我们公司",
        "嗯，是的呢",
        "要的",
        "需要的",
        "麻烦了，需要",
        "yes please",
        "sure",
    ),
    False: (
        "不对",
        "不是",
        "没有",
        "唔系",
        "唔啱",
        "错了",
        "2",
        "二",
        "不",
        "不是的",
        "不行",
        "不可以",
        "不要",
        "不需要",
        "不用",
        "不用了",
        "没",
        "冇",
        "唔得",
        "唔使啦",
        "不是不是",
        "不是不是，我说的是金湾",
        "是错的",
        "是不对",
        "嗯，不是",
        "不太对",
        "不是很对",
        "你听错了",
        "名字错了",
        "对不起，不是",
        "no",
        "No, that's wrong.",
        "not correct",
        "不是，是金山公司",
        "嗯，不对",
        "不对，是八六零零零",
        "不是，最后一位是五",
        "电话错了",
        "不是这个",
        "不是金湾，是金山",
        "都不对",
        "公司名字不对",
        "号码不对",
        "nope",
        "不是这个公司",
        "不是的，我们叫金山",
        "不对不对，说错了",
        "没有没有",
        "暂时不需要",
        "先不用",
        "不用麻烦了",
        "不是我们公司",
        "错，不是这个",
        "你搞错了",
        "完全不对",
        "有点不对",
        "不不不",
        "没有啊",
        "那倒没有",
        "no thank you",
    ),
}
YES_NO_PERHAPS = {
    True: (
        "应该是",
        "好像是吧",
        "不对，哦对的",
    ),
    False: (
        "好像不对",
        "对，不是，错了",
    ),
}
YES_NO_NOT = (
    "不知道",
    "不确定",
    "是不是",
    "对不对",
    "对不起",
    "喂",
    "你好",
    "什么",
    "我的打印机坏了",
    "我是金湾机械的",
    "啊",
    "是吗",
    "得",
    "我没说这个",
    "这个嘛",
    "我想想",
    "刚才你说什么",
    "多少",
    "对不对我也不知道",
)
SOLVED = {
    True: (
        "好了",
        "可以了",
        "搞掂咗",
        "能开票了",
        "已经好了谢谢",
        "现在可以了",
        "解决了",
        "行了",
        "亮了亮了",
        "绿灯亮了",
        "打出来了",
        "正常了",
        "没问题了",
        "不闪了",
        "不报错了",
        "可以开票了，谢谢你",
        "得咗",
        "刚才不行，现在好了",
        "哦可以了可以了",
        "恢复正常了",
        "进去了",
        "it works now",
        "fixed, thanks",
        "对",
        "是的",
    ),
    False: (
        "还是不行",
        "没好",
        "没有",
        "没用",
        "一样",
        "还是一样",
        "不行",
        "还是打不出来",
        "好了但是还是不能打印",
        "好了一点，但还是很卡",
        "能进系统了，但是开不了票",
        "没反应",
        "还没好",
        "还是没有解决",
        "仲系唔得",
        "都系唔得",
        "有时候可以有时候不行",
        "开不了",
        "又不行了",
        "没什么变化",
        "好一点",
        "好了一半，有时亮有时不亮",
        "好了一会儿又不亮",
        "一会儿好一会儿坏",
        "时亮时不亮",
        "又弹出来了",
        "亮了一下又灭了",
        "进去了又掉了",
        "可以了，马上又断了",
        "灯还是不亮",
        "可以进系统了，不过打印还是歪的",
        "还没有",
        "still not working",
        "no",
        "no it doesn't",
        "未得",
        "冇用",
        "不太行",
        "还是那样",
        "老样子",
        "弄不好",
        "没搞定",
    ),
}
SOLVED_PERHAPS = {
    True: (
        "好像好了",
        "应该可以了吧",
        "好的",
    ),
}
SOLVED_NOT = (
    "好了吗",
    "你说什么",
    "等一下",
    "喂",
)


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        *((answers.yes_no, *pair) for pair in pairs(YES_NO)),
        *((answers.solved, *pair) for pair in pairs(SOLVED)),
    ],
)
def test_a_clear_saying_is_taken_as_it_is(read: Reader, said: str, value: Json) -> None:
    found = understood(read, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        *((answers.yes_no, *pair) for pair in pairs(YES_NO_PERHAPS)),
        *((answers.solved, *pair) for pair in pairs(SOLVED_PERHAPS)),
    ],
)
def test_a_vague_saying_wants_a_yes(read: Reader, said: str, value: Json) -> None:
    found = understood(read, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize(
    ("read", "said"),
    [
        *((answers.yes_no, said) for said in YES_NO_NOT),
        *((answers.solved, said) for said in SOLVED_NOT),
    ],
)
def test_what_is_no_answer_is_not_guessed_at(read: Reader, said: str) -> None:
    assert read(said, MARCH) is None


def test_half_solved_is_not_solved() -> None:
    assert understood(answers.solved, "能进系统了,但是开不了票").value is False
    assert understood(answers.solved, "打印还是打不出来,不过能开票了").value is False


def test_the_latest_state_counts_over_the_earlier_one() -> None:
    assert understood(answers.solved, "刚才不行,现在好了").value is True


def test_yes_and_no_are_read_back_in_the_caller_s_language() -> None:
    agreed = answers.yes_no("yes", ENGLISH)
    assert agreed
    assert agreed.said == "yes"
    assert understood(answers.yes_no, "唔系").said == "不对"


@pytest.mark.parametrize("said", ["", "   ", "。。。", "?!", "😀"])
def test_marks_alone_are_no_words(said: str) -> None:
    assert answers.free_text(said, MARCH) is None


def test_free_words_are_kept_trimmed_and_within_two_thousand_characters() -> None:
    assert understood(answers.free_text, "  我要 补充 一点  ").value == "我要 补充 一点"
    assert len(str(understood(answers.free_text, "票" * 65_536).value)) == 2000


@pytest.mark.parametrize("said", ["留号码吧", "不等了", "你们给我打回来吧", "我没空等", "不想等"])
def test_who_would_rather_be_called_does_not_hold(said: str) -> None:
    found = answers.hold(said, MARCH)
    assert found is not None
    assert found.value is False


@pytest.mark.parametrize("said", ["好的我等", "可以", "愿意", "行"])
def test_who_says_yes_holds(said: str) -> None:
    found = answers.hold(said, MARCH)
    assert found is not None
    assert found.value is True
