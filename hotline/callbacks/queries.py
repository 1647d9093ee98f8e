"""Reads about promised calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from hotline.callbacks.models import OPEN_STATES, WAITING_STATES, Callback, CallbackAttempt, Kind, State
from hotline.core.errors import Invalid

_OPEN = Callback.state.in_(OPEN_STATES)


def page(
    session: Session,
    *,
    cursor: str | None = None,
    limit: int = 50,
    by_due: bool = False,
    state: State | None = None,
    kind: Kind | None = None,
    owner_id: str | None = None,
) -> tuple[list[Callback], str | None]:
    """Callbacks, newest first or by due time, and the cursor of the next page, None after the last. Raises Invalid."""
    wanted = {Callback.state: state, Callback.kind: kind, Callback.owner_id: owner_id}
    rows = select(Callback).where(*(column == value for column, value in wanted.items() if value is not None))
    if cursor is not None:
        last = session.get(Callback, cursor)
        if last is None:
            raise Invalid("cursor", "这个翻页标记已失效，请从头开始 (this cursor is not valid: start again)")
        rows = rows.where(
            tuple_(Callback.due_at, Callback.id) > (last.due_at, last.id)
            if by_due
            else tuple_(Callback.created_at, Callback.id) < (last.created_at, last.id)
        )
    order = (Callback.due_at, Callback.id) if by_due else (Callback.created_at.desc(), Callback.id.desc())
    # One more than is shown tells whether there is a next page.
    found = list(session.scalars(rows.order_by(*order).limit(limit + 1)))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def get(session: Session, callback_id: str) -> Callback | None:
    return session.get(Callback, callback_id)


def attempts(session: Session, callback_id: str) -> list[CallbackAttempt]:
    """Every try, the first one first."""
    tries = select(CallbackAttempt).where(CallbackAttempt.callback_id == callback_id)
    return list(session.scalars(tries.order_by(CallbackAttempt.n)))


def attempt_for_call(session: Session, call_sid: str) -> CallbackAttempt | None:
    return session.scalar(select(CallbackAttempt).where(CallbackAttempt.call_sid == call_sid))


def for_call(session: Session, call_sid: str) -> list[Callback]:
    """What was promised in this call, in the order of the promises."""
    return _list(session, select(Callback).where(Callback.call_sid == call_sid))


def for_subject(session: Session, subject: str, subject_id: str) -> list[Callback]:
    """What was promised about this ticket, call, visit or complaint."""
    return _list(session, select(Callback).where(Callback.subject == subject, Callback.subject_id == subject_id))


def due(session: Session, *, now: datetime, limit: int = 200) -> list[Callback]:
    """What waits and may be done now, in the order in which it should be."""
    waiting = select(Callback).where(Callback.state.in_(WAITING_STATES), Callback.not_before <= now)
    order = (Callback.priority.desc(), Callback.due_at, Callback.in_line_since, Callback.id)
    return list(session.scalars(waiting.order_by(*order).limit(limit)))


def overdue(session: Session, *, now: datetime, limit: int = 200) -> list[Callback]:
    """Promises that were not kept in time and still are not, the oldest first (R20, R94)."""
    late = select(Callback).where(_OPEN, Callback.due_at < now)
    return list(session.scalars(late.order_by(Callback.due_at, Callback.id).limit(limit)))


def open_for_phone(session: Session, phone: str) -> list[Callback]:
    """What this number (E.164) still waits for: a caller who calls by himself may be told, or served, at once."""
    return _list(session, select(Callback).where(_OPEN, Callback.phone == phone))


def _list(session: Session, rows: Select[Callback]) -> list[Callback]:
    return list(session.scalars(rows.order_by(Callback.created_at, Callback.id)))
