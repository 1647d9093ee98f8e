from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from hotline.callbacks import operations, queries
from hotline.callbacks.models import Handler, Kind, State
from hotline.core.errors import Invalid
from hotline.core.store import Store
from tests.callbacks.examples import PHONE, SID, claimed, promised
from tests.people.examples import NOW


def _walk(store: Store, *, by_due: bool) -> list[str]:
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = store.read(partial(queries.page, cursor=cursor, limit=3, by_due=by_due))
        assert len(page.items) <= 3
        ids += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return ids


@pytest.mark.parametrize("by_due", [False, True], ids=["newest", "due"])
def test_pages_show_everything_once_also_where_times_are_equal(store: Store, *, by_due: bool) -> None:
    rows = [
        promised(store, now=NOW + timedelta(minutes=n // 4), due_at=NOW + timedelta(hours=9 - n // 4))
        for n in range(10)
    ]

    shown = _walk(store, by_due=by_due)

    wanted = sorted(rows, key=lambda row: (row.due_at if by_due else row.created_at, row.id), reverse=not by_due)
    assert shown == [row.id for row in wanted]


def test_a_last_page_that_is_full_has_no_next(store: Store) -> None:
    for _ in range(3):
        promised(store)

    page = store.read(lambda s: queries.page(s, limit=3))

    assert (len(page.items), page.next_cursor) == (3, None)


@pytest.mark.parametrize("cursor", ["nonsense", "", "WzEsMl0", "bnVsbA", "WyIyMDI2LTAzLTEwIiwgIngiXQ", "日"])
def test_a_cursor_that_is_none_of_ours_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        store.read(lambda s: queries.page(s, cursor=cursor))

    assert refused.value.field == "cursor"


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_between_one_and_two_hundred_rows(store: Store, limit: int) -> None:
    with pytest.raises(Invalid):
        store.read(lambda s: queries.page(s, limit=limit))


def test_the_line_counts_those_who_found_nobody_free_and_still_wait(store: Store) -> None:
    promised(store)
    waiting = promised(store, kind=Kind.OVERFLOW, handler=Handler.AGENT)
    assert store.read(queries.waiting_in_line) == 1

    store.write(lambda s: operations.complete(s, now=NOW, callback_id=waiting.id, result="好", actor="test"))
    assert store.read(queries.waiting_in_line) == 0


def test_pages_keep_to_state_and_kind(store: Store) -> None:
    promised(store)
    wanted = promised(store, kind=Kind.OVERFLOW, handler=Handler.AGENT, phone=None)

    page = store.read(lambda s: queries.page(s, state=State.NEEDS_PERSON, kind=Kind.OVERFLOW))

    assert [item.id for item in page.items] == [wanted.id]


def test_a_promise_is_found_by_its_call_its_subject_and_its_number(store: Store) -> None:
    callback = promised(store, call_sid=SID, subject="visit", subject_id="v1")
    promised(store, phone="+8613800138000")

    assert [row.id for row in store.read(lambda s: queries.for_call(s, SID))] == [callback.id]
    assert [row.id for row in store.read(lambda s: queries.for_subject(s, "visit", "v1"))] == [callback.id]
    assert [row.id for row in store.read(lambda s: queries.open_for_phone(s, PHONE))] == [callback.id]


def test_what_is_done_is_neither_due_nor_overdue_nor_open(store: Store) -> None:
    done = promised(store)
    store.write(lambda s: operations.complete(s, now=NOW, callback_id=done.id, result="好", actor="test"))
    late = promised(store)
    tomorrow = NOW + timedelta(days=1)

    assert [row.id for row in store.read(lambda s: queries.due(s, now=tomorrow))] == [late.id]
    assert [row.id for row in store.read(lambda s: queries.overdue(s, now=tomorrow))] == [late.id]
    assert [row.id for row in store.read(lambda s: queries.open_for_phone(s, PHONE))] == [late.id]


def test_a_promise_is_overdue_after_its_time_whoever_works_on_it(store: Store) -> None:
    promised(store)
    claimed(store)

    assert store.read(lambda s: queries.overdue(s, now=NOW + timedelta(hours=1))) == []
    assert len(store.read(lambda s: queries.overdue(s, now=NOW + timedelta(hours=1, seconds=1)))) == 1
