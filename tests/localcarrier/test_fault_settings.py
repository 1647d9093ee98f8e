"""How a bad day is asked for, in a text and over HTTP, and how it befalls Twilio's addresses."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from http.client import RemoteDisconnected
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.localcarrier.calls.call import Call, Order
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import DESCRIPTIONS, BadFaults, Faults, Kind
from hotline.localcarrier.lines.script import Caller
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.service.server import serving
from tests.localcarrier.application import TOKEN
from tests.localcarrier.conftest import ACCOUNT, CALLER, NUMBER

RATES = st.dictionaries(st.sampled_from(Kind), st.floats(0, 1, exclude_min=True))
Waiting = Callable[..., AbstractContextManager[tuple[Carrier, Call, str]]]
DAYS = st.builds(Faults, st.integers(0, 10**15 - 1), RATES)
NONSENSE: list[object] = [
    b"{",
    b"7",
    {},
    {"seed": 7},
    {"seed": "7", "rates": {}},
    {"seed": True, "rates": {}},
    {"seed": 7, "rates": []},
    {"seed": 7, "rates": {"drop": "1"}},
    {"seed": 7, "rates": {"drop": True}},
    {"seed": 7, "rates": {"drop": 2}},
    {"seed": 7, "rates": {"dorp": 1}},
    {"seed": 7, "rates": {}, "drop": 1},
]


@given(DAYS)
def test_a_day_is_read_as_it_is_written(day: Faults) -> None:
    assert Faults.parse(str(day)) == day
    assert str(Faults.parse(str(day))) == str(day)


@pytest.mark.parametrize("text", ["seed=7,duplicate=0.1,slow=0.05", "seed=0,drop=1", "seed=3"])
def test_the_text_stays_as_it_was(text: str) -> None:
    assert str(Faults.parse(text)) == text


def test_blanks_and_order_do_not_matter() -> None:
    assert Faults.parse(" slow=0.05, seed = 7 ,drop=1.0,cut=0") == Faults(7, {Kind.DROP: 1, Kind.SLOW: 0.05})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("duplicat=0.1", "duplicat: 没有这种故障,只有 (no such fault, there are): duplicate, drop, delay, "),
        ("drop=1.1", "drop: 1.1 应在 0 和 1 之间 (must be from 0 to 1)"),
        ("drop=-0.1", "drop: -0.1 应在"),
        ("drop=nan", "drop: nan 应在"),
        ("drop=often", "drop: 'often' 应在"),
        ("drop=", "drop: '' 应在"),
        ("seed=x", "seed: 'x' 应是 0 到 999999999999999 的整数 (must be a whole number in this range)"),
        ("seed=1.5", "seed: 1.5 应是"),
        ("seed=-1", "seed: -1 应是"),
        ("seed=1000000000000000", "seed: 1000000000000000 应是"),
        ("drop", "'drop': 请写成 (write it like) seed=7,duplicate=0.1"),
        ("", "'': 请写成"),
        ("drop=1,drop=1", "drop: 写了两次 (is there twice)"),
    ],
)
def test_nonsense_is_named(text: str, told: str) -> None:
    with pytest.raises(BadFaults) as refused:
        Faults.parse(text)
    assert str(refused.value).startswith(told)


@given(DAYS, st.sampled_from(Kind), st.text(), RATES)
def test_a_fault_depends_on_nothing_but_its_seed_its_rate_and_its_place(
    day: Faults, kind: Kind, place: str, others: dict[Kind, float]
) -> None:
    rate = day.rates.get(kind, 0)
    assert Faults(day.seed, {**others, kind: rate}).strike(kind, place) == day.strike(kind, place)
    if day.strike(kind, place):
        assert Faults(day.seed, {kind: min(1, rate * 2)}).strike(kind, place)


def test_every_kind_is_described() -> None:
    assert [description.name for description in DESCRIPTIONS] == list(Kind)


# Over HTTP


def ask(url: str, method: str = "GET", body: object = None, kind: str = "application/json") -> tuple[int, Any]:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def base(carrier: Carrier) -> Iterator[str]:
    with serving(carrier) as base:
        yield base


def test_faults_are_set_and_shown_while_the_carrier_runs(carrier: Carrier, base: str) -> None:
    status, shown = ask(f"{base}/carrier/faults")
    assert (status, shown["seed"], set(shown["rates"].values())) == (200, 0, {0})
    status, shown = ask(f"{base}/carrier/faults", "PUT", {"seed": 7, "rates": {"duplicate": 0.1, "drop": 1}})
    assert (status, shown["seed"]) == (200, 7)
    assert shown["rates"] == {**{str(kind): 0 for kind in Kind}, "duplicate": 0.1, "drop": 1}
    assert shown["kinds"][0] == {
        "name": "duplicate",
        "group": "webhooks",
        "zh": "请求送到两次，以第一次的答复为准",
        "en": "delivered twice; the first answer counts",
    }
    assert {kind["group"] for kind in shown["kinds"]} == {"webhooks", "rest", "calls"}
    assert ask(f"{base}/carrier/faults") == (200, shown)
    assert str(carrier.faults.today) == "seed=7,duplicate=0.1,drop=1"


def test_nonsense_over_http_is_refused_and_changes_nothing(carrier: Carrier, base: str) -> None:
    carrier.faults.set(Faults.parse("seed=3,drop=1"))
    for body in NONSENSE:
        status, answer = ask(f"{base}/carrier/faults", "PUT", body)
        assert (status, list(answer)) == (400, ["error"]), body
    assert str(carrier.faults.today) == "seed=3,drop=1"


def test_what_a_form_on_another_website_can_send_is_refused(carrier: Carrier, base: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        status, answer = ask(f"{base}/carrier/faults", "PUT", {"seed": 7, "rates": {"drop": 1}}, kind)
        assert (status, list(answer)) == (415, ["error"])
    assert carrier.faults.today == Faults()


# At Twilio's addresses


@pytest.fixture
def waiting(carrier: Carrier) -> Waiting:
    """A carrier on a bad day, served, with a call that waits for orders."""

    @contextmanager
    def waiting(faults: str, unit: float = 0.005) -> Iterator[tuple[Carrier, Call, str]]:
        other = Carrier(replace(carrier.network, faults=Faults.parse(faults), fault_seconds=unit))
        call = other.new_call(ScriptedLine(Caller("t", CALLER)), NUMBER)
        with serving(other) as base:
            yield other, call, f"{base}/2010-04-01/Accounts/{ACCOUNT}/Calls/{call.sid}.json"

    return waiting


def end(url: str, token: str = TOKEN, timeout: float = 20) -> tuple[int, Any, Any]:
    """Order the call to end: status, body and headers of the answer."""
    login = base64.b64encode(f"{ACCOUNT}:{token}".encode()).decode()
    request = urllib.request.Request(url, b"Status=completed", {"Authorization": f"Basic {login}"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), error.headers


def test_a_request_that_fails_first_does_nothing(waiting: Waiting) -> None:
    with waiting("rest_500=1") as (carrier, call, url):
        status, body, _ = end(url)
    assert (status, body["status"], body["code"], body["message"]) == (500, 500, 20500, "Internal Server Error")
    assert not call.orders
    (fault,) = carrier.log.faults()
    assert (fault.kind, fault.call_sid, fault.url) == ("rest_500", "", url[url.index("/2010") :])


def test_a_busy_carrier_does_nothing_and_says_when_to_come_back(waiting: Waiting) -> None:
    with waiting("rest_429=1") as (_, call, url):
        status, body, headers = end(url)
    assert (status, body["code"], headers["Retry-After"]) == (429, 20429, "1")
    assert not call.orders


def test_a_request_that_fails_afterwards_was_done(waiting: Waiting) -> None:
    with waiting("accept_then_500=1") as (carrier, call, url):
        assert end(url)[0] == 500
        assert end(url.replace(call.sid, "CA0"))[0] == 404  # there was nothing to do
    assert list(call.orders) == [Order()]
    assert len(carrier.log.faults()) == 1


def test_a_request_that_hangs_was_done_and_is_never_answered(waiting: Waiting) -> None:
    with waiting("accept_then_hang=1", 1.0) as (_, call, url), pytest.raises(TimeoutError):
        end(url, timeout=0.5)
    assert list(call.orders) == [Order()]


def test_the_line_that_hangs_is_dropped_in_the_end(waiting: Waiting) -> None:
    with waiting("accept_then_hang=1") as (_, call, url), pytest.raises(RemoteDisconnected):
        end(url)
    assert list(call.orders) == [Order()]


@pytest.mark.parametrize("kind", ["rest_500", "rest_429", "accept_then_500", "accept_then_hang"])
def test_what_has_rate_0_or_comes_from_a_stranger_is_answered_as_ever(waiting: Waiting, kind: str) -> None:
    with waiting(f"{kind}=0") as (_, call, url):
        assert end(url)[0] == 200
    assert list(call.orders) == [Order()]
    with waiting(f"{kind}=1") as (carrier, call, url):
        assert end(url, "wrong")[0] == 401
        assert ask(f"{url.partition('/2010')[0]}/healthz")[0] == 200
    assert (carrier.log.faults(), list(call.orders)) == ([], [])


def test_requests_have_the_same_luck_on_the_same_day(waiting: Waiting) -> None:
    def day(seed: int) -> list[int]:
        with waiting(f"seed={seed},rest_500=0.5") as (carrier, _, url):
            statuses = [end(url)[0] for _ in range(8)]
            assert len(carrier.log.faults(kind="rest_500")) == statuses.count(500)
            assert len(ask(f"{url.partition('/2010')[0]}/carrier/log")[1]["faults"]) == statuses.count(500)
        return statuses

    assert day(7) == day(7) != day(8)
