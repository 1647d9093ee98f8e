"""The carrier's door: nothing under /voice/ answers a stranger, and nothing sends the carrier elsewhere (S1-S5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

from hotline.app import Application
from hotline.calls.models import Call, ProviderEvent
from hotline.web.voice import MOST_FIELDS
from tests.calls.lines import found, line
from tests.support.databases import fresh_sqlite
from tests.support.telephone import FORM

BASE = "https://hotline.example"
NEW_KEY, OLD_KEY = "the-new-token", "the-old-token"
SIGNED = {"CallSid": "CA1", "From": "+8613800138000", "Digits": ""}
INVENTED = [
    "/voice/",
    "/voice/debug",
    "/voice/incoming/",
    "/voice//incoming",
    "/voice/../voice/incoming",
    "/voice/呼入",
]


@pytest.fixture(scope="module")
def app(run_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    directory = tmp_path_factory.mktemp("door")
    url = fresh_sqlite(run_directory, directory)
    with line(url, directory, TWILIO_AUTH_TOKEN=f"{NEW_KEY},{OLD_KEY}") as opened:
        yield opened


def every_path(app: Application) -> list[str]:
    return [*app.door._routes, "/voice/calls/CA1/turns/1", "/voice/calls/CA1/wait/zh-CN", *INVENTED]


def signature(path: str, form: object, *, token: str = NEW_KEY, base: str = BASE, query: str = "") -> dict[str, str]:
    url = base + path + (f"?{query}" if query else "")
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def post(app: Application, path: str, form: object, headers: dict[str, str], query: str = "") -> TestResponse:
    body = form if isinstance(form, str | bytes) else urlencode(form, doseq=True)  # type: ignore[arg-type] # a mapping
    return Client(app).post(path, data=body, content_type=FORM, headers=headers, query_string=query)


def nothing_came_of_it(app: Application) -> bool:
    return not found(app, Call) and not found(app, ProviderEvent) and not list(app.hotline.spool.waiting())


# Refused


def test_every_path_refuses_a_request_that_is_not_signed(app: Application) -> None:
    answers = {path: post(app, path, SIGNED, {}).status_code for path in every_path(app)}
    assert len(answers) >= 12
    assert set(answers.values()) == {403}
    assert nothing_came_of_it(app)


def test_every_path_refuses_a_forged_signature(app: Application) -> None:
    for path in every_path(app):
        forged = signature(path, SIGNED, token="a-guess")
        assert post(app, path, SIGNED, forged).status_code == 403
    assert nothing_came_of_it(app)


@pytest.mark.parametrize(
    "garbage", ["", " ", "=", "AAAA", "x" * 5000, "ÿþ\xa0ü", "ä½\xa0å¥½", "RSOYDt4T1cUTdK1PDd93/VVr8B8="]
)
def test_garbage_in_the_header_is_no_signature(app: Application, garbage: str) -> None:
    assert post(app, "/voice/incoming", SIGNED, {"X-Twilio-Signature": garbage}).status_code == 403


def test_a_signature_for_another_path_does_not_open_this_one(app: Application) -> None:
    stale = signature("/voice/calls/CA1/turns/1", SIGNED)
    assert post(app, "/voice/calls/CA1/turns/2", SIGNED, stale).status_code == 403


@pytest.mark.parametrize("body", [{**SIGNED, "Digits": "1"}, {"CallSid": "CA1"}, {**SIGNED, "New": "1"}, {}])
def test_a_signature_for_another_body_does_not_open_this_one(app: Application, body: dict[str, str]) -> None:
    assert post(app, "/voice/incoming", body, signature("/voice/incoming", SIGNED)).status_code == 403


def test_a_query_that_was_not_signed_is_refused_and_one_that_was_is_not(app: Application) -> None:
    path, event = "/voice/recording", {"CallSid": "CA1"}
    assert post(app, path, event, signature(path, event), query="a=1").status_code == 403
    assert post(app, path, event, signature(path, event, query="a=1&b=%E5%AE%A2"), query="a=1").status_code == 403
    signed = signature(path, event, query="a=1&b=%E5%AE%A2")
    assert post(app, path, event, signed, query="a=1&b=%E5%AE%A2").status_code == 200


def test_what_a_proxy_claims_of_the_address_is_not_believed(app: Application) -> None:
    forged = signature("/voice/incoming", SIGNED, base="https://evil.example")
    claims = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert post(app, "/voice/incoming", SIGNED, {**forged, **claims}).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_is_answered(app: Application, method: str) -> None:
    for path in every_path(app):
        answer = Client(app).open(path, method=method, query_string=SIGNED, headers=signature(path, {}))
        assert answer.status_code == 405


def test_a_json_body_is_refused_even_where_its_hash_is_signed(app: Application) -> None:
    body = json.dumps(SIGNED)
    query = f"bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signed = signature("/voice/incoming", {}, query=query)
    answer = Client(app).post(
        "/voice/incoming", data=body, content_type="application/json", headers=signed, query_string=query
    )
    assert answer.status_code == 415
    assert post(app, "/voice/incoming", body, signed, query=query).status_code == 403
    assert nothing_came_of_it(app)


@pytest.mark.parametrize("length", [str(1024 * 1024 + 1), "9" * 30, "-1", "²", "many"])
def test_a_length_that_is_too_much_or_none_is_refused_unread(app: Application, length: str) -> None:
    answer = Client(app).post("/voice/incoming", content_type=FORM, environ_overrides={"CONTENT_LENGTH": length})
    assert answer.status_code == 413


def test_who_brings_no_signature_is_refused_unread(app: Application) -> None:
    with BytesIO(b"CallSid=CA1") as body:
        answer = Client(app).post("/voice/incoming", content_type=FORM, input_stream=body, content_length=11)
        assert (answer.status_code, body.tell()) == (403, 0)


@pytest.mark.parametrize("body", ["你好".encode(), b"\xff\xfe"])
def test_a_body_that_is_no_form_of_a_carrier_is_refused(app: Application, body: bytes) -> None:
    assert post(app, "/voice/incoming", body, signature("/voice/incoming", {})).status_code == 403


def test_a_form_of_hundreds_of_fields_is_refused_however_well_it_is_signed(app: Application) -> None:
    event = {"CallSid": "CA1", **{f"field{number}": "1" for number in range(MOST_FIELDS)}}
    assert post(app, "/voice/recording", event, signature("/voice/recording", event)).status_code == 403
    del event["field0"]
    assert post(app, "/voice/recording", event, signature("/voice/recording", event)).status_code == 200


# Let in


@pytest.mark.parametrize("token", [NEW_KEY, OLD_KEY])
def test_both_keys_open_the_door_while_one_replaces_the_other(app: Application, token: str) -> None:
    event = {"CallSid": "CA1"}
    assert post(app, "/voice/recording", event, signature("/voice/recording", event, token=token)).status_code == 200


def test_the_address_may_be_signed_with_its_port(app: Application) -> None:
    event = {"CallSid": "CA1"}
    signed = signature("/voice/recording", event, base=f"{BASE}:443")
    assert post(app, "/voice/recording", event, signed).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        MultiDict([("CallSid", "CA1"), ("Digits", "1"), ("Digits", "2"), ("Digits", "1")]),
        MultiDict([("CallSid", ""), ("FromCity", ""), ("FromZip", " ")]),
        MultiDict([("CallSid", "CA1"), ("AddOns", '{"status":"successful"}'), ("Brand New", "值 + & = %")]),
    ],
    ids=["a key that repeats", "empty values", "new parameters"],
)
def test_forms_of_every_shape_are_let_in(app: Application, form: MultiDict[str, str]) -> None:
    body = urlencode(list(form.items(multi=True)))
    assert post(app, "/voice/recording", body, signature("/voice/recording", form)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *INVENTED,
        "/voice/calls/CA1",
        "/voice/calls/CA1/turns/x",
        "/voice/calls/C A/wait/zh-CN",
        "/voice/calls/CA1/wait/fr",
    ],
)
def test_a_signed_request_to_nowhere_is_told_so(app: Application, path: str) -> None:
    answer = post(app, path, SIGNED, {})
    signed = signature(str(answer.request.environ["REQUEST_URI"]), SIGNED)
    assert post(app, path, SIGNED, signed).status_code == 404


# Never elsewhere


@pytest.mark.parametrize(
    "path",
    ["/voice", "//voice/incoming", "/voice/incoming/", "/voice//incoming", "/voice/incoming//", "/Voice/incoming"],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_no_spelling_of_a_path_is_answered_with_a_redirect(app: Application, path: str, method: str) -> None:
    signed = signature(path, SIGNED)
    for headers in ({}, signed):
        answer = Client(app).open(path, method=method, data=urlencode(SIGNED), content_type=FORM, headers=headers)
        assert answer.status_code in {403, 404, 405}
        assert "Location" not in answer.headers
