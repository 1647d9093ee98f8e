"""The caller of the company's flow."""

from __future__ import annotations

import pytest

from tests.flows.driver import Caller, house
from tests.flows.spoken_flows import COMPANY


@pytest.fixture
def caller() -> Caller:
    return Caller(house(COMPANY))
