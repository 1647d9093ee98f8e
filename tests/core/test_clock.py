"""One clock for all processes, and it can be moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.clock import FASTEST, Clock
from hotline.core.errors import Invalid

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
REPLACING = 0.04
"""Seconds that it takes at most to replace the file."""


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


@time_machine.travel(NOON, tick=False)
def test_it_runs_fast_from_now_on_for_every_process_and_keeps_running_when_it_is_moved(path: Path) -> None:
    web, worker = Clock(path), Clock(path)
    worker.advance(timedelta(hours=1))

    assert web.run(60) == NOON + timedelta(hours=1)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert worker.now() == NOON + timedelta(hours=2)
        assert worker.offset == timedelta(hours=1, minutes=59)
        assert web.advance(timedelta(days=7)) == NOON + timedelta(days=7, hours=2)
        assert web.set(NOON) == NOON
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        assert (worker.now(), worker.rate) == (NOON + timedelta(hours=1), 60)


@given(turns=st.lists(st.tuples(st.floats(0.01, FASTEST), st.floats(1, 3600)), max_size=4))
def test_time_never_goes_back_when_the_rate_changes(turns: list[tuple[float, float]]) -> None:
    """Who reads the new file first is not behind who still read the old one last, but for a rounded microsecond."""
    with TemporaryDirectory() as folder, time_machine.travel(NOON, tick=False) as machine:
        new, old = Path(folder) / "clock", Path(folder) / "as it was"
        clock = Clock(new)
        for rate, pause in turns:
            before = clock.now()
            clock.run(rate)
            machine.shift(REPLACING)
            assert before <= Clock(old).now() <= clock.now() + timedelta.resolution
            old.write_text(new.read_text())
            machine.shift(pause)


def test_a_rate_stands_in_the_file_with_the_time_from_which_it_counts(path: Path) -> None:
    with time_machine.travel(NOON, tick=False):
        clock = Clock(path)
        clock.advance(timedelta(days=1))
        clock.run(60)
        assert path.read_text() == f"86400.0 60 {NOON.timestamp()}\n"

    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        clock.run(1)
    assert len(path.read_text().split()) == 1


@pytest.mark.parametrize("rate", [0, -1, FASTEST + 1, float("nan")])
def test_a_rate_at_which_nobody_could_live_is_refused(path: Path, rate: float) -> None:
    with pytest.raises(Invalid, match="rate"):
        Clock(path).run(rate)


@pytest.mark.parametrize(
    "text", ["soon", "", "nan", "1e300", "1 2", "1 0 0", "1 -1 0", "1 nan 0", "1 2 inf", "1 2 3 4"]
)
def test_a_file_that_holds_no_number_is_named(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(Invalid, match=str(path)):
        Clock(path).now()
