"""Steps as documents: Twilio could have built them, and no word of a caller becomes a verb (S11)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.engine import Ended, Listen, Recording, Step, Waiting
from hotline.flows.state import Answer, Frame, State
from hotline.flows.steps import Then
from hotline.telephony import twiml
from hotline.telephony.twiml import Renderer
from tests.support.twiml_types import violations

SID = "CA0123"
PATH = "/voice/calls/CA0123/turns/7"
WAIT = "/voice/calls/CA0123/wait/zh-CN"

render = Renderer(hints={"purpose": ["开不了票", '抄税 & "清卡"'], "phone": []}, digits=["phone"])


def document(then: Then, *says: str, language: str = "zh-CN") -> str:
    return render(Step(says, then, State("r1", language, [Frame("inbound", "purpose")])), SID, 7)


def response(then: Then, *says: str, language: str = "zh-CN") -> ET.Element:
    written = document(then, *says, language=language)
    assert violations(written) == []
    return ET.fromstring(written)


def test_a_question_is_said_inside_the_gather_and_comes_back_as_its_turn() -> None:
    gather, redirect = response(Listen("purpose"), "您好", "请问有什么可以帮您？")
    assert [say.text for say in gather] == ["您好", "请问有什么可以帮您？"]
    assert gather.attrib == {
        "input": "dtmf speech",
        "action": PATH,
        "method": "POST",
        "language": "cmn-Hans-CN",
        "timeout": "6",
        "speechTimeout": "2",
        "numDigits": "1",
        "actionOnEmptyResult": "true",
        "hints": '开不了票,抄税 & "清卡"',
    }
    assert (redirect.tag, redirect.text, redirect.attrib) == ("Redirect", PATH, {"method": "POST"})


def test_what_is_keyed_as_a_number_ends_with_the_hash_key() -> None:
    gather = response(Listen("phone"), "请问您的联系电话？")[0]
    assert (gather.get("finishOnKey"), gather.get("numDigits"), gather.get("hints")) == ("#", None, None)


def test_somebody_who_asked_for_a_moment_gets_more_time() -> None:
    hurried, patient = response(Listen("purpose"))[0], response(Listen("purpose", patient=True))[0]
    for name in ("timeout", "speechTimeout"):
        assert int(patient.get(name, "")) > int(hurried.get(name, ""))


def test_each_language_has_its_voice_and_its_ears() -> None:
    for language, voice, spoken, heard in (
        ("zh-CN", "Polly.Zhiyu", "cmn-CN", "cmn-Hans-CN"),
        ("en-US", "Polly.Joanna", "en-US", "en-US"),
    ):
        gather = response(Listen("purpose"), "Hello", language=language)[0]
        assert gather.get("language") == heard
        assert gather[0].attrib == {"voice": voice, "language": spoken}


def test_a_message_is_recorded_and_its_recording_reported() -> None:
    say, record, redirect = response(Recording(120), "请您留言。")
    assert say.text == "请您留言。"
    assert record.get("action") == redirect.text == PATH
    assert record.get("maxLength") == "120"
    assert record.get("recordingStatusCallback") == "/voice/recording"


def test_who_calls_for_several_companies_has_their_names_expected_first() -> None:
    own = Answer(["珠海甲公司", "字" * 101, *(f"珠海{n}公司" for n in range(600))])
    state = State("r1", "zh-CN", [Frame("intake", "company")], slots={"own_companies": own})
    written = Renderer(hints={"company_name": ["有限公司"]}, digits=[])(Step((), Listen("company_name"), state), SID, 7)
    hints = str(ET.fromstring(written)[0].get("hints")).split(",")
    assert hints[:2] == ["珠海甲公司", "珠海0公司"]
    assert len(hints) == 500


def test_who_waits_for_a_person_hears_the_waiting_room() -> None:
    _, enqueue = response(Waiting("agents"), "正在为您转接。")
    assert (enqueue.text, enqueue.get("action"), enqueue.get("waitUrl")) == ("agents", PATH, WAIT)

    _, enqueue = response(Waiting("agents"), "Please hold on.", language="en-US")
    assert enqueue.get("waitUrl") == "/voice/calls/CA0123/wait/en-US"


def test_the_last_words_are_followed_by_hanging_up() -> None:
    assert [element.tag for element in response(Ended("done"), "再见")] == ["Say", "Hangup"]


@given(words=st.text())
def test_no_text_becomes_a_verb_or_breaks_the_document(words: str) -> None:
    root = response(Listen("purpose"), f"{words}。")
    assert [element.tag for element in root.iter()] == ["Response", "Gather", "Say", "Redirect"]


@pytest.mark.parametrize("nothing", ["", " ", "\n", "\x00\x07"])
def test_where_there_is_nothing_to_say_nothing_is_said(nothing: str) -> None:
    assert [element.tag for element in response(Listen("purpose"), nothing).iter()] == [
        "Response",
        "Gather",
        "Redirect",
    ]


@pytest.mark.parametrize(
    "words",
    ["</Say><Hangup/>", '"/><Dial>+8613800138000</Dial>', "<!--", "<![CDATA[", "&lt;Hangup/&gt;", "<?xml?>", "']]>"],
)
def test_markup_is_said_as_it_was_written(words: str) -> None:
    assert response(Ended(None), words)[0].text == words


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert response(Ended(None), "一\x00\x01\x08\x0b\x1f\ufffe\uffff二😀")[0].text == "一二😀"


# The waiting room


def test_the_place_in_line_is_told_and_one_key_leaves_a_number() -> None:
    written = twiml.waiting_room({"QueuePosition": "3", "QueueTime": "20"}, WAIT, "zh-CN")
    assert violations(written) == []
    gather, pause = ET.fromstring(written)
    assert "前面还有2位" in (gather[0].text or "")
    assert (gather.get("action"), gather.get("numDigits"), pause.tag) == (WAIT, "1", "Pause")


@pytest.mark.parametrize("params", [{"Digits": "1"}, {"QueueTime": "180"}, {"QueueTime": "99999", "Digits": "5"}])
def test_who_presses_1_or_has_waited_three_minutes_leaves_the_line(params: dict[str, str]) -> None:
    written = twiml.waiting_room(params, WAIT, "zh-CN")
    assert violations(written) == []
    assert [element.tag for element in ET.fromstring(written)] == ["Leave"]


@pytest.mark.parametrize("odd", ["", "-1", "0", "²", "１", "many", "9" * 30, "1.5"])
def test_an_odd_place_in_line_is_no_reason_to_be_silent(odd: str) -> None:
    written = twiml.waiting_room({"QueuePosition": odd, "QueueTime": odd}, WAIT, "zh-CN")
    assert violations(written) == []
    assert "请您稍等" in written


@pytest.mark.parametrize(("position", "place"), [("3", "callers before you: 2."), ("1", "you are next.")])
def test_who_speaks_english_waits_in_english(position: str, place: str) -> None:
    written = twiml.waiting_room({"QueuePosition": position}, "/voice/calls/CA0123/wait/en-US", "en-US")

    assert place in written
    assert 'language="en-US"' in written
    assert "稍等" not in written
