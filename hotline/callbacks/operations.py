"""Making, taking and keeping promises to call.

Each write on a row that somebody works on carries that somebody's `fence`; a fence that no longer holds raises
Conflict and changes nothing (F18). The tries to reach the customer are in `attempts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hotline.callbacks.models import (
    LEASED_STATES,
    MOVES,
    OPEN_ATTEMPTS,
    WAITING_STATES,
    AttemptState,
    Callback,
    CallbackAttempt,
    Handler,
    Kind,
    Priority,
    State,
)
from hotline.core import journal
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.store import ROW_LOCK, add_now
from hotline.people.models import Staff

AGENT_LEASE = timedelta(minutes=15)  # renewed by the agent's open page (F21)
MOST_CLAIMS = 8  # a row that was claimed so often and never finished is kept apart (F19)

_REREAD = {"synchronize_session": False, "populate_existing": True}


def promise(
    session: Session,
    *,
    now: datetime,
    kind: Kind,
    subject: str,
    subject_id: str,
    phone: str | None,
    due_at: datetime,
    owner_id: str,
    ticket_id: str | None = None,
    handler: Handler = Handler.BOT,
    extension: str | None = None,
    not_before: datetime | None = None,
    priority: int = Priority.NORMAL,
    in_line_since: datetime | None = None,
    reason: str = "",
    trouble: str | None = None,
    call_sid: str | None = None,
    actor: str = "system",
) -> Callback:
    """Promise to call `phone` (E.164) until `due_at` (R131).

    Without a phone it waits for a person from the start, and `trouble` may say why. Raises Invalid for a due time that
    is not ahead, a window that opens after it closes, or a bot without a number.
    """
    opens = not_before or now
    if due_at <= now:
        raise Invalid("due_at", "承诺时间必须在将来 (the due time must be ahead)")
    if opens > due_at:
        raise Invalid("not_before", "最早时间晚于承诺时间 (opens after it is due)")
    if phone is None and handler is Handler.BOT:
        raise Invalid("phone", "没有电话号码,只能由人工处理 (without a number only a person can do it)")
    callback = Callback(
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        ticket_id=ticket_id,
        phone=phone,
        extension=extension,
        not_before=opens,
        due_at=due_at,
        handler=handler,
        owner_id=owner_id,
        state=State.NEEDS_PERSON if phone is None else State.QUEUED,
        priority=int(priority),
        in_line_since=in_line_since or now,
        reason=reason,
        trouble=trouble,
        call_sid=call_sid,
        created_at=now,
    )
    add_now(session, callback)
    _note(session, callback, "callback.promised", now=now, actor=actor, kind=kind, owner=owner_id)
    return callback


def cancel(session: Session, *, now: datetime, callback_id: str, reason: str, actor: str) -> Callback:
    """Give a promise up for a reason that is kept, as when the user asks for it. Never while it is being dialled."""
    if not reason.strip():
        raise Invalid("reason", "缺少取消原因 (a reason is needed)")
    callback = _locked(session, callback_id)
    callback.move(State.CANCELLED, now)
    callback.result = reason
    _note(session, callback, "callback.cancelled", now=now, actor=actor, reason=reason)
    return callback


def settle(session: Session, *, now: datetime, waiting: Iterable[Callback], result: str, actor: str) -> None:
    """The user has heard in another way what these calls were for, as when he called himself."""
    for callback in waiting:
        if callback.state is State.QUARANTINED:
            cancel(session, now=now, callback_id=callback.id, reason=result, actor=actor)
        else:
            complete(session, now=now, callback_id=callback.id, result=result, actor=actor)


def call_off(session: Session, *, now: datetime, waiting: Iterable[Callback], reason: str, actor: str) -> None:
    """There is nothing left to call about. What rings just now cannot be called off, and ends with the same words."""
    for callback in waiting:
        if State.CANCELLED in MOVES[callback.state]:
            cancel(session, now=now, callback_id=callback.id, reason=reason, actor=actor)
        else:
            complete(session, now=now, callback_id=callback.id, result=reason, actor=actor)


def claim_due(session: Session, *, now: datetime, limit: int, lease: timedelta, worker: str) -> list[Callback]:
    """Take up to `limit` calls that the bot may make now, the most urgent first; nobody else gets them (F17).

    The claim counts as an attempt before any work is done, so that a row on which workers die is not tried for ever.
    Commit before acting on it.
    """
    due = (
        select(Callback.id)
        .where(Callback.state == State.QUEUED, Callback.handler == Handler.BOT, Callback.not_before <= now)
        .order_by(Callback.priority.desc(), Callback.due_at, Callback.in_line_since, Callback.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)  # SQLite has one writer and no such words
        .cte("due")  # computed once; as a plain subquery PostgreSQL may run it again and claim more than `limit`
    )
    claim = (
        update(Callback)
        .where(Callback.id.in_(select(due.c.id)))
        .values(
            state=State.CLAIMED,
            lease_until=now + lease,
            taker=worker,
            fence=Callback.fence + 1,
            attempts=Callback.attempts + 1,
            version=Callback.version + 1,
        )
        .returning(Callback)
    )
    claimed = session.scalars(claim, execution_options=_REREAD).all()
    return sorted(claimed, key=lambda row: (-row.priority, row.due_at, row.in_line_since, row.id))


def take(
    session: Session, *, now: datetime, callback_id: str, version: int, staff_id: str, lease: timedelta = AGENT_LEASE
) -> Callback:
    """An agent takes a waiting call as it was shown in `version`. Raises Conflict naming who was faster (F20)."""
    claim = (
        update(Callback)
        .where(Callback.id == callback_id, Callback.version == version, Callback.state.in_(WAITING_STATES))
        .values(
            state=State.CLAIMED,
            lease_until=now + lease,
            taker=staff_id,
            fence=Callback.fence + 1,
            version=Callback.version + 1,
        )
        .returning(Callback)
    )
    callback = session.scalars(claim, execution_options=_REREAD).one_or_none()
    if callback is None:
        raise Conflict(_why_not_taken(session, callback_id))
    _note(session, callback, "callback.taken", now=now, actor=f"staff:{staff_id}")
    return callback


def put_back(session: Session, *, now: datetime, callback_id: str, fence: int, actor: str) -> Callback:
    """An agent gives a taken call back unmade; it keeps its place in line."""
    callback = held(session, callback_id, fence)
    if callback.state is not State.CLAIMED:
        raise Conflict("电话已经拨出,请登记结果 (already dialled: log its outcome)")
    callback.move(callback.waiting_state, now)
    _note(session, callback, "callback.put_back", now=now, actor=actor)
    return callback


def renew_lease(session: Session, *, now: datetime, callback_id: str, fence: int, lease: timedelta) -> None:
    """Keep a claim for another `lease`. Raises Conflict when it was lost meanwhile."""
    renewal = (
        update(Callback)
        .where(Callback.id == callback_id, Callback.fence == fence, Callback.state.in_(LEASED_STATES))
        .values(lease_until=now + lease)
        .returning(Callback.id)
    )
    if session.execute(renewal, execution_options={"synchronize_session": False}).first() is None:
        raise Conflict("已不再由您处理 (the claim was lost)")


def release_expired(session: Session, *, now: datetime, limit: int = 500) -> list[Callback]:
    """Free what its taker has left lying: a claim goes back to wait, a dial that may have rung waits for its result.

    What was being dialled is never dialled again blind: its attempt becomes `unknown` and is reconciled (F2). A row on
    which claim after claim is lost goes to quarantine (F19).
    """
    past = (
        select(Callback)
        .where(Callback.lease_until <= now)
        .order_by(Callback.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    released = list(session.scalars(past, execution_options={"populate_existing": True}))
    for callback in released:
        _release(session, callback, now)
    return released


def next_release(session: Session) -> datetime | None:
    """When the next claim runs out; None while nothing is claimed."""
    return session.scalar(select(func.min(Callback.lease_until)))


def complete(
    session: Session, *, now: datetime, callback_id: str, result: str, actor: str, fence: int | None = None
) -> Callback:
    """The promise is kept; `result` says what was said. With a `fence` only by who holds it."""
    if not result.strip():
        raise Invalid("result", "请填写回访结果 (a result is needed)")
    callback = _locked(session, callback_id) if fence is None else held(session, callback_id, fence)
    callback.move(State.DONE, now)
    callback.result = result
    _note(session, callback, "callback.done", now=now, actor=actor)
    return callback


def give_to_person(
    session: Session, *, now: datetime, callback_id: str, reason: str, actor: str, owner_id: str | None = None
) -> Callback:
    """No machine may go on with this one: it waits for a person, with the reason in words."""
    callback = _locked(session, callback_id)
    hand_over(callback, now, trouble=reason)
    callback.owner_id = owner_id or callback.owner_id
    _note(session, callback, "callback.needs_person", now=now, actor=actor, reason=reason, owner=callback.owner_id)
    return callback


def quarantine(session: Session, *, now: datetime, callback_id: str, error: str, actor: str) -> Callback:
    """Keep a row apart that makes workers fail, so that the others still run; a supervisor sees it (F19)."""
    callback = _locked(session, callback_id)
    _set_apart(session, callback, now, error, actor)
    return callback


def held(session: Session, callback_id: str, fence: int) -> Callback:
    """The row, locked, if this fence still holds it; else Conflict, and a stale worker stops here (F18)."""
    callback = _locked(session, callback_id)
    if callback.fence != fence:
        raise Conflict("已被他人接手 (somebody else has it now)")
    return callback


def hand_over(callback: Callback, now: datetime, *, trouble: str) -> None:
    """Put a row on the people's list and out of the bot's reach."""
    if callback.state is not State.NEEDS_PERSON:
        callback.move(State.NEEDS_PERSON, now)
    callback.trouble = trouble
    callback.handler = Handler.AGENT


def _release(session: Session, callback: Callback, now: datetime) -> None:
    if callback.state is State.DIALLING:
        attempt = open_attempt(session, callback.id)
        if attempt is not None and attempt.state is AttemptState.INTENT:
            attempt.move(AttemptState.UNKNOWN, now)
        callback.move(State.WAITING_RESULT, now)
    elif callback.handler is Handler.BOT and callback.attempts >= MOST_CLAIMS:
        _set_apart(session, callback, now, f"{callback.attempts} claims, none finished", "system")
    else:
        taker = callback.taker
        callback.move(callback.waiting_state, now)
        _note(session, callback, "callback.lease_ended", now=now, actor="system", taker=taker)


def open_attempt(session: Session, callback_id: str) -> CallbackAttempt | None:
    """The one try whose end is not known yet, or None."""
    mine = select(CallbackAttempt).where(CallbackAttempt.callback_id == callback_id)
    return session.scalar(mine.where(CallbackAttempt.state.in_(OPEN_ATTEMPTS)))


def _set_apart(session: Session, callback: Callback, now: datetime, error: str, actor: str) -> None:
    callback.move(State.QUARANTINED, now)
    callback.trouble = error
    _note(session, callback, "callback.quarantined", now=now, actor=actor, error=error)


def _locked(session: Session, callback_id: str) -> Callback:
    callback = session.get(Callback, callback_id, with_for_update=ROW_LOCK, populate_existing=True)
    if callback is None:
        raise NotFound(f"回访任务 {callback_id} (no such callback)")
    return callback


def _why_not_taken(session: Session, callback_id: str) -> str:
    found = session.get(Callback, callback_id, populate_existing=True)
    if found is None:
        raise NotFound(f"回访任务 {callback_id} (no such callback)")
    if found.taker is not None:
        name = session.scalar(select(Staff.name).where(Staff.id == found.taker)) or found.taker
        return f"已由 {name} 接手 (taken by {name})"
    return f"任务已变化,现为 {found.state},请刷新 (changed meanwhile, now {found.state})"


def _note(session: Session, callback: Callback, action: str, *, now: datetime, actor: str, **detail: Any) -> None:
    journal.record(
        session, now=now, actor=actor, action=action, subject="callback", subject_id=callback.id, detail=detail or None
    )
