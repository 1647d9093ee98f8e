"""The carrier's own addresses below `/carrier`: what a page or a test can ask it for."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from twilio.rest import Client

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.service.board import LATEST, Board
from hotline.localcarrier.service.desk import Desk
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import CALLER, NUMBER, Call, read_script, until

SCRIPT = f'name: somebody\nfrom: "{CALLER}"\notherwise: {{says: 您好}}\n'
JSON = "application/json"
EMPTY_HALL = '<Enqueue waitUrl="/wait">hall</Enqueue>'
WAITING = Answer('<Response><Pause length="600"/></Response>')


def ask(method: str, url: str, body: object = None, **headers: str) -> tuple[int, Any]:
    """Send JSON as the page does; answers with the status and what came back."""
    data = None if method == "GET" else json.dumps(body)
    answer = requests.request(method, url, data=data, headers={"Content-Type": JSON, **headers}, timeout=20)
    return answer.status_code, answer.json() if answer.content else None


def be_there(base: str) -> None:
    """Somebody is at a telephone: from now on others wait in real time."""
    ask("POST", f"{base}/phone/lines", {"number": "client:agent"})


def news_from(answer: requests.Response) -> Iterator[dict[str, Any]]:
    """What whoever follows the carrier's events is told."""
    for line in answer.iter_lines():
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


# -- calls --


def test_calls_are_listed_the_newest_first_with_what_befell_them(
    application: Application, base: str, call: Call
) -> None:
    application.on("/voice", "<Hangup/>", "<Nonsense/>")
    sids = [call().call_sid, call().call_sid]
    listed = ask("GET", f"{base}/carrier/calls")[1]
    assert [one["sid"] for one in listed] == sids[::-1]
    assert [one["errors"] for one in listed] == [1, 0]
    assert {"from": CALLER, "to": NUMBER, "direction": "inbound", "status": "completed"}.items() <= listed[0].items()
    older = ask("GET", f"{base}/carrier/calls?before={listed[0]['ordinal']}")[1]
    assert [one["sid"] for one in older] == sids[:1]


def test_a_call_under_way_can_be_ended(application: Application, base: str) -> None:
    application.on("/voice", EMPTY_HALL)
    application.on("/wait", WAITING)
    be_there(base)
    _, placed = ask("POST", f"{base}/carrier/calls", {"to": NUMBER, "caller": SCRIPT, "wait": False})
    until(lambda: application.at("/wait"))
    assert ask("DELETE", f"{base}/carrier/calls/{placed['sid']}")[0] == 204
    until(lambda: ask("GET", f"{base}/carrier/calls/{placed['sid']}")[1]["status"] == "completed")
    status, told = ask("DELETE", f"{base}/carrier/calls/{placed['sid']}")
    assert (status, "已经结束" in told["error"]) == (409, True)


def test_what_is_not_there_is_told(base: str) -> None:
    for method, path in (("GET", "calls/CA0"), ("DELETE", "calls/CA0"), ("GET", "recordings/RE0.wav")):
        status, told = ask(method, f"{base}/carrier/{path}")
        assert (status, "没有" in told["error"]) == (404, True)


def test_a_recording_can_be_heard(application: Application, carrier: Carrier, base: str, call: Call) -> None:
    application.on("/voice", '<Record action="/done"/>')
    application.on("/done", "<Hangup/>")
    call("[{says: 打印机坏了}]")
    sid = application.at("/done")[0]["RecordingSid"]
    until(lambda: carrier.recordings.get(sid))
    sound = requests.get(f"{base}/carrier/recordings/{sid}.wav", timeout=20)
    assert (sound.status_code, sound.headers["Content-Type"]) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(sound.content)) as heard:
        assert heard.getnframes() > 0


def test_errors_are_listed_the_latest_first_with_those_of_no_call(
    carrier: Carrier, base: str, twilio: Client, application: Application, call: Call
) -> None:
    application.on("/voice", "<Nonsense/>")
    application.on("/status", Answer("broken", 500))
    sid = call().call_sid
    twilio.messages.create(to=CALLER, from_=NUMBER, body="您好", status_callback=f"{application.url}/status")
    until(lambda: carrier.log.tally("").errors)
    listed = ask("GET", f"{base}/carrier/errors")[1]
    assert {error["number"] for error in listed[:-1]} == {11217}
    assert (listed[-1]["call_sid"], listed[-1]["number"]) == (sid, 12200)


