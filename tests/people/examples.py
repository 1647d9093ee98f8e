"""A Tuesday morning in Zhuhai, the office calendar, and people to give work to."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hotline.core.calendar import WorkingCalendar
from hotline.core.store import Store
from hotline.people import operations
from hotline.people.models import Role, Staff

TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(TZ)
PASSWORD = "four quiet printers"


def local(text: str) -> datetime:
    """`2026-03-10 10:00` in Zhuhai."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def colleague(session: Session, username: str, role: Role, *, on_duty: bool = True) -> Staff:
    staff = operations.add_staff(session, now=NOW, username=username, name=username.title(), role=role)
    operations.set_duty(session, now=NOW, staff_id=staff.id, on_duty=on_duty, actor="test")
    return staff


def colleagues(store: Store, role: Role, *usernames: str) -> list[Staff]:
    return [store.write(partial(colleague, username=username, role=role)) for username in usernames]
