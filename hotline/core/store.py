"""The store: two doors, `read` and `write`, over SQLite or PostgreSQL.

Domain code is handed a Session and knows nothing of threads, locks, batches or drivers. What a table is made of stands
here too, so that the contexts import from one place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from hotline.core.columns import ROW_LOCK, Base, Json, StrEnumType, UtcDateTime, new_id
from hotline.core.errors import BadSetting
from hotline.core.lines import S, T, Work
from hotline.core.new_rows import add_now
from hotline.core.postgresql import PostgresqlDoors
from hotline.core.prepared import Prepared, Statement
from hotline.core.sqlite import SqliteDoors

__all__ = [
    "ROW_LOCK",
    "Base",
    "Json",
    "Prepared",
    "Store",
    "StrEnumType",
    "UtcDateTime",
    "add_now",
    "new_id",
    "open_store",
]


class Store:
    """One database. Threads share it; nothing is opened before it is used, so a forked child may use it too.

    A work is a function of a Session. It neither commits nor rolls back: `write` commits when it returns and undoes it
    when it raises, and raises the same error in the caller. A work keeps to the database: what it does besides may
    have been done although the commit fails, or twice, because a work that shared its commit has failed.

    Objects that a work returns are detached: their loaded columns stay readable, nothing is loaded any more.
    """

    def __init__(self, doors: SqliteDoors | PostgresqlDoors) -> None:
        self._doors = doors

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._doors.dialect.name

    def read(self, work: Work[T]) -> T:
        """Run `work` on one snapshot of what is committed; it cannot write. Raises Unavailable."""
        return self._doors.read(work)

    def write(self, work: Work[T]) -> T:
        """Run `work` and commit it: when this returns, it is on the disk (F15).

        Raises what the work raised, and Unavailable if the database cannot be reached or is not free within 2 s (F12,
        F13). Not to be called from inside a work.
        """
        return self._doors.write(work)

    def write_after(self, look: Work[S], work: Callable[[Session, S], T]) -> T:
        """Run `look`, then `work` with what it found, and commit `work`. Raises what `read` and `write` raise.

        `look` only reads. On SQLite it has a snapshot of its own in the caller's thread, so that the one writer is left
        with little to do; on PostgreSQL it shares the transaction. In both, others may have written between the two:
        `work` makes sure that what was seen still holds.
        """
        return self._doors.write_after(look, work)

    def prepare(self, statement: Statement) -> Prepared:
        """`statement` for the hot path, compiled for this database now; see `Prepared`."""
        prepared = Prepared(statement)
        prepared.compile(self._doors.dialect)
        return prepared

    def close(self) -> None:
        """Finish the writes that wait and close what is idle."""
        self._doors.close()


def open_store(url: str) -> Store:
    """The store at `url`: `sqlite:///var/hotline.db` or `postgresql://user:password@host/name`.

    Raises BadSetting for any other kind of URL. Nothing is opened yet.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise _bad(url) from None
    match address.get_backend_name():
        case "sqlite" if address.database and address.database != ":memory:":
            return Store(SqliteDoors(Path(address.database)))
        case "postgresql" | "postgres":
            return Store(PostgresqlDoors(address.set(drivername="postgresql+psycopg")))
    raise _bad(address)


def _bad(url: str | URL) -> BadSetting:
    shown = url.render_as_string(hide_password=True) if isinstance(url, URL) else "this"
    return BadSetting("DATABASE_URL", f"{shown} is neither sqlite:///FILE nor postgresql://USER@HOST/NAME")
