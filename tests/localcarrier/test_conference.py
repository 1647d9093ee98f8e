"""Conferences: who hears whom, when they begin and end, and what the application is told."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from hotline.localcarrier.calls.call import Call, Order, Request
from hotline.localcarrier.calls.outgoing import Wish
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from hotline.localcarrier.meetings.conferences import Conference
from hotline.localcarrier.network import NumberConfig
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import NUMBER, plug_in, until

CUSTOMER, AGENT, BOSS = "+8613700000001", "+8613900000001", "+8613900000002"
EVENTS = 'statusCallback="/events" statusCallbackEvent="start end join leave mute hold modify"'


@pytest.fixture
def carrier(carrier: Carrier) -> Carrier:
    return Carrier(replace(carrier.network, waiting_pace=0.002))


def join(application: Application, carrier: Carrier, to: str, attributes: str = "", name: str = "case") -> Call:
    """Call a telephone and put it into the conference; the next one joins after it."""
    path = f"/{to}"
    application.on(path, f'<Dial action="/dialled"><Conference {attributes}>{name}</Conference></Dial>')
    config = NumberConfig(voice_url=f"{application.url}{path}")
    call = carrier.place(Wish(to=to, from_=NUMBER, first=Request(config.voice_url), config=config))
    until(lambda: call.over.is_set() or any(call.sid in one.participants for one in carrier.conferences.all()))
    return call


def over(*calls: Call) -> bool:
    return all(call.over.wait(20) for call in calls)


@pytest.fixture(autouse=True)
def _documents(application: Application) -> None:
    application.on("/dialled", "")
    application.on("/events", Answer(status=204))
    application.on("/music", "<Say>请稍候</Say><Pause length='10'/>")


def test_everybody_hears_everybody_until_the_one_who_ends_it_goes(application: Application, carrier: Carrier) -> None:
    customer = plug_in(carrier, CUSTOMER, "steps: [{hears: 哪位, says: 我是明珠贸易}, {hears: 马上, says: 谢谢}]")
    agent = plug_in(
        carrier,
        AGENT,
        "steps: [{says: 请问哪位}, {hears: 明珠, says: 马上处理}, {hears: 谢谢, says: 再见, hangs up: true}]",
    )
    boss = plug_in(carrier, BOSS)
    calls = [
        join(application, carrier, CUSTOMER, 'startConferenceOnEnter="false" beep="false"'),
        join(application, carrier, BOSS, 'startConferenceOnEnter="false" beep="false"'),
        join(application, carrier, AGENT, 'endConferenceOnExit="true" beep="false"'),
    ]
    assert over(*calls)
    assert boss.transcript.said_by(Who.APPLICATION)[-1] == "再见"
    assert customer.transcript.said_by(Who.APPLICATION)[-1] == "再见"
    assert "我是明珠贸易" in agent.transcript.said_by(Who.APPLICATION)
    forms = application.at("/dialled")
    assert {form["DialCallStatus"] for form in forms} == {"answered"}
    assert all("DialCallSid" not in form for form in forms)
    (conference,) = carrier.conferences.all()
    assert conference.status == "completed"


def test_who_still_fetches_what_to_hear_meanwhile_misses_nothing_of_the_beginning(
    application: Application, carrier: Carrier
) -> None:
    def hold_back(path: str) -> None:
        if path == "/music":
            until(lambda: carrier.conferences.all()[0].status == "in-progress")
            time.sleep(0.2)

    application.when_asked = hold_back
    customer = plug_in(carrier, CUSTOMER, "steps: [{hears: 哪位, says: 谢谢, hangs up: true}]")
    plug_in(carrier, AGENT, "steps: [{says: 请问哪位}]")
    plug_in(carrier, BOSS)
    waiting = join(application, carrier, CUSTOMER, 'waitUrl="/music" startConferenceOnEnter="false" beep="false"')
    until(carrier.conferences.all)
    others = [join(application, carrier, BOSS, 'beep="false"'), join(application, carrier, AGENT, 'beep="false"')]
    assert over(waiting)
    assert customer.transcript.said_by(Who.APPLICATION)[-1] == "请问哪位"
    for call in others:
        carrier.order(call, Order())


def test_whoever_waits_hears_the_waiting_document_until_somebody_may_start_it(
    application: Application, carrier: Carrier
) -> None:
    customer = plug_in(carrier, CUSTOMER, "patience: 3000\nsteps: [{hears: 您好, says: 你好, hangs up: true}]")
    plug_in(carrier, AGENT, "steps: [{says: 您好}]\npatience: 3000")
    first = join(
        application, carrier, CUSTOMER, 'waitUrl="/music" startConferenceOnEnter="false" endConferenceOnExit="true"'
    )
    until(lambda: customer.transcript.said_by(Who.APPLICATION))
    second = join(application, carrier, AGENT)
    assert over(first, second)
    heard = customer.transcript.said_by(Who.APPLICATION)
    assert (set(heard[:-1]), heard[-1]) == ({"请稍候"}, "您好")


def test_the_muted_are_not_heard(application: Application, carrier: Carrier) -> None:
    customer = plug_in(carrier, CUSTOMER, "steps: [{hears: 再见, says: 再见, hangs up: true}]\npatience: 3000")
    plug_in(carrier, BOSS, "steps: [{hears: 您好, says: 我在听}]\npatience: 3000")
    plug_in(carrier, AGENT, "steps: [{says: 您好}, {says: 一}, {says: 再见}]\npatience: 3000")
    calls = [
        join(application, carrier, CUSTOMER, 'startConferenceOnEnter="false" endConferenceOnExit="true"'),
        join(application, carrier, BOSS, 'startConferenceOnEnter="false" muted="true"'),
        join(application, carrier, AGENT),
    ]
    assert over(*calls)
    assert "我在听" not in customer.transcript.said_by(Who.APPLICATION)


def test_a_coach_is_heard_by_the_coached_alone(application: Application, carrier: Carrier) -> None:
    customer = plug_in(carrier, CUSTOMER, "steps: [{hears: 重启, says: 好了, hangs up: true}]\npatience: 3000")
    agent = plug_in(carrier, AGENT, "steps: [{hears: 让他重启, says: 请重启电脑}]\npatience: 3000")
    plug_in(carrier, BOSS, "steps: [{says: 让他重启}]\npatience: 3000")
    first = join(application, carrier, CUSTOMER, 'startConferenceOnEnter="false" endConferenceOnExit="true"')
    second = join(application, carrier, AGENT, 'startConferenceOnEnter="false"')
    third = join(application, carrier, BOSS, f'coach="{second.sid}"')
    assert over(first, second, third)
    assert agent.transcript.said_by(Who.APPLICATION)[0] == "让他重启"
    assert customer.transcript.said_by(Who.APPLICATION) == ["请重启电脑"]


def test_the_application_hears_of_each_step(application: Application, carrier: Carrier) -> None:
    plug_in(carrier, CUSTOMER, "patience: 3000")
    plug_in(carrier, AGENT, "steps: [{says: 您好}, {says: 再见, hangs up: true}]")
    first = join(application, carrier, CUSTOMER, f'{EVENTS} participantLabel="customer" startConferenceOnEnter="false"')
    second = join(application, carrier, AGENT, 'endConferenceOnExit="true"')
    assert over(first, second)
    carrier.courier.finish()
    events = [form["StatusCallbackEvent"] for form in application.at("/events")]
    assert events == ["participant-join", "participant-join", "conference-start", "participant-leave", "conference-end"]
    assert [form["SequenceNumber"] for form in application.at("/events")] == ["1", "2", "3", "4", "5"]


def conference_of(carrier: Carrier) -> Conference:
    (conference,) = carrier.conferences.all()
    return conference


def test_muting_holding_and_removing_from_outside(application: Application, carrier: Carrier) -> None:
    customer = plug_in(carrier, CUSTOMER, "steps: [{says: 一}, {says: 二}]\npatience: 3000")
    agent = plug_in(carrier, AGENT, "patience: 3000")
    done: list[str] = []

    def interfere(path: str) -> None:
        if (
            path == "/events"
            and application.at("/events")[-1]["StatusCallbackEvent"] == "conference-start"
            and not done
        ):
            done.append("muted")
            conference = conference_of(carrier)
            participant = conference.find("customer")
            assert participant is not None
            carrier.conferences.change(participant, muted=True, on_hold=True)
            carrier.conferences.change(participant, muted=False, on_hold=False)
            carrier.conferences.end(conference)

    application.when_asked = interfere
    first = join(application, carrier, CUSTOMER, f'{EVENTS} participantLabel="customer"')
    second = join(application, carrier, AGENT)
    assert over(first, second)
    carrier.courier.finish()
    events = [form["StatusCallbackEvent"] for form in application.at("/events")]
    assert events[3:] == [
        "participant-mute",
        "participant-hold",
        "participant-unmute",
        "participant-unhold",
        "conference-end",
    ]
    assert Kind.ENDED in [entry.kind for entry in customer.transcript.entries]
    assert Kind.ENDED in [entry.kind for entry in agent.transcript.entries]


def test_a_full_conference_lets_nobody_in(application: Application, carrier: Carrier) -> None:
    plug_in(carrier, CUSTOMER, "patience: 3000")
    plug_in(carrier, AGENT)
    first = join(application, carrier, CUSTOMER, 'maxParticipants="1"')
    second = join(application, carrier, AGENT)
    assert over(second)
    assert "failed" in [form["DialCallStatus"] for form in application.at("/dialled")]
    assert [event.number for event in carrier.log.errors(call_sid=second.sid)] == [13237]
    carrier.conferences.end(conference_of(carrier))
    assert over(first)


def test_what_was_said_is_recorded_where_the_document_says_so(application: Application, carrier: Carrier) -> None:
    plug_in(carrier, CUSTOMER, "steps: [{hears: 您好, says: 打印机坏了}]\npatience: 3000")
    plug_in(carrier, AGENT, "steps: [{says: 您好}, {hears: 打印机, says: 再见, hangs up: true}]")
    record = 'record="record-from-start" recordingStatusCallback="/recorded" endConferenceOnExit="true"'
    application.on("/recorded", Answer(status=204))
    first = join(application, carrier, CUSTOMER, 'startConferenceOnEnter="false"')
    second = join(application, carrier, AGENT, record)
    assert over(first, second)
    (recording,) = carrier.recordings.of()
    assert recording.caption == "您好\n打印机坏了\n再见"
    assert application.at("/recorded")[0]["RecordingSource"] == "Conference"


@pytest.mark.parametrize(("beep", "beeps"), [("true", 2), ("onEnter", 1), ("onExit", 1), ("false", 0)])
def test_a_beep_tells_of_whoever_comes_and_goes(
    application: Application, carrier: Carrier, beep: str, beeps: int
) -> None:
    boss = plug_in(carrier, BOSS, "patience: 3000\nsteps: [{hears: 再见, says: 好}, {hears: 好了, hangs up: true}]")
    plug_in(carrier, CUSTOMER, "patience: 3000")
    plug_in(carrier, AGENT, "steps: [{says: 再见, hangs up: true}]")
    stays = [join(application, carrier, number, 'beep="false"') for number in (BOSS, CUSTOMER)]
    leaves = join(application, carrier, AGENT, f'beep="{beep}"')
    assert over(leaves)
    until(lambda: "再见" in boss.transcript.said_by(Who.APPLICATION))
    until(lambda: len([one for one in boss.transcript.entries if one.kind is Kind.BEEPED]) == beeps)
    for call in stays:
        carrier.order(call, Order())
    assert over(*stays)
    assert len([one for one in boss.transcript.entries if one.kind is Kind.BEEPED]) == beeps
