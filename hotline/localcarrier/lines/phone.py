"""Telephones on pages: each has a number, at most one call, and captions of all that was said on it."""

from __future__ import annotations

import re
import secrets
from collections import deque
from collections.abc import Iterator
from threading import Condition, Lock, Thread, Timer
from typing import Any, NamedTuple

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.phone_line import PhoneLine, Refused
from hotline.localcarrier.lines.transcript import Entry

PACES = ("real", "fast", "now", "voice")
"""How long a prompt takes: as long as it is, a third of it, no time, or until the page's voice has said it."""

_ADDRESS = re.compile(r"\+[1-9][0-9]{6,14}|client:[A-Za-z0-9_.-]{1,64}")
_CAPTIONS_KEPT = 1000
_HEARTBEAT = 2.0  # seconds; a page that is gone shows when it is written to


def require_free(carrier: Carrier, number: str) -> None:
    """Raise `Refused` where no telephone can be plugged in at that number."""
    if not _ADDRESS.fullmatch(number):
        raise Refused(f"{number} 不是电话号码,请写成 +8613702345678 或 client:agent (no address: write it like these)")
    if number in carrier.numbers:
        raise Refused(f"{number} 是热线自己的号码,请换一个 (that is the hotline's own number: choose another)")
    if number in carrier.telephones.addresses():
        raise Refused(f"{number} 已经有一部电话,请换一个 (there is a phone at that number: choose another)")


class Caption(NamedTuple):
    """One moment of a call, numbered through the telephone's life."""

    number: int
    call: Call
    entry: Entry


class News(NamedTuple):
    """What a page has not seen yet. Without a state the telephone is gone."""

    state: dict[str, Any] | None
    captions: list[Caption]


class Phone:
    """One telephone. `changed` is notified of everything that its pages show."""

    def __init__(self, carrier: Carrier, number: str) -> None:
        self.id = secrets.token_urlsafe(16)
        self.number = number
        self.changed = Condition()
        self.pace = "fast"
        self.pages = 0  # that show it now
        self.visits = 0  # of pages so far
        self._carrier = carrier
        self._line: PhoneLine | None = None
        self._captions: deque[Caption] = deque(maxlen=_CAPTIONS_KEPT)
        self._last_caption = 0
        self._version = 0
        self._is_closed = False

    def dial(self, to: str) -> None:
        """Call a number; the call lives in a thread of its own."""
        if not _ADDRESS.fullmatch(to):
            raise Refused(f"{to} 不是电话号码,请写成 +867562286000 (no phone number: write it like this)")
        line = PhoneLine(self)
        with self.changed:
            if not self._is_free():
                raise Refused("正在通话,请先挂断 (in a call: hang up first)")
            call = self._carrier.new_call(line, to)
            self.take(line, call, "calling")
        Thread(target=self._carrier.carry, args=(call, line), name=call.sid, daemon=True).start()

    @property
    def line(self) -> PhoneLine:
        """The line of the present call. Raises `Refused` where there is none."""
        line = self._line
        if line is None:
            raise Refused("现在没有通话 (there is no call)")
        return line

    def set_pace(self, pace: str) -> None:
        """Hear prompts at one of PACES."""
        self.pace = pace
        self.change()

    def close(self) -> None:
        """Hang up, for ever."""
        with self.changed:
            self._is_closed = True
            if self._line is not None:
                self._line.hang_up()
            self.change()

    # -- for its lines --

    def take(self, line: PhoneLine, call: Call, phase: str) -> bool:
        """Let a line have the telephone, which is `calling` or `ringing`; False while another one has it."""
        with self.changed:
            if not self._is_free():
                return False
            self._line = line
            line.begin(call, phase)
            return True

    def let_go(self, line: PhoneLine) -> None:
        """Have the telephone back from a line whose call is over."""
        with self.changed:
            if self._line is line:
                self._line = None
                self.change()

    def show(self, call: Call, entry: Entry) -> None:
        """Add a caption."""
        with self.changed:
            self._last_caption += 1
            self._captions.append(Caption(self._last_caption, call, entry))
            self.change()

    def change(self) -> None:
        """There is news for the pages."""
        with self.changed:
            self._version += 1
            self.changed.notify_all()

    # -- for its pages --

    def news(self, after: int) -> Iterator[News]:
        """What happens, from the caption behind `after` on, until the telephone is closed.

        The state comes first, again with every change, and from time to time where nothing changes.
        """
        seen = -1
        while True:
            with self.changed:
                if self._version == seen and not self._is_closed:
                    self.changed.wait(_HEARTBEAT)
                self._forget_lost_call()
                news = News(None if self._is_closed else self._state(), self._behind(after))
                seen, after = self._version, self._last_caption
            yield news
            if news.state is None:
                return

    def _behind(self, after: int) -> list[Caption]:
        return [caption for caption in self._captions if caption.number > after]

    def _state(self) -> dict[str, Any]:
        return {"number": self.number, "pace": self.pace, "call": self._line.state() if self._line else None}

    def _is_free(self) -> bool:
        self._forget_lost_call()
        return self._line is None and not self._is_closed

    def _forget_lost_call(self) -> None:
        """Stop ringing for somebody who gave up without a word."""
        if self._line is not None and self._line.call.is_over:
            self.let_go(self._line)


class Phones:
    """The telephones of all open pages. One that no page has shown for `grace` seconds is closed."""

    def __init__(self, carrier: Carrier, *, grace: float = 10.0, most: int = 50) -> None:
        self._carrier = carrier
        self._grace = grace
        self._most = most
        self._lock = Lock()
        self._phones: dict[str, Phone] = {}

    def open(self, number: str) -> Phone:
        """Plug a new telephone in at a number (`+86..`, `client:name`). Raises `Refused`."""
        phone = Phone(self._carrier, number)
        with self._lock:
            require_free(self._carrier, number)
            if len(self._phones) >= self._most:
                raise Refused("电话太多了,请先关掉一部 (too many phones: close one first)")
            self._phones[phone.id] = phone
            self._carrier.telephones.plug_in(number, lambda: PhoneLine(phone), live=True)
        self._close_unless_shown(phone)
        return phone

    def get(self, phone_id: str) -> Phone | None:
        """The telephone with this id, which only its page knows."""
        with self._lock:
            return self._phones.get(phone_id)

    def close(self, phone_id: str) -> None:
        """Hang up and unplug a telephone."""
        with self._lock:
            phone = self._phones.pop(phone_id, None)
            if phone is not None:
                self._carrier.telephones.unplug(phone.number)
        if phone is not None:
            phone.close()

    def show(self, phone: Phone, after: int) -> Iterator[News]:
        """The telephone's news, for one page, until that page is gone."""
        with self._lock:
            phone.pages += 1
            phone.visits += 1
        try:
            yield from phone.news(after)
        finally:
            with self._lock:
                phone.pages -= 1
            self._close_unless_shown(phone)

    def _close_unless_shown(self, phone: Phone) -> None:
        """Close the telephone after a while if no page shows it until then; a page that is loaded again comes back."""
        visits = phone.visits

        def close() -> None:
            with self._lock:
                is_shown = phone.pages > 0 or phone.visits > visits
            if not is_shown:
                self.close(phone.id)

        timer = Timer(self._grace, close)
        timer.daemon = True
        timer.start()
