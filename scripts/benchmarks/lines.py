"""scripts/bench --lines: two hundred lines hold calls at once, and every webhook is still to be answered in a second.

The local carrier's scripted callers talk at the speed of people, or so many times as fast; the hotline is served as it
is in production, on SQLite with every commit durable.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

import click

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script
from hotline.localcarrier.lines.line import HungUp, Sound
from hotline.localcarrier.lines.script import Caller
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.network import Network, NumberConfig
from scripts.benchmarks import servers, workload
from scripts.benchmarks.goals import Goal
from scripts.benchmarks.servers import SQLITE, Served

LINES = 200
SPEEDS = (1, 10)
"""Times the speed at which people talk."""
_CALLERS = Path(__file__).parents[2] / "tests" / "callers"


class PacedLine(ScriptedLine):
    """A scripted caller for whom time passes by the real clock, or so many times as fast; `until` then they hang up."""

    def __init__(self, caller: Caller, number: str, *, speed: float, until: float) -> None:
        super().__init__(caller, from_=number)
        self._speed = speed
        self._until = until

    def ringing(self, call: Call, ring: int) -> None:
        """From the first ring on."""
        call.time.pace = 1 / self._speed
        super().ringing(call, ring)

    def hear(self, call: Call, sound: Sound) -> None:
        """As long as the line is to be held."""
        if monotonic() > self._until:
            raise HungUp
        super().hear(call, sound)


def bench_lines(folder: Path, seconds: float) -> None:
    """Hold the lines for so many seconds at each speed and print how long the webhooks took."""
    with servers.serve(SQLITE, folder) as served:
        for speed in SPEEDS:
            carrier = _carrier(served, folder)
            began = monotonic()
            with ThreadPoolExecutor(LINES) as lines:
                calls = sum(lines.map(partial(_hold, carrier, speed, began + seconds), range(LINES)))
            _print(carrier, speed, calls, monotonic() - began)


def _hold(carrier: Carrier, speed: int, until: float, n: int) -> int:
    """One line: call after call, until it is time; how many there were."""
    people = [script.load(path) for path in sorted(_CALLERS.glob("*.yaml"))]
    calls = 0
    while monotonic() < until:
        person = people[(n + calls) % len(people)]
        carrier.dial(PacedLine(person, f"+8613{700_000_000 + n}", speed=speed, until=until), workload.HOTLINE)
        calls += 1
    return calls


def _carrier(served: Served, folder: Path) -> Carrier:
    number = NumberConfig(
        voice_url=f"{served.base}/voice/incoming",
        voice_fallback_url=f"{served.base}/voice/fallback",
        status_callback=f"{served.base}/voice/status",
    )
    network = Network(
        {workload.HOTLINE: number}, "AC" + "5" * 32, (workload.TOKEN,), recordings_dir=folder / "recordings"
    )
    return Carrier(network)


def _print(carrier: Carrier, speed: int, calls: int, seconds: float) -> None:
    requests = carrier.log.requests()
    times = [request.seconds for request in requests]
    click.echo(f"{LINES} lines, {speed} times as fast as people: {calls} calls, {len(times) / seconds:.0f} webhooks/s")
    click.echo(
        f"     median {median(times) * 1000:.1f} ms, longest {max(times) * 1000:.0f} ms,"
        f" {sum(request.status != HTTPStatus.OK for request in requests)} not answered well"
    )
    click.echo(str(Goal("", "p99 of a webhook", quantiles(times, n=100)[98], 1.0, at_least=False, unit=" s")))
