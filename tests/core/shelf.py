"""A small table of the tests' own, and works on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData, Text, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from hotline.core.store import Base, Json, Store, StrEnumType, UtcDateTime

T = TypeVar("T")

NOON = datetime(2026, 3, 10, 4, 0, 0, 500, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Shelf(DeclarativeBase):
    """Apart from Hotline's own tables, which the migrations must match."""

    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    type_annotation_map = {datetime: UtcDateTime, str: Text}  # noqa: RUF012 - read once by SQLAlchemy


class Book(Shelf):
    __tablename__ = "books"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    cover: Mapped[Colour] = mapped_column(StrEnumType(Colour))
    back: Mapped[Colour] = mapped_column(StrEnumType(Colour))
    facts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    pages: Mapped[int] = mapped_column(default=0)


def build(store: Store) -> None:
    """Make the table."""

    def work(session: Session) -> None:
        connection: Connection = session.connection()
        Shelf.metadata.create_all(connection)

    store.write(work)


def book(key: str, **others: Any) -> Book:
    """A book with unimportant contents."""
    return Book(**{"key": key, "at": NOON, "cover": Colour.RED, "back": Colour.GREEN, **others})


def put(key: str, **others: Any) -> Callable[[Session], None]:
    """The work that puts one book on the shelf."""

    def work(session: Session) -> None:
        session.add(book(key, **others))

    return work


def keys(store: Store) -> set[str]:
    """What is kept."""
    return store.read(lambda session: set(session.scalars(select(Book.key))))


def count(session: Session) -> int:
    """How many books this session sees."""
    return session.scalar(select(func.count()).select_from(Book)) or 0


def all_at_once(calls: Iterable[Callable[[], T]]) -> list[T | BaseException]:
    """What each call returned or raised, each made in a thread of its own."""
    listed = list(calls)
    results: list[T | BaseException] = [RuntimeError("not run")] * len(listed)

    def run(place: int, call: Callable[[], T]) -> None:
        try:
            results[place] = call()
        except BaseException as error:  # noqa: BLE001 - it is the result
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(listed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
