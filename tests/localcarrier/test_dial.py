"""Dial: connecting a caller with telephones, and what the application hears of it."""

from __future__ import annotations

import pytest

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import Call, plug_in

AGENT = "+8613900000001"
OTHER = "+8613900000002"


def test_two_people_hear_each_other_until_one_hangs_up(application: Application, carrier: Carrier, call: Call) -> None:
    agent = plug_in(
        carrier,
        AGENT,
        "greeting: 您好\nsteps:\n"
        "- {hears: 发票打不出来, says: 请重启打印机}\n"
        "- {hears: 好了, says: 不客气, hangs up: true}",
    )
    application.on("/voice", f'<Dial action="/done">{AGENT}</Dial>')
    application.on("/done", "<Say>再见</Say>")
    outcome = call("[{says: 发票打不出来}, {hears: 重启, says: 好了谢谢}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["请重启打印机", "不客气", "再见"]
    assert agent.transcript.said_by(Who.APPLICATION) == ["发票打不出来", "好了谢谢"]
    done = application.at("/done")[0]
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "true")
    assert done["DialCallSid"].startswith("CA")
    assert 3 <= int(done["DialCallDuration"]) <= 20
    leg = carrier.calls.get(done["DialCallSid"])
    assert leg is not None
    assert (leg.direction, leg.parent_sid, leg.to) == ("outbound-dial", outcome.call_sid, AGENT)


def test_nobody_answers_within_the_time_out(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, AGENT, "picks up: never")
    application.on("/voice", f'<Dial action="/done" timeout="20">{AGENT}</Dial>')
    application.on("/done", "<Say>没人接</Say>")
    outcome = call()
    assert application.at("/done")[0]["DialCallStatus"] == "no-answer"
    assert [entry.text for entry in outcome.transcript.entries if entry.kind is Kind.RANG] == [
        "1",
        *("1", "2", "3", "4", "5"),
    ]
    assert len(carrier.log.rings(to=AGENT)) == 1


