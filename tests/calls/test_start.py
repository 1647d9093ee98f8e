"""What keeps the hotline from starting is told in a line that says where to look, before anything runs."""

from __future__ import annotations

import re
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.cli import main
from tests.support.databases import fresh_sqlite

FLOWS = Path(__file__).parents[2] / "ivr_flows"

Told = Callable[..., str]


@pytest.fixture
def refused(
    run_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    """Runs a command that must not start, with these settings; gives what it tells the person who ran it."""
    url = fresh_sqlite(run_directory, tmp_path)

    def run(*command: str, **settings: str) -> str:
        environment = {"DATABASE_URL": url, "HOTLINE_VAR": str(tmp_path / "var"), **settings}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["hotline", *command])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 1
        return capsys.readouterr().err

    return run


def flows_with(tmp_path: Path, file: str, old: str, new: str) -> str:
    """A copy of the flows in which one text is another."""
    folder = tmp_path / "flows"
    shutil.copytree(FLOWS, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return str(folder)


def line_of(file: str, text: str) -> int:
    lines = (FLOWS / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("command", [("flows", "check"), ("serve",), ("worker",)])
def test_a_flow_that_is_no_yaml_is_refused_with_file_and_line(
    refused: Told, tmp_path: Path, command: tuple[str, ...]
) -> None:
    broken = flows_with(tmp_path, "inbound.yaml", "    slot: purpose", "    slot: [purpose")

    told = refused(*command, HOTLINE_FLOWS=broken)

    assert told.startswith("inbound.yaml:")
    assert int(told.split(":")[1]) >= line_of("inbound.yaml", "slot: purpose")
    assert "Traceback" not in told


@pytest.mark.parametrize("command", [("flows", "check"), ("serve",)])
def test_a_flow_that_leads_nowhere_is_refused_with_file_node_and_field(
    refused: Told, tmp_path: Path, command: tuple[str, ...]
) -> None:
    broken = flows_with(tmp_path, "inbound.yaml", "    next: purpose", "    next: nowhere")

    told = refused(*command, HOTLINE_FLOWS=broken)

    assert told == "inbound.yaml: greet.next: there is no node 'nowhere'\n"


@pytest.mark.parametrize("command", [("flows", "check"), ("serve",)])
def test_every_mistake_of_the_flows_is_named_at_once(refused: Told, tmp_path: Path, command: tuple[str, ...]) -> None:
    broken = flows_with(tmp_path, "inbound.yaml", "verb: recognise_caller", "verb: recognize_caller")
    path = Path(broken) / "status.yaml"
    path.write_text(path.read_text("utf-8").replace("verb: find_ticket", "verb: find_it"), "utf-8")

    told = refused(*command, HOTLINE_FLOWS=broken)

    assert "recognize_caller" in told
    assert "find_it" in told


@pytest.mark.parametrize("file", ["diagnosis.yaml", "deadlines.yaml"])
def test_rules_that_are_no_yaml_are_refused_with_file_and_line(refused: Told, tmp_path: Path, file: str) -> None:
    broken = flows_with(tmp_path, file, "\n", "\n  :[ broken\n")

    told = refused("serve", HOTLINE_FLOWS=broken)

    assert re.match(rf"{file}:\d+: ", told)
    assert "Traceback" not in told


@pytest.mark.parametrize("command", [("flows", "check"), ("serve",), ("worker",), ("db", "upgrade")])
def test_a_var_directory_that_cannot_be_written_is_named(
    refused: Told, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("here no directory can be")

    told = refused(*command, HOTLINE_VAR=str(tmp_path / "file" / "var"))

    assert told.startswith("HOTLINE_VAR: ")
    assert len(told.splitlines()) == 1


def test_a_port_in_use_is_named(refused: Told) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]

        told = refused("serve", PORT=str(port))

    assert told.startswith("PORT: ")
    assert str(port) in told


def test_the_carriers_port_in_use_is_named_too(refused: Told) -> None:
    with socket.socket() as somebody, socket.socket() as ours:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        ours.bind(("127.0.0.1", 0))
        port, free = somebody.getsockname()[1], ours.getsockname()[1]
        ours.close()

        told = refused("serve", PORT=str(free), TWILIO_API_BASE_URL=f"http://127.0.0.1:{port}")

    assert told.startswith("TWILIO_API_BASE_URL: ")
    assert str(port) in told
