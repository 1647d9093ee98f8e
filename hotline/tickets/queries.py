"""Reads about tickets and tasks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hotline.people import paging
from hotline.people.paging import Page
from hotline.tickets.models import UNSOLVED, Kind, Status, Task, Ticket, TicketNote


def page(
    session: Session,
    *,
    cursor: str | None = None,
    limit: int = 50,
    status: Status | None = None,
    kind: Kind | None = None,
    category: str | None = None,
    company_id: str | None = None,
    owner_id: str | None = None,
) -> Page[Ticket]:
    """A page of tickets, the newest first. Raises Invalid."""
    wanted = {
        Ticket.status: status,
        Ticket.kind: kind,
        Ticket.category: category,
        Ticket.company_id: company_id,
        Ticket.owner_id: owner_id,
    }
    rows = select(Ticket).where(*(column == value for column, value in wanted.items() if value is not None))
    return paging.page(
        session,
        rows,
        at=Ticket.opened_at,
        key=Ticket.id,
        place=lambda ticket: (ticket.opened_at, ticket.id),
        newest_first=True,
        limit=limit,
        cursor=cursor,
    )


def get(session: Session, ticket_id: str) -> Ticket | None:
    return session.get(Ticket, ticket_id)


def by_number(session: Session, number: str) -> Ticket | None:
    return session.scalar(select(Ticket).where(Ticket.number == number.strip().upper()))


def for_call(session: Session, call_sid: str) -> list[Ticket]:
    """The tickets that this call opened, in their order: a complaint may come with its fault (R74)."""
    opened = select(Ticket).where(Ticket.call_sid == call_sid)
    return list(session.scalars(opened.order_by(Ticket.opened_at, Ticket.number)))


def find_for_caller(
    session: Session, *, number: str | None = None, phone: str | None = None, company_ids: Collection[str] = ()
) -> Ticket | None:
    """The ticket that this caller may hear about, or None (R70).

    A number that the caller names is proof enough, and then only that ticket counts. Without one it is the newest
    unsettled ticket - or else the newest at all - of the `phone` (E.164) he calls from or the companies known by it.
    """
    if number is not None:
        return by_number(session, number)
    own: list[ColumnElement[bool]] = []
    if phone is not None:
        own.append(Ticket.contact_phone == phone)
    if company_ids:
        own.append(Ticket.company_id.in_(company_ids))
    if not own:
        return None
    settled_last = Ticket.status.in_((Status.SOLVED, Status.CLOSED))
    return session.scalar(
        select(Ticket).where(or_(*own)).order_by(settled_last, Ticket.opened_at.desc(), Ticket.number.desc()).limit(1)
    )


def open_for_company(session: Session, company_id: str) -> list[Ticket]:
    """What is not solved yet for this company, the newest first."""
    unsolved = select(Ticket).where(Ticket.company_id == company_id, Ticket.status.in_(UNSOLVED))
    return list(session.scalars(unsolved.order_by(Ticket.opened_at.desc(), Ticket.number.desc())))


def repeats(session: Session, ticket: Ticket, *, within: timedelta) -> list[Ticket]:
    """Earlier tickets of the same company and category, the newest first: the same thing happened before (R97)."""
    if ticket.company_id is None:
        return []
    before = select(Ticket).where(
        Ticket.company_id == ticket.company_id,
        Ticket.category == ticket.category,
        Ticket.id != ticket.id,
        Ticket.opened_at <= ticket.opened_at,
        Ticket.opened_at >= ticket.opened_at - within,
    )
    return list(session.scalars(before.order_by(Ticket.opened_at.desc(), Ticket.number.desc())))


def notes(session: Session, ticket_id: str) -> list[TicketNote]:
    written = select(TicketNote).where(TicketNote.ticket_id == ticket_id)
    return list(session.scalars(written.order_by(TicketNote.at, TicketNote.id)))


def tasks(session: Session, ticket_id: str) -> list[Task]:
    given = select(Task).where(Task.ticket_id == ticket_id)
    return list(session.scalars(given.order_by(Task.created_at, Task.id)))


def open_tasks_of(session: Session, owner_id: str) -> list[Task]:
    """What somebody still has to do, the most pressing first."""
    mine = select(Task).where(Task.owner_id == owner_id, Task.done_at.is_(None))
    return list(session.scalars(mine.order_by(Task.due_at, Task.id)))


def overdue_tasks(session: Session, *, now: datetime) -> list[Task]:
    late = select(Task).where(Task.done_at.is_(None), Task.due_at < now)
    return list(session.scalars(late.order_by(Task.due_at, Task.id)))
