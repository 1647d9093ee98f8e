"""Calls of one number that break off again and again: one promise answers them all, and none is lost (S27)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hotline.app import Application
from hotline.callbacks import operations as callbacks
from hotline.callbacks.models import Callback, Kind, LaterCall, Priority, State
from hotline.calls import outcomes
from hotline.core.journal import Entry
from hotline.people import operations as people
from hotline.people.models import Role
from hotline.reports import invariants
from tests.calls.lines import at_once, beside, found, line, record_of
from tests.support.telephone import Telephone
from tests.web.api import Program


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


def break_off(phone: Telephone, caller: str = "+8613800138000", sid: str | None = None) -> str:
    phone.ring(caller, sid)
    phone.hang_up()
    return phone.sid


def all_is_well(app: Application) -> bool:
    return not app.hotline.store.read(invariants.broken) and not list(app.hotline.spool.waiting())


def test_calls_that_break_off_again_are_noted_on_the_promise_that_waits(app: Application) -> None:
    phone = Telephone(app)
    first, *later = [break_off(phone) for _ in range(4)]

    (callback,) = found(app, Callback)
    assert (callback.kind, callback.call_sid) == (Kind.ABANDONED, first)
    (shown,) = Program(app, Role.AUDITOR).walk("/callbacks")
    assert [call["call_sid"] for call in shown["later_calls"]] == later
    for sid in later:
        assert [promise["id"] for promise in record_of(app, sid)["callbacks"]] == [callback.id]
    assert len(found(app, Entry, Entry.action == "callback.called_again")) == 3
    assert all_is_well(app)


def test_twelve_calls_that_break_off_at_once_make_one_promise(app: Application) -> None:
    now = app.hotline.clock.now()
    app.hotline.store.write(
        lambda s: people.set_duty(
            s,
            now=now,
            staff_id=people.add_staff(s, now=now, username="only", name="小王", role=Role.AGENT).id,
            on_duty=True,
            actor="tests",
        )
    )
    phones = [beside(Telephone(app)) for _ in range(12)]
    for n, phone in enumerate(phones):
        phone.ring("+8613800138000", f"CA{n}")

    at_once(12, lambda n: phones[n].hang_up())

    assert len(found(app, Callback)) == 1
    assert len(found(app, LaterCall)) == 11
    assert all_is_well(app)


def test_other_numbers_and_withheld_ones_have_promises_of_their_own(app: Application) -> None:
    phone = Telephone(app)
    for caller in ("+8613800138000", "+8613800138001", "ANONYMOUS", "ANONYMOUS"):
        break_off(phone, caller)

    assert len(found(app, Callback)) == 4
    assert found(app, LaterCall) == []


def test_a_promise_that_is_kept_collects_no_more(app: Application) -> None:
    phone = Telephone(app)
    break_off(phone)
    (first,) = found(app, Callback)
    now = app.hotline.clock.now()
    app.hotline.store.write(
        lambda s: callbacks.complete(s, now=now, callback_id=first.id, result="已联系", actor="tests")
    )

    break_off(phone)

    assert sorted(callback.state for callback in found(app, Callback)) == [State.DONE, State.QUEUED]
    assert all_is_well(app)


def test_the_later_call_may_press_but_never_puts_off(app: Application) -> None:
    phone = Telephone(app)
    break_off(phone)
    (before,) = found(app, Callback)

    def press(session: Session) -> Callback:
        return outcomes.promise_call_back(
            session,
            house=app.hotline.house,
            sid="CApressing",
            number=outcomes.Number(before.phone, "602"),
            since=app.hotline.clock.now(),
            reason="系统故障时的来电",
            now=app.hotline.clock.now(),
            priority=Priority.HIGH,
        )

    for _ in range(2):
        app.hotline.store.write(press)

    (after,) = found(app, Callback)
    assert (after.priority, after.due_at, after.version) == (Priority.HIGH, before.due_at, before.version + 1)
    (later,) = found(app, LaterCall)
    assert (later.call_sid, later.extension, later.reason) == ("CApressing", "602", "系统故障时的来电")
