"""How the house is doing: open to all, true to the rows, and without names."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from hotline.app import Application
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone
from tests.web.api import Program

Figures = dict[tuple[str, ...], float]


def figures(app: Application) -> Figures:
    """The samples of `/metrics` by their name and labels."""
    answer = Program(app, token="").ask("GET", "/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_process_and_the_database_answer(busy_day: Application) -> None:
    stranger = Program(busy_day, token="")
    assert stranger.ask("GET", "/healthz").json == {"status": "ok"}
    assert stranger.ask("GET", "/readyz").json == {"status": "ready", "database": busy_day.hotline.store.dialect}


def test_figures_equal_the_rows(busy_day: Application) -> None:
    program = Program(busy_day)
    calls, callbacks = list(program.walk("/calls")), list(program.walk("/callbacks"))
    told = figures(busy_day)
    assert told["hotline_calls_offered",] == len(calls)
    assert told["hotline_calls_answered",] == sum(call["answered_at"] is not None for call in calls)
    in_time = sum(call["answered_in_three_rings"] for call in calls)
    assert told["hotline_calls_answered_in_three_rings",] == in_time
    assert told["hotline_three_rings_ratio",] == in_time / len(calls)
    for outcome in {call["outcome"] for call in calls}:
        count = sum(call["outcome"] == outcome for call in calls)
        assert told["hotline_calls_by_outcome", outcome or "open"] == count
    for kind, state in {(one["kind"], one["state"]) for one in callbacks}:
        count = sum((one["kind"], one["state"]) == (kind, state) for one in callbacks)
        assert told["hotline_callbacks", kind, state] == count
    assert told["hotline_callbacks_overdue",] == told["hotline_tasks_overdue",] == 0


def test_a_call_that_rang_too_long_is_counted_as_late(database_url: str, tmp_path: Path) -> None:
    app = hotline_for(database_url, tmp_path, HOTLINE_RINGS="0")
    Telephone(app).ring()
    told = figures(app)
    assert (told["hotline_calls_offered",], told["hotline_calls_answered_in_three_rings",]) == (1, 0)
    assert told["hotline_three_rings_ratio",] == 0
    app.hotline.store.close()


def test_promises_past_their_time_are_counted(database_url: str, tmp_path: Path) -> None:
    app = hotline_for(database_url, tmp_path)
    assert figures(app)["hotline_three_rings_ratio",] == 1  # no call came, none was missed
    phone = Telephone(app)
    phone.ring()
    phone.hang_up()
    assert figures(app)["hotline_callbacks_overdue",] == 0
    app.hotline.clock.advance(timedelta(days=9))
    assert figures(app)["hotline_callbacks_overdue",] == 1
    app.hotline.store.close()


def test_no_figure_names_anybody(busy_day: Application) -> None:
    text = Program(busy_day, token="").ask("GET", "/metrics").text
    assert not re.search(r"\d{7}|[\u4e00-\u9fff]", text)
