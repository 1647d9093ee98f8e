from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.callbacks import operations
from hotline.callbacks.models import MOVES, OPEN_STATES, Callback, Handler, Kind, State
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.journal import Entry
from hotline.core.store import Store
from hotline.people.models import DUTY_DESK
from hotline.people.operations import ensure_duty_desk
from tests.callbacks.examples import PHONE, claimed, now_is, promised
from tests.people.examples import NOW


def test_a_promise_has_an_owner_a_due_time_and_a_line_in_the_journal(store: Store) -> None:
    callback = promised(store)

    kept = now_is(store, callback)
    assert (kept.state, kept.phone, kept.owner_id) == (State.QUEUED, PHONE, DUTY_DESK)
    assert kept.due_at == NOW + timedelta(hours=1)
    entry = store.read(lambda s: s.scalars(select(Entry).where(Entry.subject_id == callback.id)).one())
    assert entry.action == "callback.promised"


@pytest.mark.parametrize("late", [timedelta(), timedelta(seconds=-1)], ids=["now", "past"])
def test_nothing_is_promised_for_a_time_that_is_not_ahead(store: Store, late: timedelta) -> None:
    with pytest.raises(Invalid) as refused:
        promised(store, due_at=NOW + late)

    assert refused.value.field == "due_at"


def test_a_bot_without_a_number_promises_nothing(store: Store) -> None:
    with pytest.raises(Invalid) as refused:
        promised(store, phone=None, handler=Handler.BOT)

    assert refused.value.field == "phone"


def test_a_promise_without_a_number_waits_for_a_person_from_the_start(store: Store) -> None:
    callback = promised(store, phone=None, handler=Handler.AGENT)

    assert now_is(store, callback).state is State.NEEDS_PERSON


def test_a_window_that_opens_after_it_closes_is_refused(store: Store) -> None:
    with pytest.raises(Invalid) as refused:
        promised(store, not_before=NOW + timedelta(hours=2))

    assert refused.value.field == "not_before"


def test_a_promise_that_its_transaction_did_not_keep_was_never_made(store: Store) -> None:
    def promise_and_fail(session: Session) -> None:
        operations.promise(
            session,
            now=NOW,
            kind=Kind.ABANDONED,
            subject="call",
            subject_id="c1",
            phone=PHONE,
            due_at=NOW + timedelta(hours=1),
            owner_id=ensure_duty_desk(session, now=NOW).id,
        )
        raise Conflict("the rest of the turn failed")

    with pytest.raises(Conflict):
        store.write(promise_and_fail)

    assert store.read(lambda session: session.scalars(select(Callback)).all()) == []


def test_a_cancelled_promise_keeps_its_reason_and_is_final(store: Store) -> None:
    callback = promised(store)

    store.write(lambda s: operations.cancel(s, now=NOW, callback_id=callback.id, reason="用户要求取消", actor="test"))

    kept = now_is(store, callback)
    assert (kept.state, kept.result, kept.done_at) == (State.CANCELLED, "用户要求取消", NOW)
    with pytest.raises(Conflict, match="cancelled to done"):
        store.write(lambda s: operations.complete(s, now=NOW, callback_id=callback.id, result="ok", actor="test"))


def test_nothing_is_cancelled_without_a_reason(store: Store) -> None:
    callback = promised(store)

    with pytest.raises(Invalid):
        store.write(lambda s: operations.cancel(s, now=NOW, callback_id=callback.id, reason=" ", actor="test"))


def test_a_promise_is_kept_with_a_result_only(store: Store) -> None:
    callback = promised(store)

    with pytest.raises(Invalid):
        store.write(lambda s: operations.complete(s, now=NOW, callback_id=callback.id, result="", actor="test"))

    store.write(lambda s: operations.complete(s, now=NOW, callback_id=callback.id, result="用户很满意", actor="test"))
    assert now_is(store, callback).state is State.DONE


def test_what_no_machine_can_do_waits_for_a_person_and_says_why(store: Store) -> None:
    callback = promised(store)

    store.write(
        lambda s: operations.give_to_person(s, now=NOW, callback_id=callback.id, reason="号码是空号", actor="test")
    )

    kept = now_is(store, callback)
    assert (kept.state, kept.handler, kept.trouble) == (State.NEEDS_PERSON, Handler.AGENT, "号码是空号")
    assert claimed(store, now=NOW) == []


def test_an_unknown_callback_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.write(lambda s: operations.complete(s, now=NOW, callback_id="0", result="ok", actor="test"))


def test_every_state_has_its_line_in_the_transition_table() -> None:
    assert set(MOVES) == set(State)
    assert {state for state in State if not MOVES[state]} == {State.DONE, State.CANCELLED}


@pytest.mark.parametrize("start", State)
def test_only_the_ways_of_the_table_can_be_gone(start: State) -> None:
    for end in State:
        callback = Callback(state=start, version=1, lease_until=NOW, taker="x", done_at=None)
        if end in MOVES[start]:
            callback.move(end, NOW)
            assert (callback.state, callback.version) == (end, 2)
            assert (callback.done_at is None) == (end in OPEN_STATES)
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                callback.move(end, NOW)
            assert (callback.state, callback.version) == (start, 1)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": State.DONE},
        {"state": State.CLAIMED},
        {"lease_until": NOW},
        {"phone": None},
    ],
    ids=["done without a time", "claimed without a lease", "a lease on nobody", "a bot without a number"],
)
def test_the_database_itself_refuses_nonsense(store: Store, nonsense: dict[str, object]) -> None:
    callback = promised(store)

    with pytest.raises(IntegrityError):
        store.write(lambda s: s.execute(update(Callback).where(Callback.id == callback.id).values(nonsense)))

    assert now_is(store, callback).state is State.QUEUED
