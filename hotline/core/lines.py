"""Lines to the database: one connection each, with the Session that works on it, kept open and lent out.

SQLAlchemy's own pool and a new Session for each piece of work cost more than the work of a telephone turn. So a line is
opened once, and its Session is emptied and used again. The line's owner begins and ends the transaction on the driver;
SQLAlchemy joins it only when the ORM or Core is used, so what runs through `Prepared` statements does not pay for them.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Engine
from sqlalchemy.orm import Session

from hotline.core.errors import Unavailable

S = TypeVar("S")
T = TypeVar("T")
LineT = TypeVar("LineT", bound="Line")
Work = Callable[[Session], T]


class LineSession(Session):
    """A Session and a cursor of its driver, so that `Prepared` statements reach the driver directly."""

    cursor: Any
    dialect: Dialect


class Line:
    """One open connection and its Session. Used by one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        driver: Any = self.connection.connection.driver_connection
        self.driver = driver
        # In a transaction that others end (the SQLite writer's) a Session sets savepoints, so that a failing flush
        # takes back that Session's work only.
        self.session = LineSession(self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        self.session.cursor = driver.cursor()
        self.session.dialect = engine.dialect

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self.connection.invalidate()
        self.connection.close()


class _Shelf(Generic[LineT]):
    """The lines of one process: those that are idle, and how many more may be lent."""

    def __init__(self, size: int) -> None:
        self.idle: deque[LineT] = deque()
        self.places = threading.Semaphore(size)


class Lines(Generic[LineT]):
    """Lines opened when first needed and lent to one thread at a time.

    Safe across a fork: the child opens its own. Its parent's lines are kept unused, because closing them would speak
    to the server, or touch the file, in the parent's name.
    """

    def __init__(self, open_line: Callable[[], LineT], *, size: int, patience: float) -> None:
        self._open_line = open_line
        self._size = size
        self._patience = patience
        self._shelves: dict[int, _Shelf[LineT]] = {}

    def take(self) -> LineT:
        """A line that nobody else has, to be handed to `give_back` or `throw_away`.

        Raises Unavailable if none is free within the patience, and whatever opening a new one raises.
        """
        shelf = self._shelf()
        if not shelf.places.acquire(timeout=self._patience):
            raise Unavailable("Every line to the database is busy.")
        try:
            # The line used last is the warmest. pop() and append() are atomic, so no lock is needed.
            return shelf.idle.pop()
        except IndexError:
            pass
        try:
            return self._open_line()
        except BaseException:
            shelf.places.release()
            raise

    def give_back(self, line: LineT) -> None:
        """The line is in order and outside of any transaction: lend it again."""
        shelf = self._shelf()
        shelf.idle.append(line)
        shelf.places.release()

    def throw_away(self, line: LineT) -> None:
        """The line may be broken: close it."""
        try:
            line.close()
        finally:
            self._shelf().places.release()

    def close_idle(self) -> None:
        """Close the lines that nobody uses now."""
        idle = self._shelf().idle
        while idle:
            idle.pop().close()

    def _shelf(self) -> _Shelf[LineT]:
        pid = os.getpid()
        shelf = self._shelves.get(pid)
        return shelf or self._shelves.setdefault(pid, _Shelf(self._size))
