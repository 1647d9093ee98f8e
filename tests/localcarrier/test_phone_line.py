"""The line of a browser telephone, without a browser: waiting, typing ahead, and who may use it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from hotline.localcarrier.calls.call import Call, Order, Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.line import Beep, Ears, HungUp, Pickup, Quiet, Reaction, Speech
from hotline.localcarrier.lines.phone import Phone, Phones
from hotline.localcarrier.lines.phone_line import PhoneLine, Refused
from hotline.localcarrier.lines.transcript import Kind
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.calls import arriving
from tests.localcarrier.conftest import CALLER, NUMBER
from tests.localcarrier.test_server import ask

BOTH = frozenset({"dtmf", "speech"})
LONG = Speech("很长" * 1000)


@pytest.fixture
def phones(carrier: Carrier) -> Phones:
    return Phones(carrier, grace=600, most=3)  # no page shows these


@pytest.fixture
def phone(phones: Phones) -> Phone:
    return phones.open(CALLER)


@pytest.fixture
def call(phone: Phone) -> Call:
    """A call that the person on the telephone has answered."""
    call = arriving(phone.number)
    line = PhoneLine(phone)
    assert line.rung(call, 1) is Pickup.NOT_YET
    assert phone.line is line
    line.pick_up()
    assert line.rung(call, 2) is Pickup.ANSWERS
    return call


def wait_until(phone: Phone, seen: Callable[[dict[str, Any]], bool]) -> None:
    """Look at the telephone, as a page does, until it shows this call (empty for none)."""
    next(news for news in phone.news(0) if news.state is not None and seen(news.state["call"] or {}))


def is_busy(call: dict[str, Any]) -> bool:
    """The line is heard from or listened to."""
    return call["doing"] is not None


def is_over(call: dict[str, Any]) -> bool:
    return call == {}


def captions(phone: Phone, after: int = 0) -> list[tuple[int, str, str]]:
    first = next(iter(phone.news(after)))
    return [(caption.number, caption.entry.kind.value, caption.entry.text) for caption in first.captions]


def test_words_said_while_nobody_listens_are_kept(phone: Phone, call: Call) -> None:
    phone.line.say("我先说")
    phone.line.say("然后再说")
    phone.line.press("12")
    ears = Ears((LONG,), BOTH, timeout=5, enough=lambda keys: keys == "12")
    line = phone.line
    heard = [line.listen(call, ears) for _ in range(3)]
    assert heard == [Reaction(words="我先说"), Reaction(words="然后再说"), Reaction(keys="12")]


def test_keys_are_collected_until_they_are_enough_or_words_follow(phone: Phone, call: Call) -> None:
    phone.line.press("1234")
    assert phone.line.listen(call, Ears((), BOTH, 5, enough=lambda keys: len(keys) == 3)) == Reaction(keys="123")
    phone.line.say("喂")
    ears = Ears((), BOTH, 5, enough=lambda _keys: False)
    assert [phone.line.listen(call, ears) for _ in range(2)] == [Reaction(keys="4"), Reaction(words="喂")]


def test_silence_is_no_reaction(phone: Phone, call: Call) -> None:
    assert phone.line.listen(call, Ears((), BOTH, timeout=0.01)) == Reaction()


def test_words_are_told_to_go_unheard_where_only_keys_count(phone: Phone, call: Call) -> None:
    phone.line.say("喂")
    phone.line.press("1")
    assert phone.line.listen(call, Ears((), frozenset({"dtmf"}), 5)) == Reaction(keys="1")
    assert (Kind.UNHEARD.value, "喂") in [caption[1:] for caption in captions(phone)]


def test_a_prompt_that_may_not_be_interrupted_is_heard_to_its_end(phone: Phone, call: Call) -> None:
    phone.line.say("喂")
    prompt = Speech("一二三")
    phone.line.listen(call, Ears((prompt,), BOTH, 5, interruptible=False))
    assert call.time.elapsed() >= prompt.seconds


@pytest.mark.parametrize("pace", ["real", "fast", "now"])
def test_a_sound_lasts_as_long_in_the_call_at_every_pace(phone: Phone, call: Call, pace: str) -> None:
    phone.set_pace(pace)
    sound = Speech("一二三")
    phone.line.hear(call, sound)
    assert sound.seconds <= call.time.elapsed() < sound.seconds + 30


def test_what_is_no_news_takes_its_time_even_at_once(phone: Phone, call: Call) -> None:
    phone.set_pace("now")
    real = phone.line._real_seconds
    assert real(LONG) == 0
    assert real(Quiet(3)) == 3
    assert real(Beep()) == 0.5
    phone.line.hear(call, LONG)
    assert real(LONG) == LONG.seconds
    phone.line.say("喂")
    phone.line.listen(call, Ears((), BOTH, 5))
    assert real(LONG) == 0


def test_a_skipped_sound_lasts_in_the_call_all_the_same(phone: Phone, call: Call) -> None:
    phone.set_pace("voice")
    line = phone.line
    hearing = Thread(target=line.hear, args=(call, LONG), daemon=True)
    hearing.start()
    wait_until(phone, is_busy)
    line.skip(1)
    hearing.join(20)
    assert not hearing.is_alive()
    assert call.time.elapsed() >= LONG.seconds


def test_hanging_up_ends_whatever_is_waited_for(phone: Phone, call: Call) -> None:
    ended = []
    line = phone.line

    def listen() -> None:
        with pytest.raises(HungUp):
            line.listen(call, Ears((), BOTH, timeout=60))
        ended.append(True)

    listening = Thread(target=listen, daemon=True)
    listening.start()
    wait_until(phone, is_busy)
    line.hang_up()
    listening.join(20)
    assert ended == [True]


def test_an_order_from_outside_ends_a_prompt(application: Application, carrier: Carrier, phone: Phone) -> None:
    application.on("/voice", f"<Say>{LONG.text}</Say>")
    phone.set_pace("real")
    phone.dial(NUMBER)
    wait_until(phone, is_busy)
    (call,) = carrier.calls
    assert carrier.order(call, Order())
    wait_until(phone, is_over)
    assert application.paths() == ["/voice"]


def test_who_is_typing_is_waited_for(phone: Phone, call: Call) -> None:
    line = phone.line
    line.type_on()
    heard: list[Reaction] = []
    listening = Thread(target=lambda: heard.append(line.listen(call, Ears((), BOTH, timeout=1))), daemon=True)
    listening.start()
    listening.join(1.3)
    assert listening.is_alive()
    line.say("打完了")
    listening.join(20)
    assert heard == [Reaction(words="打完了")]


def test_a_conversation_does_not_wait_for_typing(phone: Phone, call: Call) -> None:
    phone.line.type_on()
    assert phone.line.listen(call, Ears((), BOTH, timeout=0.01)) == Reaction()
    assert phone.line._typing_until > time.monotonic()


def test_a_live_line_s_silence_is_not_counted_twice(application: Application, carrier: Carrier, phone: Phone) -> None:
    application.on("/voice", '<Gather timeout="600" input="speech" action="/turn"/>')
    application.on("/turn", "<Hangup/>")
    phone.dial(NUMBER)
    wait_until(phone, lambda call: call["phase"] == "talking")
    phone.line.say("喂" * 500)
    wait_until(phone, is_over)
    (call,) = carrier.calls
    assert call.duration < 100  # 500 words take longer, had they been spoken


def test_a_telephone_in_a_call_is_busy(carrier: Carrier, phone: Phone, call: Call) -> None:
    assert not call.is_over
    second = carrier.telephones.at(phone.number)
    assert second is not None
    other = arriving(phone.number)
    assert second.rung(other, 1) is Pickup.IS_BUSY
    second.ended(other, "")
    with pytest.raises(Refused, match="in a call"):
        phone.dial(NUMBER)


def test_a_telephone_stops_ringing_for_a_caller_who_is_gone(carrier: Carrier, phone: Phone) -> None:
    line = carrier.telephones.at(phone.number)
    assert line is not None
    call = arriving(phone.number)
    assert line.rung(call, 1) is Pickup.NOT_YET
    call.status = Status.CANCELED
    wait_until(phone, is_over)
    with pytest.raises(Refused, match="no call"):
        phone.line.pick_up()


def test_a_page_that_comes_back_misses_nothing(phone: Phone, call: Call) -> None:
    phone.line.say("一")
    before = captions(phone)
    phone.line.say("二")
    phone.line.hold(on=True)
    assert [text for *_, text in captions(phone, after=before[-1][0])] == ["二"]
    phone.line.hear(call, Speech("没有听到"))
    assert "没有听到" not in [text for *_, text in captions(phone)]


def test_a_telephone_that_no_page_shows_is_closed(carrier: Carrier) -> None:
    phones = Phones(carrier, grace=0.05)
    phone = phones.open(CALLER)
    page = iter(phones.show(phone, 0))
    next(page)
    phone.dial(NUMBER)
    again = iter(phones.show(phone, 0))  # loaded again
    next(again)
    del page
    assert phones.get(phone.id) is phone
    del again
    *_, last = phone.news(0)
    assert last.state is None
    assert carrier.telephones.at(CALLER) is None
    assert phones.get(phone.id) is None


@pytest.mark.parametrize("number", ["", "110", "+0123", "client:", "client:<b>", "+86137\n", "sip:x", NUMBER, CALLER])
def test_a_number_that_cannot_be_had_is_refused(phones: Phones, phone: Phone, number: str) -> None:
    assert phone.number == CALLER
    with pytest.raises(Refused):
        phones.open(number)


def test_there_are_not_too_many_telephones(phones: Phones) -> None:
    opened = [phones.open(f"client:{name}") for name in "abc"]
    with pytest.raises(Refused, match="too many"):
        phones.open("client:d")
    phones.close(opened[0].id)
    phones.open("client:d")


@pytest.fixture
def line_url(base: str) -> str:
    status, opened = ask(f"{base}/phone/lines", {"number": "client:agent"})
    assert status == 201
    return f"{base}/phone/lines/{opened['id']}"


def send(method: str, url: str, body: object) -> None:
    """Do what has no answer."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 204


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("dial", {}, 400),
        ("dial", {"to": 1}, 400),
        ("dial", {"to": "110"}, 409),
        ("dial", [], 400),
        ("say", {"words": "喂"}, 409),
        ("say", {"words": "喂" * 501}, 400),
        ("say", {"words": "x" * 20_000}, 413),
        ("keys", {"keys": "12a"}, 400),
        ("skip", {"sound": "1"}, 400),
        ("pace", {"pace": "slow"}, 400),
        ("answer", {}, 409),
        ("hangup", {}, 409),
        ("dance", {}, 404),
    ],
)
def test_what_cannot_be_done_is_told_in_both_languages(line_url: str, action: str, body: object, status: int) -> None:
    answered, told = ask(f"{line_url}/{action}", body)
    assert answered == status
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told["error"])
    assert "(" in told["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json", "Origin": "https://elsewhere.example"}, 403),
        ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_no_other_site_uses_a_telephone(line_url: str, headers: dict[str, str], status: int) -> None:
    request = urllib.request.Request(f"{line_url}/hangup", data=b"{}", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    refused.value.close()
    assert refused.value.code == status


def test_an_unknown_line_is_not_found(base: str) -> None:
    assert ask(f"{base}/phone/lines/guessed/hangup", {})[0] == 404
    assert ask(f"{base}/phone/lines/guessed/events")[0] == 404


def test_the_page_runs_nothing_but_its_own_files(base: str) -> None:
    with urllib.request.urlopen(f"{base}/phone", timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    assert "script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page
    assert "onclick" not in page


def test_a_closed_line_is_gone(line_url: str, carrier: Carrier) -> None:
    send("DELETE", line_url, {})
    assert ask(f"{line_url}/hangup", {})[0] == 404
    assert carrier.telephones.addresses() == []


def test_events_carry_their_numbers(line_url: str, application: Application) -> None:
    application.on("/voice", "<Hangup/>")
    with urllib.request.urlopen(f"{line_url}/events", timeout=20) as answer:
        lines = (line.decode().strip() for line in answer)
        assert next(lines) == "event: state"
        send("POST", f"{line_url}/dial", {"to": NUMBER})
        assert next(line for line in lines if line.startswith("id:")) == "id: 1"


@pytest.mark.parametrize("answer", ["<Say>您好</Say>", Answer("broken", 500)], ids=["answer", "failure"])
def test_who_hangs_up_while_the_application_still_thinks_was_never_answered(
    application: Application, carrier: Carrier, phone: Phone, answer: str | Answer
) -> None:
    def give_up(path: str) -> None:
        if path == "/voice":
            phone.line.hang_up()

    application.when_asked = give_up
    application.on("/voice", answer)
    phone.dial(NUMBER)
    (call,) = carrier.calls
    assert call.over.wait(20)
    assert (call.status, call.answered_at) == (Status.NO_ANSWER, None)
    assert "您好" not in [text for _, _, text in captions(phone)]
