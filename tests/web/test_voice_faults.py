"""Faults while somebody is on the line: no dead air, no 5xx, no half ticket, and nothing that was said is lost.

F8, F10, F12, F13. The database is really locked, or really away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hotline import worker
from hotline.app import Application
from hotline.callbacks.models import Callback, Priority
from hotline.calls.models import Call, ProviderEvent, Recording, Status
from hotline.complaints.models import Complaint
from hotline.tickets.models import Ticket
from hotline.web.voice import MOST_AGAIN, MOST_ASKED, MOST_RETRIES
from tests.calls.lines import at_once, beside, call_of, callbacks_of, found, line, turns_of
from tests.calls.trouble import away, locked, row_locked, without_table
from tests.support.telephone import Telephone

A_MOMENT = "系统有一点忙，请您稍等。One moment, please."
APOLOGY = (
    "非常抱歉，系统暂时有点问题，您说的我们都记下了。等我们有了确切结果后会尽快和您联系。再见。"
    "We are sorry, our system has a problem. What you said is noted, and we will call you. Goodbye."
)
TO_A_COMPLAINT = ["我要投诉", "你们的师傅态度很差", "对", "珠海市海狸电子有限公司", "可以"]
ITS_TICKET = "拱北分局"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def come_back(phone: Telephone) -> str:
    """The carrier follows the Redirect: the same turn, without any words."""
    return phone._take(phone.post(phone.path))


def a_minute_later(app: Application, ticks: int = 1) -> None:
    """The worker takes up what was kept aside."""
    app.hotline.clock.advance(timedelta(seconds=61))
    for _ in range(ticks):
        worker.take_up_spooled(app.hotline)


def spooled(app: Application) -> list[str]:
    return [one.kind for one in app.hotline.spool.waiting()]


# Locked


def test_a_locked_call_is_asked_to_wait_and_goes_on_at_its_turn_with_the_words_first_said(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    asked = phone.path
    with row_locked(database_url, phone.sid):
        phone.say("我要投诉")
        assert phone.said == A_MOMENT
        assert phone.path == asked

    assert "您请讲，是什么事情让您不满意" in come_back(phone)
    assert [turn.heard for turn in turns_of(app, phone.sid)] == [None, "我要投诉"]
    assert spooled(app) == []


def test_a_ring_into_a_locked_database_is_greeted_at_once_and_answered_when_it_is_free(
    app: Application, phone: Telephone, database_url: str
) -> None:
    with locked(database_url):
        phone.ring()
        assert phone.said == "您好,金穗公司。" + A_MOMENT

    assert "请问有什么可以帮您" in come_back(phone)
    assert call_of(app, phone.sid).caller == phone.caller
    assert spooled(app) == []


# Away


def test_words_said_into_a_missing_database_outlast_several_tries(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    with away(database_url):
        phone.say("我要投诉")
        for _ in range(3):
            assert come_back(phone) == A_MOMENT

    assert "您请讲" in come_back(phone)
    assert [turn.heard for turn in turns_of(app, phone.sid)] == [None, "我要投诉"]


def test_keys_said_while_waiting_count_and_words_of_before_stay(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    with away(database_url):
        phone.say("我要投诉")
        phone.say("开不了票")

    come_back(phone)
    assert turns_of(app, phone.sid)[-1].heard == "开不了票"


def test_the_same_turn_three_times_at_once_is_kept_once_and_whole(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    path, phones = phone.path, [beside(phone) for _ in range(3)]
    with away(database_url):
        answers = at_once(3, lambda n: phones[n].post(path, SpeechResult="我要投诉"))

    assert len(set(answers)) == 1
    (kept,) = app.hotline.spool.waiting()
    assert kept.params["SpeechResult"] == "我要投诉"
    assert [file.suffix for file in (app.hotline.settings.var_dir / "spool").iterdir()] == [".json"]
    assert "您请讲" in come_back(phone)


def test_after_too_many_tries_the_caller_gets_an_apology_and_is_called_back_once(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    with away(database_url):
        phone.say("我要投诉")
        heard = [come_back(phone) for _ in range(MOST_RETRIES)]
        phone.hang_up()

    assert heard == [A_MOMENT] * (MOST_RETRIES - 1) + [APOLOGY]
    assert phone.is_over
    a_minute_later(app, ticks=2)
    assert [callback.phone for callback in callbacks_of(app, phone.sid)] == [phone.caller]
    assert "我要投诉" in [event.body.get("SpeechResult") for event in found(app, ProviderEvent)]
    assert spooled(app) == []


def test_a_caller_whose_ring_could_never_be_written_down_is_called_back_once(
    app: Application, phone: Telephone, database_url: str
) -> None:
    with away(database_url):
        phone.ring("+8613912345678")
        for _ in range(MOST_RETRIES):
            come_back(phone)
    assert phone.said == APOLOGY

    a_minute_later(app, ticks=3)

    (callback,) = callbacks_of(app, phone.sid)
    assert (callback.phone, callback.priority) == ("+8613912345678", Priority.HIGH)
    assert callback.owner_id
    assert callback.due_at > app.hotline.clock.now()


def test_a_call_that_was_answered_after_all_is_not_called_back_for_its_first_tries(
    app: Application, phone: Telephone, database_url: str
) -> None:
    with away(database_url):
        phone.ring()
    come_back(phone)
    phone.say("打错了")
    phone.say("打错了")
    phone.hang_up()
    a_minute_later(app)

    assert call_of(app, phone.sid).outcome == "wrong_number"
    assert callbacks_of(app, phone.sid) == []


def test_what_a_call_may_still_repeat_is_not_taken_from_it(
    app: Application, phone: Telephone, database_url: str
) -> None:
    with away(database_url):
        phone.ring()
    worker.take_up_spooled(app.hotline)

    assert spooled(app) == ["incoming"]
    assert found(app, Callback) == []


def test_events_that_came_meanwhile_are_all_taken_up_in_their_order(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    with away(database_url):
        for number, status in enumerate(["completed", "in-progress", "ringing"]):
            phone.post("/voice/status", CallStatus=status)
            phone.post("/voice/recording", RecordingSid=f"RE{number}", RecordingStatus="completed")
    worker.take_up_spooled(app.hotline)

    assert call_of(app, phone.sid).status is Status.COMPLETED
    assert {recording.sid for recording in found(app, Recording)} == {"RE0", "RE1", "RE2"}
    assert spooled(app) == []


# The fallback


def fall_back(phone: Telephone, **more: str) -> str:
    return phone._take(phone.post("/voice/fallback", ErrorCode="11200", ErrorUrl="/voice/incoming", **more))


@pytest.mark.parametrize(
    "left", [{"Digits": "13900139000"}, {"SpeechResult": "一三九零零一三九零零零", "Confidence": "0.9"}]
)
def test_the_fallback_takes_a_number_down_without_a_database_and_it_is_called_once(
    app: Application, phone: Telephone, database_url: str, left: dict[str, str]
) -> None:
    phone.sid, phone.caller = "CA-fallen", "anonymous"
    with away(database_url):
        assert "请说出或者按键输入您的联系电话" in fall_back(phone)
        phone._take(phone.post(phone.path, **left))
    assert phone.said == APOLOGY

    a_minute_later(app, ticks=3)

    assert [callback.phone for callback in found(app, Callback)] == ["+8613900139000"]
    assert found(app, Call) == []


def test_a_call_whose_name_is_longer_than_can_be_kept_is_called_back_all_the_same(
    app: Application, phone: Telephone
) -> None:
    phone.sid, phone.caller = "a" * 129, "+8613800138000"
    phone._take(phone.post("/voice/incoming"))
    assert phone.said == APOLOGY

    a_minute_later(app, ticks=3)

    assert [callback.phone for callback in found(app, Callback)] == ["+8613800138000"]
    assert not list(app.hotline.spool.waiting())


def test_a_turn_whose_answer_was_lost_is_answered_again_and_the_call_goes_on(
    app: Application, phone: Telephone
) -> None:
    phone.ring("+8613800138000")
    path, said = phone.path, {"SpeechResult": "我要投诉", "Confidence": "0.9"}
    lost = phone.post(path, **said).text
    phone._take(phone.post("/voice/fallback", ErrorCode="11200", ErrorUrl=f"https://hotline.example{path}", **said))
    assert "请您稍等" in phone.said
    assert phone.path == path
    assert phone.post(path).text == lost
    a_minute_later(app, ticks=3)
    assert callbacks_of(app, phone.sid) == []


def test_a_turn_that_was_never_taken_is_taken_with_the_words_of_the_first_try(
    app: Application, phone: Telephone
) -> None:
    phone.ring("+8613800138000")
    path, said = phone.path, {"SpeechResult": "我要投诉", "Confidence": "0.9"}
    phone._take(phone.post("/voice/fallback", ErrorCode="11205", ErrorUrl=f"https://hotline.example{path}", **said))
    come_back(phone)
    assert [turn.heard for turn in turns_of(app, phone.sid)] == [None, "我要投诉"]


def test_a_turn_that_fails_again_and_again_ends_in_a_number_being_asked_for(phone: Telephone) -> None:
    phone.ring("+8613800138000")
    address = f"https://hotline.example{phone.path}"
    heard = [
        phone._take(phone.post("/voice/fallback", ErrorCode="11205", ErrorUrl=address)) for _ in range(MOST_AGAIN + 1)
    ]
    assert ["联系电话" in said for said in heard] == [False] * MOST_AGAIN + [True]


def test_somebody_elses_turn_is_not_gone_back_to(phone: Telephone) -> None:
    phone.ring("+8613800138000")
    elsewhere = "https://hotline.example/voice/calls/CA-other/turns/1"
    said = phone._take(phone.post("/voice/fallback", ErrorCode="11205", ErrorUrl=elsewhere))
    assert "联系电话" in said


def test_the_fallback_does_not_ask_for_ever(phone: Telephone) -> None:
    phone.sid, phone.caller = "CA-silent", "+8613800138000"
    heard = [fall_back(phone), *(come_back(phone) for _ in range(MOST_ASKED))]

    assert ["联系电话" in said for said in heard] == [True] * MOST_ASKED + [False]
    assert heard[-1] == APOLOGY


def test_a_number_left_with_the_fallback_counts_also_where_the_call_was_promised_another(
    app: Application, phone: Telephone
) -> None:
    phone.ring("anonymous")
    fall_back(phone)
    phone.press("13900139000")
    phone.hang_up()
    a_minute_later(app, ticks=2)

    assert {callback.phone for callback in callbacks_of(app, phone.sid)} == {None, "+8613900139000"}
    assert len(callbacks_of(app, phone.sid)) == 2


def test_a_number_that_the_call_was_promised_already_is_not_promised_twice(app: Application, phone: Telephone) -> None:
    phone.ring("+8613900139000")
    fall_back(phone)
    phone.press("13900139000")
    phone.hang_up()
    a_minute_later(app, ticks=2)

    assert [callback.phone for callback in callbacks_of(app, phone.sid)] == ["+8613900139000"]


# Something breaks in the middle of a turn


def test_what_breaks_inside_a_verb_leaves_nothing_half_written_and_the_caller_an_apology(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    for words in TO_A_COMPLAINT:
        phone.say(words)
    before = call_of(app, phone.sid)
    with without_table(database_url, "ticket_serials"):
        assert phone.say(ITS_TICKET) == APOLOGY

    assert phone.is_over
    assert (found(app, Ticket), found(app, Complaint), found(app, Callback)) == ([], [], [])
    after = call_of(app, phone.sid)
    assert (after.turn, after.state) == (before.turn, before.state)
    (kept,) = app.hotline.spool.waiting()
    assert (kept.kind, kept.params["SpeechResult"]) == ("failed", ITS_TICKET)


def test_a_call_that_broke_in_our_hands_keeps_its_last_words_and_somebody_rings_back(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    for words in TO_A_COMPLAINT:
        phone.say(words)
    with without_table(database_url, "ticket_serials"):
        phone.say(ITS_TICKET)
    phone.hang_up()
    before = len(callbacks_of(app, phone.sid))
    a_minute_later(app, ticks=2)

    assert len(callbacks_of(app, phone.sid)) == before == 1
    assert ITS_TICKET in [event.body.get("SpeechResult") for event in found(app, ProviderEvent)]
    assert spooled(app) == []


def test_an_end_that_could_not_be_written_down_is_not_forgotten(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring()
    phone.say("我要投诉")
    with without_table(database_url, "callbacks"):
        assert phone.hang_up().status_code == 200
        worker.take_up_spooled(app.hotline)
        assert call_of(app, phone.sid).ended_at is None

    worker.take_up_spooled(app.hotline)
    assert call_of(app, phone.sid).outcome == "abandoned"
    assert len(callbacks_of(app, phone.sid)) == 1
    assert spooled(app) == []


# Nowhere to keep anything


def test_calls_go_on_although_nothing_can_be_kept_aside(app: Application, phone: Telephone, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    phone.ring()
    phone.say("我要投诉")

    assert "您请讲" in phone.said
    assert len(turns_of(app, phone.sid)) == 2


def test_where_nothing_can_be_kept_at_all_the_caller_is_asked_to_call_again(
    phone: Telephone, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    with away(database_url):
        phone.ring()
        assert "请您过几分钟再打过来" in phone.said
        assert phone.is_over
        assert "请您过几分钟再打过来" in fall_back(phone)
        assert phone.hang_up().status_code == 200
    phone._take(phone.post("/voice/incoming", CallSid=""))
    assert "请您过几分钟再打过来" in phone.said
