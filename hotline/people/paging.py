"""Long lists in pages: each page ends with an opaque cursor that the next request brings back.

A cursor names the place of the last row that was shown, so rows that arrive meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline.core.errors import Invalid

T = TypeVar("T")

MOST_ROWS = 200

_KEY = re.compile("[A-Za-z0-9:_.-]{1,128}")
"""What keys are made of: our own ids, and the carrier's for calls."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None


def page(
    session: Session,
    rows: Select[T],
    *,
    at: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[str],
    place: Callable[[T], tuple[datetime, str]],
    newest_first: bool,
    limit: int,
    cursor: str | None,
) -> Page[T]:
    """One page of `rows` in the order of `at`, then `key`; `place` reads both off a row.

    Raises Invalid for a cursor that is none of ours and for a limit that is not between 1 and MOST_ROWS.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid("limit", f"每页 1 至 {MOST_ROWS} 条 (limit must be 1 to {MOST_ROWS})")
    if cursor is not None:
        shown_at, shown_key = _read(cursor)
        shown = tuple_(literal(shown_at, at.type), literal(shown_key, key.type))
        rows = rows.where(tuple_(at, key) < shown if newest_first else tuple_(at, key) > shown)
    order = (at.desc(), key.desc()) if newest_first else (at.asc(), key.asc())
    # One more than is shown tells whether there is a next page.
    found = list(session.scalars(rows.order_by(*order).limit(limit + 1)))
    items = found[:limit]
    return Page(items, _write(*place(items[-1])) if len(found) > limit else None)


def _write(at: datetime, key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), key]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, str]:
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        shown_at = datetime.fromisoformat(at)
        ours = shown_at.tzinfo is not None and _KEY.fullmatch(key) is not None
        shown_at = shown_at.astimezone(UTC)  # at the ends of time there may be none
    except (ValueError, TypeError, OverflowError):
        raise _not_ours() from None
    if not ours:
        raise _not_ours()
    return shown_at, key


def _not_ours() -> Invalid:
    return Invalid("cursor", "这个翻页标记已失效，请从头开始 (this cursor is not valid: start again)")
