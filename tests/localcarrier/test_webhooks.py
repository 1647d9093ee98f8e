"""What happens when the application is slow, broken, elsewhere or talks nonsense."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.script import Caller
from hotline.localcarrier.lines.scripted import Outcome
from hotline.localcarrier.lines.transcript import Kind, Who
from hotline.localcarrier.network import NumberConfig
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.problems import Failed
from hotline.localcarrier.webhooks import overrides, wire
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import CALLER, NUMBER, Call

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
With = Callable[[NumberConfig], tuple[Carrier, Outcome]]


@pytest.fixture
def call_with(carrier: Carrier) -> With:
    """Call a number that is set up differently; gives the carrier and how it went."""

    def call(number: NumberConfig) -> tuple[Carrier, Outcome]:
        other = Carrier(replace(carrier.network, numbers={NUMBER: number}))
        return other, scripted.call(other, Caller("test", CALLER), NUMBER)

    return call


def errors(carrier: Carrier) -> list[int]:
    return [event.number for event in carrier.log.errors()]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_request_carries_the_standard_parameters(application: Application, call: Call) -> None:
    application.on("/voice", "<Hangup/>")
    outcome = call()
    form = application.at("/voice")[0]
    assert form["CallSid"] == outcome.call_sid
    assert len(outcome.call_sid) == 34
    assert outcome.call_sid.startswith("CA")
    standard = {
        "AccountSid": "AC" + "5" * 32,
        "From": CALLER,
        "To": NUMBER,
        "Caller": CALLER,
        "Called": NUMBER,
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "FromCountry": "CN",
        "ToCity": "",
    }
    assert standard.items() <= form.items()


def test_a_failing_answer_goes_to_the_fallback_with_code_and_url(
    application: Application, number: NumberConfig, call_with: With
) -> None:
    application.on("/voice", Answer("oops", 500, "text/plain"))
    application.on("/fallback", "<Say>Please call again</Say>")
    carrier, outcome = call_with(replace(number, voice_fallback_url=f"{application.url}/fallback"))
    form = application.at("/fallback")[0]
    assert form["ErrorCode"] == "11217"
    assert form["ErrorUrl"] == f"{application.url}/voice"
    assert form["CallSid"] == outcome.call_sid
    assert outcome.transcript.said_by(Who.APPLICATION) == ["Please call again"]
    assert errors(carrier) == [11217]


def test_without_a_fallback_the_caller_hears_an_apology_and_the_call_ends(application: Application, call: Call) -> None:
    application.on("/voice", Answer("oops", 503))
    outcome = call()
    assert outcome.transcript.said_by(Who.APPLICATION) == [APOLOGY]
    assert outcome.status is Status.COMPLETED


def test_a_failing_fallback_ends_the_call_too(application: Application, number: NumberConfig, call_with: With) -> None:
    application.on("/voice", Answer("oops", 500))
    carrier, outcome = call_with(replace(number, voice_fallback_url=f"{application.url}/nothing"))
    assert errors(carrier) == [11217, 11217]
    assert outcome.transcript.said_by(Who.APPLICATION) == [APOLOGY]


def test_the_fallback_serves_in_the_middle_of_a_call_and_keeps_what_was_said(
    application: Application, number: NumberConfig, carrier: Carrier
) -> None:
    application.on("/voice", '<Gather input="speech" action="/turn"/>')
    application.on("/turn", Answer("<Response><Say>half", 200))
    application.on("/fallback/here", "<Redirect>after</Redirect>")
    application.on("/fallback/after", "<Hangup/>")
    carrier = Carrier(
        replace(
            carrier.network, numbers={NUMBER: replace(number, voice_fallback_url=f"{application.url}/fallback/here")}
        )
    )
    caller = scripted_caller("[{says: 喂}]")
    scripted.call(carrier, caller, NUMBER)
    form = application.at("/fallback/here")[0]
    assert form["ErrorCode"] == "12100"
    assert form["SpeechResult"] == "喂"
    assert application.paths()[-1] == "/fallback/after"


def scripted_caller(steps: str) -> Caller:
    return script.read(f'name: test\nfrom: "{CALLER}"\nsteps: {steps}')


def test_a_slow_answer_times_out_by_its_override_and_is_not_asked_again(
    application: Application, number: NumberConfig, call_with: With
) -> None:
    application.on("/voice", Answer(late=True))
    carrier, _ = call_with(replace(number, voice_url=f"{application.url}/voice#rt=150"))
    assert application.paths() == ["/voice"]
    assert errors(carrier) == [11205]


def test_a_slow_answer_is_asked_again_where_the_policy_says_so(
    application: Application, number: NumberConfig, call_with: With
) -> None:
    application.on("/voice", Answer(late=True), "<Say>at last</Say>")
    carrier, outcome = call_with(replace(number, voice_url=f"{application.url}/voice#rt=300&rc=2&rp=rt"))
    assert outcome.transcript.said_by(Who.APPLICATION) == ["at last"]
    tokens = [received.headers["I-Twilio-Idempotency-Token"] for received in application.received]
    assert tokens[0] == tokens[1] != ""
    assert [exchange.attempt for exchange in carrier.log.requests()] == [0, 1]


def test_the_total_time_ends_all_attempts(application: Application, number: NumberConfig, call_with: With) -> None:
    application.on("/voice", Answer(late=True))
    carrier, _ = call_with(replace(number, voice_url=f"{application.url}/voice#rt=200&tt=300&rc=5&rp=all"))
    assert len(carrier.log.requests()) <= 3
    assert errors(carrier) == [11205]


def test_a_server_error_is_asked_again_only_by_policy(
    application: Application, number: NumberConfig, call_with: With
) -> None:
    application.on("/voice", Answer(status=502), Answer(status=502), "<Hangup/>")
    carrier, _ = call_with(replace(number, voice_url=f"{application.url}/voice#rc=2&rp=5xx"))
    assert application.paths() == ["/voice"] * 3
    assert errors(carrier) == []


def test_a_refused_connection_is_tried_twice(closed_port: int, number: NumberConfig, call_with: With) -> None:
    carrier, _ = call_with(replace(number, voice_url=f"http://127.0.0.1:{closed_port}/voice"))
    assert [(exchange.attempt, exchange.status) for exchange in carrier.log.requests()] == [(0, None), (1, None)]
    assert errors(carrier) == [11202]


def test_no_retries_where_the_override_forbids_them(closed_port: int, number: NumberConfig, call_with: With) -> None:
    carrier, _ = call_with(replace(number, voice_url=f"http://127.0.0.1:{closed_port}/voice#rc=0"))
    assert len(carrier.log.requests()) == 1


def test_a_redirect_is_followed_by_get_and_loses_the_form(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", '<Gather action="/turn"/>')
    application.on("/turn", Answer(status=301, headers={"Location": "/turn/"}))
    application.on("/turn/", "<Say>moved</Say><Redirect>next</Redirect>")
    application.on("/turn/next", "<Hangup/>")
    call("[{keys: 1#}]")
    moved = next(received for received in application.received if received.path == "/turn/")
    assert moved.method == "GET"
    assert moved.form == {}
    assert "Digits" not in moved.query
    assert errors(carrier) == [11216]
    assert application.paths()[-1] == "/turn/next"


def test_endless_redirects_are_given_up(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", Answer(status=302, headers={"Location": "/voice"}))
    call()
    assert errors(carrier)[-1] == 11215


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(""), 12100),
        (Answer("\n<?xml version='1.0'?><Response/>"), 12100),
        (Answer("\ufeff<Response/>"), 12100),
        (Answer("<Response><Say>half"), 12100),
        (Answer("<Answer/>"), 12102),
        (Answer("<Response><Say>" + "长" * 22000 + "</Say></Response>"), 11750),
        (Answer("{}", content_type="application/json"), 12300),
        (Answer("<Response/>", content_type=""), 12300),
        (Answer("gone", 404), 11217),
        (Answer("slow down", 429), 11217),
    ],
)
def test_a_useless_answer_is_an_error_event_with_twilios_number(
    application: Application, carrier: Carrier, call: Call, answer: Answer, code: int
) -> None:
    application.on("/voice", answer)
    outcome = call()
    assert errors(carrier) == [code]
    assert outcome.transcript.said_by(Who.APPLICATION) == [APOLOGY]


def test_plain_text_is_read_out_and_a_sound_file_is_played(application: Application, call: Call) -> None:
    application.on("/voice", Answer("您好", content_type="text/plain; charset=utf-8"))
    assert call().transcript.said_by(Who.APPLICATION) == ["您好"]
    application.on("/voice", Answer(b"RIFF....", content_type="audio/x-wav"))
    played = [entry for entry in call().transcript.entries if entry.kind is Kind.PLAYED]
    assert len(played) == 1


def test_a_number_without_a_proper_url_is_an_error(number: NumberConfig, call_with: With) -> None:
    for url in ("ftp://127.0.0.1/", "http://", "voice", "http://127.0.0.1:99999/", "http://127.0.0.1:1/a b"):
        carrier, _ = call_with(replace(number, voice_url=url))
        assert errors(carrier)[0] in {11100, 11202}


def test_basic_authentication_in_the_url_is_sent_but_not_signed(
    application: Application, number: NumberConfig, call_with: With
) -> None:
    application.on("/voice", "<Hangup/>")
    call_with(replace(number, voice_url=application.url.replace("//", "//user:p%40ss@") + "/voice"))
    received = application.received[0]
    assert received.headers["Authorization"] == "Basic dXNlcjpwQHNz"
    assert received.signed


def test_overrides_out_of_range_go_to_the_nearest_limit() -> None:
    url, connection = overrides.split("http://a/b?c=1#rc=9&ct=1&rt=99999&tt=x&rp=4xx,rt")
    assert url == "http://a/b?c=1"
    assert connection == overrides.Connection(
        connect=0.1, read=15.0, total=15.0, retries=5, retry_on=frozenset({"4xx", "rt"})
    )


@pytest.mark.parametrize(("fragment", "code"), [("rp=ever", 11243), ("e=atlantis", 11240)])
def test_unknown_overrides_are_refused(fragment: str, code: int) -> None:
    with pytest.raises(Failed) as refused:
        overrides.split(f"http://a/#{fragment}")
    assert refused.value.number == code


def test_an_endless_redirect_verb_ends_by_itself(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Redirect/>")
    small = Carrier(replace(carrier.network, documents_per_call=20))
    outcome = scripted.call(small, Caller("test", CALLER), NUMBER)
    assert outcome.status is Status.COMPLETED
    assert len(application.paths()) == 20
    assert problems.RETRIEVAL_FAILED not in errors(small)


def test_a_deadline_that_is_over_is_a_failed_connection(application: Application) -> None:
    request = wire.Request("GET", urlsplit(application.url), {}, None, limit=1)
    with pytest.raises(wire.Unanswered) as unanswered:
        wire.transfer(request, overrides.Connection(), deadline=time.monotonic() - 1)
    assert (unanswered.value.number, unanswered.value.kind) == (problems.CONNECTION_TIMED_OUT, "ct")
