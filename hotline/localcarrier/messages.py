"""Text messages: kept and told of, though no telephone here shows them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from hotline.localcarrier.calls.call import new_sid


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A message that the application sent."""

    account_sid: str
    from_: str
    to: str
    body: str
    sent: datetime
    service_sid: str = ""
    sid: str = field(default_factory=lambda: new_sid("SM"))


class MessageBook:
    """All messages of this carrier. Safe to use from many requests at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: dict[str, TextMessage] = {}

    def add(self, message: TextMessage) -> None:
        """Enter a message."""
        with self._lock:
            self._messages[message.sid] = message

    def get(self, sid: str) -> TextMessage | None:
        """The message with this SID."""
        with self._lock:
            return self._messages.get(sid)

    def redact(self, message: TextMessage) -> TextMessage:
        """Forget what it said; the message as it is now."""
        redacted = replace(message, body="")
        self.add(redacted)
        return redacted

    def delete(self, message: TextMessage) -> None:
        """Forget it."""
        with self._lock:
            self._messages.pop(message.sid, None)

    def all(self) -> list[TextMessage]:
        """All of them, newest first."""
        with self._lock:
            return list(reversed(self._messages.values()))
