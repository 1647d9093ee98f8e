"""The schema's history: numbered, complete, and true to the models on both databases."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

import hotline
from hotline import migrations
from hotline.core.errors import BadSetting, Unavailable
from hotline.migrations.connections import connect
from hotline.migrations.history import why_not
from hotline.migrations.metadata import METADATA, MODULES

PACKAGE = Path(hotline.__file__).parent
VERSIONS = sorted((PACKAGE / "migrations" / "versions").glob("*.py"))
NEWEST = f"{len(VERSIONS):04}"


def run(url: str, statement: str) -> None:
    with connect(url, writing=True) as connection:
        connection.execute(text(statement))


def pretend_to_be_at(url: str, number: str) -> None:
    with connect(url, writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})


def tables(url: str) -> set[str]:
    with connect(url) as connection:
        return set(inspect(connection).get_table_names())


def test_files_are_numbered_without_gaps_and_each_follows_the_one_before() -> None:
    assert VERSIONS
    for count, file in enumerate(VERSIONS, start=1):
        code = file.read_text(encoding="utf-8")
        assert re.fullmatch(rf"{count:04}_[a-z0-9_]+\.py", file.name)
        assert f'revision = "{count:04}"' in code
        before = f'"{count - 1:04}"' if count > 1 else "None"
        assert f"down_revision = {before}\n" in code


def test_migrations_keep_their_meaning_when_the_product_changes() -> None:
    for file in VERSIONS:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name for name in imported if name.startswith("hotline")} <= {"hotline.migrations.columns"}


def test_every_module_that_declares_tables_is_known_to_the_migrations() -> None:
    declaring = {
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
        for file in PACKAGE.rglob("*.py")
        if re.search(r"^class \w+\(.*\bBase\b.*\):|= Table\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert declaring - {"hotline.core.columns"} == {module.__name__ for module in MODULES}


def test_an_upgrade_builds_every_table(empty_database_url: str) -> None:
    assert migrations.current(empty_database_url) is None
    migrations.upgrade(empty_database_url)
    assert tables(empty_database_url) == {*METADATA.tables, "alembic_version"}
    assert migrations.current(empty_database_url) == migrations.head() == NEWEST
    assert migrations.pending(empty_database_url) == []


def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    migrations.upgrade(database_url)
    assert migrations.current(database_url) == NEWEST


def test_migrations_and_models_agree(database_url: str) -> None:
    assert migrations.drift(database_url) == []


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE stray (id INTEGER)",
        "ALTER TABLE staff ADD COLUMN stray TEXT",
        "ALTER TABLE staff DROP COLUMN phone",
        "DROP INDEX ix_callbacks_queued",
        "CREATE INDEX stray ON staff (name)",
    ],
)
def test_a_drift_is_seen(database_url: str, change: str) -> None:
    run(database_url, change)
    assert migrations.drift(database_url)


def test_drift_in_a_check_a_condition_a_default_or_a_length_is_seen(database_url: str) -> None:
    # The checks that SQLAlchemy's own comparison leaves out.
    if database_url.startswith("sqlite"):
        run(database_url, "DROP INDEX ix_callbacks_queued")
        run(database_url, "CREATE INDEX ix_callbacks_queued ON callbacks (handler, not_before) WHERE state = 'done'")
        assert len(migrations.drift(database_url)) == 2
        return
    run(database_url, "ALTER TABLE callbacks DROP CONSTRAINT ck_callbacks_ended")
    run(database_url, "ALTER TABLE callbacks ALTER COLUMN reason SET DEFAULT 'none'")
    run(database_url, "ALTER TABLE callbacks ALTER COLUMN phone TYPE VARCHAR(17)")
    assert len(migrations.drift(database_url)) == 5


def test_looking_for_drift_leaves_no_trace(database_url: str) -> None:
    before = tables(database_url)
    migrations.drift(database_url)
    with connect(database_url) as connection:
        assert "hotline_drift" not in inspect(connection).get_schema_names()
    assert tables(database_url) == before


def test_machines_that_upgrade_at_the_same_time_wait_for_each_other(empty_database_url: str) -> None:
    failures: list[Exception] = []

    def upgrade() -> None:
        try:
            migrations.upgrade(empty_database_url)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    machines = [threading.Thread(target=upgrade) for _ in range(4)]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join()
    assert failures == []
    assert migrations.current(empty_database_url) == NEWEST


def test_a_failed_upgrade_leaves_the_database_as_it_was(empty_database_url: str) -> None:
    last = list(METADATA.sorted_tables)[-1].name
    run(empty_database_url, f"CREATE TABLE {last} (stray INTEGER)")
    with pytest.raises(Unavailable, match="nothing was changed"):
        migrations.upgrade(empty_database_url)
    assert tables(empty_database_url) == {last}


def test_the_release_starts_on_its_own_schema(database_url: str) -> None:
    migrations.require_head(database_url)


def test_the_release_refuses_an_empty_database_and_says_what_to_do(empty_database_url: str) -> None:
    with pytest.raises(migrations.WrongSchema, match="no tables yet; run: python -m hotline db upgrade"):
        migrations.require_head(empty_database_url)


def test_asking_creates_no_file(tmp_path: Path) -> None:
    assert migrations.current(f"sqlite:///{tmp_path / 'absent.db'}") is None
    assert list(tmp_path.iterdir()) == []


def test_the_release_refuses_an_older_schema_and_says_what_to_do() -> None:
    reason = why_not("0001", ["0001", "0002"])
    assert reason == "the database is at migration 0001 and this release needs 0002; run: python -m hotline db upgrade"
    assert why_not("0002", ["0001", "0002"]) is None


def test_the_release_refuses_a_newer_schema(database_url: str) -> None:
    pretend_to_be_at(database_url, "9999")
    with pytest.raises(migrations.WrongSchema, match="9999, which this release does not know"):
        migrations.require_head(database_url)
    with pytest.raises(migrations.WrongSchema, match="9999, which this release does not know"):
        migrations.upgrade(database_url)


def test_a_patient_start_waits_for_the_upgrade_beside_it(empty_database_url: str) -> None:
    upgrade = threading.Timer(0.3, migrations.upgrade, [empty_database_url])
    upgrade.start()
    migrations.require_head(empty_database_url, patience=60)
    upgrade.join()


def test_an_address_that_is_none_is_a_bad_setting() -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        migrations.current("nonsense")


def test_a_server_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        migrations.current("postgresql://nobody@127.0.0.1:1/nothing")


# Writing the next one


@pytest.fixture
def house_copy(tmp_path: Path) -> Path:
    """A copy of the package, in which the next migration may be written."""
    shutil.copytree(PACKAGE, tmp_path / "hotline", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def author(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hotline.migrations", *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def test_without_a_change_there_is_nothing_to_write(house_copy: Path) -> None:
    assert "nothing to write" in author(house_copy, "new", "idle words").stdout
    assert len(list((house_copy / "hotline/migrations/versions").glob("*.py"))) == len(VERSIONS)


def test_a_changed_model_becomes_the_next_numbered_file(house_copy: Path) -> None:
    models = house_copy / "hotline/people/models.py"
    column = "class Staff(Base):\n    nickname: Mapped[str | None] = mapped_column(String(20))\n"
    models.write_text(models.read_text(encoding="utf-8").replace("class Staff(Base):\n", column), encoding="utf-8")
    assert "missing in the database: staff: column nickname VARCHAR(length=20)" in author(house_copy, "check").stdout
    outcome = author(house_copy, "new", "Give staff a nickname!")
    assert outcome.returncode == 0, outcome.stderr
    written = house_copy / f"hotline/migrations/versions/{len(VERSIONS) + 1:04}_give_staff_a_nickname.py"
    assert 'sa.Column("nickname", sa.String(length=20), nullable=True)' in written.read_text(encoding="utf-8")


def test_a_migration_of_rows_starts_empty(house_copy: Path) -> None:
    assert author(house_copy, "new", "--empty", "mend the rows").returncode == 0
    written = house_copy / f"hotline/migrations/versions/{len(VERSIONS) + 1:04}_mend_the_rows.py"
    assert written.read_text(encoding="utf-8").endswith("def upgrade() -> None:\n    pass\n")
