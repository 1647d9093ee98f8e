"""What a caller with a complaint is told stands in its row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.callbacks.models import Callback, Kind
from tests.calls.lines import found
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone

ANSWERS = {"企业全称": "珠海市海狸电子有限公司", "税务分局": "香洲区税务局"}


def _complain(phone: Telephone, caller: str, number: str) -> str:
    """Complain, and answer `number` to the question for one; gives what is heard last."""
    answers = {**ANSWERS, "联系电话": number}
    phone.ring(caller)
    phone.say("我要投诉，你们的工程师态度太差了")
    for _ in range(20):
        if phone.is_over:
            return phone.said
        phone.say(next((words for cue, words in answers.items() if cue in phone.says[-1]), "对"))
    raise AssertionError(f"the call did not end; last heard: {phone.said}")


@pytest.mark.parametrize(("days", "day"), [("3", 13), ("2", 12)])
def test_the_result_is_promised_until_the_call_is_due(database_url: str, tmp_path: Path, days: str, day: int) -> None:
    app = hotline_for(database_url, tmp_path, HOTLINE_COMPLAINT_FOLLOW_UP_DAYS=days)

    said = _complain(Telephone(app), "+8613800138000", "可以")

    assert f"最迟3月{day}日上午9点30分把处理结果告诉您" in said
    (call,) = found(app, Callback, Callback.kind == Kind.COMPLAINT_FOLLOW_UP)
    assert call.due_at.replace(second=0, microsecond=0) == datetime(2026, 3, day, 1, 30, tzinfo=UTC)
    app.hotline.store.close()


def test_a_caller_without_a_number_is_not_promised_a_call(database_url: str, tmp_path: Path) -> None:
    app = hotline_for(database_url, tmp_path)

    said = _complain(Telephone(app), "ANONYMOUS", "不方便留电话")

    assert "把处理结果告诉您" not in said
    assert "来电报这个编号就能问到结果" in said
    app.hotline.store.close()
