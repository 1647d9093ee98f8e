"""Who may read what: a bearer token speaks for a role, a role has permissions, and nothing else is open (S10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from apiflask import APIFlask
from flask import current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from hotline.core.errors import Forbidden
from hotline.core.store import Store
from hotline.people import queries as people
from hotline.people import rules
from hotline.people.models import Role

PREFIX = "/api/v1"

View = TypeVar("View", bound=Callable[..., object])


def needs(permission: str) -> Callable[[View], View]:
    """Mark a view with the permission that it asks for. A view under PREFIX without this mark is closed to all."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # a mark, read by _guard
        return view

    return mark


def install(app: APIFlask) -> None:
    """Let nobody past PREFIX without a token; what is not there is told to those only who have one."""
    app.before_request(_guard)


def _guard() -> None:
    if not request.path.startswith(PREFIX):
        return
    role = _role()
    if role is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "hotline"}))
    if request.endpoint is None:
        return  # Flask answers 404 or 405
    permission = getattr(current_app.view_functions[request.endpoint], "permission", None)
    if permission is None or not rules.may(role, permission):
        raise Forbidden(f"令牌的角色 {role} 没有 {permission} 权限 (the token's role {role} may not {permission})")
    if "\0" in request.path:
        raise NotFound  # PostgreSQL does not even look for such a key


def _role() -> Role | None:
    """The role that the request's token speaks for; None without a token that is valid now."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    token = given.token
    store: Store = current_app.extensions["store"]
    return store.read(lambda session: people.token_role(session, token))
