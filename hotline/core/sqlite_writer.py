"""The writer of a SQLite file: one thread in each process, many works to a commit.

A durable commit costs more than all the statements before it, so works that wait together are committed together: each
in a savepoint of its own, then one COMMIT for all, and only then are the callers answered. A work that fails takes
back its own changes and nobody else's.

Processes take turns by a kernel lock on a file beside the database. Whoever waits for the lock is woken when it comes
free; SQLite's own busy wait sleeps and guesses, and costs half a second at p99.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any, Generic

from sqlalchemy.exc import DBAPIError

from hotline.core.errors import Unavailable
from hotline.core.lines import T, Work
from hotline.core.sqlite_file import DatabaseFile, FileLine, not_now, primary_code

BATCH_WORKS = 64
"""How many works share a commit at most."""

_PATIENCE_SECONDS = 2.0
_BATCH_SECONDS = 0.005
_BUSY_PAUSE_SECONDS = 0.01


class _Job(Generic[T]):
    """One work on its way: handed over by its caller, done by the writer, or withdrawn if it waited too long."""

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        self.context = copy_context()
        self.result: T
        self.error: BaseException | None = None
        self._claim = threading.Lock()
        self._answered = threading.Lock()
        self._answered.acquire()

    def claim(self) -> bool:
        """True for whoever asks first: the writer that begins the work, or the caller that gives up waiting."""
        return self._claim.acquire(blocking=False)

    @property
    def withdrawn(self) -> bool:
        """Whether the caller gave up (asked by the writer before it claims the job)."""
        return self._claim.locked()

    def answer(self) -> None:
        """Wake the caller: `result` or `error` stands."""
        self._answered.release()

    def outcome(self) -> T:
        """Wait for the answer. Once the work has begun there is no giving up: only the writer knows how it ends."""
        if not self._answered.acquire(timeout=_PATIENCE_SECONDS):
            if self.claim():
                raise Unavailable("The database is locked by somebody else.")
            self._answered.acquire()
        if self.error is not None:
            try:
                raise self.error
            finally:
                self.error = None  # an error holds its traceback, the traceback this frame, the frame this job
        return self.result


class Writer:
    """Takes works from any thread of any process; each process gets its writer thread with its first work."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file
        self._threads: dict[int, _WriterThread] = {}

    def carry_out(self, work: Work[T]) -> T:
        """Do `work` and commit it; returns when it is on the disk. Raises what the work raised, or Unavailable."""
        job = _Job(work)
        self._thread().jobs.put(job)
        return job.outcome()

    def close(self) -> None:
        """Finish what waits and close the file. A later work opens it again."""
        thread = self._threads.pop(os.getpid(), None)
        if thread is not None:
            thread.jobs.put(None)
            thread.join(_PATIENCE_SECONDS)

    def _thread(self) -> _WriterThread:
        pid = os.getpid()
        thread = self._threads.get(pid)
        if thread is None:
            mine = _WriterThread(self._file)
            # Of several threads that come here at once setdefault lets one win; only the winner's thread is started.
            thread = self._threads.setdefault(pid, mine)
            if thread is mine:
                thread.start()
        if thread is threading.current_thread():
            raise RuntimeError("A work may not call write(): it would wait for itself.")
        return thread


class _WriterThread(threading.Thread):
    def __init__(self, file: DatabaseFile) -> None:
        super().__init__(name=f"writer of {file.path.name}", daemon=True)
        self.jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._file = file
        self._turn = _Turn(file.path.with_name(f"{file.path.name}.lock"))
        self._line: FileLine | None = None

    def run(self) -> None:
        while (job := self.jobs.get()) is not None:
            self._commit_together(job)
        self._hang_up()
        self._turn.close()

    def _commit_together(self, first: _Job[Any]) -> None:
        """Do `first` and what waits behind it, commit once, answer all."""
        begun: list[_Job[Any]] = []
        try:
            with self._turn:
                line = self._begin(first)
                if line is None:
                    return
                for job in self._waiting(first):
                    if job.claim():
                        begun.append(job)
                        _carry_out(job, line)
                line.driver.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever it was, every caller must be told
            self._hang_up()
            for job in begun or [first]:
                job.error = Unavailable(f"The database did not take the change: {error}.")
                job.error.__cause__ = error
        for job in begun or [first]:
            job.answer()

    def _begin(self, first: _Job[Any]) -> FileLine | None:
        """The line inside a new transaction; None if `first` was withdrawn before somebody else's lock went away."""
        while True:
            try:
                if self._line is None or not self._file.holds(self._line):
                    self._hang_up()
                    self._line = self._file.open_writer()
                self._line.driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY:
                    raise
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    self._hang_up()  # a recovery under way, or a cursor left open that holds an old snapshot
            else:
                return self._line
            if first.withdrawn:
                return None
            time.sleep(_BUSY_PAUSE_SECONDS)

    def _waiting(self, first: _Job[Any]) -> Iterator[_Job[Any]]:
        """`first` and those behind it, until nobody waits or the batch is big or old enough."""
        yield first
        end = time.monotonic() + _BATCH_SECONDS
        for _ in range(BATCH_WORKS - 1):
            try:
                job = self.jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self.jobs.put(None)  # the end of work is for run() to see
                return
            yield job
            if time.monotonic() > end:
                return

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(sqlite3.Error, DBAPIError):  # it is given up because it may be broken
                line.close()


def _carry_out(job: _Job[Any], line: FileLine) -> None:
    """Do one work in a savepoint, so that its failure is its own. Raises only if the whole transaction is lost."""
    driver, session = line.driver, line.session
    driver.execute("SAVEPOINT work")
    try:
        job.result = job.context.run(job.work, session)
        # Nothing to settle where only prepared statements ran: SQLAlchemy never joined the transaction.
        if session.in_transaction():
            session.commit()
    except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
        job.error = not_now(error) or error
        session.close()  # before ROLLBACK TO takes the session's own savepoints away
        # A full disk makes SQLite roll back the neighbours' work too. Then this raises, and all of them are told.
        driver.execute("ROLLBACK TO work")
    else:
        session.close()
    driver.execute("RELEASE work")


class _Turn:
    """This process's turn to write: `with` waits until no other process writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> None:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            _inheritable.add(self._descriptor)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._descriptor is not None:
            _inheritable.discard(self._descriptor)
            os.close(self._descriptor)


_inheritable: set[int] = set()


def _close_inherited() -> None:
    # A forked child shares its parent's lock: if the parent were killed while holding it, the child would hold it on.
    while _inheritable:
        os.close(_inheritable.pop())


os.register_at_fork(after_in_child=_close_inherited)
