"""What only a server can do to us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.core.errors import Unavailable
from hotline.core.store import Store, new_id, open_store
from tests.core.shelf import build, keys, put
from tests.support import databases


@pytest.fixture
def url(run_directory: Path) -> Iterator[str]:
    with databases.empty_postgresql(run_directory, f"test_{new_id()}") as made:
        yield made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    build(opened)
    yield opened
    opened.close()


def test_lines_that_the_server_cut_are_replaced_before_the_work_begins(store: Store, url: str) -> None:
    runs = []

    def work(session: Session) -> None:
        runs.append(1)
        put("one")(session)

    with psycopg.connect(_plain(url), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    store.write(work)

    assert keys(store) == {"one"}
    assert len(runs) == 1


def test_a_line_cut_in_the_middle_of_a_work_is_unavailable_and_the_next_work_runs(store: Store) -> None:
    def work(session: Session) -> None:
        put("one")(session)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable):
        store.write(work)
    store.write(put("two"))

    assert keys(store) == {"two"}


def test_a_lock_that_somebody_keeps_is_unavailable_and_later_the_work_runs(store: Store, url: str) -> None:
    with psycopg.connect(_plain(url)) as other:
        other.execute("LOCK TABLE books")
        with pytest.raises(Unavailable):
            store.write(put("one"))
    store.write(put("one"))

    assert keys(store) == {"one"}


def test_a_work_that_swallows_a_database_error_is_told_that_nothing_is_kept(store: Store) -> None:
    store.write(put("one"))

    def work(session: Session) -> None:
        session.execute(text("UPDATE books SET pages = 7"))
        with pytest.raises(IntegrityError):
            session.execute(text("INSERT INTO books SELECT * FROM books"))

    with pytest.raises(RuntimeError, match="swallowed"):
        store.write(work)

    assert store.read(lambda session: session.scalar(text("SELECT pages FROM books"))) == 0


def test_a_report_may_allow_itself_more_time(store: Store) -> None:
    def work(session: Session) -> str:
        session.execute(text("SET LOCAL statement_timeout = '1min'"))
        return str(session.scalar(text("SHOW statement_timeout")))

    assert store.read(work) == "1min"
    assert store.read(lambda session: session.scalar(text("SHOW statement_timeout"))) == "2s"


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")
