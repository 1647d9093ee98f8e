from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from hotline.callbacks import operations
from hotline.callbacks.models import AttemptState, Handler, Priority, State
from hotline.callbacks.queries import attempts as attempts_of
from hotline.core.errors import Conflict
from hotline.core.store import Store
from hotline.people.models import Role
from tests.callbacks.examples import LEASE, claimed, dialled, now_is, promised
from tests.people.examples import NOW, colleague, colleagues

CLAIMERS = 8
ROWS = 160


def test_eight_claimers_claim_everything_and_nothing_twice(store: Store) -> None:
    for _ in range(ROWS):
        promised(store)

    def claim_until_nothing_is_left(worker: int) -> list[str]:
        mine: list[str] = []
        while batch := claimed(store, limit=5, worker=f"dialler-{worker}"):
            assert len(batch) <= 5
            mine += [callback.id for callback in batch]
        return mine

    with ThreadPoolExecutor(CLAIMERS) as pool:
        shares = list(pool.map(claim_until_nothing_is_left, range(CLAIMERS)))

    times_claimed = Counter(row for share in shares for row in share)
    assert len(times_claimed) == ROWS
    assert set(times_claimed.values()) == {1}


def test_a_claim_has_a_lease_a_taker_a_new_fence_and_counts_as_an_attempt(store: Store) -> None:
    promised(store)

    (callback,) = claimed(store, worker="dialler-1")

    kept = now_is(store, callback)
    assert (kept.state, kept.lease_until, kept.taker) == (State.CLAIMED, NOW + LEASE, "dialler-1")
    assert (kept.fence, kept.attempts, kept.version) == (1, 1, 2)
    assert (callback.fence, callback.state) == (1, State.CLAIMED)


def test_the_most_urgent_is_claimed_first_then_what_falls_due_first_then_the_place_in_line(store: Store) -> None:
    later = promised(store, due_at=NOW + timedelta(hours=3))
    second_in_line = promised(store, in_line_since=NOW - timedelta(minutes=1))
    first_in_line = promised(store, in_line_since=NOW - timedelta(minutes=2))
    urgent = promised(store, due_at=NOW + timedelta(hours=5), priority=Priority.HIGH)

    order = [callback.id for callback in claimed(store)]

    assert order == [urgent.id, first_in_line.id, second_in_line.id, later.id]


def test_nothing_is_claimed_before_its_time_or_for_a_person(store: Store) -> None:
    tomorrow = NOW + timedelta(days=1)
    promised(store, not_before=tomorrow, due_at=tomorrow + timedelta(hours=1))
    promised(store, handler=Handler.AGENT)

    assert claimed(store) == []
    assert len(claimed(store, now=tomorrow)) == 1


def test_a_claim_that_runs_out_is_due_again_and_its_late_worker_changes_nothing(store: Store) -> None:
    promised(store)
    (lost,) = claimed(store, worker="slow")
    after = NOW + LEASE

    released = store.write(lambda s: operations.release_expired(s, now=after))
    (won,) = claimed(store, now=after, worker="quick")

    assert [callback.id for callback in released] == [lost.id]
    assert won.fence == lost.fence + 1
    with pytest.raises(Conflict):
        dialled(store, lost, now=after)
    with pytest.raises(Conflict):
        store.write(lambda s: operations.renew_lease(s, now=after, callback_id=lost.id, fence=lost.fence, lease=LEASE))
    with pytest.raises(Conflict):
        store.write(
            lambda s: operations.complete(
                s, now=after, callback_id=lost.id, result="ok", actor="test", fence=lost.fence
            )
        )
    assert now_is(store, won).taker == "quick"


def test_a_renewed_claim_does_not_run_out(store: Store) -> None:
    promised(store)
    (callback,) = claimed(store)

    store.write(
        lambda s: operations.renew_lease(s, now=NOW, callback_id=callback.id, fence=callback.fence, lease=2 * LEASE)
    )

    assert store.write(lambda s: operations.release_expired(s, now=NOW + LEASE)) == []
    assert now_is(store, callback).state is State.CLAIMED


