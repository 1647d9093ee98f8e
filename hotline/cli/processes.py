"""Processes that run side by side and end together, forked from this one so that they start at once.

All that takes time at a start, importing, is done before by whoever calls this. That process must have no thread and
no open database when it forks. Each child is in a session of its own, so that a Ctrl-C in the terminal reaches only
us, who end the others in their own way; a child whose parent is killed outright ends by itself.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

END_WITHIN = 8.0
"""Seconds for a calm end; what still runs then is killed."""

ASK_AGAIN = 0.5
"""Seconds after which a process is asked again: one that was just starting may not have heard."""

_PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """Somebody asked us to stop. No error: it passes what catches errors."""


@contextmanager
def running(tasks: Mapping[str, Callable[[], None]], *, log: Path | None = None) -> Iterator[Processes]:
    """Run each task in a process until the block ends; asked to stop, the block ends calmly.

    `log` takes all that the tasks print.
    """
    processes = Processes(tasks, log)
    for number in STOPPING:
        signal.signal(number, _stop)
    try:
        processes.start()
        yield processes
    except Stopped:
        pass
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        processes.stop()


class Processes:
    def __init__(self, tasks: Mapping[str, Callable[[], None]], log: Path | None) -> None:
        fork = multiprocessing.get_context("fork")
        self._children = [
            fork.Process(name=name, target=_live, args=(task, log, os.getpid())) for name, task in tasks.items()
        ]

    def start(self) -> None:
        for child in self._children:
            child.start()

    def ended(self, *, within: float | None = None) -> str | None:
        """The name of one that has ended by itself; waits for it at most `within` seconds, or for ever."""
        wait([child.sentinel for child in self._children], within)
        return next((child.name for child in self._children if not child.is_alive()), None)

    def stop(self) -> None:
        """End them all, calmly if they can."""
        started = [child for child in self._children if child.pid is not None]
        for child in started:
            child.terminate()
        for _ in range(int(END_WITHIN / ASK_AGAIN)):
            if _have_ended(started, within=ASK_AGAIN):
                break
            for child in started:
                _send_session(child, signal.SIGTERM)
        for child in started:
            _send_session(child, signal.SIGKILL)
            child.join()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _live(task: Callable[[], None], log: Path | None, parent: int) -> None:
    """The child's whole life."""
    os.setsid()
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            return  # it was killed before we asked to be told
    if log is not None:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
    task()


def _have_ended(children: Sequence[ForkProcess], *, within: float) -> bool:
    """Whether all have; waits for them at most `within` seconds."""
    deadline = time.monotonic() + within
    for child in children:
        child.join(max(deadline - time.monotonic(), 0))
    return not any(child.is_alive() for child in children)


def _send_session(child: ForkProcess, number: signal.Signals) -> None:
    """Signal the child and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid or 0, number)
