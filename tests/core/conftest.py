from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.core.store import Store, open_store
from tests.core import shelf


@pytest.fixture
def shelf_store(empty_database_url: str) -> Iterator[Store]:
    """A store with the tests' own table, once on each database."""
    store = open_store(empty_database_url)
    shelf.build(store)
    yield store
    store.close()


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    """Where `sqlite_store` keeps its rows."""
    return tmp_path / "shelf.db"


@pytest.fixture
def sqlite_store(database_file: Path) -> Iterator[Store]:
    """A store with the tests' own table in an SQLite file."""
    store = open_store(f"sqlite:///{database_file}")
    shelf.build(store)
    yield store
    store.close()
