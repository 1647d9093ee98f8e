"""Reads about staff and tokens."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.people.models import ApiToken, Role, Staff
from hotline.people.operations import token_hash


def token_role(session: Session, token: str) -> Role | None:
    """The role a bearer token speaks for, or None when it is unknown or revoked. Writes nothing."""
    return session.scalar(
        select(ApiToken.role).where(ApiToken.hash == token_hash(token), ApiToken.revoked_at.is_(None))
    )


def by_username(session: Session, username: str) -> Staff | None:
    return session.scalar(select(Staff).where(Staff.username == username))


def get(session: Session, staff_id: str) -> Staff | None:
    return session.get(Staff, staff_id)


def everyone(session: Session) -> list[Staff]:
    return list(session.scalars(select(Staff).order_by(Staff.role, Staff.username)))


def tokens(session: Session) -> list[ApiToken]:
    return list(session.scalars(select(ApiToken).order_by(ApiToken.created_at.desc(), ApiToken.id)))


def on_duty_count(session: Session, role: Role) -> int:
    """How many people of this role can take work now."""
    on_duty = select(func.count()).select_from(Staff).where(Staff.role == role, Staff.active, Staff.on_duty)
    return session.scalar(on_duty) or 0
