"""The writer of a SQLite file: one thread in each process, many works to a commit.

A durable commit costs more than all the statements before it, so works that wait together are committed together, and
only then are the callers answered. A work that fails takes back its own changes and nobody else's: the others are done
again without it. That is rare; a savepoint for each work would be paid for by all.

What a work looks at first is looked at here too, before the file is locked: threads that think side by side take the
interpreter from each other a dozen times in a turn, which costs as much as the thinking.

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
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any, Generic

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hotline.core.errors import Unavailable
from hotline.core.lines import S, T, Work
from hotline.core.sqlite_file import DatabaseFile, FileLine, not_now, primary_code

BATCH_WORKS = 64
"""How many works share a commit at most."""

_PATIENCE_SECONDS = 2.0
_BATCH_SECONDS = 0.005
_BUSY_PAUSE_SECONDS = 0.01


class _Job(Generic[S, T]):
    """One work on its way: handed over by its caller, done by the writer, or withdrawn if it waited too long."""

    def __init__(self, look: Work[S] | None, work: Callable[[Session, S | None], T]) -> None:
        self.look = look
        self.work = work
        self.context = copy_context()
        self.seen: S | None = None
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

    def carry_out(self, look: Work[S] | None, work: Callable[[Session, Any], T]) -> T:
        """Do `look`, then `work` with what it saw, if anything, and commit it; returns when it is on the disk.

        Raises what they raised, or Unavailable.
        """
        job = _Job(look, work)
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
        self.jobs: queue.SimpleQueue[_Job[Any, Any] | None] = queue.SimpleQueue()
        self._turn = _Turn(file.path.with_name(f"{file.path.name}.lock"))
        self._desk = _Desk(file)

    def run(self) -> None:
        while (job := self.jobs.get()) is not None:
            self._commit_together(job)
        self._desk.clear()
        self._turn.close()

    def _commit_together(self, first: _Job[Any, Any]) -> None:
        """Do `first` and what waits behind it, commit once, answer all."""
        jobs: list[_Job[Any, Any]] = []
        try:
            for job in self._waiting(first):
                jobs.append(job)
                self._desk.look(job)
            with self._turn:
                if not self._desk.begin(jobs):
                    return
                jobs = [job for job in jobs if job.claim()]
                self._desk.write(jobs)
        except Exception as error:  # noqa: BLE001 - whatever it was, every caller must be told
            self._desk.clear()
            for job in jobs:
                job.error = Unavailable(f"The database did not take the change: {error}.")
                job.error.__cause__ = error
        for job in jobs:
            job.answer()

    def _waiting(self, first: _Job[Any, Any]) -> Iterator[_Job[Any, Any]]:
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


class _Desk:
    """Where the writer works: one line to look at the file before it is locked, one to write with."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file
        self._reader: FileLine | None = None
        self._writer: FileLine | None = None

    def look(self, job: _Job[Any, Any]) -> None:
        """Let `job` look at what is committed; its failure is its own. Neighbours look at one snapshot."""
        if job.look is None or job.error is not None:
            return
        session = self._looking().session
        try:
            job.seen = job.context.run(job.look, session)
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            job.error = not_now(error) or error
        if session.in_transaction():
            session.close()  # the snapshot ends with it

    def _looking(self) -> FileLine:
        """The line for looking, inside a read transaction."""
        if self._reader is None or not self._reader.driver.in_transaction:
            self._clear_if_replaced()
            self._reader = self._reader or self._file.open_reader()
            self._reader.driver.execute("BEGIN")
        return self._reader

    def begin(self, jobs: list[_Job[Any, Any]]) -> bool:
        """Begin to write; False if every caller gave up before somebody else's lock went away."""
        if self._reader is not None:
            self._reader.driver.rollback()
        while True:
            try:
                self._clear_if_replaced()
                self._writer = self._writer or self._file.open_writer()
                self._writer.driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY:
                    raise
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    self.clear()  # a recovery under way, or a cursor left open that holds an old snapshot
            else:
                return True
            if all(job.withdrawn for job in jobs):
                return False
            time.sleep(_BUSY_PAUSE_SECONDS)

    def write(self, jobs: list[_Job[Any, Any]]) -> None:
        """Do the works and commit. Where one has failed half done, the others are done again without it."""
        driver = self._writing.driver
        while not self._do_all(jobs):
            driver.rollback()
            for job in jobs:
                self.look(job)
            driver.execute("BEGIN IMMEDIATE")
        driver.execute("COMMIT")

    def _do_all(self, jobs: list[_Job[Any, Any]]) -> bool:
        """Do every work, whichever fails. False if one has failed and left changes behind."""
        clean = [self._work(job) for job in jobs]
        return all(clean)

    def _work(self, job: _Job[Any, Any]) -> bool:
        """Do one work. False if it has failed and left changes behind; raises only if the whole transaction is lost."""
        if job.error is not None:
            return True
        driver, session = self._writing.driver, self._writing.session
        changes = driver.total_changes
        try:
            job.result = job.context.run(job.work, session, job.seen)
            # Nothing to settle where only prepared statements ran: SQLAlchemy never joined the transaction.
            if session.in_transaction():
                session.commit()
                session.close()
        except BaseException as error:
            if not driver.in_transaction:
                raise  # a full disk makes SQLite take back the neighbours' work too: all of them are told
            job.error = not_now(error) or error
            session.close()
            return bool(driver.total_changes == changes)
        return True

    @property
    def _writing(self) -> FileLine:
        if self._writer is None:
            raise RuntimeError("nothing has begun")
        return self._writer

    def _clear_if_replaced(self) -> None:
        """A restored backup is another file under the same name."""
        line = self._writer or self._reader
        if line is not None and not self._file.holds(line):
            self.clear()

    def clear(self) -> None:
        """Close both lines."""
        for line in (self._reader, self._writer):
            if line is not None:
                with contextlib.suppress(sqlite3.Error, DBAPIError):  # it is given up because it may be broken
                    line.close()
        self._reader = self._writer = None


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
