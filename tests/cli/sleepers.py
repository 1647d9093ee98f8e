"""A program for test_processes: a calm child, a stubborn one, and one with a child of its own.

It prints a JSON list of all their process ids once they live, then waits.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

from hotline.cli import processes

processes.END_WITHIN = 1.0


def _tell(folder: Path, name: str) -> None:
    written = folder / f"{name}.new"
    written.write_text(str(os.getpid()))
    written.rename(folder / name)


def _calm(folder: Path) -> None:
    _tell(folder, "calm")
    time.sleep(60)


def _stubborn(folder: Path) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _tell(folder, "stubborn")
    time.sleep(60)


def _parent(folder: Path) -> None:
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _tell(folder, "grandchild")
    else:
        _tell(folder, "parent")
    time.sleep(60)


def _short(folder: Path) -> None:
    _tell(folder, "short")


TASKS = {"calm": _calm, "stubborn": _stubborn, "parent": _parent, "short": _short}


def _main(folder: Path, names: list[str]) -> None:
    tasks = {name: partial(TASKS[name], folder) for name in names}
    expected = {*names, *(["grandchild"] if "parent" in names else [])}
    with processes.running(tasks, log=folder / "log") as started:
        while not expected <= {file.name for file in folder.iterdir()}:
            time.sleep(0.01)
        print(json.dumps(sorted(expected)), flush=True)  # noqa: T201 - the test reads it
        ended = started.ended()
        print(ended, flush=True)  # noqa: T201 - same


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2:])