def test_what_may_have_rung_when_its_worker_died_is_never_dialled_again_blind(store: Store) -> None:
    promised(store)
    (callback,) = claimed(store)
    dialled(store, callback)
    after = NOW + LEASE

    store.write(lambda s: operations.release_expired(s, now=after))

    assert now_is(store, callback).state is State.WAITING_RESULT
    (attempt,) = store.read(lambda s: attempts_of(s, callback.id))
    assert attempt.state is AttemptState.UNKNOWN
    assert claimed(store, now=after) == []


def test_a_row_on_which_workers_die_is_set_apart_and_the_others_go_on(store: Store) -> None:
    poisoned = promised(store)
    now = NOW
    for _ in range(operations.MOST_CLAIMS):
        assert len(claimed(store, now=now)) == 1
        now += LEASE
        store.write(partial(operations.release_expired, now=now))
    healthy = promised(store, now=now, due_at=now + timedelta(hours=1))

    assert now_is(store, poisoned).state is State.QUARANTINED
    assert now_is(store, poisoned).trouble
    assert [callback.id for callback in claimed(store, now=now)] == [healthy.id]


def test_a_supervisor_takes_a_row_out_of_quarantine(store: Store) -> None:
    callback = promised(store)
    store.write(
        lambda s: operations.quarantine(s, now=NOW, callback_id=callback.id, error="ValueError", actor="worker")
    )

    store.write(
        lambda s: operations.give_to_person(s, now=NOW, callback_id=callback.id, reason="请人工拨打", actor="test")
    )

    assert now_is(store, callback).state is State.NEEDS_PERSON


def test_fifty_agents_take_one_callback_and_the_losers_hear_the_takers_name(store: Store) -> None:
    callback = promised(store, handler=Handler.AGENT)
    agents = colleagues(store, Role.AGENT, *(f"agent{n:02d}" for n in range(50)))

    def take(staff_id: str) -> str:
        try:
            store.write(
                lambda s: operations.take(
                    s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=staff_id
                )
            )
        except Conflict as lost:
            return str(lost)
        return "won"

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(take, [agent.id for agent in agents]))

    assert answers.count("won") == 1
    taker = agents[answers.index("won")]
    assert now_is(store, callback).taker == taker.id
    assert {answer for answer in answers if answer != "won"} == {f"已由 {taker.name} 接手 (taken by {taker.name})"}


def test_an_agent_who_saw_an_older_version_is_told_to_look_again(store: Store) -> None:
    agent = store.write(lambda s: colleague(s, "an", Role.AGENT))
    callback = promised(store)
    store.write(lambda s: operations.give_to_person(s, now=NOW, callback_id=callback.id, reason="空号", actor="test"))

    with pytest.raises(Conflict, match="needs_person"):
        store.write(
            lambda s: operations.take(s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=agent.id)
        )


@pytest.mark.parametrize(
    ("phone", "waits"), [("+8613800138000", State.QUEUED), (None, State.NEEDS_PERSON)], ids=["phone", "no phone"]
)
def test_an_agent_who_goes_away_loses_the_callback_after_a_quarter_of_an_hour(
    store: Store, phone: str | None, waits: State
) -> None:
    agent = store.write(lambda s: colleague(s, "an", Role.AGENT))
    callback = promised(store, phone=phone, handler=Handler.AGENT)
    store.write(
        lambda s: operations.take(s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=agent.id)
    )

    store.write(lambda s: operations.release_expired(s, now=NOW + timedelta(minutes=14, seconds=59)))
    assert now_is(store, callback).state is State.CLAIMED
    store.write(lambda s: operations.release_expired(s, now=NOW + timedelta(minutes=15)))

    kept = now_is(store, callback)
    assert (kept.state, kept.taker, kept.in_line_since) == (waits, None, callback.in_line_since)


def test_an_agent_may_put_a_callback_back(store: Store) -> None:
    agent = store.write(lambda s: colleague(s, "an", Role.AGENT))
    callback = promised(store, handler=Handler.AGENT)
    taken = store.write(
        lambda s: operations.take(s, now=NOW, callback_id=callback.id, version=callback.version, staff_id=agent.id)
    )

    store.write(lambda s: operations.put_back(s, now=NOW, callback_id=taken.id, fence=taken.fence, actor="staff:an"))

    assert now_is(store, callback).state is State.QUEUED
