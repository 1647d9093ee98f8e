"""Record: the sound file, the action, and the callback that comes later."""

from __future__ import annotations

import wave

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import Call

RECORD = '<Record action="/done" recordingStatusCallback="/recording" maxLength="120" timeout="4"/>'


def test_a_message_is_kept_and_the_action_told(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Say>谢谢</Say>")
    application.on("/recording", "")
    outcome = call("[{says: 打印机坏了请尽快派人来, keys: '#'}]")
    form = application.at("/done")[0]
    assert form["Digits"] == "#"
    (recording,) = carrier.recordings.of(outcome.call_sid)
    assert form["RecordingSid"] == recording.sid
    base = "http://127.0.0.1:8010/2010-04-01/Accounts/" + recording.account_sid
    assert form["RecordingUrl"] == f"{base}/Recordings/{recording.sid}"
    assert form["RecordingDuration"] == str(recording.duration)
    assert recording.caption == "打印机坏了请尽快派人来"
    with wave.open(str(carrier.recordings.media(recording.sid))) as sound:
        assert sound.getnframes() == recording.duration * sound.getframerate()


def test_the_recording_callback_comes_after_the_actions_answer(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Pause/>")
    application.on("/recording", "")
    call("[{says: 喂}]")
    assert application.paths() == ["/voice", "/done", "/recording"]
    form = application.at("/recording")[0]
    assert form["RecordingStatus"] == "completed"
    assert form["RecordingSource"] == "RecordVerb"
    assert form["RecordingSid"] == application.at("/done")[0]["RecordingSid"]
    assert len(carrier.log.requests(purpose="recording")) == 1


def test_the_file_is_not_there_yet_when_the_action_is_asked(
    application: Application, carrier: Carrier, call: Call
) -> None:
    seen: dict[str, int] = {}
    application.when_asked = lambda path: seen.update({path: len(carrier.recordings.of())})
    application.on("/voice", '<Record action="/done"/>')
    application.on("/done", "<Redirect>/more</Redirect>")
    application.on("/more", "<Hangup/>")
    call("[{says: 喂}]")
    assert seen == {"/voice": 0, "/done": 0, "/more": 1}


def test_silence_records_nothing_and_falls_through(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", f"{RECORD}<Say>没有听到您的留言</Say>")
    outcome = call("[{silence: true}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["没有听到您的留言"]
    assert carrier.recordings.of() == []


def test_hanging_up_ends_the_recording_and_the_action_is_still_told(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", RECORD)
    application.on("/done", "<Say>nobody hears this</Say>")
    application.on("/recording", "")
    outcome = call("[{says: 我要投诉, hangs up: true}]")
    form = application.at("/done")[0]
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert application.paths()[-1] == "/recording"
    assert outcome.transcript.said_by(Who.APPLICATION) == []
    assert len(carrier.recordings.of(outcome.call_sid)) == 1


def test_the_longest_length_cuts_the_recording(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", '<Record maxLength="3" action="/done"/>')
    application.on("/done", "<Hangup/>")
    call(f"[{{says: {'很长的话' * 20}}}]")
    assert carrier.recordings.of()[0].duration == 3


def test_the_beep_sounds_unless_it_is_switched_off(application: Application, call: Call) -> None:
    def beeps() -> int:
        return sum(entry.kind is Kind.BEEPED for entry in call("[{silence: true}]").transcript.entries)

    application.on("/voice", "<Record/>")
    assert beeps() == 1
    application.on("/voice", '<Record playBeep="false"/>')
    assert beeps() == 0


def test_a_key_that_does_not_finish_is_no_end(application: Application, call: Call) -> None:
    application.on("/voice", '<Record finishOnKey="#" action="/done"/>')
    application.on("/done", "<Hangup/>")
    call("[{says: 喂, keys: '1'}]")
    assert application.at("/done")[0]["Digits"] == ""
