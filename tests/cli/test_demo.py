"""End to end, in processes of their own: one command, one customer's call, and nothing left behind."""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_processes import lives
from tests.support.commands import ROOT, CommandLine, alone_in, start


@pytest.fixture
def alone(tmp_path: Path) -> CommandLine:
    return alone_in(tmp_path)


def family(pid: int) -> Iterator[int]:
    """Every process below this one."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from family(int(child))


def test_one_command_plays_a_call_from_the_ring_to_the_follow_up(alone: CommandLine) -> None:
    for serial in ("001", "002"):
        with start(alone, "demo", "--once") as demo:
            told, _ = demo.communicate()
        assert demo.returncode == 0, told
        assert "您好,金穗公司" in told
        assert "再见,如果以后您的开票系统有什么问题请再与我们联系" in told
        assert re.search(rf"工单 \(ticket\): \d{{6}}{serial}\n", told)
        assert re.search(r"回访 \(follow-up\) 不迟于: \d{4}-\d\d-\d\d \d\d:\d\d\n", told)
        assert "Traceback" not in told
    assert alone("invariants").code == 0


def test_the_line_stays_up_as_the_hints_say_until_ctrl_c(alone: CommandLine) -> None:
    with start(alone, "demo") as demo:
        assert demo.stdout
        hints = ""
        while "Ctrl-C" not in hints:
            told = demo.stdout.readline()
            assert told, hints
            hints += told
        children = list(family(demo.pid))
        assert len(children) >= 5  # web and its two, worker, carrier

        def run(words: str) -> str:
            (command,) = re.findall(rf"[A-Z]+=\S.* -m hotline {words}", hints)
            ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S602 - our own hint
            assert ran.returncode == 0, ran
            return ran.stdout

        token = run("token create.*").strip()
        assert "[通话结束" in run("call --script.*")
        (api,) = re.findall(r"http://\S+(?=/api/docs)", hints)
        asked = urllib.request.Request(f"{api}/api/v1/calls", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked) as answer:
            assert [call["intent"] for call in json.load(answer)["items"]] == ["complaint", "fault"]
        for page in re.findall(r"(?<!=)http://\S+", hints):
            with urllib.request.urlopen(page) as answer:
                assert answer.status == 200
        demo.send_signal(signal.SIGINT)
        assert demo.wait() == 0
    assert not [pid for pid in children if lives(pid)]
    assert shlex.split("hotline")  # the hints are shell words


def test_a_port_in_use_is_one_line(alone: CommandLine) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", int(alone.environment["PORT"])))
        somebody.listen()
        ran = alone("demo", "--once")
    assert (ran.code, ran.err.startswith("PORT: "), len(ran.err.splitlines())) == (1, True, 1)


def test_it_is_refused_with_a_carrier_that_costs_money(alone: CommandLine) -> None:
    account = {"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}", "TWILIO_AUTH_TOKEN": "x" * 32, "SECRET_KEY": "y" * 32}
    number = {"TWILIO_PHONE_NUMBER": "+85212345678", "TWILIO_API_BASE_URL": "https://api.twilio.com"}
    ran = alone("demo", "--once", **account, **number)
    assert (ran.code, "TWILIO_ACCOUNT_SID" in ran.err) == (1, True)
