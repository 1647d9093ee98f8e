"""Prepared statements answer what Core answers, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Column, MetaData, Table, Text, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.core.store import Json, Prepared, Store, UtcDateTime
from tests.core.shelf import NOON, Book, Colour, book, keys, put

INSERT = Prepared(
    insert(Book).values(
        key=bindparam("key"),
        at=bindparam("at"),
        cover=bindparam("cover"),
        back=bindparam("back"),
        facts=bindparam("facts"),
        pages=bindparam("pages"),
    )
)
FIND = (
    select(Book.key, Book.at, Book.cover, Book.facts, Book.pages)
    .where(Book.at >= bindparam("since"))
    .order_by(Book.key)
)
TURN = Prepared(
    update(Book).where(Book.key == bindparam("which")).values(pages=Book.pages + 1).returning(Book.pages, Book.at)
)


def add(session: Session, key: str, **others: Any) -> None:
    INSERT(
        session,
        **{"key": key, "at": NOON, "cover": Colour.RED, "back": Colour.RED, "facts": None, "pages": 1, **others},
    )


def test_it_answers_what_core_answers(shelf_store: Store) -> None:
    find = shelf_store.prepare(FIND)
    shelf_store.write(put("one", facts={"公司": ["金穗", 1, None, True]}))
    shelf_store.write(put("two", at=NOON + timedelta(days=1)))
    shelf_store.write(put("three", at=NOON - timedelta(days=1)))

    def work(session: Session) -> tuple[list[Any], list[Any]]:
        return find(session, since=NOON), [tuple(row) for row in session.execute(FIND, {"since": NOON})]

    ours, core = shelf_store.read(work)

    assert ours == core
    assert ours[0] == ("one", NOON, Colour.RED, {"公司": ["金穗", 1, None, True]}, 0)
    assert ours[0][1].tzinfo is UTC


json = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**53), 2**53)
    | some.text(some.characters(exclude_characters="\0", codec="utf-8")),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["a", "公司"]), inner),
    max_leaves=5,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=some.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=some.timezones()),  # noqa: DTZ001 - hypothesis wants naive bounds
    words=some.text(some.characters(exclude_characters="\0", codec="utf-8")),
    facts=some.dictionaries(some.sampled_from(["x", "y"]), json),
    pages=some.integers(-(2**31), 2**31 - 1),
)
def test_any_value_comes_back_as_it_went_in(
    shelf_store: Store, at: datetime, words: str, facts: dict[str, Any], pages: int
) -> None:
    shelf_store.write(lambda session: session.execute(text("DELETE FROM books")))
    shelf_store.write(lambda session: add(session, words, at=at, facts=facts, pages=pages, cover=Colour.GREEN))

    (found,) = shelf_store.read(lambda session: Prepared(FIND)(session, since=at))
    by_orm = shelf_store.read(lambda session: session.scalars(select(Book)).one())

    # In UTC, because Python calls a local time that a clock change skips or repeats unequal to any other zone's.
    assert found == (words, at.astimezone(UTC), Colour.GREEN, facts, pages)
    assert (by_orm.key, by_orm.at, by_orm.cover, by_orm.facts, by_orm.pages) == found


def test_it_sees_what_the_orm_has_pending_and_the_orm_sees_what_it_did(shelf_store: Store) -> None:
    def work(session: Session) -> tuple[int, int]:
        session.add(book("one"))
        ((pages, at),) = TURN(session, which="one")
        assert at == NOON
        return pages, session.scalar(select(func.sum(Book.pages))) or 0

    assert shelf_store.write(work) == (1, 1)


def test_what_it_writes_is_undone_with_its_work(shelf_store: Store) -> None:
    def work(session: Session) -> None:
        add(session, "one")
        raise LookupError

    with pytest.raises(LookupError):
        shelf_store.write(work)

    assert keys(shelf_store) == set()


def test_its_errors_are_those_of_core_and_hide_the_parameters(shelf_store: Store) -> None:
    shelf_store.write(lambda session: add(session, "13800138000"))

    with pytest.raises(IntegrityError) as caught:
        shelf_store.write(lambda session: add(session, "13800138000"))

    assert "parameters hidden" in str(caught.value)


def test_a_savepoint_holds_for_it_too(shelf_store: Store) -> None:
    def add_a_new_one_and_one_that_is_there(session: Session) -> None:
        with session.begin_nested():
            add(session, "two")
            add(session, "one")

    def work(session: Session) -> None:
        add(session, "one")
        with pytest.raises(IntegrityError):
            add_a_new_one_and_one_that_is_there(session)
        add(session, "three")

    shelf_store.write(work)

    assert keys(shelf_store) == {"one", "three"}


def test_it_counts_the_rows_that_it_touched(shelf_store: Store) -> None:
    shut = shelf_store.prepare(update(Book).where(Book.pages == bindparam("now")).values(pages=bindparam("then")))
    for key in ("one", "two"):
        shelf_store.write(put(key))

    assert shelf_store.write(lambda session: shut.count(session, now=0, then=5)) == 2
    assert shelf_store.write(lambda session: shut.count(session, now=0, then=5)) == 0


def test_hand_written_sql_takes_instants_and_json_as_columns_do(shelf_store: Store) -> None:
    shelf_store.write(put("one"))
    change = shelf_store.prepare(text("UPDATE books SET at = :at, facts = :facts WHERE key = :key"))
    find = shelf_store.prepare(
        text("SELECT key, at, facts FROM books WHERE at = :at").columns(key=Text, at=UtcDateTime, facts=Json)
    )
    later = datetime(2026, 4, 1, 9, tzinfo=timezone(timedelta(hours=8)))

    shelf_store.write(lambda session: change(session, key="one", at=later, facts={"a": [1]}))

    assert shelf_store.read(lambda session: find(session, at=later)) == [("one", later, {"a": [1]})]


def test_a_value_that_stands_in_the_statement_need_not_be_given(shelf_store: Store) -> None:
    shelf_store.write(put("one"))
    find = shelf_store.prepare(select(Book.key).where(Book.cover == Colour.RED, Book.key == bindparam("key")).limit(1))

    assert shelf_store.read(lambda session: find(session, key="one")) == [("one",)]


@pytest.mark.parametrize("values", [{}, {"since": NOON, "until": NOON}, {"until": NOON}])
def test_a_missing_or_unknown_value_is_a_type_error(shelf_store: Store, values: dict[str, Any]) -> None:
    find = shelf_store.prepare(FIND)

    with pytest.raises(TypeError, match="since"):
        shelf_store.read(lambda session: find(session, **values))


def test_a_naive_datetime_is_refused(shelf_store: Store) -> None:
    find = shelf_store.prepare(FIND)

    with pytest.raises(ValueError, match="no time zone"):
        shelf_store.read(lambda session: find(session, since=datetime(2026, 3, 10)))  # noqa: DTZ001 - it is the point


def test_what_needs_core_is_refused_at_the_start(shelf_store: Store) -> None:
    table = Table("t", MetaData(), Column("a", Text), Column("b", Text, default=lambda: "made in Python"))

    with pytest.raises(ValueError, match="IN list"):
        shelf_store.prepare(select(Book.key).where(Book.key.in_(bindparam("keys", expanding=True))))
    with pytest.raises(ValueError, match="defaults that Python makes"):
        shelf_store.prepare(insert(table).values(a=bindparam("a")))


def test_it_runs_in_any_session_not_only_in_the_stores_own(shelf_store: Store) -> None:
    shelf_store.write(put("one"))

    def work(session: Session) -> list[Any]:
        with Session(session.connection()) as other:
            return Prepared(FIND)(other, since=NOON)

    assert [row[0] for row in shelf_store.read(work)] == ["one"]
