"""Call queues: who waits where, for how long, and in which place."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from threading import Lock

from hotline.localcarrier.calls.call import Call, Request, new_sid
from hotline.localcarrier.meetings.bridge import Bridge

_REMEMBERED_WAITS = 100


@dataclass(eq=False, slots=True)
class Queue:
    """A named queue, first come first served."""

    name: str
    max_size: int
    created: datetime
    sid: str = field(default_factory=lambda: new_sid("QU"))
    members: list[Member] = field(default_factory=list)
    waits: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_WAITS))

    def place_of(self, member: Member) -> int:
        """The place of a member, from 1; who has just been taken out was the first."""
        return self.members.index(member) + 1 if member in self.members else 1

    def average_wait(self) -> int:
        """Whole seconds that the last ones waited."""
        return round(fmean(self.waits)) if self.waits else 0


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
    """All queues of this carrier; one is made ahead, or by the first call that is put into it."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._lock = Lock()
        self._queues: dict[str, Queue] = {}

    def create(self, name: str, max_size: int | None, now: datetime) -> Queue | None:
        """Make a queue; None where there is one of that name."""
        with self._lock:
            return None if self._named(name) else self._make(name, max_size, now)

    def join(self, name: str, call: Call, max_size: int | None) -> Member | None:
        """Put a call at the end of a queue; None where the queue is full."""
        with self._lock:
            queue = self._named(name) or self._make(name, max_size, call.time.now())
            if len(queue.members) >= queue.max_size:
                return None
            member = Member(call, queue, call.time.now())
            queue.members.append(member)
            return member

    def leave(self, member: Member) -> None:
        """Take a call out of its queue; whoever was fetched is out already, and the other side hears of its going."""
        self.release(member)
        member.queue.waits.append(member.waited())
        if member.meeting is not None:
            member.meeting.bridge.over.set()

    def release(self, member: Member) -> bool:
        """Take a call out of its queue; False where somebody else has done so."""
        with self._lock:
            if member not in member.queue.members:
                return False
            member.queue.members.remove(member)
            member.left = member.call.time.now()
            return True

    def fetch(self, name: str, meeting: Meeting) -> bool:
        """Take the first one out of a queue to a meeting; False where nobody waits."""
        with self._lock:
            queue = self._named(name)
            if queue is None or not queue.members:
                return False
            member = queue.members.pop(0)
            member.meeting, member.left = meeting, member.call.time.now()
        member.call.time.interrupt()
        return True

    def change(self, queue: Queue, *, name: str | None, max_size: int | None) -> None:
        """Give a queue another name or size; None leaves it."""
        with self._lock:
            queue.name = name or queue.name
            queue.max_size = max_size or queue.max_size

    def delete(self, queue: Queue) -> bool:
        """Delete a queue; False where somebody waits in it."""
        with self._lock:
            if queue.members:
                return False
            self._queues.pop(queue.sid, None)
            return True

    def parameters(self, member: Member) -> dict[str, str]:
        """What the wait URL is told."""
        with self._lock:
            queue = member.queue
            return {
                "QueueSid": queue.sid,
                "QueuePosition": str(queue.place_of(member)),
                "QueueTime": str(member.waited()),
                "AvgQueueTime": str(queue.average_wait()),
                "CurrentQueueSize": str(len(queue.members)),
                "MaxQueueSize": str(queue.max_size),
            }

    def find(self, name: str) -> Queue | None:
        """The queue with this name."""
        with self._lock:
            return self._named(name)

    def get(self, sid: str) -> Queue | None:
        """The queue with this SID."""
        with self._lock:
            return self._queues.get(sid)

    def all(self) -> list[Queue]:
        """All queues, the oldest first."""
        with self._lock:
            return list(self._queues.values())

    def _named(self, name: str) -> Queue | None:
        return next((queue for queue in self._queues.values() if queue.name == name), None)

    def _make(self, name: str, max_size: int | None, now: datetime) -> Queue:
        queue = Queue(name, max_size or self._max_size, now)
        self._queues[queue.sid] = queue
        return queue
