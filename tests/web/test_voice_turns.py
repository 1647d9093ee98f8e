"""Turns that come twice, late, early or at once: one row, one answer, and the call goes on (F8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.app import Application
from hotline.calls.models import Call
from tests.calls.lines import at_once, beside, call_of, found, line, record_of, turns_of
from tests.support.telephone import Telephone

GREETING = "您好,金穗公司。我是智能语音助手，为保证服务质量，本次通话可能录音。请问有什么可以帮您？"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def turn(phone: Telephone, number: int) -> str:
    return f"/voice/calls/{phone.sid}/turns/{number}"


# The same again


def test_the_same_turn_three_times_at_once_is_taken_once_and_answered_alike(app: Application, phone: Telephone) -> None:
    phone.ring()
    path, phones = phone.path, [beside(phone) for _ in range(3)]

    answers = at_once(3, lambda n: phones[n].post(path, SpeechResult="我要投诉", Confidence="0.9"))

    assert len(set(answers)) == 1
    assert [spoken.number for spoken in turns_of(app, phone.sid)] == [1, 2]
    assert call_of(app, phone.sid).turn == 2


def test_the_same_ring_five_times_at_once_is_one_call(app: Application, phone: Telephone) -> None:
    phone.sid, phone.caller = "CA-once", "+8613800138000"
    phones = [beside(phone) for _ in range(5)]

    answers = at_once(5, lambda n: phones[n].post("/voice/incoming", CallStatus="ringing"))

    assert len(set(answers)) == 1
    assert len(found(app, Call)) == len(turns_of(app, phone.sid)) == 1


def test_two_different_answers_to_one_question_at_once_count_as_one(app: Application, phone: Telephone) -> None:
    phone.ring()
    path, phones = phone.path, [beside(phone) for _ in range(2)]

    answers = at_once(2, lambda n: phones[n].post(path, SpeechResult=["我要投诉", "开不了票"][n]))

    assert len(set(answers)) == 1
    (answered,) = [spoken for spoken in turns_of(app, phone.sid) if spoken.number == 2]
    assert answered.heard in {"我要投诉", "开不了票"}


def test_a_ring_that_is_repeated_in_the_middle_of_the_call_is_answered_as_before(
    app: Application, phone: Telephone
) -> None:
    phone.ring()
    greeted = phone.answer
    phone.say("我要投诉")
    before = call_of(app, phone.sid)

    again = phone.post("/voice/incoming", CallStatus="ringing")

    assert again.text == greeted
    assert call_of(app, phone.sid).state == before.state


# Out of order


def test_an_old_turn_gets_the_answer_it_got_and_changes_nothing(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.say("我要投诉")
    answered = phone.answer
    phone.say("你们的师傅态度很差")
    before = record_of(app, phone.sid)

    late = phone.post(turn(phone, 1), SpeechResult="别的话")

    assert late.text == answered
    assert record_of(app, phone.sid) == before


def test_a_turn_that_is_ahead_gets_what_is_being_asked_now(app: Application, phone: Telephone) -> None:
    phone.ring()

    early = [phone.post(turn(phone, ahead), SpeechResult="我要投诉").text for ahead in (2, 7, 9999)]

    assert set(early) == {phone.answer}
    assert [spoken.number for spoken in turns_of(app, phone.sid)] == [1]


def test_a_turn_after_the_end_of_the_call_changes_nothing_more(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.say("我要投诉")
    last = phone.answer
    phone.hang_up()
    before = record_of(app, phone.sid)

    answers = [phone.post(turn(phone, number), SpeechResult="喂？") for number in (1, 2, 3)]

    assert {answer.text for answer in answers} == {last}
    assert record_of(app, phone.sid) == before


def test_who_talks_on_after_the_farewell_hears_no_dead_air(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.say("打错了")
    phone.say("打错了")
    assert phone.is_over
    number = call_of(app, phone.sid).turn

    answer = phone.post(turn(phone, number), SpeechResult="喂？")

    assert answer.status_code == 200
    assert "<Hangup/>" in answer.text


def test_a_turn_of_a_call_that_nobody_knows_begins_with_the_greeting(app: Application, phone: Telephone) -> None:
    phone.sid, phone.caller = "CA-unknown", "+8613800138000"

    phone._take(phone.post(turn(phone, 4), SpeechResult="我要投诉"))

    assert phone.said == GREETING
    assert phone.path == turn(phone, 1)
    assert call_of(app, phone.sid).caller == "+8613800138000"


# What a request may lack or add


def test_a_ring_with_nothing_but_its_sid_is_answered(app: Application, phone: Telephone) -> None:
    form = {"CallSid": "CA-bare"}
    signature = phone.validator.compute_signature(phone.base + "/voice/incoming", form)

    phone._take(phone.send("/voice/incoming", form, {"X-Twilio-Signature": signature}))

    assert phone.said == GREETING
    call = call_of(app, "CA-bare")
    assert (call.caller, call.called, call.direction) == (None, None, "inbound")


def test_parameters_that_nobody_knows_yet_and_overlong_ones_do_no_harm(app: Application, phone: Telephone) -> None:
    phone.sid = "CA-new"
    long = "sip:" + "x" * 500
    more = {"To": long, "Called": long, "Direction": "inbound-by-carrier-pigeon", "StirVerstat": "", "全新的": "参数"}

    phone._take(phone.post("/voice/incoming", **more))

    assert phone.said == GREETING
    assert call_of(app, "CA-new").called == long[:64]


def test_calls_of_other_carriers_are_known_by_their_own_names(app: Application, phone: Telephone) -> None:
    for sid in ("v3:" + "x" * 61, "a" * 128, "0123-4567_89.ab:cd"):
        phone.ring(sid=sid)
        phone.say("我要投诉")
        assert [spoken.heard for spoken in turns_of(app, sid)] == [None, "我要投诉"]


def test_a_call_whose_name_cannot_stand_in_a_path_gets_an_apology(app: Application, phone: Telephone) -> None:
    for sid in ("", "a" * 129, "C A", '"/><Hangup/>', "../turns", "呼叫"):
        phone.sid = sid
        phone._take(phone.post("/voice/incoming"))
        assert "非常抱歉" in phone.said, sid
        assert phone.is_over
    assert found(app, Call) == []


# Who calls


WITHHELD_WORDS = ["anonymous", "Anonymous", "RESTRICTED", "unknown", "blocked", "unavailable", "private", "withheld"]
WITHHELD_KEYS = ["+266696687", "266696687", "+7378742833", "+8656696", "+2562533", "+86282452253"]


def test_a_withheld_caller_is_nobody_in_every_spelling(app: Application, phone: Telephone) -> None:
    for spelling in ["", *WITHHELD_WORDS, *WITHHELD_KEYS, "client:agent-7", "sip:a@b.example"]:
        phone.ring(spelling)
        assert (phone.said, call_of(app, phone.sid).caller) == (GREETING, None), spelling


def test_a_number_that_only_begins_like_a_withheld_one_is_a_number(app: Application, phone: Telephone) -> None:
    phone.ring("+8656696123")

    assert call_of(app, phone.sid).caller == "+8656696123"


def test_a_withheld_caller_who_hangs_up_is_left_to_a_person(app: Application, phone: Telephone) -> None:
    phone.ring("anonymous")
    phone.hang_up()

    (callback,) = record_of(app, phone.sid)["callbacks"]
    assert (callback["kind"], callback["state"]) == ("abandoned", "needs_person")
