"""Status callbacks: complete, in order, never in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.scripted import Outcome
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import NUMBER

ALL = frozenset({"initiated", "ringing", "answered", "completed"})


def call(carrier: Carrier, application: Application, events: frozenset[str], steps: str = "[]") -> Outcome:
    number = replace(carrier.network.numbers[NUMBER], status_callback=f"{application.url}/status", status_events=events)
    other = Carrier(replace(carrier.network, numbers={NUMBER: number}))
    return scripted.call(other, script.read(f'name: t\nfrom: "+8613700000000"\nsteps: {steps}'), NUMBER)


def test_an_incoming_call_is_reported_once_at_its_end(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Say>您好,金穗公司</Say><Pause length='61'/>")
    application.on("/status", Answer(status=204))
    outcome = call(carrier, application, frozenset({"completed"}))
    (form,) = application.at("/status")
    assert form["CallStatus"] == "completed"
    assert form["CallSid"] == outcome.call_sid
    assert form["CallbackSource"] == "call-progress-events"
    assert form["SequenceNumber"] == "0"
    assert form["CallDuration"] == str(outcome.seconds)
    assert form["Duration"] == "2"
    assert parsedate_to_datetime(form["Timestamp"]).tzinfo is not None


def test_all_events_come_in_order(application: Application, carrier: Carrier) -> None:
    application.on("/voice", '<Pause length="6"/><Say>Hello</Say>')
    application.on("/status", Answer(status=204))
    call(carrier, application, ALL)
    forms = application.at("/status")
    assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in forms] == ["0", "1", "2", "3"]
    times = [parsedate_to_datetime(form["Timestamp"]) for form in forms]
    assert times == sorted(times)
    assert (times[2] - times[1]).total_seconds() >= 6


@pytest.mark.parametrize(("verb", "status"), [("<Reject/>", "no-answer"), ('<Reject reason="busy"/>', "busy")])
def test_a_call_that_was_never_answered_lasted_no_time(
    application: Application, carrier: Carrier, verb: str, status: str
) -> None:
    application.on("/voice", verb)
    application.on("/status", Answer(status=204))
    call(carrier, application, ALL)
    last = application.at("/status")[-1]
    assert (last["CallStatus"], last["CallDuration"]) == (status, "0")


def test_a_callback_that_fails_does_not_touch_the_call(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Say>Hello</Say>")
    application.on("/status", Answer(status=500))
    outcome = call(carrier, application, ALL)
    assert outcome.status.value == "completed"
    assert len(application.at("/status")) == 4


def test_the_last_callback_names_the_recording(application: Application, carrier: Carrier) -> None:
    application.on("/voice", '<Record action="/done"/>')
    application.on("/done", "<Hangup/>")
    application.on("/status", Answer(status=204))
    call(carrier, application, frozenset({"completed"}), "[{says: 喂}]")
    assert application.at("/status")[0]["RecordingSid"] == application.at("/done")[0]["RecordingSid"]


def test_everything_happens_at_the_time_of_the_clock_file(
    application: Application, carrier: Carrier, tmp_path: Path
) -> None:
    application.on("/voice", "<Hangup/>")
    application.on("/status", Answer(status=204))
    (tmp_path / "clock").write_text("864000.0\n", encoding="ascii")
    call(carrier, application, ALL)
    ahead = parsedate_to_datetime(application.at("/status")[0]["Timestamp"]) - datetime.now(UTC)
    assert 9.9 < ahead.total_seconds() / 86400 < 10.1
