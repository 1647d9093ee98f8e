"""Recordings, queues, conferences, messages and numbers over REST, held to Twilio's own file."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from threading import Thread

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.lines.transcript import Who
from hotline.localcarrier.service.server import create_app, serving
from tests.localcarrier.application import TOKEN, Answer, Application
from tests.localcarrier.conftest import ACCOUNT, CALLER, NUMBER, Call, plug_in, read_script, until

AGENT, BOSS = "+8613900000001", "+8613900000002"


@pytest.fixture
def carrier(carrier: Carrier) -> Carrier:
    return Carrier(replace(carrier.network, waiting_pace=0.002))


def refused(ask: Callable[[], object]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        ask()
    return error.value.status, error.value.code


def wait_in_queue(application: Application, carrier: Carrier, number: str = CALLER) -> tuple[ScriptedLine, Thread]:
    """Somebody calls and waits in the queue."""
    application.on("/voice", '<Enqueue waitUrl="/wait" action="/left">support</Enqueue>')
    application.on("/wait", "<Pause length='5'/>")
    application.on("/left", "")
    line = ScriptedLine(read_script(number, "patience: 6000"))
    thread = Thread(target=carrier.dial, args=(line, NUMBER))
    before = sum(len(queue.members) for queue in carrier.queues.all())
    thread.start()
    until(lambda: sum(len(queue.members) for queue in carrier.queues.all()) > before)
    return line, thread


# Recordings


def test_a_recording_is_found_heard_and_deleted(
    application: Application, call: Call, twilio: Client, carrier: Carrier
) -> None:
    application.on("/voice", '<Record action="/done"/>')
    application.on("/done", "")
    outcome = call("[{says: 打印机坏了}]")
    (listed,) = twilio.recordings.list(call_sid=outcome.call_sid)
    assert [one.sid for one in twilio.calls(outcome.call_sid).recordings.list()] == [listed.sid]
    fetched = twilio.recordings(listed.sid).fetch()
    assert (fetched.call_sid, fetched.source, fetched.channels) == (outcome.call_sid, "RecordVerb", 1)
    with serving(carrier) as base:
        address = f"{base}{fetched.uri.removesuffix('.json')}"
        sound = requests.get(f"{address}.wav", auth=(ACCOUNT, TOKEN), timeout=10)
        with wave.open(BytesIO(sound.content)) as file:
            assert abs(file.getnframes() / file.getframerate() - int(fetched.duration)) <= 1
        part = requests.get(f"{address}.wav", auth=(ACCOUNT, TOKEN), headers={"Range": "bytes=0-9"}, timeout=10)
        assert (part.status_code, part.content) == (206, sound.content[:10])
    assert twilio.recordings(listed.sid).delete()
    assert refused(twilio.recordings(listed.sid).fetch) == (404, 20404)
    assert refused(twilio.recordings(listed.sid).delete) == (404, 20404)
    assert twilio.recordings.list() == []


# Queues


def test_a_queue_is_made_renamed_and_deleted(twilio: Client) -> None:
    queue = twilio.queues.create(friendly_name="support", max_size=10)
    assert (queue.max_size, queue.current_size) == (10, 0)
    assert refused(lambda: twilio.queues.create(friendly_name="support")) == (400, 22003)
    assert queue.update(friendly_name="help", max_size=20).friendly_name == "help"
    assert [(one.sid, one.max_size) for one in twilio.queues.list()] == [(queue.sid, 20)]
    assert twilio.queues(queue.sid).fetch().friendly_name == "help"
    assert queue.delete()
    assert refused(queue.fetch) == (404, 20404)


def test_who_waits_is_seen_and_taken_out_once(application: Application, carrier: Carrier, twilio: Client) -> None:
    line, thread = wait_in_queue(application, carrier)
    (queue,) = twilio.queues.list()
    (member,) = twilio.queues(queue.sid).members.list()
    assert (member.position, member.call_sid) == (1, carrier.queues.all()[0].members[0].call.sid)
    assert twilio.queues(queue.sid).members("Front").fetch().call_sid == member.call_sid
    assert refused(twilio.queues(queue.sid).delete) == (400, 22004)
    application.on("/agent", "<Say>我来接听</Say>")
    twilio.queues(queue.sid).members("Front").update(url=f"{application.url}/agent")
    again = twilio.queues(queue.sid).members(member.call_sid)
    assert refused(lambda: again.update(url=f"{application.url}/agent")) == (404, 20404)
    thread.join(20)
    assert line.transcript.said_by(Who.APPLICATION) == ["我来接听"]
    assert application.at("/left")[0]["QueueResult"] == "redirected"


# Conferences


def test_participants_are_invited_muted_held_coached_and_put_out(
    application: Application, carrier: Carrier, twilio: Client
) -> None:
    for number in (CALLER, AGENT, BOSS):
        plug_in(carrier, number, "patience: 60000")
    application.on("/events", Answer(status=204))
    conference = twilio.conferences("case")
    calls = [
        conference.participants.create(
            from_=NUMBER,
            to=number,
            label=label,
            beep="false",
            early_media=False,
            conference_status_callback=f"{application.url}/events",
            conference_status_callback_event=["start", "end", "join", "leave", "mute", "hold", "modify"],
        ).call_sid
        for number, label in ((CALLER, "customer"), (AGENT, "agent"), (BOSS, "boss"))
    ]
    until(lambda: any(len(one.participants) == 3 for one in carrier.conferences.all()))
    (live,) = twilio.conferences.list(friendly_name="case", status="in-progress")
    participants = twilio.conferences(live.sid).participants
    assert {one.call_sid for one in participants.list()} == set(calls)
    customer, agent, boss = calls
    assert twilio.conferences(live.sid).participants("customer").fetch().call_sid == customer
    assert twilio.conferences(live.sid).participants(customer).update(muted=True).muted is True
    assert [one.call_sid for one in participants.list(muted=True)] == [customer]
    application.on("/hold", "<Say>请稍候</Say>")
    held = twilio.conferences(live.sid).participants(customer).update(hold=True, hold_url=f"{application.url}/hold")
    assert held.hold is True
    coach = twilio.conferences(live.sid).participants(boss).update(coaching=True, call_sid_to_coach=agent)
    assert (coach.coaching, coach.call_sid_to_coach) == (True, agent)
    assert twilio.conferences(live.sid).participants(boss).delete()
    until(lambda: twilio.calls(boss).fetch().status == "completed")
    assert refused(twilio.conferences(live.sid).participants(boss).fetch) == (404, 20404)
    ended = twilio.conferences(live.sid).update(status="completed")
    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    until(lambda: all(call.over.is_set() for call in carrier.calls))
    assert twilio.conferences(live.sid).participants.list() == []
    carrier.courier.finish()
    events = [form["StatusCallbackEvent"] for form in application.at("/events")]
    assert events.count("participant-join") == 3
    assert {"participant-mute", "participant-hold", "participant-modify", "conference-end"} <= set(events)


def test_an_announcement_is_heard_by_all(application: Application, carrier: Carrier, twilio: Client) -> None:
    people = [plug_in(carrier, number, "patience: 60000") for number in (CALLER, AGENT)]
    for number in (CALLER, AGENT):
        twilio.conferences("case").participants.create(from_=NUMBER, to=number, beep="false")
    until(lambda: [one for one in carrier.conferences.all() if one.status == "in-progress"])
    (live,) = twilio.conferences.list(status="in-progress")
    application.on("/announce", "<Say>还有一分钟</Say>")
    twilio.conferences(live.sid).update(announce_url=f"{application.url}/announce")
    until(lambda: all(person.transcript.said_by(Who.APPLICATION) == ["还有一分钟"] for person in people))
    twilio.conferences(live.sid).update(status="completed")
    until(lambda: all(call.over.is_set() for call in carrier.calls))


# Messages


def test_a_message_is_sent_told_of_redacted_and_deleted(
    application: Application, carrier: Carrier, twilio: Client
) -> None:
    application.on("/sent", Answer(status=204))
    message = twilio.messages.create(
        to=CALLER, from_=NUMBER, body="工程师明天上午到", status_callback=f"{application.url}/sent"
    )
    assert message.status == "queued"
    assert twilio.messages(message.sid).fetch().body == "工程师明天上午到"
    assert [one.sid for one in twilio.messages.list(to=CALLER, from_=NUMBER)] == [message.sid]
    assert twilio.messages.list(to="+861") == []
    assert twilio.messages(message.sid).update(body="").body == ""
    assert twilio.messages(message.sid).delete()
    assert refused(twilio.messages(message.sid).fetch) == (404, 20404)
    carrier.courier.finish()
    assert [form["MessageStatus"] for form in application.at("/sent")] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": "nobody", "from_": NUMBER, "body": "x"}, 21211),
        ({"to": CALLER, "from_": "+861", "body": "x"}, 21606),
        ({"to": CALLER, "from_": NUMBER}, 21602),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused(twilio: Client, form: dict[str, str], code: int) -> None:
    assert refused(lambda: twilio.messages.create(**form)) == (400, code)


# Numbers


def test_a_number_is_pointed_elsewhere(application: Application, call: Call, twilio: Client) -> None:
    application.on("/elsewhere", "<Say>新地址</Say>")
    (number,) = twilio.incoming_phone_numbers.list(phone_number=NUMBER)
    updated = number.update(voice_url=f"{application.url}/elsewhere", friendly_name="hotline")
    assert updated.voice_url == f"{application.url}/elsewhere"
    assert twilio.incoming_phone_numbers(number.sid).fetch().friendly_name == "hotline"
    assert twilio.incoming_phone_numbers.list(phone_number="+1") == []
    assert call().transcript.said_by(Who.APPLICATION) == ["新地址"]


# The account


def test_too_many_requests_at_once_are_refused_and_were_never_done(carrier: Carrier) -> None:
    busy = create_app(Carrier(replace(carrier.network, rest_concurrency=0))).test_client()
    answer = busy.post(f"/2010-04-01/Accounts/{ACCOUNT}/Queues.json", data={"FriendlyName": "x"}, auth=(ACCOUNT, TOKEN))
    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (429, 20429, "1")
