"""An agent takes the next caller out of a queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest

from hotline.localcarrier.calls.call import Call, Order, Request
from hotline.localcarrier.calls.outgoing import Wish
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.lines.transcript import Who
from hotline.localcarrier.network import NumberConfig
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import CALLER, NUMBER, plug_in, read_script, until

AGENT = "+8613900000001"
ENQUEUE = '<Enqueue waitUrl="/wait" action="/out">support</Enqueue>'


@pytest.fixture(autouse=True)
def _documents(application: Application) -> None:
    application.on("/connecting", "<Say>正在为您接通</Say>")
    application.on("/dialled", "")


@pytest.fixture
def carrier(carrier: Carrier) -> Carrier:
    return Carrier(replace(carrier.network, waiting_pace=0.002))


@pytest.fixture
def waiting(application: Application, carrier: Carrier) -> Iterator[ScriptedLine]:
    """A customer in the queue."""
    application.on("/voice", ENQUEUE)
    application.on("/wait", "<Say>请稍等</Say><Pause length='5'/>")
    application.on("/out", "<Say>通话结束</Say>")
    line = ScriptedLine(read_script(CALLER, "steps: [{hears: 我是坐席, says: 打印机坏了}]\npatience: 3000"))
    thread = Thread(target=carrier.dial, args=(line, NUMBER))
    thread.start()
    yield line
    thread.join(20)
    assert not thread.is_alive()


def agent_call(application: Application, carrier: Carrier, dial: str) -> Call:
    application.on("/agent", dial)
    config = NumberConfig(voice_url=f"{application.url}/agent")
    call = carrier.place(Wish(to=AGENT, from_=NUMBER, first=Request(config.voice_url), config=config))
    assert all(one.over.wait(20) for one in carrier.calls)
    return call


def test_the_agent_talks_with_whoever_waited_longest(
    application: Application, carrier: Carrier, waiting: ScriptedLine
) -> None:
    agent = plug_in(carrier, AGENT, "steps: [{says: 我是坐席}, {hears: 打印机, says: 马上派人, hangs up: true}]")
    call = agent_call(application, carrier, '<Dial action="/dialled"><Queue url="/connecting">support</Queue></Dial>')
    assert agent.transcript.said_by(Who.APPLICATION) == ["打印机坏了"]
    until(lambda: application.at("/out"))
    assert application.at("/out")[0]["QueueResult"] == "bridged"
    assert application.at("/connecting")[0]["DequeingCallSid"] == call.sid
    assert application.at("/dialled")[0]["DialCallStatus"] == "answered"
    assert waiting.transcript.said_by(Who.APPLICATION)[-3:] == ["我是坐席", "马上派人", "通话结束"]


def test_the_caller_hears_the_whisper_and_the_agent_does_not(
    application: Application, carrier: Carrier, waiting: ScriptedLine
) -> None:
    agent = plug_in(carrier, AGENT, "steps: [{says: 我是坐席}, {hears: 打印机, says: 好, hangs up: true}]")
    agent_call(application, carrier, '<Dial><Queue url="/connecting">support</Queue></Dial>')
    assert "正在为您接通" in waiting.transcript.said_by(Who.APPLICATION)
    assert "正在为您接通" not in agent.transcript.said_by(Who.APPLICATION)


def test_an_empty_queue_is_waited_for_as_long_as_dial_says(application: Application, carrier: Carrier) -> None:
    plug_in(carrier, AGENT)
    call = agent_call(application, carrier, '<Dial timeout="40" action="/dialled"><Queue>nobody</Queue></Dial>')
    assert application.at("/dialled")[0]["DialCallStatus"] == "no-answer"
    assert call.duration >= 40


def test_a_redirect_out_of_the_talk_is_told_to_the_action(
    application: Application, carrier: Carrier, waiting: ScriptedLine
) -> None:
    plug_in(carrier, AGENT, "steps: [{says: 我是坐席}, {hears: 打印机, says: 转接, hangs up: false}]")
    application.on("/elsewhere", "<Say>请评价</Say>")

    def turn(path: str) -> None:
        if path == "/dialled":
            return
        if path == "/note":
            customer = next(call for call in carrier.calls if call.direction == "inbound")
            carrier.order(customer, Order(Request(f"{application.url}/elsewhere")))

    application.when_asked = turn
    application.on("/note", "")
    application.on("/connecting", "<Redirect>/note</Redirect>")
    agent_call(application, carrier, '<Dial action="/dialled"><Queue url="/connecting">support</Queue></Dial>')
    until(lambda: application.at("/out"))
    assert application.at("/out")[0]["QueueResult"].startswith("redirected")
    until(lambda: waiting.transcript.said_by(Who.APPLICATION)[-1] == "请评价")
