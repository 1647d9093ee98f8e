"""Calls that the application asks for: who picks up, what it is told, and how it can interfere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hotline.localcarrier.calls.call import Call, Order, Request
from hotline.localcarrier.calls.outgoing import Wish
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from hotline.localcarrier.network import NumberConfig
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import CALLER, NUMBER, plug_in

Place = Callable[..., Call]


@pytest.fixture
def place(application: Application, carrier: Carrier) -> Place:
    """Let the carrier call somebody and wait until everything about the call has been told."""
    config = NumberConfig(
        voice_url=f"{application.url}/out",
        voice_fallback_url=f"{application.url}/fallback",
        status_callback=f"{application.url}/status",
        status_events=frozenset({"initiated", "ringing", "answered", "completed"}),
    )
    application.on("/status", Answer(status=204))

    def place(to: str = CALLER, **wishes: object) -> Call:
        first = Request(config.voice_url)
        call = carrier.place(Wish(to=to, from_=NUMBER, **({"first": first, "config": config} | wishes)))  # type: ignore[arg-type]  # a test names only what it is about
        assert call.over.wait(20)
        return call

    return place


def test_who_picks_up_hears_the_document_and_answers(application: Application, carrier: Carrier, place: Place) -> None:
    person = plug_in(carrier, CALLER, "greeting: 喂\nsteps: [{hears: 解决了吗, says: 解决了}]")
    application.on("/out", '<Gather input="speech" action="/answer"><Say>问题解决了吗</Say></Gather>')
    application.on("/answer", "<Say>谢谢</Say>")
    call = place()
    assert application.at("/answer")[0]["SpeechResult"] == "解决了"
    assert person.transcript.said_by(Who.CALLER) == ["喂", "解决了"]
    assert person.transcript.said_by(Who.APPLICATION) == ["问题解决了吗", "谢谢"]
    out = application.at("/out")[0]
    assert (out["Direction"], out["CallStatus"], out["To"]) == ("outbound-api", "in-progress", CALLER)
    assert [form["CallStatus"] for form in application.at("/status")] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert call.rings == 2
    assert len(carrier.log.rings(to=CALLER)) == 1


@pytest.mark.parametrize(
    ("picks_up", "status"), [("busy", "busy"), ("rejects", "busy"), ("never", "no-answer"), ("9", "no-answer")]
)
def test_who_does_not_pick_up_never_costs_a_document(
    application: Application, carrier: Carrier, place: Place, picks_up: str, status: str
) -> None:
    plug_in(carrier, CALLER, f"picks up: {picks_up}")
    assert place(timeout=30.0).status.value == status
    assert application.at("/out") == []
    assert application.at("/status")[-1]["CallStatus"] == status
    assert application.at("/status")[-1]["CallDuration"] == "0"


def test_a_number_with_no_telephone_rings_in_an_empty_room(place: Place) -> None:
    call = place("+8613812340000")
    assert (call.status.value, call.rings) == ("no-answer", 13)


def test_a_call_that_is_cancelled_while_it_rings_ends_there(
    application: Application, carrier: Carrier, place: Place
) -> None:
    plug_in(carrier, CALLER, "picks up: never")

    def cancel(path: str) -> None:
        if path == "/status":
            for call in carrier.calls:
                carrier.order(call, Order())

    application.when_asked = cancel
    network_rings_for_ever = place(timeout=600.0)
    assert network_rings_for_ever.status.value in ("canceled", "no-answer")


def test_a_document_at_hand_needs_no_url(carrier: Carrier, place: Place) -> None:
    person = plug_in(carrier, CALLER)
    place(first=Request(twiml="<Response><Say>您好</Say></Response>"))
    assert person.transcript.said_by(Who.APPLICATION) == ["您好"]


def test_a_broken_document_goes_to_the_fallback(application: Application, carrier: Carrier, place: Place) -> None:
    person = plug_in(carrier, CALLER)
    application.on("/out", Answer(status=500))
    application.on("/fallback", "<Say>稍后再联系您</Say>")
    place()
    assert person.transcript.said_by(Who.APPLICATION) == ["稍后再联系您"]
    assert application.at("/fallback")[0]["ErrorCode"] == "11217"


@pytest.mark.parametrize(
    ("machine", "detection", "answered_by"),
    [
        ("false", "Enable", "human"),
        ("true", "Enable", "machine_start"),
        ("true", "DetectMessageEnd", "machine_end_beep"),
    ],
)
def test_machine_detection_tells_who_answered(
    application: Application, carrier: Carrier, place: Place, machine: str, detection: str, answered_by: str
) -> None:
    plug_in(carrier, CALLER, f"machine: {machine}")
    application.on("/out", "")
    call = place(machine_detection=detection)
    out = application.at("/out")[0]
    assert out["AnsweredBy"] == answered_by
    assert int(out["MachineDetectionDuration"]) >= 2000
    assert call.answered_by == answered_by


def test_detection_beside_the_call_holds_nothing_up(application: Application, carrier: Carrier, place: Place) -> None:
    plug_in(carrier, CALLER, "machine: true")
    application.on("/out", "")
    application.on("/detected", Answer(status=204))
    place(machine_detection="Enable", detection_url=f"{application.url}/detected")
    assert "AnsweredBy" not in application.at("/out")[0]
    assert application.at("/detected")[0]["AnsweredBy"] == "machine_start"


def test_digits_are_sent_before_anything_is_said(application: Application, carrier: Carrier, place: Place) -> None:
    person = plug_in(carrier, CALLER)
    application.on("/out", "<Say>您好</Say>")
    place(send_digits="ww801")
    kinds = [entry.kind for entry in person.transcript.entries]
    assert kinds.index(Kind.KEYED) < kinds.index(Kind.SAID)


def test_no_call_lasts_longer_than_it_may(application: Application, carrier: Carrier, place: Place) -> None:
    plug_in(carrier, CALLER)
    application.on("/out", '<Pause length="30"/><Redirect/>')
    assert 60 <= place(time_limit=60.0).duration <= 95
