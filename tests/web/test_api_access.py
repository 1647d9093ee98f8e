"""Who may read what (S10): nothing without a token, nothing that the role may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from hotline.app import Application
from hotline.people.models import ApiToken, Role
from hotline.people.rules import PERMISSIONS
from tests.web.api import PREFIX, Program, problem, revoke

OPEN = {"/healthz", "/readyz", "/metrics", "/phone", "/carrier", "/api/openapi.json", "/api/docs"}
NEEDS = {
    f"{PREFIX}/calls": "calls.read",
    f"{PREFIX}/calls/CAsolved": "calls.read",
    f"{PREFIX}/tickets": "tickets.read",
    f"{PREFIX}/tickets/260306001": "tickets.read",
    f"{PREFIX}/callbacks": "callbacks.read",
    f"{PREFIX}/callbacks/nobody": "callbacks.read",
    f"{PREFIX}/customers": "customers.read",
    f"{PREFIX}/branches": "branches.read",
}


def _rules(app: Application) -> Iterator[Rule]:
    return app.pages.url_map.iter_rules()


def _path(rule: Rule) -> str:
    return "/".join("CAsolved" if part.startswith("<") else part for part in rule.rule.split("/"))


def test_every_route_is_open_on_purpose_or_asks_for_a_token(busy_day: Application) -> None:
    stranger = Program(busy_day, token="")
    closed = {rule.rule for rule in _rules(busy_day)} - OPEN
    assert len(closed) == len(NEEDS)
    for rule in _rules(busy_day):
        for method in sorted(rule.methods or ()):
            answer = stranger.ask(method, _path(rule))
            assert (answer.status_code == 401) == (rule.rule in closed), (method, rule.rule, answer.status_code)


def test_every_closed_view_names_its_permission(busy_day: Application) -> None:
    views = busy_day.pages.view_functions
    named = {getattr(views[rule.endpoint], "permission", None) for rule in _rules(busy_day) if rule.rule not in OPEN}
    assert named == set(NEEDS.values())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", NEEDS)
def test_each_role_reads_what_its_permissions_say(busy_day: Application, role: Role, path: str) -> None:
    answer = Program(busy_day, role).ask("GET", path)
    if NEEDS[path] in PERMISSIONS[role]:
        assert answer.status_code == (404 if path.endswith("/nobody") else 200)
    else:
        assert NEEDS[path] in problem(answer, 403)["detail"]


@pytest.mark.parametrize("token", ["", "hl_guessed", "x" * 5000, "\u4ee4\u724c"])
def test_no_token_and_a_wrong_one_are_refused_alike(busy_day: Application, token: str) -> None:
    answer = Program(busy_day, token=token.encode().decode("latin-1")).ask("GET", f"{PREFIX}/calls")
    assert "Authorization: Bearer" in problem(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_another_way_of_signing_in_is_no_token(busy_day: Application) -> None:
    program = Program(busy_day)
    answer = program._client.get(f"{PREFIX}/calls", headers={"Authorization": f"Basic {program.token}"})
    problem(answer, 401)


def test_what_is_not_there_is_told_only_with_a_token(busy_day: Application) -> None:
    for path in (f"{PREFIX}/nothing", f"{PREFIX}nothing", f"{PREFIX}/calls/"):
        problem(Program(busy_day, token="").ask("GET", path), 401)
        problem(Program(busy_day).ask("GET", path), 404)


def test_a_revoked_token_ends_at_once(busy_day: Application) -> None:
    program = Program(busy_day)
    assert program.get("/branches")["items"]
    revoke(busy_day, program.token)
    problem(program.ask("GET", f"{PREFIX}/branches"), 401)


def test_only_hashes_of_tokens_are_kept(busy_day: Application) -> None:
    token = Program(busy_day).token
    kept = busy_day.hotline.store.read(lambda session: list(session.scalars(select(ApiToken.hash))))
    assert kept
    assert all(token not in one and len(one) == 64 for one in kept)
