"""Ringing telephones until somebody picks up: for a call from the application, and for the legs of a Dial."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import sleep

from hotline.localcarrier.calls.call import Call, Status
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Ears, Pickup, Reaction, Sound
from hotline.localcarrier.log import Ring

_RINGS_ON = 5.0  # seconds that Twilio lets a telephone ring beyond the time-out
_LIVE_STEP = 0.1  # real seconds between two looks at a telephone with a person beside it
_REFUSED = {Pickup.REJECTS: Status.BUSY, Pickup.IS_BUSY: Status.BUSY}


class Nobody:
    """The line at an address where nothing is plugged in: it rings in an empty room."""

    live = False
    machine = False

    def __init__(self, number: str) -> None:
        self.number = number

    def rung(self, _call: Call, _ring: int) -> Pickup:
        """Nobody is there."""
        return Pickup.NOT_YET

    def ringing(self, call: Call, ring: int) -> None:
        """Nothing to do."""

    def answered(self, call: Call) -> None:
        """Nothing to do."""

    def hear(self, call: Call, sound: Sound) -> None:
        """Nobody hears."""
        call.time.spend(sound.seconds)

    def listen(self, _call: Call, _ears: Ears) -> Reaction:
        """Nobody says a word."""
        return Reaction()

    def ended(self, call: Call, reason: str) -> None:
        """Nothing to do."""


@dataclass(eq=False, slots=True)
class Telephone:
    """One telephone that is made to ring by a call."""

    execution: Execution
    refusal: Status | None = None

    def start(self) -> None:
        """Let it ring from now on; the log knows it."""
        call = self.execution.call
        self.execution.exchange.log.add(
            Ring(at=call.time.now(), call_sid=call.sid, from_=call.from_, to=call.to, direction=call.direction)
        )
        self.execution.start_ringing()

    def picks_up(self, ring: int) -> bool:
        """Whether somebody answers now; `refusal` is set where nobody ever will."""
        call = self.execution.call
        call.rings = ring
        pickup = self.execution.line.rung(call, ring)
        self.refusal = _REFUSED.get(pickup)
        return pickup is Pickup.ANSWERS


def ring(
    telephones: Sequence[Telephone], timeout: float, *, watch: Execution, ring_back: Callable[[int], None]
) -> Telephone | None:
    """Ring them all at once for so many seconds and a little more; the first one that is picked up, or None.

    `watch` is the call that waits for it: its time passes, and what it is ordered to do ends the ringing. It hears each
    ring by `ring_back`.
    """
    network, time = watch.exchange.network, watch.call.time
    live = watch.line.live or any(telephone.execution.line.live for telephone in telephones)
    began, rung, most = time.elapsed(), 0, timeout + _RINGS_ON
    for telephone in telephones:
        telephone.start()
    while (waited := time.elapsed() - began) < most and not all(telephone.refusal for telephone in telephones):
        watch.checkpoint()
        due = int(waited // network.ring_seconds) + 1
        if due > rung:
            rung = due
            ring_back(rung)
        for telephone in telephones:
            if telephone.refusal is None and telephone.picks_up(rung):
                telephone.execution.call.time.catch_up(time.now())
                return telephone
        _let_pass(watch, min(_LIVE_STEP if live else network.ring_seconds, most - waited), really=live)
    for telephone in telephones:
        telephone.execution.call.time.catch_up(time.now())
    return None


def _let_pass(watch: Execution, seconds: float, *, really: bool) -> None:
    if really:
        sleep(seconds)
        return
    time = watch.call.time
    with time.paced(watch.exchange.waiting_pace):
        time.spend(seconds)
