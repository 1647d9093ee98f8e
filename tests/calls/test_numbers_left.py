"""Numbers that callers leave: one that we never call is kept as it was said, and another is asked for once (S16)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hotline.app import Application
from hotline.callbacks.models import State
from hotline.calls import recovery
from tests.calls.lines import callbacks_of, line, record_of
from tests.support.telephone import Telephone
from tests.web.api import Program
from tests.web.callers import UNSOLVED, live

MOBILE = "一三八零零一三八零零零"
COSTLY = "四零零八零零九九零零"
AFTER_HOURS = "2026-03-10T20:00:00+08:00"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        opened.hotline.clock.set(AFTER_HOURS)
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def leave(phone: Telephone, *numbers: str, caller: str = "ANONYMOUS") -> str:
    """Ask for a person after hours and leave these numbers, each confirmed; gives what is said last."""
    phone.ring(caller)
    phone.say("转人工")
    for number in numbers:
        phone.say(number)
        phone.say("对")
    return phone.said


def shown(app: Application, phone: Telephone) -> dict[str, Any]:
    """The one callback of the call as the API shows it."""
    (callback,) = callbacks_of(app, phone.sid)
    return dict(Program(app).get(f"/callbacks/{callback.id}"))


def test_an_ordinary_number_is_taken_at_once(app: Application, phone: Telephone) -> None:
    assert "位次给您留着" in leave(phone, MOBILE)

    callback = shown(app, phone)
    assert (callback["phone"], callback["state"], callback["trouble"]) == ("+8613800138000", State.QUEUED, None)


@pytest.mark.parametrize("number", [COSTLY, "001 900 555 1234", "00 44 7911 123456", "00 881 6123456789"])
def test_a_number_that_is_never_called_is_answered_kindly_and_another_one_does(
    app: Application, phone: Telephone, number: str
) -> None:
    said = leave(phone, number)
    assert "抱歉，这个号码我们打不过去" in said
    assert "别的联系电话" in said

    phone.say(MOBILE)
    assert "位次给您留着" in phone.say("对")
    assert shown(app, phone)["phone"] == "+8613800138000"


def test_without_another_one_a_person_has_it_with_the_reason_in_words(app: Application, phone: Telephone) -> None:
    leave(phone, COSTLY)
    assert "没有您的号码，我们回不了电话" in phone.say("没有别的了")

    callback = shown(app, phone)
    assert (callback["phone"], callback["state"]) == (None, State.NEEDS_PERSON)
    assert "400 800 9900 是分摊话费的号码" in callback["trouble"]
    assert record_of(app, phone.sid)["intake"]["contact_phone"]["e164"] == "+864008009900"


def test_two_numbers_that_are_never_called_are_the_end_of_asking(app: Application, phone: Telephone) -> None:
    assert "没有您的号码" in leave(phone, COSTLY, "001 900 555 1234")
    assert phone.is_over
    assert "付费号码" in shown(app, phone)["trouble"]


def test_silence_after_it_comes_to_an_end_too(app: Application, phone: Telephone) -> None:
    leave(phone, COSTLY)
    for _ in range(3):
        assert not phone.is_over
        phone.stay_silent()
    assert phone.is_over
    assert "分摊话费" in shown(app, phone)["trouble"]


def test_a_calling_number_that_is_never_called_is_not_offered(app: Application, phone: Telephone) -> None:
    assert "您的联系电话是多少" in leave(phone, caller="+12025550123")
    assert "位次给您留着" in leave(phone, MOBILE, caller="+12025550123")
    assert shown(app, phone)["phone"] == "+8613800138000"


def test_a_country_that_the_settings_name_is_called(database_url: str, tmp_path: Path) -> None:
    with line(database_url, tmp_path, HOTLINE_CALLBACK_COUNTRIES="CN,US") as app:
        app.hotline.clock.set(AFTER_HOURS)
        phone = Telephone(app)
        assert "打现在这个来电号码" in leave(phone, caller="+12025550123")
        phone.say("可以")
        assert shown(app, phone)["phone"] == "+12025550123"


def test_a_call_that_breaks_off_is_not_called_back_on_such_a_number(app: Application, phone: Telephone) -> None:
    phone.ring("+12025550123")
    phone.hang_up()

    callback = shown(app, phone)
    assert (callback["phone"], callback["state"]) == (None, State.NEEDS_PERSON)
    assert "不在可以回电的地区: US" in callback["trouble"]


def test_who_left_such_a_number_and_hung_up_is_called_on_the_number_that_called(
    app: Application, phone: Telephone
) -> None:
    phone.ring("+8613800138000")
    phone.say("转人工")
    phone.say("不，打别的电话")
    phone.say(COSTLY)
    phone.say("对")
    phone.hang_up()
    assert shown(app, phone)["phone"] == "+8613800138000"


def test_a_fault_with_such_a_number_opens_its_ticket_and_waits_for_a_person(app: Application, phone: Telephone) -> None:
    live(phone, "ANONYMOUS", {"别的联系电话": "没有了", "联系电话是多少": COSTLY, **UNSOLVED})

    record = record_of(app, phone.sid)
    assert record["ticket"] is not None
    assert {callback["state"] for callback in record["callbacks"]} == {State.NEEDS_PERSON}
    assert "分摊话费" in shown(app, phone)["trouble"]


def test_such_a_number_left_while_the_database_was_away_waits_for_a_person(app: Application) -> None:
    hotline = app.hotline
    now = hotline.clock.now()
    params = {"CallSid": "CAaway", "From": "ANONYMOUS", "Digits": "4008009900"}
    hotline.spool.put("fallback", "CAaway", 0, params, now)
    (spooled,) = hotline.spool.waiting()
    for _ in range(2):
        hotline.store.write(lambda s: recovery.take_up(s, house=hotline.house, spooled=spooled, now=now))

    (callback,) = callbacks_of(app, "CAaway")
    assert (callback.phone, callback.state) == (None, State.NEEDS_PERSON)
    assert "分摊话费" in (callback.trouble or "")
