from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.callbacks import attempts, operations
from hotline.callbacks.models import (
    ATTEMPT_MOVES,
    OPEN_ATTEMPTS,
    AttemptState,
    Callback,
    CallbackAttempt,
    Handler,
    State,
)
from hotline.callbacks.queries import attempts as attempts_of
from hotline.core.errors import Conflict, Invalid
from hotline.core.store import Store
from hotline.people.models import Role
from tests.callbacks.examples import SID, claimed, dialled, now_is, promised
from tests.people.examples import NOW, colleague

AFTERNOON = NOW + timedelta(hours=5)


def _dialling(store: Store) -> tuple[Callback, CallbackAttempt]:
    promised(store)
    (callback,) = claimed(store)
    return callback, dialled(store, callback)


def _finish(store: Store, attempt: CallbackAttempt, state: AttemptState, **more: Any) -> Callback:
    return store.write(lambda s: attempts.finish_attempt(s, now=NOW, attempt_id=attempt.id, state=state, **more))


def test_the_intent_is_written_down_before_the_carrier_is_asked(store: Store) -> None:
    callback, attempt = _dialling(store)

    assert now_is(store, callback).state is State.DIALLING
    assert (attempt.n, attempt.state, attempt.call_sid) == (1, AttemptState.INTENT, None)
    assert len(attempt.id) == 32


def test_the_carriers_answer_binds_the_call_and_saying_it_twice_changes_nothing(store: Store) -> None:
    callback, attempt = _dialling(store)

    for _ in range(2):
        store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=attempt.id, call_sid=SID))

    assert now_is(store, callback).state is State.WAITING_RESULT
    (kept,) = store.read(lambda s: attempts_of(s, callback.id))
    assert (kept.state, kept.call_sid, kept.placed_at) == (AttemptState.PLACED, SID, NOW)
    with pytest.raises(Conflict):
        store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=attempt.id, call_sid="CA" + "1" * 32))


def test_the_first_webhook_finds_the_attempt_whose_answer_was_lost(store: Store) -> None:
    callback, attempt = _dialling(store)
    _finish(store, attempt, AttemptState.UNKNOWN, error="timeout")

    store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=attempt.id, call_sid=SID))

    (kept,) = store.read(lambda s: attempts_of(s, callback.id))
    assert kept.state is AttemptState.PLACED


def test_one_call_belongs_to_one_attempt(store: Store) -> None:
    _, first = _dialling(store)
    _, second = _dialling(store)
    store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=first.id, call_sid=SID))

    with pytest.raises(IntegrityError):
        store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=second.id, call_sid=SID))


def test_what_cannot_be_known_waits_and_is_not_dialled_again(store: Store) -> None:
    callback, attempt = _dialling(store)

    _finish(store, attempt, AttemptState.UNKNOWN, http_status=503)

    assert now_is(store, callback).state is State.WAITING_RESULT
    assert claimed(store, now=NOW + timedelta(days=1)) == []


def test_an_unknown_attempt_that_surely_never_rang_is_tried_again(store: Store) -> None:
    callback, attempt = _dialling(store)
    _finish(store, attempt, AttemptState.UNKNOWN)

    _finish(store, attempt, AttemptState.NOT_PLACED, retry_at=AFTERNOON)

    (again,) = claimed(store, now=AFTERNOON)
    assert again.id == callback.id
    assert dialled(store, again).n == 2


@pytest.mark.parametrize("state", [AttemptState.REFUSED, AttemptState.NOT_PLACED])
def test_what_never_rang_is_queued_again_and_needs_a_time(store: Store, state: AttemptState) -> None:
    callback, attempt = _dialling(store)

    with pytest.raises(Invalid):
        _finish(store, attempt, state)
    _finish(store, attempt, state, http_status=429, retry_at=AFTERNOON)

    kept = now_is(store, callback)
    assert (kept.state, kept.not_before) == (State.QUEUED, AFTERNOON)


