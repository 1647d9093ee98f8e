"""`--faults`: a bad day of the local carrier, asked for on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.calls.served import free_port
from tests.cli.test_clock import TWILIO
from tests.localcarrier.application import Application, running
from tests.support.commands import CommandLine

HOUSE = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["call", "carrier", "serve"])
def test_nonsense_is_told_before_anything_starts(line: CommandLine, command: str) -> None:
    ran = line(command, "--faults", "seed=7,duplicat=0.1")
    assert ran.code == 2
    assert "duplicat: 没有这种故障,只有 (no such fault, there are): duplicate, drop, " in ran.err


def test_a_real_carrier_has_no_bad_days_on_command(line: CommandLine) -> None:
    ran = line("serve", "--faults", "seed=7,drop=1", **TWILIO)
    assert (ran.code, ran.err) == (1, "--faults: 只有本机运营商会出故障 (only the local carrier has bad days)\n")


@pytest.fixture
def application() -> Iterator[Application]:
    with running() as application:
        yield application


def test_a_call_from_the_terminal_has_its_bad_day(line: CommandLine, application: Application) -> None:
    application.on("/voice/incoming", "<Hangup/>")
    application.on("/voice/status", "")
    line("call", "--faults", "duplicate=1", PUBLIC_BASE_URL=application.url)
    webhooks = [path for path in application.paths() if path.startswith("/voice/")]
    assert webhooks == ["/voice/incoming"] * 2 + ["/voice/status"] * 2


def faults_at(port: int, process: subprocess.Popen[bytes]) -> Any:
    """What a carrier that is just starting says of its faults."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/carrier/faults", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize("command", ["carrier", "serve"])
def test_the_carrier_that_is_started_has_its_bad_day(line: CommandLine, command: str) -> None:
    port = free_port()
    addresses = {"PORT": str(free_port()), "TWILIO_API_BASE_URL": f"http://127.0.0.1:{port}"}
    with subprocess.Popen(
        [sys.executable, "-m", "hotline", command, "--faults", "seed=7,drop=0.5"],
        cwd=HOUSE,
        env={**line.subprocess_environment, **addresses},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        faults = faults_at(port, process)
        process.terminate()
    assert (faults["seed"], faults["rates"]["drop"], faults["rates"]["slow"]) == (7, 0.5, 0)
