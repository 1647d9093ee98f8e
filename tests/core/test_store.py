"""What both doors promise on both databases."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from hotline.core.errors import BadSetting, Conflict, Unavailable
from hotline.core.store import Store, new_id, open_store
from tests.core.shelf import NOON, Book, Colour, all_at_once, book, count, keys, put


def test_a_work_that_returns_is_kept(shelf_store: Store) -> None:
    shelf_store.write(put("one"))

    assert keys(shelf_store) == {"one"}


def test_a_work_that_raises_leaves_nothing_and_raises_the_same_error(shelf_store: Store) -> None:
    error = Conflict("somebody was faster")

    def work(session: Session) -> None:
        session.add(book("one"))
        session.flush()
        raise error

    with pytest.raises(Conflict) as caught:
        shelf_store.write(work)

    assert caught.value is error
    assert keys(shelf_store) == set()


def test_an_error_that_has_nothing_to_do_with_the_database_is_not_taken_for_one(shelf_store: Store) -> None:
    def work(_: Session) -> None:
        raise FileNotFoundError("a recording")

    for door in (shelf_store.read, shelf_store.write):
        with pytest.raises(FileNotFoundError):
            door(work)


def test_a_row_that_the_database_refuses_is_an_integrity_error_and_the_store_goes_on(shelf_store: Store) -> None:
    shelf_store.write(put("one"))

    with pytest.raises(IntegrityError):
        shelf_store.write(put("one"))
    shelf_store.write(put("two"))

    assert keys(shelf_store) == {"one", "two"}


def test_a_savepoint_takes_back_its_own_part_of_a_work(shelf_store: Store) -> None:
    shelf_store.write(put("one"))

    def add_a_new_one_and_one_that_is_there(session: Session) -> None:
        with session.begin_nested():
            session.add(book("three"))
            session.flush()
            session.execute(text("INSERT INTO books SELECT * FROM books WHERE key = 'one'"))

    def work(session: Session) -> None:
        session.add(book("two"))
        with pytest.raises(IntegrityError):
            add_a_new_one_and_one_that_is_there(session)
        session.add(book("four"))

    shelf_store.write(work)

    assert keys(shelf_store) == {"one", "two", "four"}


def test_a_reader_sees_only_what_is_committed(shelf_store: Store) -> None:
    written, seen = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        session.add(book("one"))
        session.flush()
        written.set()
        seen.wait()

    writer = threading.Thread(target=shelf_store.write, args=[work])
    writer.start()
    written.wait()
    during = keys(shelf_store)
    seen.set()
    writer.join()

    assert during == set()
    assert keys(shelf_store) == {"one"}


def test_a_read_is_one_snapshot_although_somebody_writes_meanwhile(shelf_store: Store) -> None:
    def work(session: Session) -> tuple[int, int]:
        before = count(session)
        shelf_store.write(put("one"))
        return before, count(session)

    assert shelf_store.read(work) == (0, 0)
    assert keys(shelf_store) == {"one"}


def test_the_read_door_cannot_write(shelf_store: Store) -> None:
    def work(session: Session) -> None:
        session.add(book("one"))
        session.flush()

    with pytest.raises(DBAPIError):
        shelf_store.read(work)

    assert keys(shelf_store) == set()


def test_what_a_read_leaves_unflushed_is_forgotten(shelf_store: Store) -> None:
    shelf_store.read(lambda session: session.add(book("one")))
    shelf_store.write(put("two"))

    assert keys(shelf_store) == {"two"}


def test_objects_stay_readable_after_the_work(shelf_store: Store) -> None:
    def work(session: Session) -> Book:
        added = book("one", facts={"公司": "金穗"})
        session.add(added)
        return added

    made = shelf_store.write(work)
    found = shelf_store.read(lambda session: session.scalars(select(Book)).one())

    assert (made.key, made.pages) == ("one", 0)
    assert (found.at, found.cover, found.facts) == (NOON, Colour.RED, {"公司": "金穗"})
    assert found.at.tzinfo is UTC


def test_a_hundred_parallel_writers_lose_nothing(shelf_store: Store) -> None:
    def write(number: int) -> None:
        for turn in range(2):
            shelf_store.write(put(f"{number}-{turn}"))

    results = all_at_once([partial(write, number) for number in range(100)])

    assert results == [None] * 100
    assert keys(shelf_store) == {f"{number}-{turn}" for number in range(100) for turn in range(2)}


def test_fifty_at_once_with_one_that_fails_lose_only_that_one(shelf_store: Store) -> None:
    def fail(session: Session) -> None:
        session.add(book("bad"))
        session.flush()
        raise Conflict("no")

    works = [fail if number == 25 else put(f"{number}") for number in range(50)]
    results = all_at_once([partial(shelf_store.write, work) for work in works])

    assert [type(result) for result in results if result is not None] == [Conflict]
    assert keys(shelf_store) == {f"{number}" for number in range(50) if number != 25}


def test_a_work_knows_what_its_caller_has_set_in_the_context(shelf_store: Store) -> None:
    call = ContextVar("call", default="none")
    call.set("CA1")

    assert shelf_store.write(lambda _: call.get()) == "CA1"
    assert shelf_store.read(lambda _: call.get()) == "CA1"


def test_a_naive_datetime_is_refused(shelf_store: Store) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        shelf_store.write(put("one", at=datetime(2026, 3, 10, 12)))  # noqa: DTZ001 - it is the point

    assert keys(shelf_store) == set()


def test_an_instant_comes_back_in_utc_whatever_zone_it_went_in(shelf_store: Store) -> None:
    shelf_store.write(put("one", at=NOON.astimezone(timezone(timedelta(hours=8)))))

    found = shelf_store.read(lambda session: session.scalars(select(Book.at)).one())

    assert (found, found.tzinfo) == (NOON, UTC)


def test_instants_sort_and_compare_to_the_microsecond(shelf_store: Store) -> None:
    whole = NOON.replace(microsecond=0)
    for key, at in {"c": NOON, "a": whole, "b": whole + timedelta(microseconds=1)}.items():
        shelf_store.write(put(key, at=at))

    def work(session: Session) -> list[str]:
        return list(session.scalars(select(Book.key).where(Book.at < NOON).order_by(Book.at)))

    assert shelf_store.read(work) == ["a", "b"]


def test_a_word_outside_the_enum_is_refused_by_the_database_itself(shelf_store: Store) -> None:
    shelf_store.write(put("one"))

    with pytest.raises(IntegrityError):
        shelf_store.write(lambda session: session.execute(text("UPDATE books SET back = 'blue'")))


def test_errors_do_not_tell_the_parameters(shelf_store: Store) -> None:
    shelf_store.write(put("13800138000"))

    with pytest.raises(IntegrityError) as caught:
        shelf_store.write(put("13800138000"))

    assert "parameters hidden" in str(caught.value)


def test_a_closed_store_opens_again_when_it_is_used(shelf_store: Store) -> None:
    shelf_store.close()

    shelf_store.write(put("one"))

    assert keys(shelf_store) == {"one"}


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite://", "sqlite:///:memory:"])
def test_another_kind_of_database_stops_the_start(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL: "):
        open_store(url)


def test_a_bad_url_keeps_its_password_to_itself() -> None:
    with pytest.raises(BadSetting) as caught:
        open_store("mysql://hotline:hunter2@host/name")

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/hotline", "sqlite:////proc/no/such/hotline.db"])
def test_a_database_that_cannot_be_reached_is_unavailable(url: str) -> None:
    store = open_store(url)

    with pytest.raises(Unavailable):
        store.read(count)
    with pytest.raises(Unavailable):
        store.write(put("one"))


def test_ids_are_32_hexadecimal_characters_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(len(made) == 32 and int(made, 16) >= 0 for made in ids)
