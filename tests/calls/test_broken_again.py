"""又坏了: who says that a solved fault is back gets its ticket opened again, and a promise with a row (R64)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.app import Application
from hotline.callbacks.models import Callback, Kind, State
from hotline.tickets.models import Status, TaskKind, Ticket
from hotline.tickets.models import Task as Work
from tests.calls.lines import found, record_of
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone
from tests.web.callers import SOLVED, live

CALLER = "+8613800138066"
PROMISE = "等我们有了确切结果后会尽快和您联系"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    """A hotline that has solved the fault of a caller."""
    opened = hotline_for(database_url, tmp_path)
    live(Telephone(opened), CALLER, SOLVED, sid="CAsolved")
    yield opened
    opened.hotline.store.close()


def _ticket(app: Application) -> Ticket:
    (ticket,) = found(app, Ticket, Ticket.call_sid == "CAsolved")
    return ticket


def _calls(app: Application) -> dict[Kind, State]:
    return {call.kind: call.state for call in found(app, Callback, Callback.ticket_id == _ticket(app).id)}


def _is_open_again(app: Application, phone: Telephone) -> None:
    ticket = _ticket(app)
    assert (ticket.status, ticket.solved_at) == (Status.IN_PROGRESS, None)
    assert _calls(app) == {Kind.FOLLOW_UP: State.DONE, Kind.RESOLUTION: State.QUEUED}
    (task,) = found(app, Work, Work.ticket_id == ticket.id, Work.kind == TaskKind.REPRODUCE_FAULT)
    (promise,) = found(app, Callback, Callback.call_sid == phone.sid)
    assert (promise.phone, promise.due_at, task.due_at) == (CALLER, ticket.promised_until, ticket.promised_until)
    assert record_of(app, phone.sid)["ticket"] == {"number": ticket.number, "status": "in_progress"}


def test_said_at_the_opening_it_opens_the_ticket_that_was_solved(app: Application) -> None:
    phone = Telephone(app)
    phone.ring(CALLER)

    assert "上次处理好的问题" in phone.say("上次修好的开票系统又坏了")
    phone.say("是的")
    said = phone.say("可以")

    assert PROMISE in said
    assert "最迟今天" in said
    _is_open_again(app, phone)


def test_another_fault_of_the_same_caller_is_a_ticket_of_its_own(app: Application) -> None:
    phone = Telephone(app)
    phone.ring(CALLER)
    phone.say("我们的打印机又坏了")

    assert PROMISE not in phone.say("不是，是别的问题")
    assert _ticket(app).status is Status.SOLVED


def test_who_asks_for_the_progress_is_asked_whether_all_is_well(app: Application) -> None:
    phone = Telephone(app)
    phone.ring(CALLER)

    said = phone.say("查一下工单进度")
    assert "已经处理好" in said
    assert "使用还正常吗" in said
    phone.say("又坏了，还是开不了票")
    assert PROMISE in phone.say("可以")
    phone.hang_up()

    _is_open_again(app, phone)


def test_all_well_leaves_the_ticket_solved(app: Application) -> None:
    phone = Telephone(app)
    phone.ring(CALLER)
    phone.say("查一下工单进度")
    phone.say("正常的，可以用")

    assert phone.is_over
    assert _ticket(app).status is Status.SOLVED
    assert _calls(app) == {Kind.FOLLOW_UP: State.QUEUED}


def test_who_has_said_so_already_is_not_told_that_it_is_solved(app: Application) -> None:
    phone = Telephone(app)
    phone.ring(CALLER)

    said = phone.say("查一下工单进度，上次的问题没修好")

    assert "已经处理好" not in said
    assert PROMISE in phone.say("可以")
    _is_open_again(app, phone)


def test_a_stranger_who_says_so_without_a_solved_ticket_has_a_fault_like_any_other(app: Application) -> None:
    phone = Telephone(app)
    phone.ring("+8613900139000")

    assert "企业全称" in phone.say("开票系统又坏了")
