"""scripts/bench: measures the whole step of a call beside its references and prints ratios; see docs/operating.md.

Every commit is durable except in the stack that says so. The stacks are served at once and asked in turns, so that a
noisy neighbour disturbs them alike. It ends with an error only if an answer was wrong or something was lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median

import click
from sqlalchemy import func, select

from hotline.calls.models import Call, Turn
from scripts.benchmarks import drivers, servers, workload
from scripts.benchmarks.goals import goals
from scripts.benchmarks.lines import bench_lines
from scripts.benchmarks.servers import (
    BARE,
    NORMAL,
    ONE_BY_ONE,
    PEER,
    POSTGRESQL,
    SQLITE,
    STATIC,
    WHOLE_POSTGRESQL,
    WHOLE_SQLITE,
    Served,
    Stack,
)
from scripts.benchmarks.workload import Callers
from tests.support import databases, postgres
from tests.support.houses import hotline_for

SATURATED = (BARE, STATIC, SQLITE, WHOLE_SQLITE, POSTGRESQL, WHOLE_POSTGRESQL, PEER, NORMAL, ONE_BY_ONE)
PACED = (STATIC, SQLITE, WHOLE_SQLITE)
PACE = 400.0
WARM_SECONDS = 2.0
FASTEST = 14_000
"""Answers a second that no stack with a database reaches here; so many requests are made ready."""

_FEW = 2000


@click.command()
@click.option("--rounds", default=5, show_default=True, help="how often each stack has its turn")
@click.option("--seconds", default=5.0, show_default=True, help="how long a turn is")
@click.option("--only", multiple=True, help="part of the titles of the stacks wanted, besides the fixed answer")
@click.option("--lines", is_flag=True, help="two hundred lines hold calls at once, instead of all that")
def bench(rounds: int, seconds: float, only: tuple[str, ...], *, lines: bool) -> None:
    """Measure, and print each figure beside its reference."""
    if lines:
        with postgres.keeper(durable=True) as folder:
            bench_lines(folder, seconds * rounds)
        return
    wanted = [stack for stack in SATURATED if not only or stack is STATIC or any(part in stack.title for part in only)]
    runs: dict[Stack, list[drivers.Run]] = defaultdict(list)
    paced: dict[Stack, list[list[float]]] = defaultdict(list)
    with ExitStack() as kept:
        folder = kept.enter_context(postgres.keeper(durable=True))
        conversations = _conversations(folder)
        click.echo(f"calls of {' and '.join(str(len(turns)) for turns in conversations)} webhooks each\n")
        served = {stack: kept.enter_context(servers.serve(stack, folder)) for stack in wanted}
        talk = [turns[:-1] for turns in conversations]
        callers = {stack: Callers(conversations if stack.whole else talk, served[stack].base) for stack in wanted}
        for stack in wanted:
            _saturate(stack, served[stack], callers[stack], WARM_SECONDS, folder)
        for number in range(rounds):
            for stack in wanted:
                runs[stack].append(_saturate(stack, served[stack], callers[stack], seconds, folder))
                click.echo(f"round {number + 1}  {stack.title:40} {runs[stack][-1].rate:8.0f}/s", err=True)
            for stack in PACED:
                if stack in served:
                    requests = callers[stack].requests()
                    paced[stack].append(drivers.pace(served[stack].port, requests, PACE, seconds, seed=number))
        _print_runs(runs)
        for goal in goals(runs, paced):
            click.echo(str(goal))
        click.echo()
        for stack in wanted:
            if stack.database:
                _look_after(stack, served[stack])


def _conversations(folder: Path) -> list[list[workload.Turn]]:
    """The calls as they go today, recorded with a hotline of their own."""
    own = folder / "recording"
    own.mkdir()
    app = hotline_for(databases.fresh_sqlite(folder, own), own)
    conversations = workload.record(app)
    app.hotline.store.close()
    return conversations


def _saturate(stack: Stack, served: Served, callers: Callers, seconds: float, folder: Path) -> drivers.Run:
    count = _FEW if stack.forgets else int(FASTEST * seconds / drivers.THREADS)
    lines = [list(islice(callers.requests(), count)) for _ in range(drivers.THREADS)]
    return drivers.saturate(served.port, lines, seconds, folder, again=stack.forgets)


def _print_runs(runs: Mapping[Stack, list[drivers.Run]]) -> None:
    reference = median(run.rate for run in runs[STATIC])
    click.echo(f"{'medians':40} {'answers/s':>10} {'share':>7} {'p50 ms':>8} {'p99 ms':>8}")
    for stack, these in runs.items():
        rate, p50, p99 = (median(getattr(run, name) for run in these) for name in ("rate", "p50", "p99"))
        click.echo(f"{stack.title:40} {rate:10.0f} {rate / reference:7.0%} {p50:8.1f} {p99:8.1f}")
    click.echo()


def _look_after(stack: Stack, served: Served) -> None:
    """Say what the database holds, and that nothing went the way of an apology."""
    hotline = served.open()
    calls, tickets, turns = hotline.store.read(
        lambda session: (
            session.scalar(select(func.count()).select_from(Call)),
            session.scalar(select(func.count()).select_from(Call).where(Call.ticket_id.is_not(None))),
            session.scalar(select(func.count()).select_from(Turn)),
        )
    )
    hotline.store.close()
    aside = list(hotline.settings.var_dir.glob("spool/*.json"))
    click.echo(f"{stack.title}: {calls} calls, {turns} turns, {tickets} tickets, {len(aside)} kept aside")
    if aside or (stack.whole and not tickets):
        raise click.ClickException("not every request was answered as it should")


if __name__ == "__main__":
    bench()
