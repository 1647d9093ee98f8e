"""Gather: keys and words, their ends, silence, breaking in."""

from __future__ import annotations

import pytest

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from hotline.localcarrier.verbs.gather import Keyed, collect
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import Call


@pytest.mark.parametrize(
    ("keys", "finish", "wanted", "keyed"),
    [
        ("1234#", "#", None, Keyed("1234", complete=True)),
        ("1234", "#", None, Keyed("1234", complete=False)),
        ("123456", "#", 4, Keyed("1234", complete=True)),
        ("12#34", "#", 4, Keyed("12", complete=True)),
        ("#", "#", None, Keyed("", complete=False)),
        ("#1#", "#", None, Keyed("1", complete=True)),
        ("12#*", "", None, Keyed("12#*", complete=False)),
        ("12*", "*", None, Keyed("12", complete=True)),
        ("*", "#", 1, Keyed("*", complete=True)),
    ],
)
def test_which_keys_belong_to_the_answer(keys: str, finish: str, wanted: int | None, keyed: Keyed) -> None:
    assert collect(keys, finish_on_key=finish, num_digits=wanted) == keyed


def test_keys_go_to_the_action(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather action="/turn" numDigits="1"><Say>Press</Say></Gather><Say>never</Say>')
    application.on("/turn", "<Hangup/>")
    outcome = call("[{hears: Press, keys: '2'}]")
    form = application.at("/turn")[0]
    assert form["Digits"] == "2"
    assert "SpeechResult" not in form
    assert form["CallStatus"] == "in-progress"
    assert outcome.transcript.said_by(Who.APPLICATION) == ["Press"]


def test_words_go_to_the_action_with_their_confidence(application: Application, call: Call) -> None:
    application.on(
        "/voice",
        '<Gather input="dtmf speech" action="/turn"/>',
    )
    application.on("/turn", '<Gather input="speech" action="/end"/>')
    application.on("/end", "<Hangup/>")
    call("[{says: 读卡器不亮, confidence: 0.42}, {says: 是的}]")
    assert application.at("/turn")[0]["SpeechResult"] == "读卡器不亮"
    assert application.at("/turn")[0]["Confidence"] == "0.42"
    assert application.at("/end")[0]["Confidence"] == "0.9"
    assert "Digits" not in application.at("/turn")[0]


def test_words_count_for_nothing_where_only_keys_are_gathered(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather action="/turn"/><Say>nothing came</Say>')
    outcome = call("[{says: 喂}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["nothing came"]
    assert "/turn" not in application.paths()


def test_keys_count_for_nothing_where_only_speech_is_gathered(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather input="speech" action="/turn"/><Say>nothing came</Say>')
    outcome = call("[{keys: '1'}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["nothing came"]


def test_words_win_over_the_keys_that_follow_them(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather input="dtmf speech" action="/turn"/>')
    application.on("/turn", "<Hangup/>")
    call("[{says: 喂, keys: '1'}]")
    assert application.at("/turn")[0]["SpeechResult"] == "喂"
    assert "Digits" not in application.at("/turn")[0]


def test_silence_falls_through_to_the_next_verb_after_the_time_out(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather action="/turn" timeout="8"/><Say>nothing came</Say>')
    outcome = call("[{silence: true}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["nothing came"]
    assert outcome.seconds >= 8


@pytest.mark.parametrize(
    ("kinds", "empty"),
    [("dtmf", {"Digits"}), ("speech", {"SpeechResult"}), ("dtmf speech", {"Digits", "SpeechResult"})],
)
def test_silence_goes_to_the_action_where_that_is_asked_for(
    application: Application, call: Call, kinds: str, empty: set[str]
) -> None:
    application.on("/voice", f'<Gather input="{kinds}" action="/turn" actionOnEmptyResult="true"/><Say>never</Say>')
    application.on("/turn", "<Hangup/>")
    outcome = call("[{silence: true}]")
    form = application.at("/turn")[0]
    assert {name for name in ("Digits", "SpeechResult") if form.get(name) == ""} == empty
    assert "Confidence" not in form
    assert outcome.transcript.said_by(Who.APPLICATION) == []


def test_without_an_action_the_document_itself_is_asked_again(application: Application, call: Call) -> None:
    application.on("/voice", "<Gather/>", "<Hangup/>")
    call("[{keys: 12#}]")
    assert application.paths() == ["/voice", "/voice"]
    assert application.at("/voice")[1]["Digits"] == "12"


def test_the_action_may_be_asked_by_get(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather action="/turn?n=2" method="GET"/>')
    application.on("/turn", "<Redirect>/next</Redirect>")
    application.on("/next", "<Hangup/>")
    call("[{keys: 12#}]")
    received = application.received[1]
    assert received.method == "GET"
    assert (received.query["n"], received.query["Digits"]) == ("2", "12")
    assert received.signed


def test_who_breaks_in_does_not_hear_the_rest_of_the_prompt(application: Application, call: Call) -> None:
    prompt = '<Say>一请按一</Say><Say>二请按二</Say><Pause length="30"/>'
    application.on("/voice", f'<Gather action="/turn" numDigits="1">{prompt}</Gather>')
    application.on("/turn", "<Hangup/>")
    outcome = call("[{hears: 请按一, keys: '1', interrupts: true}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["一请按一"]
    assert outcome.seconds < 10


def test_nobody_breaks_in_where_barge_in_is_off(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather bargeIn="false" action="/turn"><Say>请按一</Say><Say>或者二</Say></Gather>')
    application.on("/turn", "<Hangup/>")
    outcome = call("[{hears: 请按一, keys: 1#, interrupts: true}]")
    assert outcome.transcript.said_by(Who.APPLICATION) == ["请按一", "或者二"]


def test_whoever_hesitates_too_long_has_been_silent_and_speaks_at_the_next_question(
    application: Application, call: Call
) -> None:
    ears = '<Gather input="speech" timeout="5" action="/turn"><Say>请讲</Say></Gather>'
    application.on("/voice", ears + ears)
    application.on("/turn", "<Hangup/>")
    outcome = call("[{hears: 请讲, says: 让我想想, hesitates: 7}]")
    kinds = [entry.kind for entry in outcome.transcript.entries if entry.who is Who.CALLER]
    assert kinds == [Kind.SILENT, Kind.SAID]
    assert len(application.at("/turn")) == 1


def test_hanging_up_while_speaking_gives_no_result(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather input="speech" action="/turn"/>')
    outcome = call("[{says: 我想, hangs up: true}]")
    assert application.paths() == ["/voice"]
    assert outcome.status.value == "completed"


def test_an_interim_result_is_posted_beside_the_call(application: Application, carrier: Carrier, call: Call) -> None:
    application.on(
        "/voice", f'<Gather input="speech" action="/turn" partialResultCallback="{application.url}/partial"/>'
    )
    application.on("/turn", "<Hangup/>")
    application.on("/partial", "<Say>ignored</Say>")
    outcome = call("[{says: 喂}]")
    assert application.at("/partial")[0]["UnstableSpeechResult"] == "喂"
    assert outcome.transcript.said_by(Who.APPLICATION) == []
    assert len(carrier.log.requests(purpose="partial")) == 1


def test_speech_lasts_as_long_as_it_is_spoken_plus_the_speech_timeout(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather input="speech" speechTimeout="3" action="/turn"/>')
    application.on("/turn", "<Hangup/>")
    assert 4 <= call("[{says: 一二三四五六七八九, hesitates: 0}]").seconds <= 7


def test_keys_without_an_end_wait_for_the_time_out(application: Application, call: Call) -> None:
    application.on("/voice", '<Gather timeout="9" action="/turn"/>')
    application.on("/turn", "<Hangup/>")
    assert call("[{keys: 12#}]").seconds < 5
    assert call("[{keys: '12'}]").seconds >= 9
