"""Reads about complaints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.complaints.models import Complaint, Status

_UNVERIFIED = (Status.RECEIVED, Status.VERIFYING)


def get(session: Session, complaint_id: str) -> Complaint | None:
    return session.get(Complaint, complaint_id)


def for_ticket(session: Session, ticket_id: str) -> Complaint | None:
    return session.scalar(select(Complaint).where(Complaint.ticket_id == ticket_id))


def open_ones(session: Session) -> list[Complaint]:
    """What is not signed off yet, the oldest first."""
    unsigned = select(Complaint).where(Complaint.status != Status.SIGNED_OFF)
    return list(session.scalars(unsigned.order_by(Complaint.received_at, Complaint.id)))


def late_to_verify(session: Session, *, now: datetime) -> list[Complaint]:
    """Complaints whose day has ended without a finding (R82)."""
    late = select(Complaint).where(
        Complaint.status.in_(_UNVERIFIED), Complaint.finding.is_(None), Complaint.investigate_by < now
    )
    return list(session.scalars(late.order_by(Complaint.investigate_by, Complaint.id)))
