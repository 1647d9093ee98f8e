"""Commands, run in this process as `python -m hotline` runs them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from hotline.cli import explained, hotline
from hotline.core.config import SETTINGS, Settings, load
from hotline.core.errors import HotlineError

FLOWS = Path(__file__).parents[2] / "ivr_flows"


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
