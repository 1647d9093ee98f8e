"""What a request of the carrier says, whatever it leaves out or adds."""

from __future__ import annotations

import pytest

from hotline.flows.engine import Heard
from hotline.telephony import webhook


@pytest.mark.parametrize(
    ("form", "heard"),
    [
        ({}, Heard()),
        ({"SpeechResult": " 开不了票 ", "Confidence": "0.81"}, Heard(speech="开不了票", confidence=0.81)),
        ({"SpeechResult": "开不了票"}, Heard(speech="开不了票")),
        ({"Digits": "1"}, Heard(digits="1")),
        ({"Digits": "", "SpeechResult": ""}, Heard()),
        ({"QueueResult": "leave", "Digits": "1"}, Heard(event="left")),
        ({"QueueResult": "bridged"}, Heard(event="served")),
        ({"QueueResult": "queue-full"}, Heard(event="full")),
        ({"QueueResult": "system-error"}, Heard(event="failed")),
        ({"QueueResult": "a word of next year"}, Heard(event="failed")),
        ({"RecordingSid": "RE1", "Digits": "hangup"}, Heard(event="RE1")),
    ],
)
def test_a_turn_brings_words_keys_an_event_or_nothing(form: dict[str, str], heard: Heard) -> None:
    assert webhook.heard(form) == heard


@pytest.mark.parametrize("text", ["", "high", "nan", "inf", "1e999", "-0.1", "1.1", "0x1", "九"])
def test_a_confidence_that_is_none_is_not_known(text: str) -> None:
    assert webhook.heard({"SpeechResult": "是", "Confidence": text}).confidence is None


def test_the_last_value_of_a_key_counts_and_no_nul_comes_in() -> None:
    assert webhook.params([("Digits", "1"), ("Digits", "2"), ("a\0b", "x\0\0y"), ("Empty", "")]) == {
        "Digits": "2",
        "ab": "xy",
        "Empty": "",
    }