# -- lines --


def test_a_scripted_person_waits_by_the_phone_until_taken_away(
    application: Application, carrier: Carrier, base: str, twilio: Client
) -> None:
    application.on("/voice", "<Gather input='speech' action='/done'/>")
    application.on("/done", "<Hangup/>")
    status, told = ask("PUT", f"{base}/carrier/lines", {"caller": SCRIPT})
    assert (status, told) == (201, {"number": CALLER, "name": "somebody"})
    assert ask("GET", f"{base}/carrier/lines")[1] == [{"number": CALLER, "scripted": True}]
    twilio.calls.create(to=CALLER, from_=NUMBER, url=f"{application.url}/voice")
    until(lambda: application.at("/done"))
    assert application.at("/done")[0]["SpeechResult"] == "您好"
    assert ask("DELETE", f"{base}/carrier/lines/{CALLER}")[0] == 204
    assert ask("GET", f"{base}/carrier/lines")[1] == []
    assert ask("DELETE", f"{base}/carrier/lines/{CALLER}")[0] == 404
    assert carrier.telephones.at(CALLER) is None


def test_nobody_is_put_in_the_place_of_somebody_elses_phone(base: str) -> None:
    ask("POST", f"{base}/phone/lines", {"number": CALLER})
    status, told = ask("PUT", f"{base}/carrier/lines", {"caller": SCRIPT})
    assert (status, "已经有一部电话" in told["error"]) == (409, True)
    assert ask("GET", f"{base}/carrier/lines")[1] == [{"number": CALLER, "scripted": False}]


def test_a_script_that_is_wrong_is_told_with_its_line(base: str) -> None:
    for method, path in (("POST", "calls"), ("PUT", "lines")):
        status, told = ask(method, f"{base}/carrier/{path}", {"to": NUMBER, "caller": SCRIPT + "sings: true\n"})
        assert (status, "caller:4" in told["error"], "sings" in told["error"]) == (400, True, True)


@pytest.mark.parametrize(
    "script",
    ["[" * 5000, 'name: "\x01"', 'name: "\\ud800"\nfrom: "+8613900000001"', "name: &a [*a]"],
    ids=["deep", "control", "half a letter", "itself"],
)
def test_a_script_that_is_nonsense_is_refused(base: str, script: str) -> None:
    status, told = ask("PUT", f"{base}/carrier/lines", {"caller": script})
    assert (status, told["error"].startswith("caller")) == (400, True)


@pytest.mark.parametrize("number", [NUMBER, "nowhere", "client:"])
def test_nobody_is_plugged_in_where_no_telephone_can_be(base: str, number: str) -> None:
    status, told = ask("PUT", f"{base}/carrier/lines", {"caller": f"name: x\nfrom: '{number}'"})
    assert (status, number in told["error"]) == (409, True)


def test_half_a_letter_is_refused_before_it_is_kept(base: str) -> None:
    assert ask("POST", f"{base}/carrier/calls", {"to": "\ud800", "caller": SCRIPT})[0] == 400
    assert ask("GET", f"{base}/carrier/calls") == (200, [])


# -- the clock --


def test_the_clock_is_moved_and_goes_back(carrier: Carrier, base: str) -> None:
    def ahead() -> timedelta:
        return carrier.clock.shift().offset

    assert ask("PUT", f"{base}/carrier/clock", {"advance": 3600})[0] == 200
    assert timedelta(minutes=59) < ahead() <= timedelta(hours=1)
    ask("PUT", f"{base}/carrier/clock", {"time": "2030-03-10T09:00:00+08:00"})
    told = ask("GET", f"{base}/carrier/clock")[1]
    assert datetime.fromisoformat(told["time"]) >= datetime.fromisoformat("2030-03-10T01:00:00+00:00")
    assert ask("PUT", f"{base}/carrier/clock", {"rate": 60})[1]["rate"] == 60
    told = ask("DELETE", f"{base}/carrier/clock")[1]
    assert (told["rate"], told["offset"]) == (1, 0)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"rate": 0},
        {"rate": 100_000},
        {"rate": float("nan")},
        {"advance": -5},
        {"advance": 1e300},
        {"advance": 60 * 60 * 24 * 365 * 500},
        {"time": "morning"},
        {"time": "9999-12-31T23:59:59+00:00"},
        {"time": 5},
    ],
)
def test_a_time_that_makes_no_sense_moves_nothing(carrier: Carrier, base: str, asked: object) -> None:
    status, told = ask("PUT", f"{base}/carrier/clock", asked)
    assert (status, bool(told["error"])) == (400, True)
    assert carrier.clock.shift().offset == timedelta()


