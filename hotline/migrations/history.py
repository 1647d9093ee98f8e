"""Running the migrations, and asking where a database stands in them."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from hotline.core.errors import HotlineError, Unavailable
from hotline.migrations.connections import connect, sqlite_path

# What Alembic tells of each connection would stand in the log of every start.
logging.getLogger("alembic").setLevel(logging.WARNING)

_ADVICE = "run: python -m hotline db upgrade"
# Any number, the same in all releases: two upgrades of one PostgreSQL database wait for each other.
_UPGRADE_LOCK = 5_201_314
_LOOK_AGAIN_SECONDS = 0.2


class WrongSchema(HotlineError):
    """The database's schema is not the one that this release works on; the message says what to do."""


def head() -> str:
    """The newest migration of this release, for example `0007`."""
    return numbers()[-1]


def numbers() -> list[str]:
    """The migrations of this release, oldest first."""
    scripts = ScriptDirectory.from_config(configuration()).walk_revisions()
    return sorted(script.revision for script in scripts)


def current(url: str) -> str | None:
    """The migration that the database is at; None for an empty or absent one. Changes nothing, creates nothing."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None
    with connect(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def pending(url: str) -> list[str]:
    """The migrations that `upgrade` would run, oldest first. Raises WrongSchema for a database of a newer release."""
    at, known = current(url), numbers()
    if at is not None and at not in known:
        raise WrongSchema(_newer(at))
    return [number for number in known if at is None or number > at]


def upgrade(url: str) -> None:
    """Run the pending migrations in one transaction: all or nothing, also when several machines start at once.

    Raises WrongSchema for a database of a newer release, Unavailable if the database cannot be had.
    """
    if not pending(url):
        return
    _make_room(url)
    with connect(url, writing=True) as connection:
        _wait_for_other_upgrades(connection)
        config = configuration()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except DBAPIError as error:
            raise Unavailable(f"the migrations failed and nothing was changed: {error.orig}") from error


def require_head(url: str, *, patience: float = 0.0) -> None:
    """Return only if the database is at this release's schema; otherwise raise WrongSchema with what to do.

    `patience` is how many seconds to wait for an upgrade that is running beside this process, or for a database that
    is just starting. Raises Unavailable if the database cannot be had.
    """
    deadline = time.monotonic() + patience
    while (trouble := _trouble(url)) is not None:
        if time.monotonic() >= deadline:
            raise trouble
        time.sleep(_LOOK_AGAIN_SECONDS)


def configuration() -> Config:
    """Alembic's configuration without a file: everything stands in this package."""
    config = Config()
    # A percent sign in the path would be read as a placeholder.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def why_not(at: str | None, known: list[str]) -> str | None:
    """Why a release that knows these migrations, oldest first, cannot work on a database that is at `at`."""
    if at is None:
        return f"the database has no tables yet; {_ADVICE}"
    if at not in known:
        return _newer(at)
    if at != known[-1]:
        return f"the database is at migration {at} and this release needs {known[-1]}; {_ADVICE}"
    return None


def _trouble(url: str) -> HotlineError | None:
    try:
        reason = why_not(current(url), numbers())
    except Unavailable as error:
        return error
    return None if reason is None else WrongSchema(reason)


def _newer(at: str) -> str:
    return f"the database is at migration {at}, which this release does not know; start the release that made it"


def _make_room(url: str) -> None:
    path = sqlite_path(url)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"there is no place for the database: {error}") from error


def _wait_for_other_upgrades(connection: Connection) -> None:
    """Hold PostgreSQL's upgrade lock until the transaction ends. On SQLite the transaction itself is that lock."""
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
    # Callers wait behind a migration that waits for a table: rather fail the upgrade than keep them waiting.
    connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
