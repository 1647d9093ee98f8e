"""`user` and `token`: who may sign in, and which programs may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.core.store import open_store
from hotline.people import operations as people
from hotline.people.models import ApiToken, Role
from tests.support.commands import CommandLine
from tests.support.houses import hotline_for
from tests.web.api import Program, problem

PASSWORD = "seven green tractors"


def test_a_new_colleague_may_sign_in(line_on_both: CommandLine) -> None:
    words = ("user", "add", "zhang", "--name", "张三", "--role", "agent", "--password-stdin")
    assert line_on_both(*words, stdin=f"{PASSWORD}\n").out == "zhang may sign in as agent\n"
    store = open_store(line_on_both.settings.database_url)
    staff = store.write(lambda session: people.check_sign_in(session, username="zhang", password=PASSWORD))
    store.close()
    assert staff is not None
    assert (staff.name, staff.role) == ("张三", Role.AGENT)


def test_a_password_is_asked_for_twice_and_never_shown(line: CommandLine) -> None:
    ran = line("user", "add", "zhang", "--name", "张三", "--role", "agent", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert ran.code == 0
    assert PASSWORD not in ran.out + ran.err


@pytest.mark.parametrize(
    ("username", "password", "told"),
    [("zhang", "short", "密码"), ("zhang", "", "密码"), ("Z", PASSWORD, "用户名"), ("duty", PASSWORD, "duty")],
)
def test_a_weak_password_and_a_bad_name_are_refused(line: CommandLine, username: str, password: str, told: str) -> None:
    line("seed", "demo")
    words = ("user", "add", username, "--name", "张三", "--role", "agent", "--password-stdin")
    ran = line(*words, stdin=f"{password}\n")
    assert (ran.code, told in ran.err, len(ran.err.splitlines())) == (1, True, 1)


def test_duty_changes_and_a_stranger_is_refused(line: CommandLine) -> None:
    line("seed", "demo")
    assert line("user", "duty", "admin", "on").out == "admin on\n"
    assert line("user", "duty", "admin", "off").out == "admin off\n"
    refused = line("user", "duty", "nobody", "on")
    assert (refused.code, "nobody" in refused.err) == (1, True)


@pytest.mark.parametrize("role", Role)
def test_a_new_token_stands_alone_on_stdout_and_works(database_url: str, tmp_path: Path, role: Role) -> None:
    line = CommandLine({"DATABASE_URL": database_url, "HOTLINE_VAR": str(tmp_path)})
    ran = line("token", "create", "--role", role.value)
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    token = ran.out.strip()
    assert token.startswith("hl_")
    if role is Role.AUDITOR:
        app = hotline_for(database_url, tmp_path)
        assert Program(app, token=token).get("/branches")["items"]
        identity = line("token", "list").out.split()[0]
        assert line("token", "revoke", identity).code == 0
        problem(Program(app, token=token).ask("GET", "/api/v1/branches"), 401)
        assert "revoked" in line("token", "list").out
        app.hotline.store.close()


def test_the_list_and_the_database_hold_no_token(line: CommandLine) -> None:
    token = line("token", "create", "--role", "auditor", "--label", "reports").out.strip()
    listed = line("token", "list").out
    assert "auditor" in listed
    assert "reports" in listed
    store = open_store(line.settings.database_url)
    kept = store.read(lambda session: session.scalars(select(ApiToken)).one())
    store.close()
    for column in ("id", "hash", "label"):
        assert token not in getattr(kept, column)
    assert token not in listed


def test_revoking_what_is_not_there_is_refused(line: CommandLine) -> None:
    assert line("token", "revoke", "nothing").code == 1


def test_a_role_that_does_not_exist_is_a_mistake_of_usage(line: CommandLine) -> None:
    ran = line("token", "create", "--role", "king")
    assert (ran.code, ran.out) == (2, "")
    assert "auditor" in ran.err
