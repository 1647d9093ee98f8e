"""Say, Play, Pause, Redirect, Hangup, Reject, and what rings until one of them answers."""

from __future__ import annotations

import io
import wave

import pytest

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.scripted import Outcome
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import NUMBER, Call


def tone(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return file.getvalue()


def said(outcome: Outcome) -> list[str]:
    return outcome.transcript.said_by(Who.APPLICATION)


def errors(carrier: Carrier) -> list[int]:
    return [event.number for event in carrier.log.errors()]


def test_what_is_said_is_heard_in_order_and_the_call_ends_with_the_document(
    application: Application, call: Call
) -> None:
    application.on("/voice", '<Say language="zh-CN" voice="Polly.Zhiyu">您好,金穗公司</Say><Say>Hello</Say>')
    outcome = call()
    assert said(outcome) == ["您好,金穗公司", "Hello"]
    assert outcome.status is Status.COMPLETED
    assert outcome.transcript.entries[-1].text == "completed 对方已挂断"


def test_speech_takes_its_time_and_loop_multiplies_it(application: Application, call: Call) -> None:
    application.on("/voice", "<Say>您好您好您好您好您好您好</Say>")
    once = call().seconds
    application.on("/voice", '<Say loop="10">您好您好您好您好您好您好</Say>')
    assert once >= 2
    assert call().seconds >= 9 * (once - 1)


def test_ssml_is_spoken_as_its_words(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", '<Say>号码 <say-as interpret-as="digits">123</say-as><break strength="weak"/> 好</Say>')
    assert said(call()) == ["号码 123 好"]
    assert errors(carrier) == []


def test_play_fetches_the_sound_once_and_lasts_as_long(application: Application, call: Call) -> None:
    application.on("/voice", "<Play>/sounds/hold.wav</Play><Play>/sounds/hold.wav</Play>")
    application.on("/sounds/hold.wav", Answer(tone(7), content_type="audio/wav"))
    outcome = call()
    played = [entry.text for entry in outcome.transcript.entries if entry.kind is Kind.PLAYED]
    assert played == [f"{application.url}/sounds/hold.wav"] * 2
    assert application.paths().count("/sounds/hold.wav") == 1
    assert outcome.seconds >= 14


def test_what_cannot_be_played_is_an_error_and_the_call_goes_on(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", "<Play>/missing.wav</Play><Play>/text</Play><Say>on</Say>")
    application.on("/text", "<Say>no sound</Say>")
    assert said(call()) == ["on"]
    assert errors(carrier) == [11217, 12300]


def test_play_sends_key_tones(application: Application, call: Call) -> None:
    application.on("/voice", '<Play digits="w12#"/>')
    assert call().transcript.entries[2].text == "w12#"


def test_the_telephone_rings_through_a_first_pause_and_is_then_answered(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", '<Pause length="11"/><Say>Hello</Say>')
    outcome = call()
    kinds = [entry.kind for entry in outcome.transcript.entries]
    assert kinds[:4] == [Kind.RANG, Kind.RANG, Kind.RANG, Kind.ANSWERED]
    ended = carrier.calls.get(outcome.call_sid)
    assert ended is not None
    assert ended.rings == 3
    assert ended.duration < 5


def test_whoever_gives_up_while_it_rings_was_never_answered(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", '<Pause length="60"/><Say>too late</Say>')
    outcome = call(more="rings: 4")
    assert outcome.status is Status.NO_ANSWER
    assert outcome.seconds == 0
    assert said(outcome) == []
    ended = carrier.calls.get(outcome.call_sid)
    assert ended is not None
    assert ended.time.elapsed() >= 20


def test_a_pause_after_the_answer_is_quiet_time(application: Application, call: Call) -> None:
    application.on("/voice", '<Say>wait</Say><Pause length="9"/>')
    outcome = call()
    assert outcome.transcript.entries[-2].kind is Kind.PAUSED
    assert outcome.seconds >= 9


def test_redirect_is_relative_to_its_document_and_ends_it(application: Application, call: Call) -> None:
    application.on("/voice", "<Redirect>flows/start?n=1</Redirect><Say>never</Say>")
    application.on("/flows/start", "<Redirect>next</Redirect>")
    application.on("/flows/next", "<Say>arrived</Say>")
    assert said(call()) == ["arrived"]
    assert application.paths() == ["/voice", "/flows/start", "/flows/next"]


def test_a_redirect_does_not_answer_the_telephone(application: Application, call: Call) -> None:
    application.on("/voice", "<Redirect>/next</Redirect>")
    application.on("/next", "<Say>Hello</Say><Redirect>/last</Redirect>")
    application.on("/last", "<Hangup/>")
    call()
    assert application.at("/next")[0]["CallStatus"] == "ringing"
    assert application.at("/last")[0]["CallStatus"] == "in-progress"


def test_hangup_ends_the_call_at_once(application: Application, call: Call) -> None:
    application.on("/voice", "<Say>bye</Say><Hangup/><Say>never</Say>")
    assert said(call()) == ["bye"]


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("<Reject/>", Status.NO_ANSWER),
        ('<Reject reason="rejected"/>', Status.NO_ANSWER),
        ('<Reject reason="busy"/>', Status.BUSY),
    ],
)
def test_a_rejected_call_is_never_answered(application: Application, call: Call, verb: str, status: Status) -> None:
    application.on("/voice", verb)
    outcome = call()
    assert outcome.status is status
    assert Kind.ANSWERED not in [entry.kind for entry in outcome.transcript.entries]


def test_an_empty_document_answers_and_ends(application: Application, call: Call) -> None:
    application.on("/voice", Answer("<Response/>"))
    assert call().status is Status.COMPLETED


def test_nobody_lives_at_an_unknown_number(carrier: Carrier, call: Call) -> None:
    outcome = call(to="+867560000000")
    assert outcome.status is Status.FAILED
    assert carrier.log.rings() == []
    assert carrier.log.requests() == []


def test_the_log_knows_who_rang_whom(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", "<Hangup/>")
    outcome = call()
    (ring,) = carrier.log.rings(to=NUMBER)
    assert ring.call_sid == outcome.call_sid
    assert carrier.log.rings(to="+861") == []
    assert [exchange.url for exchange in carrier.log.requests(call_sid=outcome.call_sid)] == [
        f"{application.url}/voice"
    ]


@pytest.mark.parametrize(
    ("verbs", "numbers"),
    [
        ("<Shout>hey</Shout>", [12200]),
        ("<say>hey</say>", [12200]),
        ("<Refer/>", [12200]),
        ("<Dial>somebody</Dial>", [13223]),
        ("<Dial/>", [13223]),
        ('<Dial timeout="soon"><Pause/></Dial>', [13212, 13215, 13223]),
        (
            '<Dial record="yes" hangupOnStar="x" timeLimit="0" callerId="me">x</Dial>',
            [13217, 13213, 13216, 13214, 13223],
        ),
        ('<Say pitch="high">hey</Say>', [12200]),
        ('<Say language="zh-Hans">hey</Say>', [12200]),
        ('<Say language="cmn-Hans-CN">hey</Say>', [12200]),
        ('<Say voice="somebody">hey</Say>', [13511]),
        ('<Say loop="-1">hey</Say>', [13510]),
        ("<Say/>", [13520]),
        (f"<Say>{'长' * 5000}</Say>", [13520]),
        ('<Pause length="0"/>', [13910]),
        ('<Play loop="x" digits="1"/>', [13410]),
        ('<Redirect method="PUT">/next</Redirect>', [13710]),
        ('<Gather finishOnKey="##"/>', [13310]),
        ('<Gather method="get"/>', [13312]),
        ('<Gather timeout="soon"/>', [13313]),
        ('<Gather numDigits="0"/>', [13314]),
        ("<Gather><Hangup/></Gather>", [13320]),
        ('<Gather speechTimeout="0"/>', [13327]),
        ('<Gather speechTimeout="auto" speechModel="phone_call"/>', [13335]),
        ('<Gather maxSpeechTime="0"/>', [13328]),
        (f'<Gather hints="{"字" * 101}"/>', [13330]),
        (f'<Gather hints="{",".join(["字"] * 501)}"/>', [13330]),
        ('<Gather actionOnEmptyResult="yes"/>', [13338]),
        ('<Gather input="speech" language="zh-CN"/>', [13512]),
        ('<Record timeout="-1"/>', [13611]),
        ('<Record maxLength="0"/>', [13612]),
        ('<Record finishOnKey="x"/>', [13613]),
    ],
)
def test_mistakes_in_a_document_are_events_with_twilios_numbers_and_the_call_goes_on(
    application: Application, carrier: Carrier, call: Call, verbs: str, numbers: list[int]
) -> None:
    application.on("/voice", f"{verbs}<Say>still here</Say>")
    application.on("/next", "<Say>still here</Say>")
    outcome = call(more="patience: 5000")
    assert errors(carrier) == numbers
    assert said(outcome)[-1] == "still here"


def test_a_gather_in_a_language_that_twilio_does_not_take_fails_as_a_whole(
    application: Application, call: Call
) -> None:
    application.on("/voice", '<Gather input="speech" language="zh-CN"><Say>您好</Say></Gather><Say>on</Say>')
    assert said(call("[{says: 喂}]")) == ["on"]


@pytest.mark.parametrize("language", ["cmn-Hans-CN", "zh", "zh-TW", "yue-Hant-HK", "en-US"])
def test_gather_takes_twilios_languages(application: Application, carrier: Carrier, call: Call, language: str) -> None:
    application.on("/voice", f'<Gather input="speech" language="{language}"/>')
    call()
    assert errors(carrier) == []
