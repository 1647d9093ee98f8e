"""`provision` through Twilio's own client, against the local carrier behind Twilio's own OpenAPI file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import Faults
from hotline.localcarrier.network import Network, NumberConfig
from hotline.localcarrier.service.server import create_app
from hotline.telephony import carrier
from tests.cli.test_clock import TWILIO
from tests.support.commands import CommandLine, Ran
from tests.support.prism import Contract
from tests.support.serving import served

NUMBER, ACCOUNT, TOKEN = (TWILIO[f"TWILIO_{name}"] for name in ("PHONE_NUMBER", "ACCOUNT_SID", "AUTH_TOKEN"))
OURS = NumberConfig(
    voice_url="https://hotline.example/voice/incoming",
    voice_fallback_url="https://hotline.example/voice/fallback",
    status_callback="https://hotline.example/voice/status",
)


@dataclass
class Twilio:
    """The carrier, where it can be asked, and what it was asked: the methods."""

    carrier: Carrier
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._app = create_app(self.carrier)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked.append(environ["REQUEST_METHOD"])
        return self._app(environ, start_response)


@pytest.fixture
def network(tmp_path: Path) -> Network:
    number = NumberConfig(voice_url="https://demo.twilio.com/welcome")
    return Network({NUMBER: number}, ACCOUNT, (TOKEN,), recordings_dir=tmp_path, fault_seconds=0.05)


@pytest.fixture
def twilio(network: Network, contract: Contract) -> Twilio:
    twilio = Twilio(Carrier(network), contract.url)
    contract.app = twilio
    return twilio


def provision(line: CommandLine, url: str, *words: str, **more: str) -> Ran:
    told = {**TWILIO, "HOTLINE_CARRIER": "twilio", "TWILIO_API_BASE_URL": url, **more}
    return line(*(words or ("provision",)), **told)


def test_the_local_carrier_needs_nothing(line: CommandLine) -> None:
    ran = line("provision")
    assert (ran.code, "无需设置" in ran.out) == (0, True)


def test_the_numbers_calls_fallback_and_ends_are_sent_here(line: CommandLine, twilio: Twilio) -> None:
    ran = provision(line, twilio.url)
    assert (ran.code, ran.err) == (0, "")
    assert twilio.asked == ["GET", "POST"]
    assert twilio.carrier.numbers.config_of(NUMBER) == OURS
    for address in (OURS.voice_url, OURS.voice_fallback_url, OURS.status_callback):
        assert address in ran.out


def test_doctor_sees_whether_it_was_done(line: CommandLine, twilio: Twilio) -> None:
    before = provision(line, twilio.url, "doctor")
    assert (before.code, "provision" in before.out) == (1, True)
    provision(line, twilio.url)
    after = provision(line, twilio.url, "doctor")
    assert "[ok] carrier: twilio, +85212345678" in after.out


def test_a_base_url_with_a_path_keeps_it(line: CommandLine, twilio: Twilio) -> None:
    with served(DispatcherMiddleware(Response(status=404), {"/api/laml": twilio})) as url:
        assert provision(line, f"{url}/api/laml").code == 0
    assert twilio.carrier.numbers.config_of(NUMBER) == OURS


def test_a_region_in_the_environment_leads_nobody_elsewhere(
    line: CommandLine, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    assert provision(line, twilio.url).code == 0


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"numbers": {"+85299999999": OURS}}, "+85212345678"),
        ({"auth_tokens": ("another",)}, "20003"),
        ({"faults": Faults.parse("rest_500=1")}, "20500"),
        ({"faults": Faults.parse("rest_429=1")}, "20429"),
    ],
)
def test_a_refusal_is_one_line_and_never_asked_again(
    line: CommandLine, network: Network, contract: Contract, trouble: dict[str, Any], told: str
) -> None:
    contract.app = twilio = Twilio(Carrier(replace(network, **trouble)))
    ran = provision(line, contract.url)
    assert (ran.code, len(ran.err.splitlines()), told in ran.err) == (1, 1, True), ran.err
    assert len(twilio.asked) == 1
    assert TOKEN not in ran.err


def test_a_redirect_is_not_followed(line: CommandLine) -> None:
    with served(redirect("http://127.0.0.1:9/", 307)) as url:
        ran = provision(line, url)
    assert (ran.code, len(ran.err.splitlines()), "拒绝" in ran.err) == (1, 1, True), ran.err


def test_a_carrier_that_hangs_is_not_waited_for_for_ever(
    line: CommandLine, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert carrier.TIMEOUT_SECONDS == 10
    monkeypatch.setattr(carrier, "TIMEOUT_SECONDS", 0.2)
    twilio = Twilio(Carrier(replace(network, faults=Faults.parse("accept_then_hang=1"))))
    with served(twilio) as url:
        ran = provision(line, url)
    assert (ran.code, "没有应答" in ran.err, len(twilio.asked)) == (1, True, 1)


def test_a_carrier_that_is_away_is_named(line: CommandLine) -> None:
    ran = provision(line, "http://127.0.0.1:9")
    assert (ran.code, len(ran.err.splitlines()), "没有应答" in ran.err) == (1, 1, True)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost", "https://10.0.0.5", "http://[::1]:80"])
def test_an_address_that_no_carrier_can_reach_is_refused(line: CommandLine, twilio: Twilio, base: str) -> None:
    ran = provision(line, twilio.url, PUBLIC_BASE_URL=base)
    assert (ran.code, ran.err.startswith("PUBLIC_BASE_URL: "), twilio.asked) == (1, True, [])