def test_a_rejected_number_needs_a_person_and_says_why(store: Store) -> None:
    callback, attempt = _dialling(store)

    _finish(store, attempt, AttemptState.REJECTED, http_status=400, error="21211 号码无效")

    kept = now_is(store, callback)
    assert (kept.state, kept.trouble) == (State.NEEDS_PERSON, "21211 号码无效")
    assert claimed(store, now=NOW + timedelta(days=1)) == []


def test_a_customer_who_was_not_reached_is_tried_at_another_time_then_left_to_a_person(store: Store) -> None:
    promised(store)
    now = NOW
    for ring in range(1, attempts.MOST_RINGS + 1):
        (callback,) = claimed(store, now=now)
        attempt = dialled(store, callback, now=now)
        now += timedelta(hours=5)
        kept = _finish(store, attempt, AttemptState.ENDED, outcome="no_answer", retry_at=now)
        assert kept.state is (State.QUEUED if ring < attempts.MOST_RINGS else State.NEEDS_PERSON)

    assert len(store.read(lambda s: attempts_of(s, kept.id))) == attempts.MOST_RINGS
    assert now_is(store, kept).trouble == "no_answer"


def test_a_bots_call_that_ended_without_a_result_goes_to_a_person(store: Store) -> None:
    callback, attempt = _dialling(store)
    store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=attempt.id, call_sid=SID))

    _finish(store, attempt, AttemptState.ENDED, outcome="completed", reached=True)

    assert now_is(store, callback).state is State.NEEDS_PERSON


def test_a_bots_call_with_a_result_stays_kept_when_it_ends(store: Store) -> None:
    callback, attempt = _dialling(store)
    store.write(lambda s: attempts.placed(s, now=NOW, attempt_id=attempt.id, call_sid=SID))
    store.write(lambda s: operations.complete(s, now=NOW, callback_id=callback.id, result="满意", actor="system"))

    _finish(store, attempt, AttemptState.ENDED, outcome="completed", reached=True)

    assert now_is(store, callback).state is State.DONE
    (kept,) = store.read(lambda s: attempts_of(s, callback.id))
    assert kept.state is AttemptState.ENDED


def test_an_agents_call_that_reached_the_customer_waits_for_its_result(store: Store) -> None:
    agent = store.write(lambda s: colleague(s, "an", Role.AGENT))
    callback = promised(store, handler=Handler.AGENT)
    taken = store.write(
        lambda s: operations.take(s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=agent.id)
    )
    attempt = dialled(store, taken)

    _finish(store, attempt, AttemptState.ENDED, reached=True)

    kept = now_is(store, callback)
    assert (kept.state, kept.taker, attempt.dialled_by) == (State.WAITING_RESULT, agent.id, agent.id)


def test_nobody_dials_while_an_attempt_is_open(store: Store) -> None:
    _, attempt = _dialling(store)

    def dial_again(session: Session) -> None:
        session.add(CallbackAttempt(callback_id=attempt.callback_id, n=2, dialled_by="x", created_at=NOW))
        session.flush()

    with pytest.raises(IntegrityError):
        store.write(dial_again)

    assert store.read(lambda s: s.scalar(select(func.count()).select_from(CallbackAttempt))) == 1


def test_nothing_is_dialled_without_a_number(store: Store) -> None:
    agent = store.write(lambda s: colleague(s, "an", Role.AGENT))
    callback = promised(store, phone=None, handler=Handler.AGENT)
    taken = store.write(
        lambda s: operations.take(s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=agent.id)
    )

    with pytest.raises(Invalid):
        dialled(store, taken)


@pytest.mark.parametrize("start", AttemptState)
def test_an_attempt_that_is_over_stays_over(start: AttemptState) -> None:
    for end in AttemptState:
        attempt = CallbackAttempt(state=start)
        if end in ATTEMPT_MOVES[start]:
            attempt.move(end, NOW)
            assert (attempt.ended_at is None) == (end in OPEN_ATTEMPTS)
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                attempt.move(end, NOW)
