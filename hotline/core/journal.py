"""The journal: who did what, to what, when and why (S20).

It only grows. There is no function here that changes or removes an entry, and none is to be written; a correction is a
new entry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, bindparam, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.store import Base, Json, Prepared


class Entry(Base):
    """One thing that somebody did. `actor` is `staff:ID`, `caller:CALL_SID`, `system` or the name of a worker's job."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "subject", "subject_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True
    )
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json)


_COLUMNS = ("at", "actor", "action", "subject", "subject_id", "detail")
_ENTER = Prepared(insert(Entry).values({name: bindparam(name) for name in _COLUMNS}), stands_alone=True)


def record(
    session: Session,
    *,
    now: datetime,
    actor: str,
    action: str,
    subject: str,
    subject_id: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Enter what `actor` did to `subject` (the kind of thing, such as `ticket`) `subject_id`.

    It is kept if the work that it belongs to is kept. `detail` is what changed and why, as JSON.
    """
    _ENTER(session, at=now, actor=actor, action=action, subject=subject, subject_id=subject_id, detail=detail)
