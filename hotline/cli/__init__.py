"""The command line: `python -m hotline COMMAND`.

data       db, seed, import                     what is in the database
staff      user, token                          who may sign in or read
lines      call, carrier, clock                 the telephone in the box
running    serve, web, worker                   processes
showing    demo                                 the demonstration
authoring  flows                                for those who write conversations
meaning    normalize                            what words mean
upkeep     invariants, export, provision
doctor     doctor

A command's module is imported when the command is called, so that each starts as fast as it can.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click
from sqlalchemy.exc import DBAPIError

from hotline.core import logs
from hotline.core.errors import HotlineError, Unavailable

MODULES = {
    "call": "lines",
    "carrier": "lines",
    "clock": "lines",
    "db": "data",
    "demo": "showing",
    "doctor": "doctor",
    "export": "upkeep",
    "flows": "authoring",
    "import": "data",
    "invariants": "upkeep",
    "normalize": "meaning",
    "provision": "upkeep",
    "seed": "data",
    "serve": "running",
    "token": "staff",
    "user": "staff",
    "web": "running",
    "worker": "running",
}


class _Commands(MutableMapping[str, click.Command]):
    """The commands by name, each found in its module's COMMANDS when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module = import_module(f"{__name__}.{MODULES[name]}")
        found: click.Command = next(command for command in module.COMMANDS if command.name == name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)

    def __setitem__(self, name: str, command: click.Command) -> None:
        raise TypeError("commands stand in MODULES")

    def __delitem__(self, name: str) -> None:
        raise TypeError("commands stand in MODULES")


@click.group(commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"]})
def hotline() -> None:
    """The telephone front desk. 事事有着落,件件有回音。"""


def main() -> None:
    """Run a command; what a person did wrong is told in one line or a list of lines, with exit code 1."""
    logs.configure(level="warning", stream=sys.stderr)  # stdout is for what was asked
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that knows no Chinese
    try:
        hotline(prog_name="python -m hotline")
    except (HotlineError, DBAPIError, OSError) as error:
        click.echo(explained(error), err=True)
    sys.exit(1)


def explained(error: HotlineError | DBAPIError | OSError) -> str:
    """What went wrong, in words for whoever typed the command."""
    match error:
        case Unavailable():
            return " ".join(str(error).split())  # drivers speak in paragraphs
        case DBAPIError():
            return f"DATABASE_URL: {error.orig}"
        case OSError():
            return f"{error.filename or 'system'}: {error.strerror or error}"
    return str(error)
