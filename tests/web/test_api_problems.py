"""Errors of the API: problem documents in both languages that tell nothing of the inside (S21, S24)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask import abort
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from hotline.app import Application
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import BadSetting, Conflict, HotlineError, Invalid
from hotline.core.store import open_store
from hotline.web import api
from hotline.web.api import problems
from tests.support.houses import settings_for
from tests.web.api import PREFIX, Program, problem


def test_a_method_that_is_not_there_names_those_that_are(busy_day: Application) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = Program(busy_day).ask(method, f"{PREFIX}/calls")
        problem(answer, 405)
        assert "GET" in answer.headers["Allow"]


def test_a_large_body_is_refused_unread(busy_day: Application) -> None:
    for path in ("/healthz", f"{PREFIX}/calls"):
        problem(Program(busy_day).ask("GET", path, data=b"x" * (64 * 1024 + 1)), 413)
        assert Program(busy_day).ask("GET", path, data=b"x" * (64 * 1024)).status_code == 200


@pytest.mark.parametrize("resource", ["calls", "tickets", "callbacks", "customers", "branches"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=WyIyMDI2LTAzLTA1IiwgIngiXQ", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=" + "x" * 301, "cursor"),
    ],
)
def test_a_bad_place_in_a_list_names_the_parameter(
    busy_day: Application, resource: str, query: str, field: str
) -> None:
    body = problem(Program(busy_day).ask("GET", f"{PREFIX}/{resource}?{query}"), 422)
    assert [error["field"] for error in body["errors"]] == [field]
    assert body["detail"].isascii() is False


@pytest.mark.parametrize("resource", ["calls", "tickets", "callbacks"])
@pytest.mark.parametrize("key", ["nobody", "%00", "' OR 1=1 --", "%F0%9F%98%80", "x" * 3000])
def test_nothing_of_that_key_is_a_404(busy_day: Application, resource: str, key: str) -> None:
    problem(Program(busy_day).ask("GET", f"{PREFIX}/{resource}/{key}"), 404)


def test_head_answers_like_get_without_a_body(busy_day: Application) -> None:
    program = Program(busy_day)
    head, get = (program.ask(method, f"{PREFIX}/tickets") for method in ("HEAD", "GET"))
    assert (head.status_code, head.data, head.headers) == (200, b"", get.headers)


def test_answers_leave_a_browser_nothing_to_go_wrong_with(busy_day: Application) -> None:
    for path in ("/healthz", "/nothing", "/api/docs", f"{PREFIX}/calls"):
        headers = Program(busy_day).ask("GET", path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


@pytest.fixture
def failing() -> FlaskClient:
    """An application whose views fail in every way."""
    app = APIFlask("failing")
    problems.install(app)

    def fail_with(name: str, error: Exception) -> None:
        def view() -> str:
            raise error

        app.add_url_rule(f"/{name}", name, view)

    fail_with("bug", ZeroDivisionError("13800138000 at /home/hotline/secret.py"))
    fail_with("setting", BadSetting("DATABASE_URL", "postgresql://hotline:pass@db"))
    fail_with("house", HotlineError("the inside"))
    fail_with("conflict", Conflict("工单已关闭 (the ticket is closed)"))
    fail_with("invalid", Invalid("phone", "不是电话号码 (no telephone number)"))
    app.add_url_rule("/http/<int:code>", "http", abort)
    return app.test_client()


@pytest.mark.parametrize("name", ["bug", "setting", "house"])
def test_a_failure_tells_an_incident_number_and_nothing_else(failing: FlaskClient, name: str) -> None:
    with capture_logs() as logged:
        body = problem(failing.get(f"/{name}"), 500)
    assert set(body) == {"type", "title", "status", "detail", "incident"}
    assert body["incident"] in body["detail"]
    for inside in ("secret.py", "postgresql", "the inside", "ZeroDivision"):
        assert inside not in json.dumps(body)
    assert [(entry["incident"], entry["path"]) for entry in logged] == [(body["incident"], f"/{name}")]
    assert logged[0]["exc_info"]


def test_what_staff_may_be_told_is_told(failing: FlaskClient) -> None:
    assert problem(failing.get("/conflict"), 409)["detail"] == "工单已关闭 (the ticket is closed)"
    invalid = problem(failing.get("/invalid"), 422)
    assert invalid["errors"] == [{"field": "phone", "message": "不是电话号码 (no telephone number)"}]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_http_error_is_a_problem(failing: FlaskClient, status: int) -> None:
    assert problem(failing.get(f"/http/{status}"), status)["type"] == "about:blank"


def test_a_database_that_is_away_is_named_without_its_address(tmp_path: Path) -> None:
    settings: Settings = settings_for("postgresql://hotline:pass@127.0.0.1:9/hotline", tmp_path)
    store = open_store(settings.database_url)
    client = api.create(settings=settings, store=store, clock=Clock(None)).test_client()
    for path in ("/readyz", "/metrics", f"{PREFIX}/calls"):
        answer = client.get(path, headers={"Authorization": "Bearer hl_any"})
        body = problem(answer, 503)
        assert (body["part"], answer.headers["Retry-After"]) == ("database", "2")
        assert "127.0.0.1" not in answer.text
    assert client.get("/healthz").json == {"status": "ok"}
    store.close()
