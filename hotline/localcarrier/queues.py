"""Call queues: who waits where, for how long, and in which place."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from threading import Lock

from hotline.localcarrier.bridge import Bridge
from hotline.localcarrier.calls import Call, Request, new_sid

_REMEMBERED_WAITS = 100


@dataclass(eq=False, slots=True)
class Queue:
    """A named queue, first come first served."""

    name: str
    max_size: int
    sid: str = field(default_factory=lambda: new_sid("QU"))
    members: list[Member] = field(default_factory=list)
    waits: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_WAITS))


@dataclass(frozen=True, slots=True)
class Meeting:
    """Somebody who wants to talk with the next one in a queue. `whisper` is carried out for that caller first."""

    bridge: Bridge
    fetcher: Call
    whisper: Request | None


@dataclass(eq=False, slots=True)
class Member:
    """A call's place in a queue. Whoever has been fetched has left the queue and has a meeting."""

    call: Call
    queue: Queue
    joined: datetime
    meeting: Meeting | None = None
    left: datetime | None = None

    def waited(self) -> int:
        """Whole seconds in the queue, in the call's own time."""
        return round(((self.left or self.call.time.now()) - self.joined).total_seconds())


class QueueBook:
    """All queues of this carrier; each is created by the first call that is put into it."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._lock = Lock()
        self._queues: dict[str, Queue] = {}

    def join(self, name: str, call: Call, max_size: int | None) -> Member | None:
        """Put a call at the end of a queue; None where the queue is full."""
        with self._lock:
            queue = self._queues.setdefault(name, Queue(name, max_size or self._max_size))
            if len(queue.members) >= queue.max_size:
                return None
            member = Member(call, queue, call.time.now())
            queue.members.append(member)
            return member

    def leave(self, member: Member) -> None:
        """Take a call out of its queue."""
        with self._lock:
            if member.meeting is None:
                member.queue.members.remove(member)
                member.left = member.call.time.now()
            member.queue.waits.append(member.waited())
        if member.meeting is not None:
            member.meeting.bridge.over.set()

    def fetch(self, name: str, meeting: Meeting) -> bool:
        """Take the first one out of a queue to a meeting; False where nobody waits."""
        with self._lock:
            queue = self._queues.get(name)
            if queue is None or not queue.members:
                return False
            member = queue.members.pop(0)
            member.meeting, member.left = meeting, member.call.time.now()
        member.call.time.interrupt()
        return True

    def parameters(self, member: Member) -> dict[str, str]:
        """What the wait URL is told."""
        with self._lock:
            queue = member.queue
            return {
                "QueueSid": queue.sid,
                "QueuePosition": str(queue.members.index(member) + 1 if member.meeting is None else 1),
                "QueueTime": str(member.waited()),
                "AvgQueueTime": str(round(fmean(queue.waits)) if queue.waits else 0),
                "CurrentQueueSize": str(len(queue.members)),
                "MaxQueueSize": str(queue.max_size),
            }

    def find(self, name: str) -> Queue | None:
        """The queue with this name, if any call ever was in it."""
        with self._lock:
            return self._queues.get(name)
