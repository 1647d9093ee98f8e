"""What the page at `/carrier` shows, and what of it is new."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from hotline.localcarrier.calls.call import FINAL, Call
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.clock import Shift
from hotline.localcarrier.faults import Faults, Kind
from hotline.localcarrier.log import Log
from hotline.localcarrier.meetings.conferences import Conference
from hotline.localcarrier.meetings.queues import Queue
from hotline.localcarrier.service.desk import Desk

LATEST = 200  # calls that the page begins with
_GLANCE = 0.3  # seconds between two looks


class Board:
    """One carrier, looked at. Its parts are JSON: calls, lines, queues, conferences, clock, faults."""

    def __init__(self, carrier: Carrier, desk: Desk) -> None:
        self._carrier = carrier
        self._desk = desk

    def news(self) -> Iterator[dict[str, Any]]:
        """The parts that changed, for ever: first all of them, later perhaps none; of the calls those that changed."""
        shown: dict[str, Any] = {}
        calls: dict[str, Any] = {}
        while True:
            picture = self._picture()
            news = {part: value for part, value in picture.items() if shown.get(part) != value}
            watched = self._calls(calls)
            if changed := [call for sid, call in watched.items() if calls.get(sid) != call]:
                news["calls"] = changed
            shown, calls = picture, watched
            yield news
            time.sleep(_GLANCE)

    def _calls(self, before: dict[str, Any]) -> dict[str, Any]:
        """The latest calls, all that are under way, and those that were under way `before`: their end must be seen."""
        book = self._carrier.calls
        ending = (book.get(sid) for sid, told in before.items() if told["status"] not in FINAL)
        watched = [*book.latest(LATEST), *book.under_way(), *filter(None, ending)]
        return {call.sid: describe(call, self._carrier.log) for call in watched}

    def _picture(self) -> dict[str, Any]:
        carrier = self._carrier
        return {
            "lines": self._desk.lines(),
            "queues": [_queue(queue) for queue in carrier.queues.all()],
            "conferences": [_conference(one) for one in carrier.conferences.all() if one.status != "completed"],
            "clock": describe_clock(carrier.clock.shift()),
            "faults": describe_faults(carrier.faults.today),
            "errors": carrier.log.errors_so_far,
        }


def describe(call: Call, log: Log) -> dict[str, Any]:
    """A call in a list of calls."""
    tally = log.tally(call.sid)
    return {
        "sid": call.sid,
        "ordinal": call.ordinal,
        "parent": call.parent_sid,
        "from": call.from_,
        "to": call.to,
        "direction": call.direction,
        "status": call.status.value,
        "at": call.time.started.isoformat(),
        "duration": call.duration if call.is_over else None,
        "answered_by": call.answered_by,
        "requests": tally.requests,
        "errors": tally.errors,
        "faults": tally.faults,
    }


def describe_clock(shift: Shift) -> dict[str, float]:
    """How the carrier's clock differs from the system's; `since` is unix time, the offset seconds."""
    return {"offset": shift.offset.total_seconds(), "rate": shift.rate, "since": shift.since.timestamp()}


def describe_faults(faults: Faults) -> dict[str, Any]:
    """A seed, and the rate of every kind."""
    return {"seed": faults.seed, "rates": {kind: faults.rates.get(kind, 0.0) for kind in Kind}}


def _queue(queue: Queue) -> dict[str, Any]:
    return {"name": queue.name, "members": [{"sid": member.call.sid} for member in list(queue.members)]}


def _conference(conference: Conference) -> dict[str, Any]:
    return {
        "name": conference.name,
        "status": conference.status,
        "members": [
            {"sid": one.call.sid, "muted": one.seat.muted, "hold": one.seat.on_hold, "coaching": one.seat.coaching}
            for one in list(conference.participants.values())
        ],
    }
