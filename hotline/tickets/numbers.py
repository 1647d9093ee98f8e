"""Ticket numbers YYMMDDnnn: the local day, then its serial from 001 (R161)."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import Date, Integer, bindparam, text
from sqlalchemy.orm import Session

from hotline.core.store import Prepared

# One statement: the row lock makes the next caller wait for this transaction, so a number that is rolled back is given
# again and none is ever lost or given twice. Both databases know these words.
_NEXT = Prepared(
    text(
        "INSERT INTO ticket_serials (day, last) VALUES (:day, 1) "
        "ON CONFLICT (day) DO UPDATE SET last = ticket_serials.last + 1 RETURNING last"
    ).bindparams(bindparam("day", type_=Date)),
    stands_alone=True,
)

_AT_LEAST = text(
    "INSERT INTO ticket_serials (day, last) VALUES (:day, :last) "
    "ON CONFLICT (day) DO UPDATE SET last = :last WHERE ticket_serials.last < :last"
).bindparams(bindparam("day", type_=Date), bindparam("last", type_=Integer))

_NUMBER = re.compile(r"(\d{6})(\d{3,4})", re.ASCII)


def next_number(session: Session, *, day: date) -> str:
    """The next free number of a local day: 260310001, ..., 260310999, then 2603101000 and on.

    Gap-free and unique however many callers there are: they queue for the day's row until each commits, so ask for the
    number late in a transaction and commit soon.
    """
    ((serial,),) = _NEXT(session, day=day)
    return number(day, serial)


def reserve(session: Session, *, taken: str) -> None:
    """Never give out `taken`, a number from elsewhere, or any number before it on its day."""
    parts = split(taken)
    if parts is not None:
        day, serial = parts
        session.execute(_AT_LEAST, {"day": day, "last": serial})


def number(day: date, serial: int) -> str:
    return f"{day:%y%m%d}{serial:03d}"


def split(text_: str) -> tuple[date, int] | None:
    """The day and serial of a number of this pattern, or None for any other text."""
    found = _NUMBER.fullmatch(text_)
    if found is None:
        return None
    try:
        day = datetime.strptime(f"20{found[1]}", "%Y%m%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None
    return day, int(found[2])
