"""Commands, run in this process as `python -m hotline` runs them, or started in one of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from hotline.cli import explained, hotline
from hotline.core.config import SETTINGS, Settings, load
from hotline.core.errors import HotlineError

ROOT = Path(__file__).parents[2]
FLOWS = ROOT / "ivr_flows"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass
class CommandLine:
    """`line("token", "create", "--role", "agent")`; nothing of the surrounding environment gets in."""

    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, stdin: str | bytes = "", **more: str) -> Ran:
        told = {"HOTLINE_FLOWS": str(FLOWS), **self.environment, **more}
        result = CliRunner().invoke(
            hotline, words, input=stdin, env={name: told.get(name) for name, *_ in SETTINGS}, catch_exceptions=True
        )
        if isinstance(result.exception, HotlineError | DBAPIError | OSError):
            return Ran(1, result.stdout, explained(result.exception) + "\n")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    @property
    def settings(self) -> Settings:
        return load({"HOTLINE_FLOWS": str(FLOWS), **self.environment})

    @property
    def subprocess_environment(self) -> dict[str, str]:
        """For a process of its own."""
        inherited = {name: value for name, value in os.environ.items() if name not in {name for name, *_ in SETTINGS}}
        return {**inherited, "HOTLINE_FLOWS": str(FLOWS), **self.environment}


def alone_in(folder: Path) -> CommandLine:
    """A var directory, a database that nobody has made yet, and two ports of our own."""
    web, carrier = socket.socket(), socket.socket()
    with web, carrier:
        web.bind(("127.0.0.1", 0))
        carrier.bind(("127.0.0.1", 0))
        ports = web.getsockname()[1], carrier.getsockname()[1]
    return CommandLine(
        {
            "HOTLINE_VAR": str(folder / "var"),
            "PORT": str(ports[0]),
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{ports[1]}",
        }
    )


@contextmanager
def start(line: CommandLine, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, ended at the end of the block whatever happened there."""
    with subprocess.Popen(
        [sys.executable, "-m", "hotline", *words],
        env=line.subprocess_environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            program.terminate()