# -- live --


def test_whoever_follows_is_told_everything_and_then_what_changes(application: Application, base: str) -> None:
    application.on("/voice", EMPTY_HALL)
    application.on("/wait", WAITING)
    be_there(base)
    with requests.get(f"{base}/carrier/events", stream=True, timeout=20) as answer:
        news = news_from(answer)
        assert set(next(news)) == {"lines", "queues", "conferences", "clock", "faults", "errors"}
        _, placed = ask("POST", f"{base}/carrier/calls", {"to": NUMBER, "caller": SCRIPT, "wait": False})
        sid = placed["sid"]
        told = list(until_told(news, lambda one: one.get("queues")))
        assert told[-1]["queues"] == [{"name": "hall", "members": [{"sid": sid}]}]
        ask("DELETE", f"{base}/carrier/calls/{sid}")
        told += until_told(news, lambda one: [call["status"] for call in one.get("calls", ())] == ["completed"])
    assert {call["sid"] for one in told for call in one.get("calls", ())} == {sid}
    assert not any("clock" in one or "faults" in one for one in told)


def until_told(news: Iterator[dict[str, Any]], wanted: Callable[[dict[str, Any]], object]) -> Iterator[dict[str, Any]]:
    """The news up to the one that is wanted."""
    for one in news:
        yield one
        if wanted(one):
            return


def test_the_end_of_a_call_is_told_however_many_came_after_it(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", "<Hangup/>")
    first = carrier.new_call(ScriptedLine(read_script(CALLER)), NUMBER)
    news = Board(carrier, Desk(carrier)).news()
    next(news)
    for _ in range(LATEST + 5):
        call()
    next(news)
    first.status = Status.COMPLETED
    assert [(one["sid"], one["status"]) for one in next(news)["calls"]] == [(first.sid, "completed")]


# -- who may ask --


def test_a_foreign_name_for_this_machine_is_refused(base: str) -> None:
    for path in ("carrier", "carrier/calls", "phone"):
        status, told = ask("GET", f"{base}/{path}", Host="rebound.example")
        assert (status, "127.0.0.1" in told["error"]) == (403, True)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "fetch site"],
)
def test_no_other_website_acts_here(base: str, headers: dict[str, str]) -> None:
    assert ask("PUT", f"{base}/carrier/faults", {"seed": 1, "rates": {"drop": 1}}, **headers)[0] == 403
    if "Sec-Fetch-Site" in headers:
        assert ask("GET", f"{base}/carrier/errors", **headers)[0] == 403
        assert requests.get(f"{base}/carrier", headers={**headers, "Sec-Fetch-Mode": "navigate"}, timeout=20).ok
    assert ask("GET", f"{base}/carrier/faults")[1]["rates"]["drop"] == 0


def test_a_form_or_a_book_is_no_request(base: str) -> None:
    form = requests.post(f"{base}/carrier/calls", data={"to": NUMBER}, timeout=20)
    assert form.status_code == 415
    assert ask("POST", f"{base}/carrier/calls", {"to": NUMBER, "caller": "#" * 200_000})[0] == 413
    long = f"# {'长' * 20_000}\n{SCRIPT}"
    assert ask("PUT", f"{base}/carrier/lines", {"caller": long})[0] == 201


def test_pages_are_shut_to_everything_that_is_not_theirs(base: str) -> None:
    for path in ("carrier", "phone"):
        headers = requests.get(f"{base}/{path}", timeout=20).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
