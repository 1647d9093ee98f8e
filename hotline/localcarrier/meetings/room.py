"""A room: where people on several calls hear each other.

Scripted persons live faster than the clock, each call in a thread of its own. Among themselves they therefore speak in
turn, one listening and answering after the other, so that nobody's patience runs out while another has not yet had
time to speak. As soon as a live person is in the room, everybody lives by the real clock and there are no turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition

from hotline.localcarrier.calls.call import Call, Request
from hotline.localcarrier.lines.line import Line, Reaction, Sound, Speech, Tones


@dataclass(eq=False, slots=True)
class Seat:
    """A call's place in a room: what it may say to whom, and what it has not heard yet.

    A seat that is `coaching` a call is heard by that call alone; one `on_hold` neither hears nor is heard. Documents in
    `announcements` are carried out for this seat before it listens again.
    """

    call: Call
    line: Line
    muted: bool = False
    on_hold: bool = False
    coaching: str = ""
    inbox: list[Sound] = field(default_factory=list)
    announcements: list[Request] = field(default_factory=list)


class Room:
    """The seats of those who hear each other, and everything that was said."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._speaker: Seat | None = None
        self._latest: datetime | None = None
        self.seats: list[Seat] = []
        self.words: list[str] = []

    def sit(self, call: Call, line: Line) -> Seat:
        """Come in."""
        seat = Seat(call, line)
        self.take_seat(seat)
        return seat

    def take_seat(self, seat: Seat) -> None:
        """Come in with a seat that was kept: from now on it hears the others, who wait for its turn."""
        with self._condition:
            self.seats.append(seat)
            self._speaker = self._speaker or seat
            self._condition.notify_all()

    def sound(self, sound: Sound) -> None:
        """Let everybody hear it."""
        with self._condition:
            for seat in self.seats:
                seat.inbox.append(sound)

    def rise(self, seat: Seat) -> None:
        """Go out; whoever is not in the room any more just goes."""
        with self._condition:
            if seat not in self.seats:
                return
            following = self._after(seat)
            self.seats.remove(seat)
            if seat is self._speaker:
                self._speaker = following if self.seats else None
            self._condition.notify_all()

    def say(self, seat: Seat, reaction: Reaction) -> None:
        """Let the others hear it, as far as they may."""
        sounds: list[Sound] = [Speech(reaction.words)] if reaction.words else []
        if reaction.keys:
            sounds.append(Tones(reaction.keys))
        with self._condition:
            if seat.muted or seat.on_hold or not sounds:
                return
            if reaction.words and not seat.coaching:
                self.words.append(reaction.words)
            for other in self.seats:
                if other is not seat and not other.on_hold and seat.coaching in ("", other.call.sid):
                    other.inbox.extend(sounds)

    def heard(self, seat: Seat) -> tuple[Sound, ...]:
        """What has been said to the seat since it was asked last."""
        with self._condition:
            heard, seat.inbox = tuple(seat.inbox), []
            return heard

    @property
    def is_live(self) -> bool:
        """Whether a live person is in the room."""
        return any(seat.line.live for seat in self.seats)

    @contextmanager
    def turn(self, seat: Seat) -> Iterator[None]:
        """Wait for the seat's turn, and pass it on afterwards. Nobody of the room is ever late for another."""
        with self._condition:
            self._condition.wait_for(lambda: seat is self._speaker or seat not in self.seats or self.is_live)
        try:
            yield
        finally:
            with self._condition:
                if self._latest is not None:
                    seat.call.time.catch_up(self._latest)
                self._latest = seat.call.time.now()
                if seat is self._speaker:
                    self._speaker = self._after(seat)
                self._condition.notify_all()

    def _after(self, seat: Seat) -> Seat:
        return self.seats[(self.seats.index(seat) + 1) % len(self.seats)]
