"""Filing deadlines: published days first, computed ones marked provisional (domain.md 1.6)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.diagnosis.deadlines import Deadlines, provisional_deadline
from hotline.diagnosis.reading import BrokenFile


def test_a_published_month_has_its_published_day(deadlines: Deadlines) -> None:
    assert str(deadlines.of_month(date(2026, 10, 3))) == "2026-10-26"


@pytest.mark.parametrize("month", range(1, 13))
def test_the_rule_gives_every_day_of_the_notice_for_2026(deadlines: Deadlines, month: int) -> None:
    assert provisional_deadline(2026, month, deadlines.is_working_day) == deadlines.published[2026, month]


@pytest.mark.parametrize("day", ["2025-02-20", "2025-04-18", "2025-05-22", "2025-10-27", "2025-11-17"])
def test_the_rule_gives_days_that_were_in_force_in_2025(deadlines: Deadlines, day: str) -> None:
    expected = date.fromisoformat(day)
    assert provisional_deadline(expected.year, expected.month, deadlines.is_working_day) == expected


def test_a_month_that_is_not_published_is_called_provisional(deadlines: Deadlines) -> None:
    found = deadlines.of_month(date(2027, 6, 1))
    assert found.provisional
    assert str(found) == "2027-06-15（暂定）"


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_a_provisional_deadline_is_a_working_day_from_the_fifteenth_on(year: int, month: int) -> None:
    deadline = provisional_deadline(year, month, _weekday)
    assert deadline >= date(year, month, 15)
    assert _weekday(deadline)


def test_a_day_in_the_wrong_month_is_refused_with_file_and_place(tmp_path: Path) -> None:
    days = "\n".join(f"      - 2027-{month:02}-15" for month in (1, 3, *range(3, 13)))
    path = tmp_path / "deadlines.yaml"
    path.write_text(f"version: 1\nyears:\n  2027:\n    source: 公告\n    dates:\n{days}\n", "utf-8")
    with pytest.raises(BrokenFile, match=r"^deadlines.yaml:.*years.2027.dates: 2027-03-15 stands where .* 2027-02"):
        Deadlines.load(path, _weekday)


def _weekday(day: date) -> bool:
    return day.weekday() < 5
