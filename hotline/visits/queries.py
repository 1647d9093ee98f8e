"""Reads about visits and installations."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.visits.models import Installation, Visit, VisitStatus


def get(session: Session, visit_id: str) -> Visit | None:
    return session.get(Visit, visit_id)


def for_ticket(session: Session, ticket_id: str) -> list[Visit]:
    asked = select(Visit).where(Visit.ticket_id == ticket_id)
    return list(session.scalars(asked.order_by(Visit.requested_at, Visit.id)))


def to_decide(session: Session) -> list[Visit]:
    """What waits for a supervisor's word, the longest waiting first."""
    waiting = select(Visit).where(Visit.status == VisitStatus.REQUESTED)
    return list(session.scalars(waiting.order_by(Visit.requested_at, Visit.id)))


def without_outcome(session: Session) -> list[Visit]:
    """Approved visits that nobody has made yet (R54), the oldest first."""
    approved = select(Visit).where(Visit.status.in_((VisitStatus.APPROVED, VisitStatus.SCHEDULED)))
    return list(session.scalars(approved.order_by(Visit.requested_at, Visit.id)))


def installation_for_ticket(session: Session, ticket_id: str) -> Installation | None:
    return session.scalar(select(Installation).where(Installation.ticket_id == ticket_id))
