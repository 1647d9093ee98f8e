"""The carrier's clock and the time inside a call."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.localcarrier.clock import CallTime, CarrierClock


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


@pytest.mark.parametrize("text", ["", "tomorrow", "1 2"])
def test_a_file_without_a_number_is_no_offset(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clock"
    file.write_text(text, encoding="ascii")
    assert offset(CarrierClock(file)) == 0


def test_call_time_passes_without_waiting() -> None:
    time = CallTime(CarrierClock())
    time.spend(3600)
    time.spend(-5)
    assert 3600 <= time.elapsed() < 3700
