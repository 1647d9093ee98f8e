"""Two drivers: `saturate` asks as fast as it is answered, `pace` asks by the clock whether it is answered or not."""

from __future__ import annotations

import itertools
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmarks.workload import Request

THREADS = 2
CONNECTIONS = 16
_SCRIPT = Path(__file__).with_name("wrk.lua")
_PACERS = 64
_PATIENCE = 10.0
_ANSWERED = b"HTTP/1.1 200"


@dataclass(frozen=True)
class Run:
    """One run: answers a second, and how long the middle one and the slowest hundredth took, in milliseconds."""

    rate: float
    p50: float
    p99: float


def saturate(port: int, lines: Sequence[Sequence[Request]], seconds: float, folder: Path, *, again: bool) -> Run:
    """Ask from 16 connections, each line of requests by a thread of wrk. `again`: begin anew at the end of a line.

    Raises RuntimeError if anything but 200 was answered, or a line was too short.
    """
    for number, line in enumerate(lines, 1):
        told = "".join(f"{request.path}\t{request.signature}\t{request.body}\n" for request in line)
        (folder / f"requests.{number}").write_text(told, "ascii")
    command = f"wrk --threads {THREADS} --connections {CONNECTIONS} --duration {seconds:g}s --script {_SCRIPT}"
    told = subprocess.run(
        [*command.split(), f"http://127.0.0.1:{port}"],
        env={**os.environ, "BENCH_REQUESTS": str(folder / "requests"), "BENCH_AGAIN": "yes" if again else ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    count, duration, errors, p50, p99 = (int(word) for word in told.rpartition("figures ")[2].split())
    if errors:
        raise RuntimeError(f"{errors} of {count} answers were errors:\n{told}")
    return Run(count / duration * 1e6, p50 / 1000, p99 / 1000)


def pace(port: int, requests: Iterator[Request], rate: float, seconds: float, seed: int) -> list[float]:
    """Ask `rate` times a second at random moments (Poisson), each time on a new connection.

    Gives the milliseconds from the moment that each request was due to the end of its answer.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    gaps = itertools.accumulate(chance.expovariate(rate) for _ in range(int(rate * seconds)))
    due = iter(list(zip(gaps, requests, strict=False)))
    begun = time.perf_counter() + 0.1
    took: list[float] = []
    turn = threading.Lock()

    def work() -> None:
        while True:
            with turn:
                following = next(due, None)
            if following is None:
                return
            at, request = begun + following[0], following[1]
            time.sleep(max(at - time.perf_counter(), 0))
            _ask(port, request)
            took.append((time.perf_counter() - at) * 1000)

    pacers = [threading.Thread(target=work) for _ in range(_PACERS)]
    for pacer in pacers:
        pacer.start()
    for pacer in pacers:
        pacer.join()
    if len(took) < int(rate * seconds):
        raise RuntimeError(f"only {len(took)} of {int(rate * seconds)} requests were answered")
    return took


def _ask(port: int, request: Request) -> None:
    head = (
        f"POST {request.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
        f"X-Twilio-Signature: {request.signature}\r\nContent-Length: {len(request.body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as line:
        line.sendall(f"{head}{request.body}".encode("ascii"))
        answer = line.recv(65536)
        while line.recv(65536):
            pass
    if not answer.startswith(_ANSWERED):
        raise RuntimeError(f"{request.path}: {answer[:100]!r}")
