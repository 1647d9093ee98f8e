"""Server-sent events, as pages read them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Response


def event(name: str, data: object, number: int | None = None) -> str:
    """One event; a page that lost the connection says the last number that it saw."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def stream(events: Iterable[str]) -> Response:
    """The answer that goes on as long as there are events."""
    return Response(events, content_type="text/event-stream; charset=utf-8")
