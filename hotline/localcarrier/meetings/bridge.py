"""A bridge between two calls: the calling side waits until the called side is ready, then they talk until one goes."""

from __future__ import annotations

from datetime import datetime
from threading import Event

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.meetings.room import Room


class Bridge:
    """Where two calls meet. Whatever either side does, the other one hears of it and is never left waiting.

    `ready` is set by the called side, `joined` by the calling side, `over` by whichever goes first or never comes.
    """

    def __init__(self) -> None:
        self.room = Room()
        self.called: Call | None = None
        self.began: datetime | None = None
        self.ready = Event()
        self.joined = Event()
        self.over = Event()

    def seconds(self, now: datetime) -> int:
        """Whole seconds that they have talked."""
        return round((now - self.began).total_seconds()) if self.began else 0
