"""Lists as CSV for spreadsheets. The one place where they are written, so that no cell becomes a formula (S13)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline.callbacks.models import Callback
from hotline.calls.models import Call
from hotline.customers.models import Company
from hotline.tickets.models import Ticket

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula at the beginning of a cell; some read the wide characters so, too."""

_AT_ONCE = 1000

LISTS: Mapping[str, Select[*tuple[Any, ...]]] = {
    "calls": select(
        Call.sid,
        Call.caller,
        Call.arrived_at,
        Call.answered_at,
        Call.ended_at,
        Call.rings,
        Call.intent,
        Call.urgency,
        Call.outcome,
    ).order_by(Call.arrived_at, Call.sid),
    "tickets": select(
        Ticket.number,
        Ticket.kind,
        Ticket.category,
        Ticket.status,
        Ticket.urgency,
        Ticket.company_name,
        Ticket.contact_phone,
        Ticket.contact_extension,
        Ticket.branch_name,
        Ticket.symptom,
        Ticket.opened_at,
        Ticket.promised_until,
        Ticket.solved_at,
        Ticket.closed_at,
    ).order_by(Ticket.opened_at, Ticket.number),
    "callbacks": select(
        Callback.id,
        Callback.kind,
        Callback.state,
        Callback.phone,
        Callback.extension,
        Callback.reason,
        Callback.due_at,
        Callback.done_at,
        Callback.result,
    ).order_by(Callback.created_at, Callback.id),
    "customers": select(
        Company.name,
        Company.taxpayer_id,
        Company.branch_code,
        Company.agreement_expires_on,
        Company.device,
        Company.kind,
    ).order_by(Company.name_key),
}


def write(session: Session, name: str, to: TextIO, *, tz: ZoneInfo) -> int:
    """Write the list `name` (a key of LISTS) as CSV with a heading; returns the number of rows. Times are in `tz`."""
    rows = session.execute(LISTS[name].execution_options(yield_per=_AT_ONCE))
    writer = csv.writer(to)
    writer.writerow(rows.keys())
    count = 0
    for row in rows:
        writer.writerow(cells(row, tz))
        count += 1
    return count


def cells(row: Iterable[object], tz: ZoneInfo) -> Sequence[str]:
    """The values as cells; one that a spreadsheet would run is quoted."""
    return [_quoted(_text(value, tz)) for value in row]


def _text(value: object, tz: ZoneInfo) -> str:
    if value is None:
        return ""
    return value.astimezone(tz).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
