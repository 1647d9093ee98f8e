"""The two doors of a SQLite file: reads side by side, writes one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline.core.lines import Lines, S, T, Work
from hotline.core.sqlite_file import DatabaseFile, FileLine, not_now
from hotline.core.sqlite_writer import Writer

_READERS = 32
_PATIENCE_SECONDS = 1.0


class SqliteDoors:
    """`read` and `write` over the file at `path`, which is opened by the process that uses it, when it first does."""

    def __init__(self, path: Path) -> None:
        self._file = DatabaseFile(path)
        self._readers = Lines(self._file.open_reader, size=_READERS, patience=_PATIENCE_SECONDS)
        self._writer = Writer(self._file)

    @property
    def dialect(self) -> Dialect:
        return self._file.dialect

    def read(self, work: Work[T]) -> T:
        """Run `work` on one snapshot of what is committed. No writer delays it, and it cannot write."""
        try:
            line = self._reader()
            try:
                return work(line.session)
            finally:
                self._leave(line)
        except (sqlite3.Error, DBAPIError) as error:
            if (unavailable := not_now(error)) is not None:
                raise unavailable from error
            raise

    def write(self, work: Work[T]) -> T:
        """Run `work` in the writer thread; returns when it is on the disk."""
        return self._writer.carry_out(None, lambda session, _: work(session))

    def write_after(self, look: Work[S], work: Callable[[Session, S], T]) -> T:
        """Look and write in the writer thread; the file is locked only to write."""
        return self._writer.carry_out(look, work)

    def close(self) -> None:
        """Finish what waits, then close the file."""
        self._writer.close()
        self._readers.close_idle()

    def _reader(self) -> FileLine:
        """A line inside a new read transaction."""
        while True:
            line = self._readers.take()
            try:
                current = self._file.holds(line)
                if current:
                    line.driver.execute("BEGIN")
                    return line
            except BaseException:
                self._readers.throw_away(line)
                raise
            self._readers.throw_away(line)

    def _leave(self, line: FileLine) -> None:
        try:
            line.session.close()
            line.driver.rollback()
        except BaseException:
            self._readers.throw_away(line)
            raise
        self._readers.give_back(line)
