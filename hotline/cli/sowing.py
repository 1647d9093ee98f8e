"""The demo data: a fictitious town of companies, their tax branches and tickets, and staff to look after them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hotline.customers import operations as customers
from hotline.people import operations as people
from hotline.people import queries as staff
from hotline.people.models import Role
from hotline.tickets import imports as tickets

FOLDER = Path(__file__).parent / "demo"
PASSWORD = "jinsui-hotline-demo"  # noqa: S105 - printed at every start of the demo


class Member(NamedTuple):
    username: str
    name: str
    role: Role


STAFF = (
    Member("xiaowang", "王小梅", Role.AGENT),
    Member("laoli", "李建国", Role.ENGINEER),
    Member("chen", "陈主管", Role.SUPERVISOR),
    Member("admin", "管理员", Role.ADMIN),
)


def sow_demo(session: Session, now: datetime, tz: ZoneInfo) -> None:
    """The demo data, once: a second time changes nothing."""
    people.ensure_duty_desk(session, now=now)
    if staff.by_username(session, STAFF[0].username) is not None:
        return
    for username, name, role in STAFF:
        person = people.add_staff(
            session, now=now, username=username, name=name, role=role, password=PASSWORD, actor="demo"
        )
        if role is not Role.ADMIN:
            people.set_duty(session, now=now, staff_id=person.id, on_duty=True, actor="demo")
    customers.import_branches(session, now=now, content=(FOLDER / "branches.csv").read_bytes(), actor="demo")
    customers.import_customers(session, now=now, content=(FOLDER / "customers.csv").read_bytes(), actor="demo")
    tickets.import_tickets(session, now=now, content=(FOLDER / "tickets.csv").read_bytes(), tz=tz, actor="demo")
