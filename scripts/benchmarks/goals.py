"""What was promised, as ratios within one run: docs/operating.md says what each is good for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from scripts.benchmarks.drivers import Run
from scripts.benchmarks.servers import (
    NORMAL,
    ONE_BY_ONE,
    PEER,
    POSTGRESQL,
    SQLITE,
    STATIC,
    WHOLE_POSTGRESQL,
    WHOLE_SQLITE,
    Stack,
)

Runs = Mapping[Stack, Sequence[Run]]
Paced = Mapping[Stack, Sequence[Sequence[float]]]


@dataclass(frozen=True)
class Goal:
    """A ratio or a time, and what it is to be: at least that, or at most."""

    number: str
    meaning: str
    value: float
    wanted: float
    at_least: bool = True
    unit: str = ""

    def __str__(self) -> str:
        reached = self.value >= self.wanted if self.at_least else self.value <= self.wanted
        sign = "at least" if self.at_least else "at most"
        verdict = "reached" if reached else "MISSED"
        figures = f"{self.value:7.2f}{self.unit:3} {sign:8} {self.wanted:5g}{self.unit:3}"
        return f"{self.number:4} {figures} {verdict:8} {self.meaning}"


def goals(runs: Runs, paced: Paced) -> Iterator[Goal]:
    """Every goal that can be judged by what was measured."""
    rate = {stack: median(run.rate for run in these) for stack, these in runs.items()}
    p99 = {stack: median(run.p99 for run in these) for stack, these in runs.items()}
    if SQLITE in rate:
        yield Goal("G1", "whole step on SQLite, of one fixed answer by Flask", rate[SQLITE] / rate[STATIC], 0.25)
    if WHOLE_SQLITE in rate:
        yield Goal("G1", "the same over whole calls with their tickets", rate[WHOLE_SQLITE] / rate[STATIC], 0.25)
    if POSTGRESQL in rate:
        yield Goal("G2", "whole step on PostgreSQL, of the same", rate[POSTGRESQL] / rate[STATIC], 0.15)
    if WHOLE_POSTGRESQL in rate:
        yield Goal("G2", "the same over whole calls with their tickets", rate[WHOLE_POSTGRESQL] / rate[STATIC], 0.15)
    if SQLITE in rate and PEER in rate:
        yield Goal("G3", "answers a second, times those of what guides show", rate[SQLITE] / rate[PEER], 10)
        yield Goal("G3", "p99, of that of what guides show", p99[SQLITE] / p99[PEER], 0.1, at_least=False)
    for stack, calls in ((SQLITE, ""), (WHOLE_SQLITE, ", whole calls")):
        if stack in paced:
            ours, fixed = _slowest(paced[stack], 990), _slowest(paced[STATIC], 990)
            yield Goal(
                "G4", f"p99 at 400 a second, times that of one fixed answer{calls}", ours / fixed, 1.5, at_least=False
            )
            slowest = _slowest(paced[stack], 999)
            yield Goal("G4", f"p99.9 at 400 a second{calls}", slowest, 10, at_least=False, unit=" ms")
    if NORMAL in rate:
        yield Goal("G10", "flushed commits, of unflushed ones", rate[SQLITE] / rate[NORMAL], 0.8)
        yield Goal("G10", "shared flushes, times a flush for each", rate[SQLITE] / rate[ONE_BY_ONE], 2)


def _slowest(rounds: Sequence[Sequence[float]], thousandth: int) -> float:
    """The median over the rounds of what that many thousandths of the answers stayed below."""
    return median(quantiles(took, n=1000)[thousandth - 1] for took in rounds)
