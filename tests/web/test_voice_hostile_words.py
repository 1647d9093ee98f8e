"""Whatever comes as words or keys: the answer is a document of Twilio's, the call goes on, and the words are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hotline.app import Application
from hotline.calls.turns import LONGEST_HEARD, MOST_KEYS
from tests.calls.lines import line, record_of, turns_of
from tests.support.telephone import Telephone
from tests.support.twiml_types import violations

WORDS = {
    "nothing": "",
    "blanks": " \t\r\n　",
    "64 KB": "喂" * 22_000,
    "64 KB in one breath": "a" * 65_536,
    "emoji": "😀🇨🇳👩‍💻" * 20,
    "Cantonese": "唔該，我部機開唔到票，點算啊",
    "English": "My invoice machine is broken and I need help, please",
    "a script": "<script>alert(1)</script>",
    "verbs": '</Say></Gather><Dial>+8613900139000</Dial><Hangup/>"/><Reject/>',
    "an entity": "&lol;<!ENTITY lol SYSTEM 'file:///etc/passwd'>]]><![CDATA[",
    "a formula": '=HYPERLINK("http://evil.example","点我")+1',
    "a statement": "'; DROP TABLE calls; --",
    "a placeholder": "{greeting}{ticket}{company} %s %(x)s ${PATH} {0}",
    "control characters": "开\x00不\x01了\x08票\x1b[31m\x7f\u202e\ufeff\uffff",
    "digits": "13800138000",
    "full-width digits": "１３８００１３８０００",
    "brackets without an end": "(" * 3000 + "[" * 3000,
    "one word over and over": "我要" * 5000,
}
KEYS = {
    "letters": "abc",
    "words": "开不了票",
    "many": "1" * 65_536,
    "stars and hashes": "*#*#",
    "verbs": "<Hangup/>",
    "nothing": "",
    "a NUL": "\0",
}
MOST_TURNS = 60


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def verbs(document: str) -> list[str]:
    return [element.tag for element in ET.fromstring(document).iter() if element.tag not in {"Say", "Response"}]


def goes_on(phone: Telephone) -> bool:
    """The answer is in order and asks something, or ends with a goodbye; nothing in it is the caller's doing."""
    assert violations(phone.answer) == []
    assert "<Dial" not in phone.answer
    assert "非常抱歉，系统" not in phone.said
    return verbs(phone.answer) == ["Gather", "Redirect"]


def test_hostile_words_are_kept_and_the_call_goes_on(app: Application, phone: Telephone) -> None:
    for kind, words in WORDS.items():
        phone.ring()
        phone.say(words)
        assert goes_on(phone), kind
        heard = turns_of(app, phone.sid)[-1].heard
        assert heard == words.replace("\0", "").strip()[:LONGEST_HEARD], kind
        assert record_of(app, phone.sid)["turns"][0]["heard"] == heard, kind


def test_hostile_keys_are_kept_and_the_call_goes_on(app: Application, phone: Telephone) -> None:
    for kind, keys in KEYS.items():
        phone.ring()
        phone.press(keys)
        assert goes_on(phone), kind
        assert turns_of(app, phone.sid)[-1].digits == (keys.replace("\0", "")[:MOST_KEYS] or None), kind


@pytest.mark.parametrize("opening", ["我要投诉", "开不了票", "请师傅上门", "查进度", "我要安装"])
def test_a_caller_who_only_says_hostile_things_comes_to_a_dignified_end(phone: Telephone, opening: str) -> None:
    hostile = [*WORDS.values(), *(f"珠海市{words[:60]}有限公司" for words in WORDS.values() if words.strip())]
    phone.ring()
    phone.say(opening)
    for turn in range(MOST_TURNS):
        if not goes_on(phone):
            break
        words = hostile[turn % len(hostile)]
        if turn % 4 == 3:
            phone.press(list(KEYS.values())[turn % len(KEYS)])
        else:
            phone.say(words)

    assert "Hangup" in verbs(phone.answer) or "Enqueue" in verbs(phone.answer)
    assert phone.said


def test_a_name_that_looks_like_markup_is_read_back_as_text(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.say("我要投诉")
    phone.say("你们的师傅态度很差")
    phone.say("对")
    phone.say('珠海市<Hangup/>&"有限公司')

    assert goes_on(phone)
    assert "<Hangup" not in phone.answer
    assert record_of(app, phone.sid)["intake"]["company"]["heard"] == '珠海市<Hangup/>&"有限公司'


def test_a_very_long_story_becomes_a_complaint_of_bounded_length(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.say("我要投诉")
    phone.say("你们的师傅态度很差，" * 3000)
    for words in ("对", "珠海市海狸电子有限公司", "可以", "拱北分局", "对"):
        if goes_on(phone):
            phone.say(words)

    complaint = record_of(app, phone.sid)["complaint"]
    assert complaint["number"]
    assert len(complaint["text"]) <= LONGEST_HEARD
