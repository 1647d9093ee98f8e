"""What a caller asks or suggests: answered at once, or a row with an owner and a due time (R94, R127, R128)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.app import Application
from hotline.callbacks.models import Kind
from hotline.people.models import Role, Staff
from hotline.tickets.models import Task, TaskKind
from tests.calls.lines import callbacks_of, found, record_of
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    opened = hotline_for(database_url, tmp_path)
    yield opened
    opened.hotline.store.close()


@pytest.fixture
def phone(app: Application) -> Telephone:
    ringing = Telephone(app)
    ringing.ring("+8613900139000")
    return ringing


def test_a_suggestion_is_work_for_a_supervisor_with_a_due_time(app: Application, phone: Telephone) -> None:
    assert "会转给负责人" in phone.say("给你们提个建议，希望周末也有人接电话")

    (task,) = found(app, Task)
    (owner,) = found(app, Staff, Staff.id == task.owner_id)
    assert (task.kind, owner.role) == (TaskKind.CHECK_RECORD, Role.SUPERVISOR)
    assert "希望周末也有人接电话" in task.what
    assert task.due_at.date().isoformat() == "2026-03-11"


def test_what_is_not_ours_is_promised_an_answer(app: Application, phone: Telephone) -> None:
    phone.say("咨询一下电脑有病毒怎么办")

    assert "给您回电话" in phone.say("可以")

    (answer,) = callbacks_of(app, phone.sid)
    assert answer.kind is Kind.RESOLUTION


def test_who_hangs_up_before_leaving_a_number_is_called_all_the_same(app: Application, phone: Telephone) -> None:
    phone.say("咨询一下电脑有病毒怎么办")
    phone.hang_up()

    (call,) = callbacks_of(app, phone.sid)
    assert call.kind is Kind.ABANDONED


def test_a_question_about_policy_is_answered_or_called_about(app: Application, phone: Telephone) -> None:
    assert "12366" in phone.say("小规模纳税人有什么优惠政策")

    phone.say("不用了")
    assert (record_of(app, phone.sid)["outcome"], callbacks_of(app, phone.sid)) == ("answered", [])


def test_who_wants_more_about_a_policy_has_a_call_promised(app: Application, phone: Telephone) -> None:
    phone.say("小规模纳税人有什么优惠政策")
    phone.say("需要")
    phone.say("可以")

    (answer,) = callbacks_of(app, phone.sid)
    assert (answer.kind, record_of(app, phone.sid)["outcome"]) == (Kind.RESOLUTION, "callback_promised")


def test_who_is_told_that_somebody_follows_up_is_called_also_after_a_suggestion(
    app: Application, phone: Telephone
) -> None:
    phone.say("给你们提个建议，希望周末也有人接电话")
    while not phone.is_over:
        phone.say("你们都是骗子，滚")
    assert "负责人会跟进" in phone.said
    phone.hang_up()

    (call,) = callbacks_of(app, phone.sid)
    assert call.kind is Kind.ABANDONED
