"""Logs: one JSON object a line, with telephone numbers, taxpayer numbers and secrets hidden (S18, S19).

Hiding happens in one place, on every string of every event, so that nobody who logs can forget it. Control characters
arrive escaped, as JSON has them; Chinese stays readable.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any, TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from hotline.core.columns import to_json
from hotline.core.phones import mask

_HIDDEN = "***"

_SECRET_NAME = re.compile(r"(?i)secret|passw|token|authorization|cookie|signature|api_?key|credential")
"""What stands under such a name is never shown."""

_SECRET_IN_TEXT = re.compile(r"(?i)(?<=:)[^/\s:@]+(?=@[^\s@]+)|(?<=bearer )\S+|(?<=basic )\S+")
"""The password in a URL, and what follows Bearer or Basic."""

_ID_NUMBER = re.compile(r"(?a)(?<!\w)(?:\d{17}[\dXx]|(?=[A-Z]*\d)[\dA-HJ-NP-RTUWXY]{18})(?!\w)")
"""Identity cards, and taxpayer numbers (GB 32100-2015: digits and capitals without I O S V Z)."""

_DIGIT = "[0-9０-９零〇一二三四五六七八九幺]"
_DATE = r"(?:19|20)\d\d-\d\d-\d\d(?!\d)"
_TICKET = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
_NO_NUMBER = rf"(?!{_DATE}|{_TICKET})"
_PHONE = re.compile(
    rf"(?a)(?<![0-9A-Fa-f])(?<!\d\.){_NO_NUMBER}\+?{_DIGIT}"
    rf"(?:(?:[ ()-]{{1,2}}{_NO_NUMBER})?{_DIGIT}){{6,}}(?![0-9A-Za-z])"
)
"""Seven digits and more, written in any way, except a date, a ticket number and what is part of a longer id."""


def configure(*, level: str = "info", stream: TextIO | None = None) -> None:
    """Send every log of this process to `stream` (stdout if not given), the libraries' included."""
    out = _standing(stream)
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    last: list[Processor] = [
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        hide_private,
        structlog.processors.JSONRenderer(serializer=_line),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _name_library],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=max(number, logging.INFO), handlers=[handler], force=True)


class _Standard:
    """Whatever stdout or stderr is when a line is written: loggers live longer than the stream they began with."""

    def __init__(self, name: str) -> None:
        self._name = name

    def write(self, text: str) -> int:
        return int(getattr(sys, self._name).write(text))

    def flush(self) -> None:
        getattr(sys, self._name).flush()


def _standing(stream: TextIO | None) -> TextIO:
    if stream is None or stream is sys.stdout:
        return cast("TextIO", _Standard("stdout"))
    return cast("TextIO", _Standard("stderr")) if stream is sys.stderr else stream


def get_logger(name: str) -> FilteringBoundLogger:
    """The log of module `name`: `log.info("call.answered", call_sid=sid)`. Events are names; facts are fields."""
    return cast("FilteringBoundLogger", structlog.get_logger(module=name))


def hide_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The processor that hides what must not stand in a log."""
    for name, value in event.items():
        event[name] = _HIDDEN if _SECRET_NAME.search(name) else _hidden(value)
    return event


def hide_in_text(text: str) -> str:
    """`text` with every telephone number, taxpayer number and secret in it hidden."""
    text = _SECRET_IN_TEXT.sub(_HIDDEN, text)
    text = _ID_NUMBER.sub(_HIDDEN, text)
    return _PHONE.sub(lambda match: mask(match[0]), text)


def _hidden(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return hide_in_text(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {
            str(name): _HIDDEN if _SECRET_NAME.search(str(name)) else _hidden(inner) for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden(inner) for inner in value]
    return hide_in_text(value if isinstance(value, str) else repr(value))


def _name_library(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["module"] = event["_record"].name
    return event


def _line(event: object, **_: object) -> str:
    return to_json(event)
