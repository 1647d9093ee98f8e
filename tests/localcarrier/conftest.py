"""A carrier and a foreign application on loopback, with one number between them."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.script import Caller
from hotline.localcarrier.lines.scripted import Outcome, ScriptedLine
from hotline.localcarrier.network import Network, NumberConfig
from hotline.localcarrier.service.server import create_app, serving
from tests.localcarrier.application import TOKEN, Application, running
from tests.support.browsers import OpenPage, opening
from tests.support.prism import CheckedClient, Contract

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
def twilio(carrier: Carrier, contract: Contract) -> Client:
    """Twilio's own client for this carrier; Prism holds all that is asked and answered to Twilio's file."""
    contract.app = create_app(carrier)
    return Client(ACCOUNT, TOKEN, http_client=CheckedClient(contract.url))


@pytest.fixture
def call(carrier: Carrier) -> Call:
    """Let somebody call the number: the steps of a script in YAML, and whatever else belongs to it."""

    def call(steps: str = "[]", more: str = "", to: str = NUMBER) -> Outcome:
        caller = script.read(f'name: test\nfrom: "{CALLER}"\nsteps: {steps}\n{more}')
        return scripted.call(carrier, caller, to)

    return call


@pytest.fixture
def base(carrier: Carrier) -> Iterator[str]:
    """The carrier's service."""
    with serving(carrier) as base:
        yield base


@pytest.fixture
def open_page(browser: Browser, base: str) -> Iterator[OpenPage]:
    """Open the carrier's pages."""
    with opening(browser, base) as open_page:
        yield open_page
