"""Real trouble for a database: somebody holds its lock, or it is not there at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Somebody else writes to the calls and does not come to an end."""
    if database_url.startswith("sqlite"):
        holder = sqlite3.connect(_file(database_url), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.close()
        return
    with psycopg.connect(_address(database_url)) as line:
        line.execute("LOCK TABLE calls IN ACCESS EXCLUSIVE MODE")
        yield
        line.rollback()


@contextmanager
def row_locked(database_url: str, sid: str) -> Iterator[None]:
    """Somebody else holds the row of one call. SQLite has one lock for all rows."""
    if database_url.startswith("sqlite"):
        with locked(database_url):
            yield
        return
    with psycopg.connect(_address(database_url)) as line:
        line.execute("SELECT sid FROM calls WHERE sid = %s FOR UPDATE", (sid,))
        yield
        line.rollback()


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """The file is gone; the server refuses every line and has cut the old ones."""
    if database_url.startswith("sqlite"):
        file = _file(database_url)
        hidden = file.rename(file.with_suffix(".hidden"))
        try:
            yield
        finally:
            hidden.rename(file)
        return
    server, _, name = _address(database_url).rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as line:
        line.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            line.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def without_table(database_url: str, table: str) -> Iterator[None]:
    """A table is missing: everything that needs it fails in the middle of its work."""
    _rename(database_url, table, f"{table}_hidden")
    try:
        yield
    finally:
        _rename(database_url, f"{table}_hidden", table)


def _rename(database_url: str, table: str, name: str) -> None:
    change = f"ALTER TABLE {table} RENAME TO {name}"
    if database_url.startswith("sqlite"):
        file = sqlite3.connect(_file(database_url))
        file.execute("PRAGMA legacy_alter_table=ON")  # what refers to the table goes on meaning it by its name
        file.execute(change)
        file.close()
        return
    with psycopg.connect(_address(database_url)) as line:
        line.execute(change)


def _file(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def _address(database_url: str) -> str:
    return database_url.replace("+psycopg", "")
