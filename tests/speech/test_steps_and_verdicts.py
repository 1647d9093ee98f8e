"""How far a step got, how a service pleased, what hardware and fees there are: answers in few words."""

from __future__ import annotations

import pytest

from hotline.speech import answers
from hotline.speech.understood import Json
from tests.speech.sayings import MARCH, Reader, pairs, understood

STEP = {
    "done": (
        "弄好了",
        "好了",
        "插好了",
        "重启好了",
        "重启过了",
        "做完了",
        "已经拔下来了",
        "换了一个口",
        "关掉了",
        "试过了",
        "搞掂",
        "可以了",
        "弄好了，灯亮了",
        "done",
    ),
    "failed": (
        "还是不亮",
        "没反应",
        "试过了还是不行",
        "插好了，没反应",
        "重启完了还是一样",
        "不行",
        "没用",
        "我不会弄",
        "找不到那个口",
        "打不开",
        "拔不出来",
        "唔得",
        "it still doesn't work",
    ),
    "waiting": (
        "等一下我正在弄",
        "等一下",
        "稍等",
        "正在重启",
        "还在开机",
        "我去看看",
        "等我一下",
        "马上",
    ),
}
STEP_PERHAPS = {
    "waiting": (
        "还没好",
        "还没弄好",
        "电脑有点慢",
        "one moment",
        "好的",
        "嗯",
        "对",
    ),
    "failed": ("没有",),
}
STEP_NOT = ("你好",)
SATISFACTION = {
    "satisfied": (
        "满意",
        "很满意",
        "非常好",
        "不错",
        "挺好的",
        "五分",
        "5分",
        "师傅很专业，满意",
        "very good",
        "好",
        "几好",
        "一百分",
        "没有不满意",
    ),
    "neutral": (
        "还可以",
        "一般",
        "三分",
        "凑合",
        "还行",
    ),
    "dissatisfied": (
        "不满意",
        "不太满意",
        "很差",
        "不好",
        "一分",
        "太差了",
        "不是很满意",
        "没什么满意的",
        "not satisfied",
        "唔满意",
        "零分",
    ),
}
SATISFACTION_PERHAPS = {
    "neutral": ("一般般吧",),
}
SATISFACTION_NOT = ("啊",)
HAS = {
    True: (
        "有",
        "有的",
        "有电脑",
        "有两台",
        "已经买了",
        "都有",
        "买好了",
        "我们自己有",
        "有啊，早就有了",
        "yes we have one",
    ),
    False: (
        "没有",
        "还没有",
        "还没买",
        "没买",
        "准备买",
        "打算去买",
        "冇",
        "没有电脑",
        "正要买",
        "都没有",
        "not yet",
    ),
}
HAS_NOT = (
    "你好",
    "有没有",
)
FEES = {
    "paid": (
        "交了",
        "已经交齐了",
        "都交了",
        "付清了",
        "给过钱了",
        "交过了",
        "全部付了",
        "已经转账了",
        "it is paid",
    ),
    "unpaid": (
        "还没交",
        "没有交",
        "没付",
        "未缴",
        "还没有",
    ),
    "partly": (
        "交了一部分",
        "只交了定金",
        "还差五百块",
        "交了一半",
        "还欠两百",
        "还没交齐",
        "没付清",
    ),
}
FEES_PERHAPS = {
    "paid": ("对",),
    "unpaid": ("没有",),
}
FEES_NOT = ("你好",)


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        *((answers.step_done, *pair) for pair in pairs(STEP)),
        *((answers.satisfaction, *pair) for pair in pairs(SATISFACTION)),
        *((answers.has, *pair) for pair in pairs(HAS)),
        *((answers.fees, *pair) for pair in pairs(FEES)),
    ],
)
def test_a_clear_saying_is_taken_as_it_is(read: Reader, said: str, value: Json) -> None:
    found = understood(read, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        *((answers.step_done, *pair) for pair in pairs(STEP_PERHAPS)),
        *((answers.satisfaction, *pair) for pair in pairs(SATISFACTION_PERHAPS)),
        *((answers.fees, *pair) for pair in pairs(FEES_PERHAPS)),
    ],
)
def test_a_vague_saying_wants_a_yes(read: Reader, said: str, value: Json) -> None:
    found = understood(read, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize(
    ("read", "said"),
    [
        *((answers.step_done, said) for said in STEP_NOT),
        *((answers.satisfaction, said) for said in SATISFACTION_NOT),
        *((answers.has, said) for said in HAS_NOT),
        *((answers.fees, said) for said in FEES_NOT),
    ],
)
def test_what_is_no_answer_is_not_guessed_at(read: Reader, said: str) -> None:
    assert read(said, MARCH) is None
