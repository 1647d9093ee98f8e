"""One short connection to a database, apart from the store: migrations need other manners than calls do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from hotline.core.errors import BadSetting, Unavailable

_SECONDS_TO_CONNECT = 5
_SECONDS_TO_WAIT_FOR_WRITERS = 60


@contextmanager
def connect(url: str, *, writing: bool = False) -> Iterator[Connection]:
    """A connection with one transaction: committed at the end of the block, rolled back if the block raises.

    Schema changes are part of the transaction on both databases. Raises Unavailable if there is no connection.
    """
    engine = _engine(url, writing=writing)
    try:
        try:
            connection = engine.connect()
            transaction = connection.begin()
        except OperationalError as error:
            raise Unavailable(f"the database cannot be reached: {error.orig}") from error
        with connection, transaction:
            yield connection
    finally:
        engine.dispose()


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL and for a database in memory."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSetting("DATABASE_URL", "is not the address of a database") from error
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: str, *, writing: bool) -> Engine:
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, poolclass=NullPool, connect_args={"connect_timeout": _SECONDS_TO_CONNECT})
    engine = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": _SECONDS_TO_WAIT_FOR_WRITERS})
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    # Python's driver begins no transaction for a schema change, so it is begun here. Foreign keys stay off on this
    # connection: rebuilding a table in a migration must not empty the tables that point to it.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
