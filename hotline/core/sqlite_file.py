"""One SQLite file: how it is opened, whether it is still the same file, and which errors mean "not now"."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Dialect, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from hotline.core.columns import from_json, to_json
from hotline.core.errors import Unavailable
from hotline.core.lines import Line

SYNCHRONOUS = "FULL"
"""What was answered is kept, whatever happens to the power (F15); benchmarks try the other."""

_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
"""The result codes that speak of the file or its locks, and not of the statement."""


class FileLine(Line):
    """A line to a file, and which file that was: a restored backup under the same name is another one."""

    identity: tuple[int, int]


class DatabaseFile:
    """The file at `path`. The first opening makes it if need be; one that vanishes later is missed, not made anew."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._known = False
        self._engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=NullPool,
            json_serializer=to_json,
            json_deserializer=from_json,
            hide_parameters=True,  # errors are logged, and parameters are callers' names and numbers (S18)
        )

    @property
    def dialect(self) -> Dialect:
        """How SQLAlchemy speaks to it."""
        return self._engine.dialect

    def open_reader(self) -> FileLine:
        """A line that cannot write."""
        return self._open("PRAGMA query_only=ON")

    def open_writer(self) -> FileLine:
        """The line for writing. The file is in WAL mode from here on."""
        line = self._open("PRAGMA journal_mode=WAL", "PRAGMA journal_size_limit=67108864")
        # For SQLAlchemy the transaction is always somebody else's: its sessions only set savepoints inside.
        line.connection.begin()
        return line

    def holds(self, line: FileLine) -> bool:
        """Whether `line` still leads to the file of that name. Raises Unavailable when there is none."""
        return self._identity() == line.identity

    def _open(self, *pragmas: str) -> FileLine:
        line = FileLine(self._engine)
        try:
            line.identity = self._identity()
            for pragma in pragmas:
                line.driver.execute(pragma)
        except BaseException:
            line.close()
            raise
        self._known = True
        return line

    def _identity(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError as error:
            raise Unavailable(f"The database file is not there: {error}.") from error
        return status.st_dev, status.st_ino

    def _connect(self) -> sqlite3.Connection:
        mode = "rw" if self._known else "rwc"
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=0,  # never wait inside SQLite
            isolation_level=None,  # transactions begin and end where this package says so
            check_same_thread=False,
            cached_statements=512,
        )
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        connection.execute("PRAGMA cache_size=-8000")
        return connection


def not_now(error: BaseException) -> Unavailable | None:
    """What to raise instead of `error` if it speaks of the file's state; None if it speaks of the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error) and primary_code(cause) in _NOT_NOW:
        return Unavailable(f"The database file cannot be used now: {cause}.")
    return None


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without the details of its upper bytes; 0 for what the driver itself complains of."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
