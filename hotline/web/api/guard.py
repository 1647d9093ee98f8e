"""Who may read what: a bearer token speaks for a role, a role has permissions, and nothing else is open (S10)."""

from __future__ import annotations

from apiflask import HTTPTokenAuth
from flask import current_app, g

from hotline.core.errors import Forbidden
from hotline.core.store import Store
from hotline.people import queries as people
from hotline.people import rules
from hotline.people.models import Role

auth = HTTPTokenAuth(scheme="Bearer", description="`python -m hotline token create --role auditor`")


@auth.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def role_of(token: str) -> Role | None:
    """The role that the token speaks for; None refuses with 401."""
    store: Store = current_app.extensions["store"]
    return store.read(lambda session: people.token_role(session, token)) if token else None


def require(permission: str) -> None:
    """Raise Forbidden unless the token's role has `permission`. Notes that the view asked, for the guard's own test."""
    g.permission_asked = permission
    role = auth.current_user
    if not isinstance(role, Role) or not rules.may(role, permission):
        raise Forbidden(f"{role} 没有 {permission} 权限 ({role} may not {permission})")
