"""The carrier as a service: its own addresses and Twilio's, the latter by Twilio's real client."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tests.localcarrier.application import TOKEN, Application
from tests.localcarrier.conftest import ACCOUNT, NUMBER, Call

SCRIPT = "name: x\nfrom: '+8613700000000'\nsteps:\n  - hears: 请留言\n    says: 打印机坏了\n"
RECORD = '<Say>请留言</Say><Record action="/done"/>'


class Here(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Twilio's client, sent to the carrier on this machine."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=10)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *args, **kwargs)


@pytest.fixture
def client(base: str) -> Iterator[Client]:
    http = Here(base)
    yield Client(ACCOUNT, TOKEN, http_client=http)
    if http.session is not None:
        http.session.close()


def ask(url: str, body: object = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_it_is_healthy(base: str) -> None:
    status, body = ask(f"{base}/healthz")
    assert (status, body["status"], body["numbers"]) == (200, "ok", [NUMBER])


def test_a_scripted_caller_dials_and_the_log_answers(application: Application, base: str) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Hangup/>")
    status, body = ask(f"{base}/carrier/calls", {"to": NUMBER, "caller": SCRIPT})
    assert (status, body["status"], body["missed"]) == (201, "completed", [])
    assert {"who": "caller", "kind": "said", "text": "打印机坏了"}.items() <= body["transcript"][4].items()
    assert ask(f"{base}/carrier/calls/{body['sid']}")[1] == body
    _, log = ask(f"{base}/carrier/log?call_sid={body['sid']}")
    assert [ring["from"] for ring in log["rings"]] == ["+8613700000000"]
    assert [exchange["url"].rpartition("/")[2] for exchange in log["requests"]] == ["voice", "done"]
    assert log["errors"] == []


def test_a_call_need_not_be_waited_for(application: Application, base: str) -> None:
    application.on("/voice", "<Hangup/>")
    status, body = ask(f"{base}/carrier/calls", {"to": NUMBER, "caller": SCRIPT, "wait": False})
    assert status == 201
    assert body["sid"].startswith("CA")


@pytest.mark.parametrize("body", [{}, {"to": 1}, [], {"to": NUMBER, "caller": "name: x"}])
def test_a_bad_order_for_a_call_is_refused(base: str, body: object) -> None:
    status, answer = ask(f"{base}/carrier/calls", body)
    assert status == 400
    assert answer["error"]


def test_an_unknown_call_is_not_found(base: str) -> None:
    assert ask(f"{base}/carrier/calls/CA0")[0] == 404


def test_twilios_client_reads_calls_and_recordings(application: Application, client: Client, call: Call) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Hangup/>")
    outcomes = [call("[{says: 打印机坏了}]") for _ in range(3)]
    fetched = client.calls(outcomes[0].call_sid).fetch()
    assert (fetched.status, fetched.to, fetched.direction) == ("completed", NUMBER, "inbound")
    assert fetched.start_time is not None
    listed = client.calls.list(to=NUMBER, page_size=2)
    assert [found.sid for found in listed] == [outcome.call_sid for outcome in reversed(outcomes)]
    assert client.calls.list(to="+1") == []
    (recording,) = client.recordings.list(call_sid=outcomes[1].call_sid)
    assert recording.call_sid == outcomes[1].call_sid
    assert client.recordings(recording.sid).fetch().duration == recording.duration


def test_a_recording_is_heard_where_its_url_says(
    application: Application, base: str, client: Client, call: Call
) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Hangup/>")
    call("[{says: 打印机坏了}]")
    path = application.at("/done")[0]["RecordingUrl"].partition("8010")[2]
    for ending in ("", ".wav"):
        answer = client.request("GET", f"{base}{path}{ending}")
        assert answer.status_code == 200
        assert answer.text.startswith("RIFF")


def test_a_finished_call_cannot_be_turned(application: Application, client: Client, call: Call) -> None:
    application.on("/voice", "<Hangup/>")
    outcome = call()
    with pytest.raises(TwilioRestException) as refused:
        client.calls(outcome.call_sid).update(url=f"{application.url}/next")
    assert (refused.value.status, refused.value.code) == (400, 21220)


def test_strangers_are_sent_away_and_the_unknown_is_not_found(base: str, client: Client) -> None:
    stranger = Client(ACCOUNT, "wrong", http_client=client.http_client)
    with pytest.raises(TwilioRestException) as refused:
        stranger.calls("CA0").fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    with pytest.raises(TwilioRestException) as refused:
        client.calls("CA0").fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    for sid in ("RE0", "../../x", "RE" + "0" * 32):
        with pytest.raises(TwilioRestException):
            client.recordings(sid).fetch()
    assert ask(f"{base}/2010-04-01/Accounts/{ACCOUNT}/Calls.json")[0] == 401
