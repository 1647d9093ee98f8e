"""A month of 50 calls a day on the fast clock: the real web process, scripted callers, and nothing lost in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.callbacks.models import Callback
from hotline.calls.models import Call
from hotline.core.clock import Clock
from hotline.core.store import open_store
from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.scripted import Outcome
from hotline.localcarrier.network import Network, NumberConfig
from hotline.reports.invariants import broken
from tests.calls.served import TOKEN, WebProcess
from tests.support.houses import hotline_for

NUMBER = "+867562286000"
CALLERS = sorted((Path(__file__).parents[1] / "callers").glob("*.yaml"))
FIRST_DAY = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
DAYS, HOURS, CALLS_AN_HOUR = 30, 5, 10


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[WebProcess]:
    hotline_for(database_url, tmp_path, at=FIRST_DAY.isoformat()).hotline.store.close()
    process = WebProcess(database_url, tmp_path)
    try:
        process.start()
        yield process
    finally:
        process.kill()


def carrier_for(web: WebProcess, var: Path) -> Carrier:
    base = f"http://127.0.0.1:{web.port}"
    number = NumberConfig(
        voice_url=f"{base}/voice/incoming",
        voice_fallback_url=f"{base}/voice/fallback",
        status_callback=f"{base}/voice/status",
    )
    return Carrier(
        Network(
            {NUMBER: number}, "AC" + "5" * 32, (TOKEN,), clock_path=var / "clock", recordings_dir=var / "recordings"
        )
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_month_of_fifty_calls_a_day_loses_nothing(web: WebProcess, database_url: str, tmp_path: Path) -> None:
    carrier, clock = carrier_for(web, tmp_path), Clock(tmp_path / "clock")
    people = [script.load(path) for path in CALLERS]

    def dial(n: int) -> Outcome:
        return scripted.call(carrier, people[n % len(people)], NUMBER, from_=f"+8613{700_000_000 + n}")

    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(CALLS_AN_HOUR) as lines:
        for hour in range(DAYS * HOURS):
            clock.set(FIRST_DAY + timedelta(days=hour // HOURS, hours=hour % HOURS * 2))
            outcomes += lines.map(dial, range(hour * CALLS_AN_HOUR, (hour + 1) * CALLS_AN_HOUR))

    assert [outcome for outcome in outcomes if outcome.status is not Status.COMPLETED or outcome.missed] == []
    assert carrier.log.errors() == []
    store = open_store(database_url)
    try:
        assert store.read(broken) == {}
        calls = store.read(lambda session: list(session.scalars(select(Call))))
        promises = store.read(lambda session: list(session.scalars(select(Callback.due_at))))
    finally:
        store.close()
    assert {call.sid for call in calls} == {outcome.call_sid for outcome in outcomes}
    assert all(call.ended_at and call.outcome for call in calls)
    days = Counter(call.arrived_at.astimezone(FIRST_DAY.tzinfo).date() for call in calls)
    assert (len(days), set(days.values())) == (DAYS, {HOURS * CALLS_AN_HOUR})
    assert min(promises) > FIRST_DAY
