from __future__ import annotations

import pytest

from hotline.speech.recurrence import comes_back


@pytest.mark.parametrize(
    "words",
    [
        "上次修好的又坏了",
        "我们那个开票系统，又不行了",
        "昨天刚处理好的又开不了票了",
        "又出现了一样的问题",
        "还是上次的问题",
        "根本没修好",
        "老毛病了",
        "the printer broke down again",
        "the error came back",
    ],
)
def test_a_fault_that_is_back_is_heard(words: str) -> None:
    assert comes_back(words)


@pytest.mark.parametrize("words", ["开不了票", "打印机坏了", "查一下工单进度", "我又买了一台电脑", "I cannot print"])
def test_a_fault_of_its_own_is_none_that_is_back(words: str) -> None:
    assert not comes_back(words)
