"""Talking: what a call does in a room, and on either side of a bridge."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Ears, HungUp, Reaction, speaking_seconds
from hotline.localcarrier.meetings.bridge import Bridge
from hotline.localcarrier.meetings.room import Room, Seat

_TURN = 1.0  # seconds that a scripted person listens before the next one may speak
_LIVE_TURN = 0.25
_KEY_SECONDS = 0.5
_GLANCE = 0.01  # real seconds between two looks at the other side
_BOTH = frozenset({"dtmf", "speech"})
_ANNOUNCED = frozenset({"Say", "Play", "Pause", "Redirect"})


def talk(execution: Execution, room: Room, seat: Seat, is_over: Callable[[], bool], *, leaves_on: str = "") -> None:
    """Take part until it is over, or until the person presses the key `leaves_on`.

    Raises what ends or turns the call.
    """
    execution.answer()
    while not is_over():
        with room.turn(seat):
            while seat.announcements:
                execution.follow(seat.announcements.pop(0), _ANNOUNCED)
            reaction = _listen(execution, room, seat)
            room.say(seat, reaction)
        if reaction.hangs_up:
            raise HungUp
        if leaves_on and leaves_on in reaction.keys:
            return


def take_call(execution: Execution, bridge: Bridge) -> None:
    """The called side of a bridge: come and talk. Raises what ends or turns the call."""
    bridge.called = execution.call
    seat = bridge.room.sit(execution.call, execution.line)
    try:
        bridge.ready.set()
        while not bridge.joined.wait(_GLANCE) and not bridge.over.is_set():
            execution.checkpoint()
        talk(execution, bridge.room, seat, bridge.over.is_set)
    finally:
        bridge.over.set()
        bridge.room.rise(seat)


def wait_for_called(execution: Execution, bridge: Bridge) -> bool:
    """The calling side: wait until the called side is ready. False where it will not come."""
    while not bridge.ready.is_set():
        if bridge.over.is_set():
            return False
        execution.checkpoint()
        sleep(_GLANCE)
    return True


def talk_across(execution: Execution, bridge: Bridge, *, most: float, leaves_on: str = "") -> None:
    """The calling side: talk for at most so many seconds, or until the key is pressed."""
    time = execution.call.time
    if bridge.called is not None:
        time.catch_up(bridge.called.time.now())
    execution.answer()
    bridge.began = time.now()
    ends = time.elapsed() + most
    seat = bridge.room.sit(execution.call, execution.line)
    bridge.joined.set()
    try:
        talk(
            execution,
            bridge.room,
            seat,
            lambda: bridge.over.is_set() or time.elapsed() >= ends,
            leaves_on=leaves_on,
        )
    finally:
        bridge.over.set()
        bridge.room.rise(seat)


def _listen(execution: Execution, room: Room, seat: Seat) -> Reaction:
    """Hear the others and react, and spend the time that it took."""
    turn = _LIVE_TURN if room.is_live else _TURN
    ears = Ears(prompt=room.heard(seat), kinds=_BOTH, timeout=turn, among_people=True)
    if seat.line.live:
        return execution.listen(ears)
    time = execution.call.time
    with time.paced(_pace(execution, room)):
        reaction = execution.listen(ears)
        time.spend(_seconds_of(reaction, turn))
    return reaction


def _pace(execution: Execution, room: Room) -> float:
    """Who talks to a live person, or waits for company, lives by the real clock or in step with it."""
    if room.is_live:
        return 1.0
    return execution.exchange.waiting_pace if len(room.seats) == 1 else 0.0


def _seconds_of(reaction: Reaction, silence: float) -> float:
    if not (reaction.words or reaction.keys):
        return silence
    spoken = speaking_seconds(reaction.words) if reaction.words else 0.0
    return reaction.after + spoken + _KEY_SECONDS * len(reaction.keys)
