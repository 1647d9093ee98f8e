"""Lists as CSV for spreadsheets. The one place where they are written, so that no cell becomes a formula (S13)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline.callbacks.models import Callback
from hotline.calls.models import Call
from hotline.tickets.models import Ticket

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

LISTS: Mapping[str, Select[*tuple[Any, ...]]] = {
    "calls": select(
        Call.sid, Call.caller, Call.arrived_at, Call.ended_at, Call.rings, Call.intent, Call.urgency, Call.outcome
    ),
    "tickets": select(
        Ticket.number,
        Ticket.kind,
        Ticket.category,
        Ticket.status,
        Ticket.urgency,
        Ticket.company_name,
        Ticket.contact_phone,
        Ticket.branch_name,
        Ticket.symptom,
        Ticket.opened_at,
        Ticket.promised_until,
        Ticket.solved_at,
    ),
    "callbacks": select(
        Callback.id, Callback.kind, Callback.state, Callback.phone, Callback.due_at, Callback.done_at, Callback.result
    ),
}


def write(session: Session, name: str, to: TextIO) -> int:
    """Write the list `name` (a key of LISTS) as CSV with a heading; returns the number of rows."""
    query = LISTS[name]
    rows = session.execute(query)
    writer = csv.writer(to)
    writer.writerow(rows.keys())
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the count
        writer.writerow(cells(row))
    return count


def cells(row: Iterable[object]) -> Sequence[str]:
    """The values as cells; one that a spreadsheet would run is quoted."""
    return [_quoted("" if value is None else str(value)) for value in row]


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
