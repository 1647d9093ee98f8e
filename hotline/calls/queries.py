"""A call's record: what the API gives and the consoles show.

The keys are those of the JSON API, where they are documented; instants are aware UTC datetimes, days are dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from hotline.callbacks import queries as callbacks
from hotline.callbacks.models import Callback
from hotline.calls.models import Call, Recording, Turn
from hotline.calls.verbs.diagnosis import QUESTIONS, symptom_category, symptom_text
from hotline.complaints import queries as complaints
from hotline.core.config import Settings
from hotline.customers import queries as customers
from hotline.flows.state import Answer, State
from hotline.flows.talk import UNCONFIRMED
from hotline.people.paging import Page, page
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket
from hotline.visits import queries as visits

Record = dict[str, Any]

ANSWER_LIMIT_RINGS = 3


def calls_page(session: Session, *, settings: Settings, cursor: str | None = None, limit: int = 50) -> Page[Record]:
    """A page of calls, the newest first, each without its turns."""
    found = page(
        session,
        select(Call),
        at=Call.arrived_at,
        key=Call.sid,
        place=lambda call: (call.arrived_at, call.sid),
        newest_first=True,
        limit=limit,
        cursor=cursor,
    )
    return Page([_summary(call, settings) for call in found.items], found.next_cursor)


def record(session: Session, sid: str, *, settings: Settings) -> Record | None:
    """Everything that is known of one call; None when nobody knows it."""
    call = session.get(Call, sid)
    if call is None:
        return None
    slots = _slots(call)
    return {
        **_summary(call, settings),
        "intake": _intake(session, call, slots),
        "symptom": symptom_text(slots),
        "diagnosis": _diagnosis(slots),
        "visit": _visit(session, call),
        "complaint": _complaint(session, call),
        "ticket": _ticket(session, call.ticket_id),
        "callbacks": [_callback(callback) for callback in callbacks.for_call(session, sid)],
        "turns": _turns(session, sid),
        "recordings": _recordings(session, sid),
    }


def figures(session: Session, *, rings: int = ANSWER_LIMIT_RINGS) -> Mapping[str, int]:
    """Calls offered, answered, and answered within `rings` rings (R1)."""
    in_time = case((Call.rings <= rings, 1), else_=0)
    answered = case((Call.answered_at.is_not(None), 1), else_=0)
    row = session.execute(
        select(func.count(), func.sum(answered), func.sum(in_time * answered)).select_from(Call)
    ).one()
    return {"offered": int(row[0]), "answered": int(row[1] or 0), "answered_in_three_rings": int(row[2] or 0)}


def outcomes_of(session: Session) -> Mapping[str, int]:
    """Calls by outcome; calls that still speak count as `open`."""
    rows = session.execute(select(func.coalesce(Call.outcome, "open"), func.count()).group_by(Call.outcome))
    return {str(outcome): int(count) for outcome, count in rows}


def stuck_without_outcome(session: Session) -> Sequence[str]:
    """Ended calls that nobody gave an outcome: always empty, or a broken invariant (R99)."""
    return list(session.scalars(select(Call.sid).where(Call.ended_at.is_not(None), Call.outcome.is_(None))))


def _summary(call: Call, settings: Settings) -> Record:
    return {
        "call_sid": call.sid,
        "direction": call.direction,
        "from": call.caller,
        "to": call.called,
        "status": call.status,
        "outcome": call.outcome,
        "arrived_at": call.arrived_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "rings": call.rings,
        "answered_in_three_rings": call.answered_at is not None and call.rings <= settings.rings,
        "flow": {"name": call.flow, "revision": call.revision},
        "language": call.language,
        "intent": call.intent,
        "urgency": call.urgency,
    }


def _slots(call: Call) -> Mapping[str, Answer]:
    return State.from_json(call.state).slots if call.state else {}


def _intake(session: Session, call: Call, slots: Mapping[str, Answer]) -> Record:
    company = customers.get(session, call.company_id) if call.company_id else None
    named, phone, branch = slots.get("company"), slots.get("contact_phone"), slots.get("tax_branch")
    number = phone.value if phone and isinstance(phone.value, Mapping) else {}
    code = _value(slots, "branch_code")
    return {
        "company": {
            "heard": named.heard if named else None,
            "name": named.value if named else None,
            "match": _value(slots, "company_match") or "unknown",
            "taxpayer_id": company.taxpayer_id if company else None,
        },
        "contact_phone": {
            "heard": phone.heard or None if phone else None,
            "e164": number.get("e164"),
            "extension": number.get("extension"),
        },
        "tax_branch": {
            "heard": branch.heard if branch else None,
            "name": branch.value if branch else None,
            "code": code,
            "match": "known" if code else "unknown",
        },
    }


def _diagnosis(slots: Mapping[str, Answer]) -> Record:
    verdict = _value(slots, "verdict") or {}
    advice = _value(slots, "advice_given") or []
    answers = {
        name: {"heard": slots[name].heard, "value": slots[name].value} if name in slots else {} for name in QUESTIONS
    }
    return {
        "answers": answers,
        "fault": verdict.get("fault"),
        "category": verdict.get("category") or symptom_category(slots) or "none",
        "advice": "".join(advice) or None,
        "resolved": _is_solved(slots),
    }


def _is_solved(slots: Mapping[str, Answer]) -> bool:
    """By the caller's own word, and one that was confirmed (R134)."""
    solved = slots.get("solved")
    return solved is not None and solved.value is True and solved.confidence > UNCONFIRMED


