"""Taking over tickets that were kept elsewhere, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import journal
from hotline.customers.models import Company
from hotline.customers.sheet import BadSheet, Problem
from hotline.people import operations as people
from hotline.tickets import sheet
from hotline.tickets.models import Status, Ticket
from hotline.tickets.numbers import reserve
from hotline.tickets.rules import WORKER_OF_KIND
from hotline.tickets.sheet import TicketRow

_SETTLED = (Status.SOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `known` rows were here before and were left as they are."""

    added: int
    known: int


def import_tickets(
    session: Session, *, now: datetime, content: str | bytes, tz: ZoneInfo, actor: str = "system"
) -> Imported:
    """Take over a ticket list (COLUMNS of `sheet`). Raises BadSheet naming every bad row; then nothing is taken.

    A ticket that is here already stays as it is, so that the same list may come twice. Numbers of our own pattern are
    never given out again.
    """
    rows, problems = sheet.read_tickets(content, tz)
    companies = _companies(session, rows)
    here = {ticket.number: ticket for ticket in _tickets(session, rows)}
    for row in rows:
        problems += _misfits(row, companies, here)
    if problems:
        raise BadSheet(problems)
    new = [row for row in rows if row.number not in here]
    for row in new:
        session.add(_taken_over(session, row, companies[row.taxpayer_id], now))
        reserve(session, taken=row.number)
    session.flush()
    done = Imported(len(new), len(rows) - len(new))
    detail = {"added": done.added, "known": done.known}
    journal.record(
        session, now=now, actor=actor, action="tickets.imported", subject="tickets", subject_id="-", detail=detail
    )
    return done


def _misfits(row: TicketRow, companies: Mapping[str, Company], here: Mapping[str, Ticket]) -> list[Problem]:
    company = companies.get(row.taxpayer_id)
    if company is None:
        told = f"“{row.taxpayer_id}”不在客户名单中，请先导入客户 (not in the customer list: import it first)"
        return [Problem(row.row, "customer_taxpayer_id", told)]
    known = here.get(row.number)
    if known is not None and known.company_id != company.id:
        told = f"“{row.number}”已是另一家公司的工单 (this number is another company's ticket)"
        return [Problem(row.row, "ticket_no", told)]
    return []


def _taken_over(session: Session, row: TicketRow, company: Company, now: datetime) -> Ticket:
    # When it was solved or confirmed elsewhere was not kept: the import is when we know it.
    settled = now if row.status in _SETTLED else None
    closed = now if row.status is Status.CLOSED else None
    return Ticket(
        number=row.number,
        kind=row.kind,
        category=row.category,
        status=row.status,
        company_id=company.id,
        company_name=company.name,
        branch_code=company.branch_code,
        owner_id=people.owner_for(session, now=now, role=WORKER_OF_KIND[row.kind]),
        opened_at=row.opened_at,
        visit_time=row.visit_time,
        engineer=row.engineer,
        solved_at=settled,
        confirmed_by_user_at=closed,
        closed_at=closed,
    )


def _companies(session: Session, rows: Sequence[TicketRow]) -> dict[str, Company]:
    wanted = {row.taxpayer_id for row in rows}
    found = session.scalars(select(Company).where(Company.taxpayer_id.in_(wanted)))
    return {company.taxpayer_id: company for company in found if company.taxpayer_id is not None}


def _tickets(session: Session, rows: Sequence[TicketRow]) -> Sequence[Ticket]:
    return session.scalars(select(Ticket).where(Ticket.number.in_([row.number for row in rows]))).all()
