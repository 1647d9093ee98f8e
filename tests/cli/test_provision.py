"""`provision` through Twilio's own client, against a real HTTP server that answers as Twilio does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.telephony import carrier
from tests.cli.commands import CommandLine, Ran
from tests.cli.test_clock import TWILIO
from tests.cli.twilio_numbers import LIST, ONE, TwilioNumbers, serving

OURS = {
    "VoiceUrl": "https://hotline.example/voice/incoming",
    "VoiceMethod": "POST",
    "VoiceFallbackUrl": "https://hotline.example/voice/fallback",
    "VoiceFallbackMethod": "POST",
    "StatusCallback": "https://hotline.example/voice/status",
    "StatusCallbackMethod": "POST",
}


@pytest.fixture
def twilio() -> Iterator[TwilioNumbers]:
    with serving(TwilioNumbers()) as numbers:
        yield numbers


def provision(line: CommandLine, twilio: TwilioNumbers, *words: str, **more: str) -> Ran:
    told = {**TWILIO, "HOTLINE_CARRIER": "twilio", "TWILIO_API_BASE_URL": twilio.url, **more}
    return line(*(words or ("provision",)), **told)


def test_the_local_carrier_needs_nothing(line: CommandLine) -> None:
    ran = line("provision")
    assert (ran.code, "无需设置" in ran.out) == (0, True)


def test_the_numbers_calls_fallback_and_ends_are_sent_here(line: CommandLine, twilio: TwilioNumbers) -> None:
    ran = provision(line, twilio)
    assert (ran.code, ran.err) == (0, "")
    assert [(method, path) for method, path, _ in twilio.asked] == [("GET", LIST), ("POST", ONE)]
    assert twilio.asked[0][2]["PhoneNumber"] == "+85212345678"
    assert twilio.asked[1][2] == OURS
    for name in ("VoiceUrl", "VoiceFallbackUrl", "StatusCallback"):
        assert OURS[name] in ran.out


def test_doctor_sees_whether_it_was_done(line: CommandLine, twilio: TwilioNumbers) -> None:
    before = provision(line, twilio, "doctor")
    assert (before.code, "provision" in before.out) == (1, True)
    provision(line, twilio)
    after = provision(line, twilio, "doctor")
    assert "[ok] carrier: twilio, +85212345678" in after.out


def test_a_base_url_with_a_path_keeps_it(line: CommandLine) -> None:
    with serving(TwilioNumbers(prefix="/api/laml")) as twilio:
        assert provision(line, twilio).code == 0
        assert twilio.asked[0][1] == f"/api/laml{LIST}"


def test_a_region_in_the_environment_leads_nobody_elsewhere(
    line: CommandLine, twilio: TwilioNumbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    assert provision(line, twilio).code == 0


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"number": "+85299999999"}, "+85212345678"),
        ({"token": "another"}, "20003"),
        ({"fails_with": 500}, "20500"),
        ({"fails_with": 307}, "拒绝"),
    ],
)
def test_a_refusal_is_one_line_and_never_asked_again(line: CommandLine, trouble: dict[str, object], told: str) -> None:
    with serving(TwilioNumbers(**trouble)) as twilio:  # type: ignore[arg-type]  # fields by name
        ran = provision(line, twilio)
        assert (ran.code, len(ran.err.splitlines()), told in ran.err) == (1, 1, True), ran.err
        assert len(twilio.asked) == 1
        assert "x" * 32 not in ran.err


def test_a_carrier_that_hangs_is_not_waited_for_for_ever(
    line: CommandLine, twilio: TwilioNumbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert carrier.TIMEOUT_SECONDS == 10
    monkeypatch.setattr(carrier, "TIMEOUT_SECONDS", 0.2)
    twilio.hangs = True
    ran = provision(line, twilio)
    assert (ran.code, "没有应答" in ran.err, len(twilio.asked)) == (1, True, 1)


def test_a_carrier_that_is_away_is_named(line: CommandLine) -> None:
    ran = provision(line, TwilioNumbers(url="http://127.0.0.1:9"))
    assert (ran.code, len(ran.err.splitlines()), "没有应答" in ran.err) == (1, 1, True)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost", "https://10.0.0.5", "http://[::1]:80"])
def test_an_address_that_no_carrier_can_reach_is_refused(line: CommandLine, twilio: TwilioNumbers, base: str) -> None:
    ran = provision(line, twilio, PUBLIC_BASE_URL=base)
    assert (ran.code, ran.err.startswith("PUBLIC_BASE_URL: "), twilio.asked) == (1, True, [])
