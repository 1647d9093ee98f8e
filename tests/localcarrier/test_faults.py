"""Bad days on command: each kind strikes where it is asked for, nowhere else, and again on the same day."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import Faults, Kind
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.scripted import Outcome, ScriptedLine
from hotline.localcarrier.lines.transcript import Who
from hotline.localcarrier.network import NumberConfig
from hotline.localcarrier.service.server import create_app
from tests.localcarrier.application import TOKEN, Answer, Application
from tests.localcarrier.conftest import ACCOUNT, CALLER, NUMBER
from tests.support.prism import CheckedClient, Contract

ALL = frozenset({"initiated", "ringing", "answered", "completed"})
MESSAGE = script.read(f'name: t\nfrom: "{CALLER}"\nsteps: [{{hears: 请讲, says: 喂}}, {{says: 打印机坏了}}]')
BAD_DAY = ",".join(["seed=7", *(f"{kind}=0.3" for kind in Kind)])
UNIT = 0.02

On = Callable[[str], Carrier]


@pytest.fixture
def on(application: Application, carrier: Carrier) -> On:
    """A carrier on such a day, and an application that asks, records a message, and hears of everything."""
    application.on("/voice", '<Gather input="speech" action="/turn"><Say>请讲</Say></Gather>')
    application.on("/turn", '<Record action="/done" recordingStatusCallback="/recording"/>')
    application.on("/done", "<Say>再见</Say>")
    application.on("/fallback", "<Say>稍后再打</Say>")
    for path in ("/status", "/recording"):
        application.on(path, Answer(status=204))
    number = NumberConfig(
        voice_url=f"{application.url}/voice",
        voice_fallback_url=f"{application.url}/fallback",
        status_callback=f"{application.url}/status",
        status_events=ALL,
    )
    network = replace(carrier.network, numbers={NUMBER: number}, fault_seconds=UNIT)
    return lambda faults: Carrier(replace(network, faults=Faults.parse(faults)))


def call(carrier: Carrier) -> Outcome:
    return scripted.call(carrier, MESSAGE, NUMBER)


def documents(application: Application) -> list[str]:
    return [path for path in application.paths() if path not in ("/status", "/recording")]


def told(application: Application) -> list[str]:
    return [form["SequenceNumber"] for form in application.at("/status")]


def struck(carrier: Carrier) -> list[str]:
    return [fault.kind for fault in carrier.log.faults()]


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_with_rate_0_never_strikes(application: Application, on: On, kind: Kind) -> None:
    carrier = on(f"seed=7,{kind}=0")
    outcome = call(carrier)
    assert documents(application) == ["/voice", "/turn", "/done"]
    assert told(application) == ["0", "1", "2", "3"]
    assert len(application.at("/recording")) == len(carrier.recordings.of(outcome.call_sid)) == 1
    assert (carrier.log.faults(), carrier.log.errors()) == ([], [])


def test_a_duplicate_is_asked_twice_and_its_first_answer_counts(application: Application, on: On) -> None:
    application.on("/voice", "<Say>first</Say>", "<Say>second</Say>")
    carrier = on("duplicate=1")
    outcome = call(carrier)
    assert outcome.transcript.said_by(Who.APPLICATION) == ["first"]
    assert documents(application) == ["/voice", "/voice"]
    assert told(application) == ["0", "0", "1", "1", "2", "2", "3", "3"]
    first, second = carrier.log.requests(purpose="document")
    assert ("first" in first.answer, "second" in second.answer) == (True, True)
    assert (first.attempt, second.attempt) == (0, 1)
    tokens = [one.headers["I-Twilio-Idempotency-Token"] for one in application.received if one.path == "/voice"]
    assert tokens[0] == tokens[1]
    assert struck(carrier) == ["duplicate"] * 5


def test_a_duplicate_that_fails_hurts_nobody(application: Application, on: On) -> None:
    application.on("/voice", "<Say>first</Say>", Answer("oops", 500))
    carrier = on("duplicate=1")
    assert call(carrier).transcript.said_by(Who.APPLICATION) == ["first"]
    assert carrier.log.errors() == []


def test_a_dropped_answer_was_given_and_the_fallback_is_asked(application: Application, on: On) -> None:
    carrier = on("drop=1")
    call(carrier)
    assert application.paths() == ["/voice", "/fallback"]
    assert application.at("/fallback")[0]["ErrorCode"] == "11200"
    lost = carrier.log.requests(purpose="document")[0]
    assert (lost.status, lost.answer, lost.failure) == (None, "", "HTTP retrieval failure: connection reset")


def test_a_dropped_callback_never_arrives(application: Application, on: On) -> None:
    application.on("/voice", "<Hangup/>")
    carrier = on("drop=1")
    call(carrier)
    assert told(application) == []
    assert [fault.url for fault in carrier.log.faults(kind="drop") if "status" in fault.url] == [
        f"{application.url}/status"
    ] * 4


def test_a_delayed_callback_leaves_later_than_it_should(application: Application, on: On) -> None:
    application.on("/voice", "<Hangup/>")
    carrier = on("delay=1")
    call(carrier)
    delays = [
        request.at - fault.at
        for request, fault in zip(carrier.log.requests(purpose="status"), carrier.log.faults(), strict=True)
    ]
    assert min(delays) >= timedelta(seconds=0.2 * UNIT)
    assert told(application) == ["0", "1", "2", "3"]
    assert struck(carrier) == ["delay"] * 4


def test_shuffled_callbacks_change_places(application: Application, on: On) -> None:
    application.on("/voice", "<Hangup/>")
    carrier = on("shuffle=1")
    call(carrier)
    assert told(application) == ["1", "0", "3", "2"]
    assert struck(carrier) == ["shuffle"] * 2


def test_the_last_callback_has_nobody_to_change_places_with(application: Application, on: On) -> None:
    application.on("/turn", "<Hangup/>")
    carrier = on("shuffle=1")
    (number,) = carrier.network.numbers.values()
    alone = {NUMBER: replace(number, status_events=frozenset({"completed"}))}
    carrier = Carrier(replace(carrier.network, numbers=alone))
    call(carrier)
    assert told(application) == ["0"]
    assert struck(carrier) == []


def test_a_slow_answer_still_counts(application: Application, on: On) -> None:
    carrier = on("slow=1")
    outcome = call(carrier)
    assert outcome.transcript.said_by(Who.APPLICATION)[-1] == "再见"
    assert min(request.seconds for request in carrier.log.requests()) >= 0.2 * UNIT
    assert struck(carrier) == ["slow"] * len(application.received)


def test_a_cut_connection_never_gets_through_and_is_tried_again(application: Application, on: On) -> None:
    carrier = on("cut=1")
    call(carrier)
    assert application.paths() == []
    requests = carrier.log.requests(purpose="document")
    assert [(request.url, request.attempt, request.status) for request in requests] == [
        (f"{application.url}/{path}", attempt, None) for path in ("voice", "fallback") for attempt in (0, 1)
    ]
    assert {event.number for event in carrier.log.errors()} == {11205}


def test_nobody_hears_of_the_end_of_an_endless_call(application: Application, on: On) -> None:
    carrier = on("endless=1")
    assert call(carrier).status is Status.COMPLETED
    assert told(application) == ["0", "1", "2"]
    assert struck(carrier) == ["endless"]


def test_an_endless_call_seems_under_way_until_the_application_ends_it(on: On, contract: Contract) -> None:
    carrier = on("endless=1")
    sid = call(carrier).call_sid
    contract.app = create_app(carrier)
    twilio = Client(ACCOUNT, TOKEN, http_client=CheckedClient(contract.url))
    seen = twilio.calls(sid).fetch()
    assert (seen.status, seen.end_time, seen.duration) == ("in-progress", None, None)
    assert [one.sid for one in twilio.calls.list(status="in-progress")] == [sid]
    assert twilio.calls(sid).update(status="completed").status == "completed"
    assert twilio.calls(sid).fetch().duration is not None
    with pytest.raises(TwilioRestException):
        twilio.calls(sid).update(status="completed")


def test_a_late_recording_comes_after_the_end_of_the_call(application: Application, on: On) -> None:
    carrier = on("late_recording=1")
    outcome = call(carrier)
    assert application.paths()[-2:] == ["/status", "/recording"]
    assert "RecordingSid" not in application.at("/status")[-1]
    (recording,) = carrier.recordings.of(outcome.call_sid)
    assert application.at("/recording")[0]["RecordingSid"] == recording.sid
    assert struck(carrier) == ["late_recording"]


def test_a_lost_recording_never_comes(application: Application, on: On) -> None:
    carrier = on("lost_recording=1")
    call(carrier)
    assert "/recording" not in application.paths()
    assert carrier.recordings.of() == []
    (fault,) = carrier.log.faults()
    assert (fault.kind, fault.url) == ("lost_recording", application.at("/done")[0]["RecordingUrl"])


def test_sound_files_are_left_alone(application: Application, on: On) -> None:
    application.on("/voice", "<Play>/hold.wav</Play>")
    application.on("/hold.wav", Answer(b"RIFF", content_type="audio/x-wav"))
    call(on("duplicate=1"))
    assert application.paths().count("/hold.wav") == 1


# Days


def live(carrier: Carrier, *, calls: int = 6, at_once: bool = True) -> list[list[tuple[str, str]]]:
    """What strikes each of some calls."""
    lines = [ScriptedLine(MESSAGE) for _ in range(calls)]
    dialled = [carrier.new_call(line, NUMBER) for line in lines]
    with ThreadPoolExecutor(calls if at_once else 1) as threads:
        list(threads.map(carrier.carry, dialled, lines))
    return [
        sorted((fault.kind, re.sub("RE[0-9a-f]{32}", "RE..", fault.url)) for fault in carrier.log.faults(call_sid=sid))
        for sid in (call.sid for call in dialled)
    ]


def test_the_same_seed_brings_the_same_day(on: On) -> None:
    day = live(on(BAD_DAY))
    assert len({kind for call in day for kind, _ in call}) > 5
    assert live(on(BAD_DAY)) == day
    assert live(on(BAD_DAY), at_once=False) == day


def test_another_seed_brings_another_day(on: On) -> None:
    assert live(on(BAD_DAY)) != live(on(BAD_DAY.replace("seed=7", "seed=8")))


def test_calls_of_one_day_have_different_luck(on: On) -> None:
    day = live(on("seed=7,endless=0.5"))
    assert [] in day
    assert any(day)


def test_setting_faults_again_begins_the_day_again(on: On) -> None:
    carrier = on(BAD_DAY)
    day = live(carrier, calls=3)
    carrier.faults.set(carrier.faults.today)
    assert live(carrier, calls=3) == day
    carrier.faults.set(Faults())
    assert live(carrier, calls=3) == [[], [], []]
