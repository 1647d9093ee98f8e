"""A carrier and a foreign application on loopback, with one number between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline.localcarrier import script, scripted
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.network import Network, NumberConfig
from hotline.localcarrier.script import Caller
from hotline.localcarrier.scripted import Outcome, ScriptedLine
from tests.localcarrier.application import TOKEN, Application, running

NUMBER = "+867567654321"
CALLER = "+8613702345678"
ACCOUNT = "AC" + "5" * 32

Call = Callable[..., Outcome]


@pytest.fixture
def application() -> Iterator[Application]:
    with running() as application:
        yield application
        assert all(received.signed for received in application.received), "a request without Twilio's signature"


@pytest.fixture
def number(application: Application) -> NumberConfig:
    return NumberConfig(voice_url=f"{application.url}/voice")


@pytest.fixture
def carrier(number: NumberConfig, tmp_path: Path) -> Carrier:
    return Carrier(
        Network(
            numbers={NUMBER: number},
            account_sid=ACCOUNT,
            auth_tokens=(TOKEN, "an older token"),
            clock_path=tmp_path / "clock",
            recordings_dir=tmp_path / "recordings",
        )
    )


def read_script(number: str, more: str = "") -> Caller:
    """A scripted person with this number: what else belongs to the script, in YAML."""
    return script.read(f'name: somebody\nfrom: "{number}"\n{more}')


def plug_in(carrier: Carrier, number: str, more: str = "") -> ScriptedLine:
    """A scripted person at a telephone that can be called: what else belongs to the script, in YAML."""
    line = ScriptedLine(read_script(number, more))
    carrier.telephones.plug_in(number, lambda: line)
    return line


def until(condition: Callable[[], object]) -> None:
    """Wait for what another thread is about to bring about."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


@pytest.fixture
def call(carrier: Carrier) -> Call:
    """Let somebody call the number: the steps of a script in YAML, and whatever else belongs to it."""

    def call(steps: str = "[]", more: str = "", to: str = NUMBER) -> Outcome:
        caller = script.read(f'name: test\nfrom: "{CALLER}"\nsteps: {steps}\n{more}')
        return scripted.call(carrier, caller, to)

    return call
