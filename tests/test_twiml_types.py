"""The checker of TwiML documents: it must let pass what Twilio takes and refuse what Twilio would stumble over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.twiml_types import TYPES, elements, violations


def response(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def test_a_question_as_the_hotline_asks_it_is_fine() -> None:
    document = response(
        '<Gather input="dtmf speech" language="cmn-Hans-CN" timeout="5" numDigits="1" actionOnEmptyResult="true"'
        ' action="/voice/turn/2" method="POST" hints="金穗公司,防伪税控">'
        '<Say language="zh-CN" voice="Polly.Zhiyu-Neural">您好,金穗公司</Say><Pause length="1"/></Gather>'
        "<Redirect>/voice/turn/2</Redirect>"
    )
    assert violations(document) == []


@pytest.mark.parametrize(
    "inside",
    [
        '<Dial timeout="20"><Client statusCallbackEvent="initiated answered"><Identity>mei</Identity></Client></Dial>',
        '<Dial callerId="+8675612345678">+8613800138000</Dial>',
        '<Enqueue waitUrl="/voice/wait">agents</Enqueue>',
        '<Record maxLength="120" playBeep="true" recordingStatusCallback="/voice/recording"/><Hangup/>',
        '<Reject reason="busy"/>',
        '<Say><lang xml:lang="cmn-CN">您好</lang><say-as interpret-as="digits">12</say-as><break/></Say>',
        '<Start><Recording channels="dual"/></Start><Leave/>',
    ],
)
def test_documents_of_other_verbs_are_fine(inside: str) -> None:
    assert violations(response(inside)) == []


@pytest.mark.parametrize(
    ("inside", "complaint"),
    [
        ('<Gather tries="3"/>', "Response/Gather: no attribute 'tries'"),
        ('<Dial statusCallback="/s">1</Dial>', "Response/Dial: no attribute 'statusCallback'"),
        ("<Gather><Hangup/></Gather>", "Response/Gather: no child <Hangup>"),
        ("<Speak>您好</Speak>", "Response: no child <Speak>"),
        ("<say>您好</say>", "Response: no child <say>"),
        ('<Gather language="zh-CN"/>', "Response/Gather: language may not be 'zh-CN'"),
        ('<Say language="zh-Hans">您好</Say>', "Response/Say: language may not be 'zh-Hans'"),
        ('<Gather input="dtmf voice"/>', "Response/Gather: input may not be 'dtmf voice'"),
        ('<Reject reason="tired"/>', "Response/Reject: reason may not be 'tired'"),
        ('<Gather timeout="soon"/>', "Response/Gather: timeout may not be 'soon'"),
        ('<Record playBeep="yes"/>', "Response/Record: playBeep may not be 'yes'"),
        ("<Gather>您好</Gather>", "Response/Gather: takes no text"),
        ("您好", "Response: takes no text"),
        ("<Redirect/>", "Response/Redirect: needs text"),
        ("<Dial><Number url='/w' colour='red'>1</Number></Dial>", "Response/Dial/Number: no attribute 'colour'"),
    ],
)
def test_what_twilio_would_stumble_over_is_refused(inside: str, complaint: str) -> None:
    assert violations(response(inside)) == [complaint]


def test_every_violation_of_a_document_is_named() -> None:
    assert len(violations(response('<Gather tries="3" input="voice"><Hangup/></Gather><Speak/>'))) == 4


def test_what_is_not_xml_or_not_a_response_is_refused() -> None:
    assert violations("<Response><Say>您好</Response>")[0].startswith("not XML")
    assert violations("<Say>您好</Say>") == ["the root is <Say>, not <Response>"]


def test_the_whole_type_file_was_read() -> None:
    grammar = elements()
    # The builder's own code says which tag each class writes; nothing may be missing or named otherwise.
    code = Path(TYPES.with_suffix("").with_suffix(".js")).read_text(encoding="utf-8")
    written = set(re.findall(r'new VoiceResponse\.(\w+)\(this\.\w+\.ele\("([\w-]+)"', code))
    read = {(kind, tag) for element in grammar.values() for tag, kind in element.children.items()}
    assert written - read == set()
    assert all(kind.values for e in grammar.values() for kind in e.attributes.values() if kind.name[0].isupper())
    assert "cmn-Hans-CN" in grammar["Gather"].attributes["language"].values
