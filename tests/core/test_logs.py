"""What stands in a log, and what never does."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as some

from hotline.core.logs import configure, get_logger, hide_in_text


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged during the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure(stream=written)
    yield written
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_event_is_one_json_line_with_its_time_level_and_origin(stream: io.StringIO) -> None:
    get_logger("hotline.calls").info("call.answered", call_sid="CA1", rings=2)

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["module"]) == ("call.answered", "info", "hotline.calls")
    assert (line["call_sid"], line["rings"]) == ("CA1", 2)
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_what_libraries_log_is_treated_alike(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("dialling %s", "+8613800138000")

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["module"]) == ("dialling +861********00", "warning", "some.library")


def test_a_caller_cannot_write_a_line_of_his_own(stream: io.StringIO) -> None:
    get_logger("test").info("turn", heard='好\r\n{"event": "ticket.closed"}\x1b[2J\x07')

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
    assert lines(stream)[0]["heard"].startswith("好\r\n")


def test_chinese_stays_readable(stream: io.StringIO) -> None:
    get_logger("test").info("turn", said="您好,金穗公司")

    assert "您好,金穗公司" in stream.getvalue()


def test_numbers_are_hidden_wherever_they_stand(stream: io.StringIO) -> None:
    number = "13800138000"
    try:
        int(f"dial {number}")
    except ValueError:
        get_logger("test").exception(
            f"failed for {number}",
            a=number,
            b={"c": [number, (number,)]},
            d=KeyError(number),
            e=f"电话{number}转801".encode(),
        )
    with structlog.contextvars.bound_contextvars(caller=number):
        get_logger("test").info("turn")

    assert number not in stream.getvalue()
    assert stream.getvalue().count("138******00") >= 6


@pytest.mark.parametrize(
    "name", ["password", "auth_token", "SECRET_KEY", "Authorization", "cookie", "X-Twilio-Signature", "api_key"]
)
def test_what_is_secret_by_name_is_never_shown(stream: io.StringIO, name: str) -> None:
    get_logger("test").info("request", headers={name: "hunter2"}, **{name: "hunter2"})

    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize(
    "text", ["postgresql://hotline:hunter2@db/hotline", "Authorization: Bearer hunter2", "Basic hunter2"]
)
def test_a_secret_inside_a_text_is_hidden(text: str) -> None:
    assert "hunter2" not in hide_in_text(text)


@pytest.mark.parametrize(
    "number",
    ["13800138000", "+8613800138000", "138 0013 8000", "138-0013-8000", "0756-8881234", "(0756)8881234", "8881234",
     "１３８００１３８０００", "一三八零零一三八零零零", "幺三八零零幺三八零零零", "440400123456789"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "电话{}。", "tel:{}", "tel{}", "call {}, please", "'{}'", "2026-03-10 {}"])
def test_a_number_in_any_writing_is_hidden(number: str, around: str) -> None:
    hidden = hide_in_text(around.format(number))

    assert number not in hidden
    assert number[-2:] in hidden


@pytest.mark.parametrize(
    "number", ["91440400MA4UQWER1X", "110101199003071234", "11010119900307123X", "税号91440400MA4UQWER1X。"]
)
def test_taxpayer_and_identity_numbers_are_hidden(number: str) -> None:
    assert hide_in_text(number).strip("税号。") == "***"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-10",
        "2026-03-10T01:02:03.000004Z",
        "260310001",
        "CA0123456789abcdef0123456789abcdef",
        "0f8fad5bd9cb469fa16570867728950e",
        "13:45:12",
        "127.0.0.1:8000",
        "3.1415926535",
        "404400",
    ],
)
def test_dates_ticket_numbers_and_ids_stay_readable(text: str) -> None:
    assert hide_in_text(text) == text


def test_dates_and_plain_numbers_stay_as_they_are(stream: io.StringIO) -> None:
    at = datetime(2026, 3, 10, 4, tzinfo=UTC)

    get_logger("test").info("turn", due=at, size=123456789, ratio=0.5, ok=True, nothing=None)

    (line,) = lines(stream)
    assert (line["due"], line["size"], line["ratio"], line["ok"], line["nothing"]) == (
        at.isoformat(),
        123456789,
        0.5,
        True,
        None,
    )


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    configure(level="warning", stream=stream)

    get_logger("test").info("quiet")
    logging.getLogger("library").info("quiet")

    assert stream.getvalue() == ""


@given(some.text(), some.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), some.text())
def test_no_mobile_number_gets_through_unless_it_is_part_of_something_longer(
    before: str, number: str, after: str
) -> None:
    hidden = hide_in_text(f"{before} {number} {after}")

    assert f" {number} " not in hidden
