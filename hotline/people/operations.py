"""Writes about staff and tokens, and the one way to find an owner for work."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from hotline.core import journal
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.store import Prepared, UtcDateTime
from hotline.people import rules
from hotline.people.models import DUTY_DESK, ApiToken, Role, Staff

AT_CONSOLE = timedelta(seconds=90)
"""How long somebody counts as being at the console without a sign of it."""

_hasher = PasswordHasher()  # argon2id with the library's current recommended cost
_NOBODY = _hasher.hash(secrets.token_urlsafe())

# No conflict target: two at once may meet on the user name before they meet on the id.
_MAKE_DUTY_DESK = text(
    "INSERT INTO staff (id, username, name, role, active, on_duty, created_at) "
    "VALUES (:id, :id, :name, :role, true, false, :now) ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))

_IN_LINE = (
    select(Staff.id)
    .where(Staff.role == bindparam("role"), Staff.active, Staff.on_duty)
    .order_by(Staff.last_given_at.asc().nulls_first(), Staff.id)
    .limit(1)
)
_IN_TURN = Prepared(_IN_LINE)
_FREE_IN_TURN = Prepared(_IN_LINE.with_for_update(skip_locked=True, key_share=True))
_GIVE = Prepared(update(Staff).where(Staff.id == bindparam("staff_id")).values(last_given_at=bindparam("now")))


def add_staff(
    session: Session,
    *,
    now: datetime,
    username: str,
    name: str,
    role: Role,
    password: str | None = None,
    phone: str | None = None,
    actor: str = "system",
) -> Staff:
    """Add a person; without a password they own work but cannot sign in. Raises Invalid, Conflict (name taken)."""
    rules.check_username(username)
    if not name.strip():
        raise Invalid("name", "缺少姓名 (name is missing)")
    if session.scalar(select(Staff.id).where(Staff.username == username)):
        raise Conflict(f"用户名 {username} 已被使用 (user name is taken)")
    staff = Staff(username=username, name=name.strip(), role=role, phone=phone, created_at=now)
    if password is not None:
        staff.password_hash = _hashed(password, username=username)
    session.add(staff)
    session.flush()
    journal.record(
        session, now=now, actor=actor, action="staff.added", subject="staff", subject_id=staff.id, detail={"role": role}
    )
    return staff


def ensure_duty_desk(session: Session, *, now: datetime) -> Staff:
    """The 值班负责人 row, made if it is not there yet; two who make it at the same moment get the same row."""
    desk = session.get(Staff, DUTY_DESK)
    if desk is None:
        session.execute(_MAKE_DUTY_DESK, {"id": DUTY_DESK, "name": "值班负责人", "role": Role.SUPERVISOR, "now": now})
        desk = session.get_one(Staff, DUTY_DESK)
    return desk


def set_password(session: Session, *, now: datetime, staff_id: str, password: str, actor: str) -> None:
    """Replace the password. Raises Invalid when it is weak, Conflict for the duty desk, which never signs in."""
    staff = _get(session, staff_id)
    if staff.id == DUTY_DESK:
        raise Conflict("值班负责人是岗位,不能登录 (the duty desk is a post and never signs in)")
    staff.password_hash = _hashed(password, username=staff.username)
    journal.record(session, now=now, actor=actor, action="staff.password_set", subject="staff", subject_id=staff.id)


def check_sign_in(session: Session, *, username: str, password: str) -> Staff | None:
    """Who signs in with these words, or None; an unknown name costs the same time as a wrong password (S8)."""
    staff = session.scalar(select(Staff).where(Staff.username == username))
    may_sign_in = staff is not None and staff.may_sign_in
    kept = staff.password_hash if staff is not None and may_sign_in else None
    try:
        _hasher.verify(kept or _NOBODY, password)
    except VerifyMismatchError:
        return None
    return staff if may_sign_in else None


def set_duty(session: Session, *, now: datetime, staff_id: str, on_duty: bool, actor: str) -> Staff:
    """Put somebody on duty or off. Raises Conflict for somebody who has left or for the duty desk itself."""
    staff = _get(session, staff_id)
    if on_duty and (not staff.active or staff.id == DUTY_DESK):
        raise Conflict(f"{staff.name} 不能上岗 (cannot go on duty)")
    staff.on_duty = on_duty
    staff.at_console_until = staff.at_console_until if on_duty else None
    action = "staff.on_duty" if on_duty else "staff.off_duty"
    journal.record(session, now=now, actor=actor, action=action, subject="staff", subject_id=staff.id)
    return staff


def be_at_console(session: Session, *, now: datetime, staff_id: str, within: timedelta = AT_CONSOLE) -> None:
    """A sign that somebody can take a caller: asked for by the open page again and again. Raises Conflict off duty."""
    staff = _get(session, staff_id)
    if not staff.on_duty:
        raise Conflict(f"{staff.name} 不在岗 (is not on duty)")
    staff.at_console_until = now + within


def leave_console(session: Session, *, staff_id: str) -> None:
    """The page was closed; done twice it changes nothing."""
    _get(session, staff_id).at_console_until = None


def deactivate(session: Session, *, now: datetime, staff_id: str, actor: str) -> Staff:
    """Somebody leaves: off duty, no signing in; their rows stay, because they say who did what."""
    staff = _get(session, staff_id)
    if staff.id == DUTY_DESK:
        raise Conflict("值班负责人必须保留 (the duty desk must stay)")
    staff.active = False
    staff.on_duty = False
    staff.at_console_until = None
    journal.record(session, now=now, actor=actor, action="staff.deactivated", subject="staff", subject_id=staff.id)
    return staff


def create_token(session: Session, *, now: datetime, role: Role, label: str, actor: str = "system") -> str:
    """A new API token of this role, in plain text for the only time."""
    if not label.strip():
        raise Invalid("label", "缺少用途说明 (label is missing)")
    plain = f"hl_{secrets.token_urlsafe(32)}"
    token = ApiToken(hash=token_hash(plain), role=role, label=label.strip(), created_at=now)
    session.add(token)
    session.flush()
    detail = {"role": role, "label": token.label}
    journal.record(
        session, now=now, actor=actor, action="token.created", subject="token", subject_id=token.id, detail=detail
    )
    return plain


def revoke(session: Session, *, now: datetime, token_id: str, actor: str) -> None:
    """End a token at once; ending it twice changes nothing."""
    token = session.get(ApiToken, token_id)
    if token is None:
        raise NotFound(f"令牌 {token_id} (no such token)")
    if token.revoked_at is None:
        token.revoked_at = now
        journal.record(session, now=now, actor=actor, action="token.revoked", subject="token", subject_id=token.id)


def token_hash(plain: str) -> str:
    # 256 random bits need no salt and no slow hash, and a lookup stays one index read.
    return hashlib.sha256(plain.encode()).hexdigest()


def owner_for(session: Session, *, now: datetime, role: Role) -> str:
    """The id of who gets the next piece of work of this role: on duty, least recently given any (R171).

    Nobody of the role on duty: a supervisor on duty; nobody at all: the 值班负责人. Never waits for
    another transaction and never fails, so that a promise always has an owner.
    """
    for candidate_role in dict.fromkeys((role, Role.SUPERVISOR)):
        staff_id = _next_in_turn(session, now, candidate_role)
        if staff_id is not None:
            return staff_id
    return ensure_duty_desk(session, now=now).id


def _next_in_turn(session: Session, now: datetime, role: Role) -> str | None:
    # A colleague whom another call is being given to right now is passed over, not waited for: two calls
    # that each need two owners could otherwise wait for each other.
    free = _FREE_IN_TURN(session, role=role)
    if free:
        _GIVE(session, staff_id=free[0][0], now=now)
    in_turn = free or _IN_TURN(session, role=role)
    return in_turn[0][0] if in_turn else None


def _hashed(password: str, *, username: str) -> str:
    rules.check_password(password, username=username)
    return _hasher.hash(password)


def _get(session: Session, staff_id: str) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound(f"员工 {staff_id} (no such staff)")
    return staff
