"""The carrier's clock and the time inside a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.clock import Clock
from hotline.localcarrier.clock import FASTEST, CallTime, CarrierClock

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


def offset(clock: CarrierClock) -> float:
    return round((clock.now() - datetime.now(UTC)).total_seconds(), 1)


def test_the_clock_follows_its_file_whenever_that_changes(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = CarrierClock(file)
    assert offset(clock) == 0
    for seconds in (3600.5, -60.0, 604800.0):
        fresh = tmp_path / "fresh"
        fresh.write_text(f"{seconds}\n", encoding="ascii")
        fresh.replace(file)
        assert offset(clock) == seconds
    file.unlink()
    assert offset(clock) == 0


@time_machine.travel(NOON, tick=False)
@given(offset=st.floats(-1e8, 1e8), rate=st.floats(0.01, FASTEST), since=st.floats(0, 2 * 86400), fast=st.booleans())
def test_it_tells_the_same_time_as_the_application(offset: float, rate: float, since: float, fast: bool) -> None:
    text = f"{offset} {rate} {NOON.timestamp() - since}" if fast else f"{offset}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clock"
        file.write_text(text, encoding="ascii")
        assert CarrierClock(file).now() == Clock(file).now()


@time_machine.travel(NOON, tick=False)
def test_what_the_carrier_does_to_the_clock_the_application_follows(tmp_path: Path) -> None:
    file = tmp_path / "var" / "clock"
    carrier, application = CarrierClock(file), Clock(file)
    carrier.set(NOON - timedelta(days=30))
    carrier.advance(timedelta(days=7))
    assert application.now() == NOON - timedelta(days=23)
    carrier.run(60)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert application.now() == NOON - timedelta(days=23) + timedelta(hours=1)
        application.run(2)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        assert carrier.now() == application.now()
        assert carrier.shift().rate == 2
    assert list(file.parent.iterdir()) == [file]


@time_machine.travel(NOON, tick=False)
def test_slowing_down_never_takes_time_back(tmp_path: Path) -> None:
    file, old = tmp_path / "clock", tmp_path / "the file as it was"
    clock = CarrierClock(file)
    clock.run(FASTEST)
    old.write_text(file.read_text())
    clock.run(1)
    with time_machine.travel(NOON + timedelta(seconds=0.04), tick=False):
        assert CarrierClock(old).now() <= clock.now() + timedelta.resolution


@pytest.mark.parametrize("text", ["", "tomorrow", "1 2", "1 0 0", "1 nan 0", "1 2 inf", "1e300"])
def test_a_file_without_a_number_is_no_offset(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clock"
    file.write_text(text, encoding="ascii")
    assert offset(CarrierClock(file)) == 0


def test_call_time_passes_without_waiting() -> None:
    time = CallTime(CarrierClock())
    time.spend(3600)
    time.spend(-5)
    assert 3600 <= time.elapsed() < 3700
