"""What each role may do (S10): whatever is not written here is denied."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hotline.core.errors import Invalid
from hotline.people.models import Role

_READ = frozenset(
    {
        "branches.read",
        "callbacks.read",
        "calls.read",
        "complaints.read",
        "customers.read",
        "tickets.read",
        "visits.read",
    }
)
_HOTLINE = _READ | {"callbacks.take", "recordings.play", "tickets.write", "visits.request"}
_SUPERVISOR = _HOTLINE | {
    "callbacks.write",
    "complaints.sign",
    "complaints.write",
    "duty.write",
    "journal.read",
    "reports.read",
    "visits.approve",
    "visits.write",
}

PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.AGENT: _HOTLINE,
    Role.ENGINEER: _HOTLINE | {"visits.write"},
    # The keeper files forms and lends devices: no calls, no recordings.
    Role.KEEPER: frozenset({"branches.read", "customers.read", "tickets.read", "visits.read"}),
    Role.SUPERVISOR: _SUPERVISOR,
    # Only the manager decides what could not be solved below (R84).
    Role.MANAGER: _SUPERVISOR | {"complaints.decide", "exports.write"},
    Role.AUDITOR: _READ | {"exports.write", "journal.read", "recordings.play", "reports.read"},
    # The admin runs the house, not the cases: no approval and no signature.
    Role.ADMIN: _READ
    | {"exports.write", "imports.write", "journal.read", "people.write", "reports.read", "tokens.create"},
}

_SHORTEST_PASSWORD = 12
_FEWEST_CHARACTERS = 5
_COUNTING = "1234567890123456789012345678901234567890"


def may(role: Role, permission: str) -> bool:
    return permission in PERMISSIONS.get(role, frozenset())


def check_password(password: str, *, username: str) -> None:
    """Raise Invalid for a password that is quickly guessed (S8)."""
    if len(password) < _SHORTEST_PASSWORD:
        raise Invalid("password", f"密码至少 {_SHORTEST_PASSWORD} 个字符 (at least {_SHORTEST_PASSWORD} characters)")
    if username.casefold() in password.casefold():
        raise Invalid("password", "密码不能包含用户名 (must not contain the user name)")
    if len(set(password)) < _FEWEST_CHARACTERS or _COUNTING.startswith(password):
        raise Invalid("password", "密码太简单 (too simple)")


def check_username(username: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,63}", username):
        raise Invalid(
            "username", "用户名由小写字母、数字、点、横线组成,2 至 64 个字符 (lower-case letters, digits, . _ -)"
        )
