from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import databases
from tests.support.commands import CommandLine


@pytest.fixture
def line(run_directory: Path, tmp_path: Path) -> CommandLine:
    """The command line with a migrated SQLite database of its own."""
    url = databases.fresh_sqlite(run_directory, tmp_path)
    return CommandLine({"DATABASE_URL": url, "HOTLINE_VAR": str(tmp_path / "var")})


@pytest.fixture
def line_on_both(database_url: str, tmp_path: Path) -> CommandLine:
    """The same on SQLite and on PostgreSQL."""
    return CommandLine({"DATABASE_URL": database_url, "HOTLINE_VAR": str(tmp_path / "var")})
