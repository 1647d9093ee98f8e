"""A fresh database for each test that asks for one, with the schema built once a run by the migrations."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine

from hotline import migrations
from tests.support.postgres import server_url

_TEMPLATE = "template_hotline"


def fresh_sqlite(run: Path, directory: Path) -> str:
    """The URL of a new SQLite database in `directory`: a copy of the run's migrated one."""
    template = run / "template.db"
    with _one_at_a_time(run / "template.lock"):
        if not template.exists():
            draft = run / "draft.db"
            draft.unlink(missing_ok=True)
            migrations.upgrade(f"sqlite:///{draft}")
            draft.rename(template)
    shutil.copyfile(template, directory / "hotline.db")
    return f"sqlite:///{directory / 'hotline.db'}"


def empty_sqlite(directory: Path) -> str:
    """The URL of an SQLite database in `directory` that nobody has made yet."""
    return f"sqlite:///{directory / 'hotline.db'}"


@contextmanager
def fresh_postgresql(run: Path, name: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database of that name, a copy of the run's migrated one; dropped at the end."""
    server = server_url(run)
    with _one_at_a_time(run / "template.lock"):
        if not _exists(server, _TEMPLATE):
            # Migrated under another name, so that a failed migration leaves no half-built template behind.
            with empty_postgresql(run, f"{_TEMPLATE}_draft") as draft:
                migrations.upgrade(draft)
                _execute(server, f"CREATE DATABASE {_TEMPLATE} TEMPLATE {_TEMPLATE}_draft")
    with _database(server, name, _TEMPLATE):
        yield f"{server}/{name}"


@contextmanager
def empty_postgresql(run: Path, name: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database of that name without any table; dropped at the end."""
    server = server_url(run)
    with _database(server, name, "template0"):
        yield f"{server}/{name}"


@contextmanager
def _database(server: str, name: str, template: str) -> Iterator[None]:
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Workers of one run wait for each other here."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _outside_transactions(server: str) -> Iterator[Connection]:
    engine = create_engine(f"{server}/postgres", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def _execute(server: str, statement: str) -> None:
    with _outside_transactions(server) as connection:
        connection.exec_driver_sql(statement)


def _exists(server: str, name: str) -> bool:
    with _outside_transactions(server) as connection:
        found = connection.exec_driver_sql("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return found.first() is not None
