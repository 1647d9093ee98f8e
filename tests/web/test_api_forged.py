"""Places in lists that nobody was given: whatever a cursor is made of, the answer is a page or a clear refusal."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hotline.app import Application
from tests.web.api import PREFIX, Program, problem

LISTS = ["calls", "tickets", "callbacks", "customers", "branches"]

NEAR_THE_ENDS_OF_TIME = [
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999+00:00",
    "9999-12-31T23:59:59-23:59",
    "2026-03-10T09:30:00",
    "2026-03-10",
    "2026-02-30T00:00:00Z",
    "-2026-03-10T09:30:00Z",
    "99999999999999999999",
    "١٠٢٦-03-10T09:30:00Z",
    "",
]

PLACES = st.lists(
    st.sampled_from(NEAR_THE_ENDS_OF_TIME)
    | st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat())
    | st.text(max_size=12)
    | st.integers()
    | st.floats()
    | st.none()
    | st.lists(st.booleans(), max_size=2),
    max_size=3,
)


def forged(place: Any) -> str:
    """A cursor as ours are made, of whatever is wanted; lone surrogates and all."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def look(program: Program, resource: str, cursor: str) -> int:
    """Ask for the page behind `cursor`; gives the status, whose refusal must name the cursor."""
    answer = program.ask("GET", f"{PREFIX}/{resource}?cursor={quote(cursor, errors='surrogatepass')}")
    if answer.status_code != 200:
        assert [error["field"] for error in problem(answer, 422)["errors"]] == ["cursor"]
    return answer.status_code


@pytest.mark.parametrize("resource", ["calls", "tickets", "callbacks"])
@pytest.mark.parametrize("at", NEAR_THE_ENDS_OF_TIME)
def test_a_cursor_at_the_ends_of_time_is_a_page_or_is_refused(busy_day: Application, resource: str, at: str) -> None:
    look(Program(busy_day), resource, forged([at, "x"]))


@pytest.mark.parametrize("resource", ["calls", "tickets", "callbacks"])
@pytest.mark.parametrize("key", ["", "\0", "\ud800", "\U0001f600", "' OR 1=1 --", "x" * 129])
def test_a_cursor_with_a_key_that_is_none_of_ours_is_refused(busy_day: Application, resource: str, key: str) -> None:
    assert look(Program(busy_day), resource, forged(["2026-03-10T09:30:00+08:00", key])) == 422


def test_no_forged_cursor_breaks_a_list(busy_day: Application) -> None:
    program = Program(busy_day)

    @settings(max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(LISTS), PLACES.map(forged) | st.text(max_size=40))
    @example("calls", forged({"2026-03-10T09:30:00Z": 1, "x": 2}))
    @example("calls", "\U0001f600")
    @example("branches", "-1")
    def ask(resource: str, cursor: str) -> None:
        look(program, resource, cursor)

    ask()
