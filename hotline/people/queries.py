"""Reads about staff and tokens."""

from __future__ import annotations

from datetime import datetime

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


def at_consoles(session: Session, role: Role, *, now: datetime) -> int:
    """How many people of this role can take a caller now: on duty, and at a console."""
    there = select(func.count()).where(Staff.role == role, Staff.active, Staff.on_duty, Staff.at_console_until > now)
    return session.scalar(there) or 0
