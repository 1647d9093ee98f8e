"""Questions that have an answer at hand, and those that are a person's."""

from __future__ import annotations

import pytest

from hotline.speech.topics import topic


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("现在小规模的税率是多少", "policy"),
        ("我想问一下政策", "policy"),
        ("我给你们提个建议", "suggestion"),
        ("你们的投诉电话是多少", "complaint_line"),
        ("为什么上门要收费啊", "fee"),
        ("上门一次多少钱", "fee"),
        ("家里宽带上不了网", "not_ours"),
        ("转人工", None),
        ("", None),
    ],
)
def test_what_is_asked_about(said: str, expected: str | None) -> None:
    assert topic(said) == expected
