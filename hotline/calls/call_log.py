"""The few statements that every turn needs, prepared once. Nothing else touches a call's row while it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.calls.models import Call, Intent, Status, Turn, Urgency
from hotline.core.store import Prepared

LOOKED_AT = (
    Call.sid,
    Call.direction,
    Call.caller,
    Call.called,
    Call.arrived_at,
    Call.ended_at,
    Call.flow,
    Call.revision,
    Call.turn,
    Call.state,
    Call.intent,
    Call.urgency,
    Call.outcome,
    Call.company_id,
    Call.ticket_id,
)


@dataclass(slots=True)
class LiveCall:
    """A call while it speaks: its row as it was read, and as it will be written."""

    sid: str
    direction: str
    caller: str | None
    called: str | None
    arrived_at: datetime
    ended_at: datetime | None
    flow: str
    revision: str
    turn: int
    state: dict[str, Any]
    intent: Intent | None = None
    urgency: Urgency = Urgency.NORMAL
    outcome: str | None = None
    company_id: str | None = None
    ticket_id: str | None = None
    _links: tuple[str | None, str | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._links = (self.company_id, self.ticket_id)

    @property
    def is_linked_anew(self) -> bool:
        """Whether the company or the ticket is another than the row says."""
        return self._links != (self.company_id, self.ticket_id)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn as it is kept: what was heard, what was said to it, and the very answer."""

    number: int
    at: datetime
    heard: str | None
    digits: str | None
    confidence: float | None
    said: str
    answer: str


_FIND = Prepared(select(*LOOKED_AT).where(Call.sid == bindparam("sid")), stands_alone=True)
_LOCK = Prepared(select(*LOOKED_AT).where(Call.sid == bindparam("sid")).with_for_update(key_share=True))
_STANDING = Prepared(
    select(Call.turn, Call.ended_at).where(Call.sid == bindparam("sid")).with_for_update(key_share=True)
)
_ANSWER = Prepared(select(Turn.answer).where(Turn.call_sid == bindparam("sid"), Turn.number == bindparam("number")))


def _named(*names: str, prefix: str = "") -> dict[str, BindParameter[Any]]:
    return {name: bindparam(f"{prefix}{name}") for name in names}


_CHANGES = ("language", "turn", "state", "intent", "urgency", "outcome")
_LINKS = ("company_id", "ticket_id")
_ROW = _named(
    "sid",
    "direction",
    "caller",
    "called",
    "status",
    "arrived_at",
    "answered_at",
    "ended_at",
    "rings",
    "flow",
    "revision",
    *_CHANGES,
    *_LINKS,
)
_ADD = {
    "sqlite": Prepared(sqlite.insert(Call).values(**_ROW).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(Call).values(**_ROW).on_conflict_do_nothing()),
}
_CHANGE = update(Call).where(Call.sid == bindparam("key")).values(_named(*_CHANGES, prefix="new_"))
# Naming a link costs its index and a look at its table, even where it stays the same.
_CHANGE_LINKS = _CHANGE.values(_named(*_LINKS, prefix="new_"))
_STANDS = (Call.turn == bindparam("after"), Call.ended_at.is_(None))
_KEEP = Prepared(_CHANGE_LINKS)
_GO_ON = Prepared(_CHANGE.where(*_STANDS), stands_alone=True)
_GO_ON_LINKED = Prepared(_CHANGE_LINKS.where(*_STANDS))
_SPEAK = Prepared(
    insert(Turn).values(_named("call_sid", "number", "at", "heard", "digits", "confidence", "said", "answer"))
)


def find(session: Session, sid: str) -> LiveCall | None:
    """The call as it stands; None when there is none."""
    rows = _FIND(session, sid=sid)
    return LiveCall(*rows[0]) if rows else None


def standing(session: Session, sid: str) -> int | None:
    """The turn at which the call stands, kept from others until the end of the transaction.

    0 for a call that has ended, None when there is none.
    """
    rows = _STANDING(session, sid=sid)
    if not rows:
        return None
    turn, ended_at = rows[0]
    return 0 if ended_at else int(turn)


def lock(session: Session, sid: str) -> LiveCall | None:
    """The call, kept from others until the end of the transaction; None when there is none."""
    rows = _LOCK(session, sid=sid)
    return LiveCall(*rows[0]) if rows else None


def answer(session: Session, sid: str, number: int) -> str | None:
    """What was answered with this turn, byte for byte; None when it was never spoken."""
    rows = _ANSWER(session, sid=sid, number=number)
    return str(rows[0][0]) if rows else None


def add(session: Session, call: LiveCall, *, language: str, answered_at: datetime, rings: int) -> bool:
    """File a new call; False when somebody was faster."""
    values: Mapping[str, Any] = {
        "sid": call.sid,
        "direction": call.direction,
        "caller": call.caller,
        "called": call.called,
        "status": Status.IN_PROGRESS,
        "arrived_at": call.arrived_at,
        "answered_at": answered_at,
        "ended_at": None,
        "rings": rings,
        "flow": call.flow,
        "revision": call.revision,
        "language": language,
        "turn": call.turn,
        "state": call.state,
        "intent": call.intent,
        "urgency": call.urgency,
        "outcome": call.outcome,
        "company_id": call.company_id,
        "ticket_id": call.ticket_id,
    }
    return _ADD[session.get_bind().dialect.name].count(session, **values) > 0


def go_on(session: Session, call: LiveCall, *, language: str, after: int) -> bool:
    """Write down where the conversation stands now; False if the call has ended or is not at turn `after`."""
    changes = _changes(call, language)
    if call.is_linked_anew:
        return _GO_ON_LINKED.count(session, after=after, **changes, **_links(call)) > 0
    return _GO_ON.count(session, after=after, **changes) > 0


def keep(session: Session, call: LiveCall, *, language: str) -> None:
    """Write down where the conversation stands, for whoever has locked the call or just gone on with it."""
    _KEEP(session, **_changes(call, language), **_links(call))


def _changes(call: LiveCall, language: str) -> dict[str, Any]:
    return {
        "key": call.sid,
        "new_language": language,
        "new_turn": call.turn,
        "new_state": call.state,
        "new_intent": call.intent,
        "new_urgency": call.urgency,
        "new_outcome": call.outcome,
    }


def _links(call: LiveCall) -> dict[str, Any]:
    return {"new_company_id": call.company_id, "new_ticket_id": call.ticket_id}


def speak(session: Session, sid: str, spoken: Spoken) -> None:
    """Keep a turn."""
    _SPEAK(
        session,
        call_sid=sid,
        number=spoken.number,
        at=spoken.at,
        heard=spoken.heard,
        digits=spoken.digits,
        confidence=spoken.confidence,
        said=spoken.said,
        answer=spoken.answer,
    )
