"""Reads about promised calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from hotline.callbacks.models import OPEN_STATES, WAITING_STATES, Callback, CallbackAttempt, Kind, LaterCall, State
from hotline.people import paging
from hotline.people.paging import Page

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
) -> Page[Callback]:
    """A page of callbacks, newest first, or with `by_due` in the order in which they fall due. Raises Invalid."""
    wanted = {Callback.state: state, Callback.kind: kind, Callback.owner_id: owner_id}
    rows = select(Callback).where(*(column == value for column, value in wanted.items() if value is not None))
    at = Callback.due_at if by_due else Callback.created_at
    return paging.page(
        session,
        rows,
        at=at,
        key=Callback.id,
        place=lambda row: (row.due_at if by_due else row.created_at, row.id),
        newest_first=not by_due,
        limit=limit,
        cursor=cursor,
    )


def get(session: Session, callback_id: str) -> Callback | None:
    return session.get(Callback, callback_id)


def attempts(session: Session, callback_id: str) -> list[CallbackAttempt]:
    """Every try, the first one first."""
    tries = select(CallbackAttempt).where(CallbackAttempt.callback_id == callback_id)
    return list(session.scalars(tries.order_by(CallbackAttempt.n)))


def attempt_for_call(session: Session, call_sid: str) -> CallbackAttempt | None:
    return session.scalar(select(CallbackAttempt).where(CallbackAttempt.call_sid == call_sid))


def for_call(session: Session, call_sid: str) -> list[Callback]:
    """What was promised in this call, or answers it as well, in the order of the promises."""
    also = select(LaterCall.callback_id).where(LaterCall.call_sid == call_sid)
    return _list(session, select(Callback).where(or_(Callback.call_sid == call_sid, Callback.id.in_(also))))


def for_subject(session: Session, subject: str, subject_id: str) -> list[Callback]:
    """What was promised about this ticket, call, visit or complaint."""
    return _list(session, select(Callback).where(Callback.subject == subject, Callback.subject_id == subject_id))


def for_ticket(session: Session, ticket_id: str) -> list[Callback]:
    """What was promised in this matter: about the ticket itself, its complaint, its visits or its installation."""
    return _list(session, select(Callback).where(Callback.ticket_id == ticket_id))


def open_for_ticket(session: Session, ticket_id: str, *kinds: Kind) -> list[Callback]:
    """What is still promised in this matter, of these kinds."""
    return _list(session, select(Callback).where(_OPEN, Callback.ticket_id == ticket_id, Callback.kind.in_(kinds)))


def open_for_subject(session: Session, subject: str, subject_id: str) -> list[Callback]:
    """What is still promised about this ticket, call, visit, installation or complaint."""
    mine = select(Callback).where(_OPEN, Callback.subject == subject, Callback.subject_id == subject_id)
    return _list(session, mine)


def due(session: Session, *, now: datetime, limit: int = 200) -> list[Callback]:
    """What waits and may be done now, in the order in which it should be."""
    waiting = select(Callback).where(Callback.state.in_(WAITING_STATES), Callback.not_before <= now)
    order = (Callback.priority.desc(), Callback.due_at, Callback.in_line_since, Callback.id)
    return list(session.scalars(waiting.order_by(*order).limit(limit)))


def waiting_in_line(session: Session) -> int:
    """How many callers who found nobody free are still to be called back (R27)."""
    in_line = select(func.count()).where(Callback.kind == Kind.OVERFLOW, Callback.state.in_(WAITING_STATES))
    return session.scalar(in_line) or 0


def overdue(session: Session, *, now: datetime, limit: int = 200) -> list[Callback]:
    """Promises that were not kept in time and still are not, the oldest first (R20, R94)."""
    late = select(Callback).where(_OPEN, Callback.due_at < now)
    return list(session.scalars(late.order_by(Callback.due_at, Callback.id).limit(limit)))


def open_for_phone(session: Session, phone: str) -> list[Callback]:
    """What this number (E.164) still waits for: a caller who calls by himself may be told, or served, at once."""
    return _list(session, select(Callback).where(_OPEN, Callback.phone == phone))


def _list(session: Session, rows: Select[Callback]) -> list[Callback]:
    return list(session.scalars(rows.order_by(Callback.created_at, Callback.id)))
