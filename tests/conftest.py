"""What every test may ask for: `database_url`, `store` and `clock`.

A test that asks for `store` or `database_url` runs twice, on SQLite and on PostgreSQL; each time on a database of its
own whose tables the migrations have built.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from hotline.core.clock import Clock
from hotline.core.store import Store, new_id, open_store
from tests.support import databases, postgres, prism

_RUN_DIRECTORY = pytest.StashKey[Path]()

# A slow machine fails no test.
settings.register_profile("hotline", deadline=None)
settings.load_profile("hotline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden files anew instead of comparing with them."""
    parser.addoption("--update", action="store_true", help="write down what is said now: tests/transcripts/*.yaml")


def pytest_configure(config: pytest.Config) -> None:
    """Keep one PostgreSQL server at hand for the whole run; its workers are told where."""
    told = getattr(config, "workerinput", {}).get("run_directory")
    if told is not None:
        config.stash[_RUN_DIRECTORY] = Path(told)
        return
    kept = ExitStack()
    config.stash[_RUN_DIRECTORY] = kept.enter_context(postgres.keeper())
    config.add_cleanup(kept.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the run's directory is."""
    node.workerinput["run_directory"] = str(node.config.stash[_RUN_DIRECTORY])


@pytest.fixture(scope="session")
def run_directory(pytestconfig: pytest.Config) -> Path:
    """The directory that all workers of this run share; gone after the run."""
    return pytestconfig.stash[_RUN_DIRECTORY]


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[prism.Contract]:
    """Twilio's own OpenAPI file, to hold the carrier behind it to; one for all tests of a worker."""
    with prism.contract(tmp_path_factory.mktemp("prism")) as contract:
        yield contract


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, run_directory: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own, migrated and without rows."""
    if request.param == "sqlite":
        yield databases.fresh_sqlite(run_directory, tmp_path)
        return
    with databases.fresh_postgresql(run_directory, f"test_{new_id()}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, run_directory: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own in which no migration ever ran."""
    if request.param == "sqlite":
        yield databases.empty_sqlite(tmp_path)
        return
    with databases.empty_postgresql(run_directory, f"test_{new_id()}") as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store on a database of this test's own."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """A clock that this test may set and advance."""
    return Clock(tmp_path / "clock")


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    if host not in {"localhost", "::1"} and not host.startswith("127."):
        raise AssertionError(f"a test tried to connect to {host}; tests stay on this machine")


sys.addaudithook(_stay_on_this_machine)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own would be another download."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: run scripts/setup --dev"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
