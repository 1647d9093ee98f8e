"""What must always hold, as questions to the database: each answer is a list of rows that break it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

INVARIANTS: Mapping[str, str] = {
    "every ended call has an outcome (R99)": "SELECT sid FROM calls WHERE ended_at IS NOT NULL AND outcome IS NULL",
    "every call that broke off is called back (R5)": (
        "SELECT sid FROM calls WHERE outcome = 'abandoned' AND ended_at IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM callbacks WHERE callbacks.call_sid = calls.sid)"
        " AND NOT EXISTS (SELECT 1 FROM callback_later_calls AS later WHERE later.call_sid = calls.sid)"
    ),
    "every promised result has its call (R18)": (
        "SELECT number FROM tickets WHERE promised_until IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM callbacks WHERE callbacks.ticket_id = tickets.id)"
        # A visit is decided about before anybody calls (R23): the supervisor's task holds the promise until then.
        " AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.ticket_id = tickets.id AND kind = 'decide_visit')"
    ),
    "every complaint is followed up (R92)": (
        "SELECT id FROM complaints WHERE NOT EXISTS (SELECT 1 FROM callbacks"
        " WHERE kind = 'complaint_follow_up' AND callbacks.ticket_id = complaints.ticket_id)"
    ),
    "every fault solved in a call is followed up (R63)": (
        "SELECT number FROM tickets WHERE kind = 'fault' AND status = 'solved' AND call_sid IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM callbacks WHERE kind = 'follow_up' AND callbacks.ticket_id = tickets.id)"
    ),
    "every open callback waits for its time or for a person": (
        "SELECT id FROM callbacks WHERE state = 'queued' AND phone IS NULL"
    ),
    "every number has one open call back for calls that broke off (S27)": (
        "SELECT phone FROM callbacks WHERE kind = 'abandoned' AND phone IS NOT NULL"
        " AND state NOT IN ('done', 'cancelled') GROUP BY phone HAVING count(*) > 1"
    ),
    "no callback has two tries in the air (F17)": (
        "SELECT callback_id FROM callback_attempts WHERE state IN ('intent', 'placed', 'unknown')"
        " GROUP BY callback_id HAVING count(*) > 1"
    ),
    "turns are numbered without a gap": "SELECT call_sid FROM turns GROUP BY call_sid HAVING count(*) <> max(number)",
    "every call stands at its last turn (F8)": (
        "SELECT sid FROM calls WHERE turn <> (SELECT max(number) FROM turns WHERE turns.call_sid = calls.sid)"
    ),
}


def broken(session: Session) -> dict[str, list[str]]:
    """The invariants that do not hold, each with the rows that break it; empty when all is well."""
    found = {name: [str(row[0]) for row in session.execute(text(query))] for name, query in INVARIANTS.items()}
    return {name: rows for name, rows in found.items() if rows}
