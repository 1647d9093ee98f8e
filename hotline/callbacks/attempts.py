"""The tries to keep a promise. Each rings at most one telephone, at most once.

The order is: `start_attempt`, commit, ask the carrier, then `placed` or `finish_attempt`. What happens in between - a
crash, a time-out - leaves an `intent` that becomes `unknown` and is reconciled, never a second ring (F1-F7).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.callbacks.models import (
    AttemptState,
    Callback,
    CallbackAttempt,
    Handler,
    State,
)
from hotline.callbacks.operations import hand_over, held, open_attempt
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.store import ROW_LOCK

MOST_RINGS = 4  # a customer who was not reached so often is left to a person's judgement

_SETTLING = (State.DIALLING, State.WAITING_RESULT)


def start_attempt(session: Session, *, now: datetime, callback_id: str, fence: int) -> CallbackAttempt:
    """Write down the intent to dial; its id rides in the carrier's URLs. Commit before the carrier is asked (F2)."""
    callback = held(session, callback_id, fence)
    if callback.phone is None:
        raise Invalid("phone", "没有电话号码 (there is no number)")
    if open_attempt(session, callback_id) is not None:
        raise Conflict("上一次拨号还没有结果 (the last attempt is still open)")
    callback.move(State.DIALLING, now)
    made = session.scalar(select(func.max(CallbackAttempt.n)).where(CallbackAttempt.callback_id == callback_id))
    attempt = CallbackAttempt(
        callback_id=callback_id, n=(made or 0) + 1, dialled_by=callback.taker or "system", created_at=now
    )
    session.add(attempt)
    session.flush()
    return attempt


def placed(session: Session, *, now: datetime, attempt_id: str, call_sid: str) -> CallbackAttempt:
    """The carrier has the call, as its answer or the call's first webhook says (F3); saying it twice changes nothing.

    Raises Conflict when the attempt already has another call.
    """
    attempt, callback = _attempt(session, attempt_id)
    if attempt.call_sid not in (None, call_sid):
        raise Conflict(f"拨号已对应另一通电话 (attempt is bound to {attempt.call_sid})")
    attempt.call_sid = call_sid
    if attempt.state in (AttemptState.INTENT, AttemptState.UNKNOWN):
        attempt.move(AttemptState.PLACED, now)
    if callback.state is State.DIALLING:
        callback.move(State.WAITING_RESULT, now)
    session.flush()
    return attempt


def finish_attempt(
    session: Session,
    *,
    now: datetime,
    attempt_id: str,
    state: AttemptState,
    outcome: str | None = None,
    reached: bool = False,
    retry_at: datetime | None = None,
    http_status: int | None = None,
    error: str | None = None,
) -> Callback:
    """Say what became of a try, and let the promise go on from there.

    - refused (429) and not_placed: nothing rang, queued again at `retry_at`;
    - rejected (wrong number, no permission): a person must look, the error says why (F6);
    - unknown (time-out, 5xx): may have rung, waits to be reconciled (F4);
    - ended: `reached` waits for its result (a bot's call that ended without one goes to a person); not reached is
      queued again at `retry_at` in another part of the day (R37), or goes to a person after MOST_RINGS.

    A promise that is settled already stays as it is. Raises Conflict for a try that is over, Invalid without `retry_at`
    where one is needed.
    """
    attempt, callback = _attempt(session, attempt_id)
    attempt.move(state, now)
    attempt.outcome = outcome
    attempt.http_status = http_status
    attempt.error = error
    session.flush()
    if callback.state in _SETTLING:
        _go_on(session, callback, attempt, now, reached=reached, retry_at=retry_at)
    session.flush()
    return callback


def _go_on(
    session: Session,
    callback: Callback,
    attempt: CallbackAttempt,
    now: datetime,
    *,
    reached: bool,
    retry_at: datetime | None,
) -> None:
    match attempt.state:
        case AttemptState.REFUSED | AttemptState.NOT_PLACED:
            _queue_again(callback, now, retry_at)
        case AttemptState.ENDED if reached and callback.handler is Handler.AGENT:
            _await_result(callback, now)
        case AttemptState.ENDED if not reached and _rings(session, callback.id) < MOST_RINGS:
            _queue_again(callback, now, retry_at)
        case AttemptState.REJECTED | AttemptState.ENDED:
            hand_over(callback, now, trouble=attempt.error or attempt.outcome or attempt.state)
        case _:
            _await_result(callback, now)


def _queue_again(callback: Callback, now: datetime, retry_at: datetime | None) -> None:
    if retry_at is None:
        raise Invalid("retry_at", "缺少下次拨打时间 (the next time to try is missing)")
    callback.move(State.QUEUED, now)
    callback.not_before = retry_at


def _await_result(callback: Callback, now: datetime) -> None:
    if callback.state is State.DIALLING:
        callback.move(State.WAITING_RESULT, now)


def _rings(session: Session, callback_id: str) -> int:
    ended = select(func.count()).where(
        CallbackAttempt.callback_id == callback_id, CallbackAttempt.state == AttemptState.ENDED
    )
    return session.scalar(ended) or 0


def _attempt(session: Session, attempt_id: str) -> tuple[CallbackAttempt, Callback]:
    attempt = session.get(CallbackAttempt, attempt_id)
    if attempt is None:
        raise NotFound(f"拨号 {attempt_id} (no such attempt)")
    # The promise is locked first by everybody, so that a webhook and the dialler never wait for each other.
    callback = session.get(Callback, attempt.callback_id, with_for_update=ROW_LOCK, populate_existing=True)
    if callback is None:
        raise NotFound(f"回访任务 {attempt.callback_id} (no such callback)")
    session.refresh(attempt, with_for_update=ROW_LOCK)
    return attempt, callback
