"""The guide and the deadlines that the product ships."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotline.core.calendar import WorkingCalendar
from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.guide import Guide

FLOWS = Path(__file__).parents[2] / "ivr_flows"


@pytest.fixture(scope="session")
def guide() -> Guide:
    return Guide.load(FLOWS / "diagnosis.yaml")


@pytest.fixture(scope="session")
def deadlines() -> Deadlines:
    return Deadlines.load(FLOWS / "deadlines.yaml", WorkingCalendar(ZoneInfo("Asia/Shanghai")).is_working_day)
