"""The command line: `python -m hotline COMMAND`.

data       db, seed, import, user, token        what is in the database
lines      call, carrier, clock                 the telephone in the box
running    serve, worker, demo                  processes
authoring  flows, normalize                     for those who write conversations
upkeep     doctor, invariants, provision, export
"""

from __future__ import annotations

import sys

import click

from hotline.cli import authoring, data, lines, running, upkeep
from hotline.core.errors import HotlineError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def hotline() -> None:
    """The telephone front desk. 事事有着落,件件有回音。"""


for _part in (data, lines, running, authoring, upkeep):
    for _command in _part.COMMANDS:
        hotline.add_command(_command)


def main() -> None:
    """Run a command; what a person did wrong is told in one line or a list of lines, with exit code 1."""
    try:
        hotline(prog_name="python -m hotline")
    except HotlineError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
