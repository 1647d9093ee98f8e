"""`python -m hotline` itself: one clear line for what a person did wrong, and stdout for what was asked alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from hotline.cli import MODULES, hotline
from tests.support.commands import CommandLine, Ran

COMMANDS = "call clock db demo doctor export flows import invariants normalize provision seed serve token user worker"


def run(line: CommandLine, *words: str, **more: str) -> Ran:
    """In a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "hotline", *words],
        env={**line.subprocess_environment, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_every_command_of_the_contract_is_there() -> None:
    assert set(COMMANDS.split()) <= set(MODULES)
    for name in MODULES:
        assert hotline.commands[name].name == name
    assert _leaves(hotline.commands["db"]) == {"upgrade"}
    assert _leaves(hotline.commands["import"]) == {"branches", "customers", "tickets"}
    assert _leaves(hotline.commands["flows"]) == {"check", "graph", "play"}
    assert _leaves(hotline.commands["clock"]) == {"show", "set", "advance", "fast", "pass"}


def _leaves(group: click.Command) -> set[str]:
    assert isinstance(group, click.Group)
    return set(group.commands)


def test_help_lists_every_command(line: CommandLine) -> None:
    ran = line("--help")
    assert ran.code == 0
    for name in MODULES:
        assert f"\n  {name} " in ran.out


def test_what_is_no_command_is_a_mistake_of_usage(line: CommandLine) -> None:
    assert line("nothing").code == 2


def test_a_file_that_is_no_database_is_one_line(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 100)
    ran = run(line, "token", "create", "--role", "auditor", DATABASE_URL=f"sqlite:///{tmp_path / 'notes.txt'}")
    assert (ran.code, ran.out, ran.err) == (1, "", "DATABASE_URL: file is not a database\n")


def test_a_database_that_is_away_is_one_line_without_its_password(line: CommandLine) -> None:
    ran = run(line, "seed", "demo", DATABASE_URL="postgresql://hotline:pass@127.0.0.1:9/hotline")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert "pass" not in ran.err


def test_warnings_of_the_log_stay_off_stdout(line: CommandLine) -> None:
    line("seed", "demo")
    line("clock", "set", "2031-01-06T09:00")
    ran = run(line, "token", "create", "--role", "auditor")
    assert (ran.code, ran.err, len(ran.out.splitlines())) == (0, "", 1)
    looked = run(line, "doctor")
    assert all(line.startswith("[") for line in looked.out.splitlines())


@pytest.mark.parametrize("words", [("flows", "graph", "fault"), ("flows", "graph", "fault", "--svg")])
def test_a_flow_is_drawn(line: CommandLine, words: tuple[str, ...]) -> None:
    ran = line(*words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.lstrip().startswith("<?xml" if "--svg" in words else "flowchart")


def test_a_flow_that_does_not_exist_is_named(line: CommandLine) -> None:
    ran = line("flows", "graph", "nowhere")
    assert (ran.code, "inbound" in ran.err) == (2, True)


def test_a_conversation_is_played_without_a_carrier(line: CommandLine) -> None:
    ran = line("flows", "play", "--from", "+8613800138066", stdin="我要投诉\n\n0\n")
    assert ran.code == 0
    assert ran.out.splitlines()[1].startswith("热线  您好,金穗公司")
    assert not Path(line.environment["DATABASE_URL"].removeprefix("sqlite:///")).with_name("play.db").exists()


def test_flows_without_mistakes_pass(line: CommandLine) -> None:
    ran = line("flows", "check")
    assert (ran.code, "no mistakes" in ran.out) == (0, True)
