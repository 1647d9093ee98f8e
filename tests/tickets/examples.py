"""Tickets opened for a test, each in a transaction of its own."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from hotline.core.store import Store
from hotline.customers.models import Company
from hotline.people.operations import ensure_duty_desk
from hotline.tickets import operations
from hotline.tickets.models import Kind, Ticket
from tests.people.examples import CALENDAR, NOW

DAY = date(2026, 3, 10)
PHONE = "+867562286000"
SID = "CA" + "0" * 32
SOLUTION: dict[str, Any] = {
    "now": NOW,
    "solution": "重装驱动",
    "actor": "test",
    "calendar": CALENDAR,
    "follow_up_days": 7,
}
TAXPAYER = "91440400MA4W2Q1K2X"


def opened(store: Store, **changes: Any) -> Ticket:
    """A fault about a printer, told from a known number, changed as the test wishes."""
    return store.write(partial(open_one, **changes))


def open_one(session: Session, **changes: Any) -> Ticket:
    ensure_duty_desk(session, now=NOW)
    told: dict[str, Any] = {
        "now": NOW,
        "day": DAY,
        "kind": Kind.FAULT,
        "category": "printer",
        "contact_phone": PHONE,
        "symptom": "打印机打不出来",
        "call_sid": SID,
    }
    return operations.open_ticket(session, **(told | changes))


def company(store: Store, name: str = "珠海明达贸易有限公司", taxpayer_id: str | None = TAXPAYER) -> Company:
    filed = Company(name=name, name_key=name, taxpayer_id=taxpayer_id, created_at=NOW, updated_at=NOW)

    def add(session: Session) -> Company:
        session.add(filed)
        session.flush()
        return filed

    return store.write(add)


def now_is(store: Store, ticket: Ticket) -> Ticket:
    """The row as it stands in the database."""
    return store.read(lambda session: session.get_one(Ticket, ticket.id))
