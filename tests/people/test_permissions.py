from __future__ import annotations

import pytest

from hotline.people.models import Role
from hotline.people.rules import PERMISSIONS, may


def test_every_role_has_its_line() -> None:
    assert set(PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_what_is_not_written_is_denied(role: Role) -> None:
    assert not may(role, "everything.write")
    assert not may(role, "")


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        ("visits.approve", {Role.SUPERVISOR, Role.MANAGER}),
        ("complaints.sign", {Role.SUPERVISOR, Role.MANAGER}),
        ("complaints.decide", {Role.MANAGER}),
        ("tokens.create", {Role.ADMIN}),
        ("calls.read", set(Role) - {Role.KEEPER}),
        ("tickets.read", set(Role)),
        ("tickets.write", {Role.AGENT, Role.ENGINEER, Role.SUPERVISOR, Role.MANAGER}),
        ("recordings.play", {Role.AGENT, Role.ENGINEER, Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR}),
    ],
)
def test_only_these_roles_may(permission: str, allowed: set[Role]) -> None:
    assert {role for role in Role if may(role, permission)} == allowed


def test_the_auditor_changes_nothing() -> None:
    changing = {name for name in PERMISSIONS[Role.AUDITOR] if not name.endswith((".read", ".play"))}
    assert changing == {"exports.write"}
