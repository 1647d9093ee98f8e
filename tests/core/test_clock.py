"""One clock for all processes, and it can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from hotline.core.clock import Clock
from hotline.core.errors import Invalid

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "clock"


@time_machine.travel(NOON, tick=False)
def test_without_a_file_it_tells_the_machines_time_in_utc(path: Path) -> None:
    assert Clock(path).now() == NOON
    assert Clock(None).now() == NOON
    assert Clock(path).now().tzinfo is UTC


@time_machine.travel(NOON, tick=False)
def test_a_week_passes_at_once_and_every_process_sees_it(path: Path) -> None:
    web, worker = Clock(path), Clock(path)
    assert worker.now() == NOON

    assert web.advance(timedelta(days=7)) == NOON + timedelta(days=7)
    assert worker.now() == NOON + timedelta(days=7)
    worker.advance(timedelta(hours=-1))
    assert web.now() == NOON + timedelta(days=7, hours=-1)


@time_machine.travel(NOON, tick=False)
def test_it_can_be_set(path: Path) -> None:
    clock = Clock(path)

    assert clock.set("2026-04-01T09:00:00+08:00") == datetime(2026, 4, 1, 1, tzinfo=UTC)
    assert clock.set(NOON) == NOON


@time_machine.travel(NOON, tick=False)
def test_taking_the_file_away_brings_the_machines_time_back(path: Path) -> None:
    clock = Clock(path)
    clock.advance(timedelta(days=1))

    path.unlink()

    assert clock.now() == NOON


def test_the_file_holds_one_line_of_seconds(path: Path) -> None:
    Clock(path).advance(timedelta(days=1, microseconds=1))

    assert path.read_text() == "86400.000001\n"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("text", ["2026-04-01T09:00:00", "tomorrow", ""])
def test_a_time_without_a_zone_or_without_sense_is_refused_with_an_example(path: Path, text: str) -> None:
    with pytest.raises(Invalid, match=r"2026-03-10T09:00:00\+08:00"):
        Clock(path).set(text)


def test_a_clock_without_a_file_cannot_be_moved() -> None:
    with pytest.raises(Invalid, match="cannot be moved"):
        Clock(None).advance(timedelta(days=1))


@pytest.mark.parametrize("text", ["soon", "", "nan", "1e300"])
def test_a_file_that_holds_no_number_is_named(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(Invalid, match=str(path)):
        Clock(path).now()