def test_a_busy_telephone_is_told_and_without_an_action_the_next_verb_goes_on(
    application: Application, carrier: Carrier, call: Call
) -> None:
    plug_in(carrier, AGENT, "picks up: busy")
    application.on("/voice", f"<Dial>{AGENT}</Dial><Say>占线</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["占线"]
    (leg,) = [one for one in carrier.calls if one.to == AGENT]
    assert leg.status.value == "busy"


def test_several_telephones_ring_at_once_and_the_first_answer_wins(
    application: Application, carrier: Carrier, call: Call
) -> None:
    slow = plug_in(carrier, AGENT, "picks up: 3")
    fast = plug_in(carrier, OTHER, "picks up: 2\nsteps: [{hears: 喂, says: 在, hangs up: true}]")
    application.on("/voice", f'<Dial action="/done"><Number>{AGENT}</Number><Number>{OTHER}</Number></Dial>')
    application.on("/done", "")
    call("[{says: 喂}]")
    assert fast.transcript.said_by(Who.CALLER) == ["在"]
    assert slow.transcript.entries[-1].text.startswith("canceled")
    assert application.at("/done")[0]["DialCallStatus"] == "completed"


def test_one_after_another_where_the_document_says_so(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, AGENT, "picks up: rejects")
    plug_in(carrier, OTHER, "picks up: 1\nsteps: [{says: 在, hangs up: true}]")
    application.on(
        "/voice", f'<Dial sequential="true" action="/done"><Number>{AGENT}</Number><Number>{OTHER}</Number></Dial>'
    )
    application.on("/done", "")
    assert call().transcript.said_by(Who.APPLICATION) == ["在"]
    first, second = carrier.log.rings(to=AGENT)[0], carrier.log.rings(to=OTHER)[0]
    assert first.at <= second.at


def test_a_whisper_is_heard_by_the_called_side_alone(application: Application, carrier: Carrier, call: Call) -> None:
    agent = plug_in(carrier, AGENT, "steps: [{hears: 按一接听, keys: '1'}, {says: 我来了, hangs up: true}]")
    application.on(
        "/voice", f'<Dial answerOnBridge="true" action="/done"><Number url="/whisper">{AGENT}</Number></Dial>'
    )
    application.on("/whisper", '<Gather numDigits="1" action="/accept"><Say>客户来电按一接听</Say></Gather><Hangup/>')
    application.on("/accept", "")
    application.on("/done", "")
    outcome = call()
    assert agent.transcript.said_by(Who.APPLICATION) == ["客户来电按一接听"]
    assert outcome.transcript.said_by(Who.APPLICATION) == ["我来了"]
    kinds = [entry.kind for entry in outcome.transcript.entries]
    assert kinds.index(Kind.ANSWERED) > kinds.index(Kind.RANG)
    assert application.at("/accept")[0]["ParentCallSid"] == outcome.call_sid


def test_a_called_side_that_declines_the_whisper_is_never_connected(
    application: Application, carrier: Carrier, call: Call
) -> None:
    plug_in(carrier, AGENT)
    application.on("/voice", f'<Dial action="/done"><Number url="/whisper">{AGENT}</Number></Dial>')
    application.on("/whisper", '<Gather numDigits="1" action="/accept"><Say>按一接听</Say></Gather><Hangup/>')
    application.on("/done", "<Say>没有接通</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["没有接通"]
    done = application.at("/done")[0]
    assert (done["DialCallStatus"], done["DialBridged"], done["DialCallDuration"]) == ("completed", "false", "0")


def test_a_caller_who_hangs_up_while_it_rings_cancels_the_leg(
    application: Application, carrier: Carrier, call: Call
) -> None:
    plug_in(carrier, AGENT, "picks up: never")
    application.on("/voice", f'<Dial action="/done" timeout="60"><Number statusCallback="/leg">{AGENT}</Number></Dial>')
    application.on("/done", "")
    application.on("/leg", Answer(status=204))
    call(more="rings: 3")
    assert application.at("/leg")[0]["CallStatus"] == "canceled"
    done = application.at("/done")[0]
    assert (done["DialCallStatus"], done["CallStatus"]) == ("canceled", "completed")


def test_the_star_key_ends_the_leg_and_the_caller_goes_on(
    application: Application, carrier: Carrier, call: Call
) -> None:
    plug_in(carrier, AGENT)
    application.on("/voice", f'<Dial hangupOnStar="true">{AGENT}</Dial><Say>还在</Say>')
    assert call("[{says: 喂}, {keys: '*'}]").transcript.said_by(Who.APPLICATION) == ["还在"]


def test_the_time_limit_ends_a_long_talk(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, AGENT)
    application.on("/voice", f'<Dial timeLimit="60" action="/done">{AGENT}</Dial>')
    application.on("/done", "")
    call()
    assert 60 <= int(application.at("/done")[0]["DialCallDuration"]) <= 62


def test_clients_and_sip_addresses_ring_too(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, "client:mei", "steps: [{says: 我是小梅, hangs up: true}]")
    plug_in(carrier, "sip:desk@example.com", "steps: [{says: 前台, hangs up: true}]")
    application.on(
        "/voice",
        "<Dial><Client><Identity>mei</Identity></Client></Dial><Dial><Sip>sip:desk@example.com</Sip></Dial>",
    )
    assert call().transcript.said_by(Who.APPLICATION) == ["我是小梅", "前台"]


def test_each_leg_tells_its_own_story(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, AGENT, "steps: [{says: 在, hangs up: true}]")
    noun = '<Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">'
    application.on("/voice", f"<Dial>{noun}{AGENT}</Number></Dial>")
    application.on("/leg", Answer(status=204))
    outcome = call()
    (leg,) = [one for one in carrier.calls if one.to == AGENT]
    assert leg.over.wait(10)
    forms = application.at("/leg")
    assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in forms] == ["0", "1", "2", "3"]
    assert {form["ParentCallSid"] for form in forms} == {outcome.call_sid}


def test_a_talk_is_recorded_where_the_document_says_so(application: Application, carrier: Carrier, call: Call) -> None:
    plug_in(carrier, AGENT, "steps: [{hears: 喂, says: 您好请讲, hangs up: true}]")
    application.on(
        "/voice",
        f'<Dial record="record-from-answer-dual" action="/done" recordingStatusCallback="/recorded">{AGENT}</Dial>',
    )
    application.on("/done", "")
    application.on("/recorded", Answer(status=204))
    call("[{says: 喂}]")
    told = application.at("/recorded")[0]
    assert told["RecordingSid"] == application.at("/done")[0]["RecordingSid"]
    assert (told["RecordingSource"], told["RecordingChannels"]) == ("DialVerb", "2")
    recording = carrier.recordings.get(told["RecordingSid"])
    assert recording is not None
    assert recording.caption == "喂\n您好请讲"


def test_a_number_that_is_none_fails_with_twilios_number(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", '<Dial action="/done">谁知道</Dial>')
    application.on("/done", "")
    call()
    assert application.at("/done")[0]["DialCallStatus"] == "failed"
    assert [event.number for event in carrier.log.errors()] == [13223]


def test_refer_is_refused_by_name(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", "<Refer><ReferSip>sip:a@example.com</ReferSip></Refer><Say>on</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["on"]
    (event,) = carrier.log.errors()
    assert "Refer" in event.message


@pytest.mark.parametrize("noun", ["Application", "Sim", "WhatsApp"])
def test_nouns_that_ring_nobody_here_are_refused_by_name(
    application: Application, carrier: Carrier, call: Call, noun: str
) -> None:
    application.on("/voice", f"<Dial><{noun}>somebody</{noun}></Dial><Say>on</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["on"]
    messages = [event.message for event in carrier.log.errors()]
    assert messages == [f"This carrier does not carry out '{noun}'", "Dial: nobody to dial"]


@pytest.mark.parametrize(("machine", "who"), [("true", "machine_start"), ("false", "human")])
def test_whom_a_dialled_number_reached_is_told_beside_the_call(
    application: Application, carrier: Carrier, call: Call, machine: str, who: str
) -> None:
    plug_in(carrier, AGENT, f"machine: {machine}\nsteps: [{{says: 您好, hangs up: true}}]")
    application.on(
        "/voice",
        f'<Dial><Number machineDetection="Enable" amdStatusCallback="/detected">{AGENT}</Number></Dial>',
    )
    application.on("/detected", Answer(status=204))
    call("[{says: 喂}]")
    (told,) = application.at("/detected")
    (leg,) = [one for one in carrier.calls if one.to == AGENT]
    assert (told["AnsweredBy"], told["CallSid"], leg.answered_by) == (who, leg.sid, who)
