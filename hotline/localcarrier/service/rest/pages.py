"""Twilio's lists: page by page, filtered by what the query asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request

from hotline.localcarrier.service.rest.errors import BAD_PARAMETER, RestError

_PAGE_SIZE = 50
_MOST_PER_PAGE = 1000
_PAGING = ("Page", "PageSize", "PageToken")


def page(key: str, items: Sequence[dict[str, Any]]) -> Response:
    """The page of `items` that the query asks for. The filters stay in the addresses of the other pages."""
    size = min(max(request.args.get("PageSize", _PAGE_SIZE, type=int), 1), _MOST_PER_PAGE)
    number = max(request.args.get("Page", 0, type=int), 0)
    start = number * size
    filters = [(name, value) for name, value in request.args.items(multi=True) if name not in _PAGING]

    def uri(of: int) -> str:
        return f"{request.path}?{urlencode([*filters, ('PageSize', size), ('Page', of)])}"

    return jsonify(
        {
            key: items[start : start + size],
            "page": number,
            "page_size": size,
            "start": start,
            "end": max(min(start + size, len(items)) - 1, 0),
            "uri": uri(number),
            "first_page_uri": uri(0),
            "previous_page_uri": uri(number - 1) if number else None,
            "next_page_uri": uri(number + 1) if start + size < len(items) else None,
        }
    )


def is_asked_for(**values: str) -> bool:
    """Whether an item with these values (by Twilio's names of the filters) is one that the query wants."""
    return all(request.args.get(name) in (None, "", value) for name, value in values.items())


def is_between(name: str, moment: datetime | None) -> bool:
    """Whether a moment lies where the filter wants it: `StartTime` (that day), `StartTime<` and `StartTime>`."""
    on, before, after = (request.args.get(f"{name}{sign}") for sign in ("", "<", ">"))
    if not (on or before or after):
        return True
    if moment is None:
        return False
    return (
        (not on or _within_day(moment, _moment(name, on)))
        and (not before or moment <= _end_of(before, _moment(name, before)))
        and (not after or moment >= _moment(name, after))
    )


def moment(of: datetime | None) -> str | None:
    """A moment as Twilio writes it."""
    return None if of is None else format_datetime(of.astimezone(UTC))


def _moment(name: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestError(400, BAD_PARAMETER, f"{name}: {text!r} is no date") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _within_day(moment: datetime, day: datetime) -> bool:
    return day <= moment < day + timedelta(days=1)


def _end_of(text: str, moment: datetime) -> datetime:
    """A day ends at its midnight; a time is itself."""
    return moment + timedelta(days=1) if len(text) == len(date.min.isoformat()) else moment