def _visit(session: Session, call: Call) -> Record | None:
    asked = [visit for ticket in tickets.for_call(session, call.sid) for visit in visits.for_ticket(session, ticket.id)]
    if not asked:
        return None
    visit = asked[0]
    return {
        "status": visit.status,
        "wish": visit.wish_text,
        "wish_date": visit.wish_date,
        "wish_part": visit.wish_part,
        "agreement_expires_on": visit.agreement_heard,
        "agreement_on_record": visit.agreement_on_record,
        "agreement_state": visit.agreement_state,
    }


def _complaint(session: Session, call: Call) -> Record | None:
    for ticket in tickets.for_call(session, call.sid):
        filed = complaints.for_ticket(session, ticket.id)
        if filed is not None:
            return {
                "number": ticket.number,
                "status": filed.status,
                "text": filed.text,
                "target": filed.target,
                "unit": filed.unit,
                "aspect": filed.aspect,
                "serious": filed.serious,
            }
    return None


def _ticket(session: Session, ticket_id: str | None) -> Record | None:
    ticket = session.get(Ticket, ticket_id) if ticket_id else None
    return {"number": ticket.number, "status": ticket.status} if ticket else None


def _callback(callback: Callback) -> Record:
    return {
        "id": callback.id,
        "kind": callback.kind,
        "state": callback.state,
        "due_at": callback.due_at,
    }


def _turns(session: Session, sid: str) -> list[Record]:
    """Each turn is what was said and what was heard to it; a turn's row holds what was heard before it."""
    rows = session.scalars(select(Turn).where(Turn.call_sid == sid).order_by(Turn.number)).all()
    following = {row.number: row for row in rows}
    shown = []
    for row in rows:
        heard = following.get(row.number + 1)
        shown.append(
            {
                "number": row.number,
                "said": row.said,
                "heard": heard.heard if heard else None,
                "digits": heard.digits if heard else None,
                "confidence": heard.confidence if heard else None,
                "at": row.at,
            }
        )
    return shown


def _recordings(session: Session, sid: str) -> list[Record]:
    rows = session.scalars(select(Recording).where(Recording.call_sid == sid).order_by(Recording.at))
    return [{"sid": row.sid, "status": row.status, "seconds": row.seconds, "at": row.at} for row in rows]


def _value(slots: Mapping[str, Answer], name: str) -> Any:
    answer = slots.get(name)
    return answer.value if answer else None
