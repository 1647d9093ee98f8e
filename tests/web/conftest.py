"""A hotline that has had a day: its companies, staff and tickets, and five calls. Shared, so read only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotline.app import Application
from hotline.core.store import new_id
from tests.support import databases
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone
from tests.web.callers import COMPLAINT, SOLVED, UNSOLVED, live


@contextmanager
def _database(kind: str, run_directory: Path, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield databases.fresh_sqlite(run_directory, folder)
        return
    with databases.fresh_postgresql(run_directory, f"test_{new_id()}") as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def busy_day(
    request: pytest.FixtureRequest, run_directory: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The application, on SQLite and on PostgreSQL."""
    folder = tmp_path_factory.mktemp("busy")
    with _database(request.param, run_directory, folder) as url:
        app = hotline_for(url, folder)
        phone = Telephone(app)
        live(phone, "+8613800138066", SOLVED, sid="CAsolved")
        live(phone, "+8613802223344", UNSOLVED, sid="CAunsolved")
        live(phone, "+8613802223355", COMPLAINT, sid="CAcomplaint")
        phone.ring("ANONYMOUS", sid="CAwithheld")
        phone.hang_up()
        phone.ring("+8613802223366", sid="CAspeaking")
        yield app
        app.hotline.store.close()
