"""What a file can suffer: locks, other processes, a full disk, a kill, a restored backup."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from hotline.core.errors import Conflict, Unavailable
from hotline.core.store import Store, open_store
from tests.core.shelf import all_at_once, book, count, keys, put


@contextmanager
def turn_of_another_process(database_file: Path) -> Iterator[None]:
    """Hold the lock by which the processes take turns."""
    with database_file.with_name(f"{database_file.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def person_in_a_shell(database_file: Path) -> Iterator[None]:
    """Hold SQLite's own write lock, as somebody does who typed BEGIN IMMEDIATE and went to lunch."""
    other = sqlite3.connect(database_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def committed(database_file: Path) -> int:
    """How many books stand in the file for everybody to see."""
    other = sqlite3.connect(database_file)
    (number,) = other.execute("SELECT count(*) FROM books").fetchone()
    other.close()
    return int(number)


def test_works_that_wait_together_are_committed_together_and_a_failing_one_takes_back_only_itself(
    sqlite_store: Store, database_file: Path
) -> None:
    uncommitted = []

    def write(number: int) -> None:
        def work(session: Session) -> None:
            session.add(book(f"{number}"))
            session.flush()
            if number == 25:
                raise Conflict("no")
            uncommitted.append(count(session) - committed(database_file))

        sqlite_store.write(work)

    with turn_of_another_process(database_file):
        threads = [
            threading.Thread(target=all_at_once, args=[[lambda number=number: write(number)]]) for number in range(50)
        ]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    assert keys(sqlite_store) == {f"{number}" for number in range(50) if number != 25}
    assert max(uncommitted) > 1


def test_what_was_looked_at_is_looked_at_again_when_a_neighbour_failed_half_done(
    sqlite_store: Store, database_file: Path
) -> None:
    def fail(session: Session) -> None:
        session.add(book("half"))
        session.flush()
        raise Conflict("no")

    def next_to(number: int) -> None:
        sqlite_store.write_after(count, lambda session, seen: put(f"{number} saw {seen}")(session))

    with turn_of_another_process(database_file):
        threads = [
            threading.Thread(target=all_at_once, args=[[lambda number=number: next_to(number)]]) for number in range(8)
        ]
        threads.insert(4, threading.Thread(target=all_at_once, args=[[lambda: sqlite_store.write(fail)]]))
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    kept = keys(sqlite_store)
    assert {key.split(" saw ")[0] for key in kept} == {f"{number}" for number in range(8)}
    assert not any(key == "half" for key in kept)


@pytest.mark.parametrize("lock", [turn_of_another_process, person_in_a_shell])
def test_a_lock_that_somebody_keeps_is_unavailable_and_later_the_work_runs(
    sqlite_store: Store, database_file: Path, lock: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with lock(database_file):
        results = all_at_once([lambda: sqlite_store.write(put("one")), lambda: sqlite_store.write(put("two"))])
        still_readable = keys(sqlite_store)
    sqlite_store.write(put("three"))

    assert [type(result) for result in results] == [Unavailable, Unavailable]
    assert still_readable == set()
    assert keys(sqlite_store) == {"three"}


@pytest.mark.parametrize("lock", [turn_of_another_process, person_in_a_shell])
def test_a_lock_that_goes_away_in_time_only_delays(
    sqlite_store: Store, database_file: Path, lock: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with lock(database_file):
        writer = threading.Thread(target=sqlite_store.write, args=[put("one")])
        writer.start()
    writer.join()

    assert keys(sqlite_store) == {"one"}


def test_a_full_disk_is_unavailable_and_half_a_work_is_not_kept(sqlite_store: Store) -> None:
    def limit(session: Session, pages: int) -> None:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def work(session: Session) -> None:
        for number in range(200):
            session.add(book(f"{number}", facts={"much": "x" * 4000}))
            session.flush()

    sqlite_store.write(put("before"))
    sqlite_store.write(lambda session: limit(session, 20))
    with pytest.raises(Unavailable):
        sqlite_store.write(work)
    sqlite_store.write(lambda session: limit(session, 100_000))
    sqlite_store.write(put("after"))

    assert keys(sqlite_store) == {"before", "after"}


def test_a_file_that_vanished_is_missed_and_not_made_anew(sqlite_store: Store, database_file: Path) -> None:
    sqlite_store.write(put("one"))
    sqlite_store.close()
    away = database_file.rename(database_file.with_name("away.db"))

    with pytest.raises(Unavailable):
        sqlite_store.write(put("two"))
    with pytest.raises(Unavailable):
        keys(sqlite_store)
    assert not database_file.exists()
    away.rename(database_file)

    assert keys(sqlite_store) == {"one"}


def test_a_restored_backup_is_noticed_while_the_old_file_is_open(sqlite_store: Store, database_file: Path) -> None:
    sqlite_store.write(put("before"))
    backup = database_file.with_name("backup.db")
    sqlite_store.read(lambda session: session.execute(text("SELECT 1")))
    other = sqlite3.connect(database_file)
    other.execute("VACUUM INTO ?", [str(backup)])
    other.close()
    sqlite_store.write(put("after the backup"))

    for rest in ("-wal", "-shm"):
        database_file.with_name(f"{database_file.name}{rest}").unlink()
    backup.replace(database_file)

    assert keys(sqlite_store) == {"before"}
    sqlite_store.write(put("after the restore"))
    assert keys(sqlite_store) == {"before", "after the restore"}


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_text("this is a letter, not a database. " * 100)
    store = open_store(f"sqlite:///{tmp_path / 'broken.db'}")

    with pytest.raises(Unavailable):
        store.write(put("one"))
    with pytest.raises(Unavailable):
        keys(store)


def test_rows_survive_a_power_cut_because_the_log_is_synced_at_each_commit(sqlite_store: Store) -> None:
    def settings(session: Session) -> tuple[object, ...]:
        return tuple(session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys"))

    assert sqlite_store.write(settings) == ("wal", 2, 1)


def test_a_work_that_writes_through_the_door_again_is_told_so(sqlite_store: Store) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        sqlite_store.write(lambda _: sqlite_store.write(put("one")))


def test_a_forked_child_and_its_parent_both_go_on_writing(sqlite_store: Store) -> None:
    sqlite_store.write(put("before"))
    keys(sqlite_store)

    child = os.fork()
    if child == 0:
        sqlite_store.write(put("child"))
        os._exit(0 if "child" in keys(sqlite_store) else 1)
    sqlite_store.write(put("parent"))
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert keys(sqlite_store) == {"before", "child", "parent"}


def test_a_killed_child_leaves_no_lock_behind(sqlite_store: Store, database_file: Path) -> None:
    program = "import sys, tests.core.writing_process as p; p.write_for_ever(sys.argv[1])"
    with subprocess.Popen([sys.executable, "-c", program, database_file], stdout=subprocess.PIPE) as writing:
        assert writing.stdout is not None
        writing.stdout.readline()
        writing.kill()

    sqlite_store.write(put("after"))

    assert "after" in keys(sqlite_store)


def test_kill_9_loses_no_work_that_was_answered(sqlite_store: Store, database_file: Path) -> None:
    for _ in range(3):
        program = "import sys, tests.core.writing_process as p; p.write_for_ever(sys.argv[1])"
        with subprocess.Popen(
            [sys.executable, "-c", program, database_file], stdout=subprocess.PIPE, text=True
        ) as writing:
            assert writing.stdout is not None
            answered = [writing.stdout.readline().strip() for _ in range(200)]
            writing.send_signal(signal.SIGKILL)
            answered += [line.strip() for line in writing.stdout if line.endswith("\n")]
        kept = keys(sqlite_store)

        assert len(answered) >= 200
        assert [key for key in answered if key not in kept] == []
