"""The two doors of a PostgreSQL database: both run in the caller's thread, on lines that are kept open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import URL, Dialect, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from hotline.core.columns import from_json, to_json
from hotline.core.errors import Unavailable
from hotline.core.lines import Line, Lines, S, T, Work

_LINES = 16
_PATIENCE_SECONDS = 1.0
_SESSION_SETTINGS = (
    "-c timezone=UTC -c statement_timeout=2000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=60000"
)

_BEGIN_WRITING = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_BEGIN_READING = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresqlDoors:
    """`read` and `write` over the database at `url`. No statement and no wait for a lock takes longer than 2 s.

    A migration or a report may allow itself more with `SET LOCAL statement_timeout`.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            json_serializer=to_json,
            json_deserializer=from_json,
            hide_parameters=True,  # errors are logged, and parameters are callers' names and numbers (S18)
            use_native_hstore=False,
            connect_args={
                "autocommit": True,  # the doors themselves begin and end each transaction
                "connect_timeout": 2,
                "tcp_user_timeout": 3000,
                "application_name": "hotline",
                "options": f"{_SESSION_SETTINGS} {url.query.get('options', '')}".strip(),
            },
        )
        self._lines = Lines(self._open, size=_LINES, patience=_PATIENCE_SECONDS)

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    def read(self, work: Work[T]) -> T:
        """Run `work` on one snapshot of what is committed. It cannot write."""
        return self._run(work, _BEGIN_READING, _leave)

    def write(self, work: Work[T]) -> T:
        """Run `work` and commit it; returns when it is on the server's disk."""
        return self._run(work, _BEGIN_WRITING, _commit)

    def write_after(self, look: Work[S], work: Callable[[Session, S], T]) -> T:
        """Look and write in one transaction: a second one would cost two more journeys to the server."""
        return self.write(lambda session: work(session, look(session)))

    def close(self) -> None:
        """Close the lines that are not in use."""
        self._lines.close_idle()

    def _run(self, work: Work[T], beginning: bytes, end: Callable[[Line], None]) -> T:
        try:
            line = self._begin(beginning)
        except (psycopg.Error, DBAPIError) as error:
            raise Unavailable(f"The database cannot be reached: {error}.") from error
        try:
            result = work(line.session)
            end(line)
        except BaseException as error:
            self._take_back(line)
            if (unavailable := _not_now(error)) is not None:
                raise unavailable from error
            raise
        self._lines.give_back(line)
        return result

    def _begin(self, beginning: bytes) -> Line:
        """A line inside a new transaction.

        The BEGIN, which is needed anyway, shows before the work has begun whether the server is still there: after a
        restart of the server the old lines are dropped and one new one is tried.
        """
        line = self._lines.take()
        try:
            _send(line, beginning)
        except psycopg.Error:
            self._lines.throw_away(line)
        else:
            return line
        self._lines.close_idle()
        line = self._lines.take()
        try:
            _send(line, beginning)
        except BaseException:
            self._lines.throw_away(line)
            raise
        return line

    def _take_back(self, line: Line) -> None:
        """Undo what the work did; a line that cannot even do that is thrown away."""
        try:
            line.session.close()
            line.driver.rollback()
        except (psycopg.Error, DBAPIError):
            self._lines.throw_away(line)
        else:
            self._lines.give_back(line)

    def _open(self) -> Line:
        return Line(self._engine)


def _commit(line: Line) -> None:
    session = line.session
    session.flush()
    if _send(line, b"COMMIT") != b"COMMIT":
        # After an error the server answers COMMIT with "ROLLBACK" and no error; the caller would believe it is kept.
        raise RuntimeError("The work swallowed a database error, after which PostgreSQL keeps nothing.")
    session.close()


def _leave(line: Line) -> None:
    line.session.close()  # ends the transaction too if SQLAlchemy had joined it
    if line.driver.pgconn.transaction_status != TransactionStatus.IDLE:
        _send(line, b"ROLLBACK")


def _send(line: Line, command: bytes) -> bytes:
    """Send `command` by libpq's own call and return its answer's tag; through a cursor it costs three times as much."""
    result = line.driver.pgconn.exec_(command)
    if result.status != ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(result)
    tag: bytes = result.command_status
    return tag


def _not_now(error: BaseException) -> Unavailable | None:
    """What to raise instead of `error` if it speaks of the server's state; None if it speaks of the statement."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return Unavailable(f"The database did not answer: {cause}.")
    return None
