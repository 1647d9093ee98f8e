"""Processes that end together: asked calmly, asked rudely, or left alone, none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@contextmanager
def sleepers(folder: Path, *names: str) -> Iterator[subprocess.Popen[str]]:
    """The program, once all its processes live."""
    command = [sys.executable, "-m", "tests.cli.sleepers", str(folder), *names]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True, start_new_session=True) as program:
        assert program.stdout
        assert program.stdout.readline()
        yield program


def pids(folder: Path) -> list[int]:
    return [int(file.read_text()) for file in folder.iterdir() if file.name != "log"]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_end(folder: Path) -> bool:
    """Whether they are gone before long."""
    for _ in range(1000):
        if not any(map(lives, pids(folder))):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_all_end_and_it_was_no_failure(tmp_path: Path, number: signal.Signals) -> None:
    with sleepers(tmp_path, "calm", "stubborn", "parent") as program:
        assert len(pids(tmp_path)) == 4
        program.send_signal(number)
        assert program.wait() == 0
    assert all_end(tmp_path)


def test_asked_twice_they_still_all_end(tmp_path: Path) -> None:
    with sleepers(tmp_path, "calm", "stubborn") as program:
        for _ in range(5):
            program.send_signal(signal.SIGINT)
            time.sleep(0.05)
        assert program.wait() == 0
    assert all_end(tmp_path)


def test_killed_outright_it_leaves_no_child_behind(tmp_path: Path) -> None:
    with sleepers(tmp_path, "calm") as program:
        program.kill()
    assert all_end(tmp_path)


def test_a_ctrl_c_of_the_terminal_reaches_the_children_through_us_only(tmp_path: Path) -> None:
    with sleepers(tmp_path, "calm", "parent") as program:
        groups = {os.getpgid(pid) for pid in pids(tmp_path)}
        assert os.getpgid(program.pid) not in groups
        os.killpg(program.pid, signal.SIGINT)
        assert program.wait() == 0
    assert all_end(tmp_path)


def test_one_that_ends_by_itself_is_named_and_ends_the_others(tmp_path: Path) -> None:
    with sleepers(tmp_path, "calm", "short") as program:
        assert program.stdout
        assert program.stdout.read() == "short\n"
        assert program.wait() == 0
    assert all_end(tmp_path)
