"""Rows that are written at once are rows like any other."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.core.store import Store, add_now
from tests.core.shelf import NOON, Book, Colour, book


def kept(store: Store, key: str) -> Book:
    return store.read(lambda session: session.get_one(Book, key))


def test_a_row_is_written_with_its_defaults_and_reads_back_as_it_was_given(shelf_store: Store) -> None:
    shelf_store.write(lambda session: add_now(session, book("a", facts={"灯": ["红", 1]})))
    found = kept(shelf_store, "a")
    assert (found.at, found.cover, found.facts, found.pages) == (NOON, Colour.RED, {"灯": ["红", 1]}, 0)


def test_it_is_in_the_session_from_then_on_and_changes_to_it_are_kept(shelf_store: Store) -> None:
    def work(session: Session) -> bool:
        row = book("a")
        add_now(session, row)
        row.cover = Colour.GREEN
        return session.get(Book, "a") is row

    assert shelf_store.write(work)
    assert kept(shelf_store, "a").cover is Colour.GREEN


def test_nothing_of_it_stays_when_the_work_fails(shelf_store: Store) -> None:
    def work(session: Session) -> None:
        add_now(session, book("a"))
        add_now(session, book("a"))

    with pytest.raises(IntegrityError):
        shelf_store.write(work)
    assert shelf_store.read(lambda session: session.get(Book, "a")) is None
