"""TwiML as the switchboard shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotline.localcarrier.twiml.readable import outline, pretty


def test_a_document_is_told_in_its_verbs_and_words() -> None:
    document = (
        '<?xml version="1.0"?><Response><Gather><Say>请问\n 您是</Say><Play>/beep.wav</Play></Gather>'
        "<Dial><Number>+8613702345678</Number></Dial><Enqueue>hall</Enqueue><Hangup/></Response>"
    )
    assert outline(document) == [
        ("Gather", "请问 您是 /beep.wav"),
        ("Dial", "+8613702345678"),
        ("Enqueue", "hall"),
        ("Hangup", ""),
    ]


def test_a_document_has_one_element_on_each_line() -> None:
    document = '<Response><Gather input="speech"><Say>a &lt; <break/>b</Say></Gather><Hangup /></Response>'
    assert pretty(document).splitlines() == [
        "<Response>",
        '  <Gather input="speech">',
        "    <Say>a &lt; <break />b</Say>",
        "  </Gather>",
        "  <Hangup />",
        "</Response>",
    ]


def test_what_goes_deeper_than_anybody_reads_stays_as_it_is() -> None:
    document = "<Response>" + "<a>" * 5000 + "</a>" * 5000 + "</Response>"
    assert pretty(document) == document
    assert outline(document) == [("a", "")]


@given(st.text())
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert (outline(text), pretty(text)) == ([], text)
