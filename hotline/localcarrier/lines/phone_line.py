"""The line of a telephone on a page, in one call: the person sees captions and types words or presses keys.

The call's thread speaks and listens; the page's requests come from any thread. Both wait for one condition, the
telephone's.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.lines.line import Ears, HungUp, Pickup, Reaction, Sound, Speech
from hotline.localcarrier.lines.transcript import Kind, Transcript, Who

if TYPE_CHECKING:
    from hotline.localcarrier.lines.phone import Phone

TYPING_LASTS = 5.0
"""Seconds that a notice of typing holds silence back."""

_LOOK_AGAIN = 0.2  # seconds between looks for an order from outside, which wakes nobody
_ROUND = 1.0  # seconds; who listens for less listens again and again, and would wait for nobody's typing


class Refused(Exception):
    """What the page asked for cannot be done. The message is for the person."""


class _Input(NamedTuple):
    """What the person did: pressed one key (dtmf) or said words (speech)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Doing:
    """What the line is busy with: `hearing` a sound, which has a number, or `listening` to the person."""

    what: str
    sound: int = 0
    kinds: tuple[str, ...] = ()


class PhoneLine:
    """A person is on it, for whom time passes by the real clock. What a faster pace leaves out is spent."""

    live = True
    machine = False

    def __init__(self, phone: Phone) -> None:
        self.number = phone.number
        self._phone = phone
        self._changed = phone.changed
        self._phase = ""  # calling, ringing, talking
        self._is_muted = False
        self._is_held = False
        self._hung_up = False
        self._rings = 0
        self._inputs: deque[_Input] = deque()
        self._typing_until = 0.0
        self._doing: _Doing | None = None
        self._sounds = 0
        self._skipped = 0
        self._heard: set[Sound] = set()  # since the person last did something

    def begin(self, call: Call, phase: str) -> None:
        """The telephone is this line's from now on: it is `calling` somebody, or `ringing`."""
        self.call, self._phase = call, phase
        self._transcript = Transcript(lambda entry: self._phone.show(call, entry))
        self._phone.change()

    # -- what the person does --

    def pick_up(self) -> None:
        """Answer the call that rings."""
        with self._changed:
            if self._phase != "ringing":
                raise Refused("电话没有响 (the phone does not ring)")
            self._connect(self.call)

    def hang_up(self) -> None:
        """End or refuse the call: whatever its thread waits for ends at once."""
        with self._changed:
            self._hung_up = True
            self._transcript.add(self.call, Who.CALLER, Kind.HUNG_UP)
            self._phone.let_go(self)

    def say(self, words: str) -> None:
        """Say something. What nobody listens to yet is kept for when somebody does."""
        with self._changed:
            self._require_talking()
            if self._is_muted:
                raise Refused("现在是静音,对方听不到 (muted: nobody hears you)")
            self._typing_until = 0.0
            self._inputs.append(_Input("speech", words))
            self._transcript.add(self.call, Who.CALLER, Kind.SAID, words)

    def press(self, keys: str) -> None:
        """Press keys, one after another."""
        with self._changed:
            self._require_talking()
            self._inputs.extend(_Input("dtmf", key) for key in keys)
            self._transcript.add(self.call, Who.CALLER, Kind.KEYED, keys)

    def type_on(self) -> None:
        """The person is about to say something: silence is held back for `TYPING_LASTS`."""
        self._typing_until = time.monotonic() + TYPING_LASTS

    def skip(self, sound: int) -> None:
        """Hear no more of that sound."""
        with self._changed:
            self._skipped = max(self._skipped, sound)
            self._changed.notify_all()

    def hold(self, *, on: bool) -> None:
        """Neither hear nor say anything until the call is taken up again."""
        self._is_held = on
        self._phone.change()

    def mute(self, *, on: bool) -> None:
        """Say nothing until that is over; keys still count."""
        self._is_muted = on
        self._phone.change()

    def state(self) -> dict[str, Any]:
        """What the page shows of the call, beside the captions."""
        answered = self.call.answered_at
        return {
            "sid": self.call.sid,
            "from": self.call.from_,
            "to": self.call.to,
            "phase": self._phase,
            "muted": self._is_muted,
            "held": self._is_held,
            "doing": asdict(self._doing) if self._doing and not self._is_held else None,
            "seconds": (self.call.time.now() - answered).total_seconds() if answered else 0.0,
        }

    # -- what the carrier does --

    def rung(self, call: Call, ring: int) -> Pickup:
        """Ring until the person picks up or refuses. A telephone that has another call is busy."""
        with self._changed:
            if self._hung_up:
                return Pickup.REJECTS
            if self._phase == "talking":
                return Pickup.ANSWERS
            if not self._phase and not self._phone.take(self, call, "ringing"):
                return Pickup.IS_BUSY
            if ring > self._rings:
                self._rings = ring
                self._transcript.add(call, Who.CARRIER, Kind.RANG, str(ring))
            return Pickup.NOT_YET

    def ringing(self, call: Call, ring: int) -> None:
        """Let the person hear the ring-back tone."""
        self._require_on_line()
        self._transcript.add(call, Who.CARRIER, Kind.RANG, str(ring))

    def answered(self, call: Call) -> None:
        """Show that the other side has picked up."""
        with self._changed:
            self._require_on_line()
            if self._phase == "calling":
                self._connect(call)

    def hear(self, call: Call, sound: Sound) -> None:
        """Hear a sound for as long as it takes, unless it is skipped or the call goes elsewhere."""
        self._hear(call, sound, interrupted=lambda: False)

    def listen(self, call: Call, ears: Ears) -> Reaction:
        """Hear the prompt and wait for words or keys; for neither, where the call goes elsewhere meanwhile."""

        def interrupted() -> bool:
            return ears.interruptible and bool(self._inputs)

        for sound in ears.prompt:
            self._hear(call, sound, interrupted)
            if interrupted():
                break
        self._do(_Doing("listening", kinds=tuple(sorted(ears.kinds))))
        reaction = self._reaction(call, ears)
        if reaction != Reaction():
            self._heard.clear()
        if ears.timeout >= _ROUND:
            self._do(None)
        return reaction

    def ended(self, call: Call, reason: str) -> None:
        """Show the end."""
        if self._phase:
            self._transcript.add(call, Who.CARRIER, Kind.ENDED, reason)
            self._phone.let_go(self)

    # -- hearing and being heard --

    def _hear(self, call: Call, sound: Sound, interrupted: Callable[[], bool]) -> None:
        self._sounds += 1
        number = self._sounds
        if not self._is_held:
            self._transcript.heard(call, sound)
        self._do(_Doing("hearing", sound=number))
        real = self._real_seconds(sound)
        began = time.monotonic()
        self._wait(call, lambda: began + real, lambda: self._skipped >= number or interrupted())
        passed = time.monotonic() - began
        share = passed / real if interrupted() and passed < real else 1.0
        call.time.spend(sound.seconds * share - passed)
        self._heard.add(sound)

    def _real_seconds(self, sound: Sound) -> float:
        """How long a sound takes at the person's pace.

        Only speech that is new passes at once: hold music would else go round and round in no time.
        """
        match self._phone.pace:
            case "fast":
                return sound.seconds / 3
            case "now":
                return 0.0 if isinstance(sound, Speech) and sound not in self._heard else sound.seconds
            case "voice":  # the page skips the rest as soon as its voice has come to the end
                return sound.seconds * 3 if isinstance(sound, Speech) else sound.seconds
            case _:
                return sound.seconds

    def _reaction(self, call: Call, ears: Ears) -> Reaction:
        keys = ""
        while not (keys and ears.enough(keys)):
            done = self._next(call, ears)
            if done is None:
                break
            if done.kind == "dtmf":
                keys += done.text
            elif keys:  # words after keys are for the next question
                self._inputs.appendleft(done)
                break
            else:
                return Reaction(words=done.text)
        if not keys and ears.timeout >= _ROUND:
            self._transcript.reacted(call, ears, Reaction())
        return Reaction(keys=keys)

    def _next(self, call: Call, ears: Ears) -> _Input | None:
        """The next thing that the person does and that is listened to; None for silence."""
        silent_at = time.monotonic() + ears.timeout

        def silence() -> float:
            return silent_at if ears.timeout < _ROUND else max(silent_at, self._typing_until)

        while self._wait(call, silence, lambda: bool(self._inputs)):
            done = self._inputs.popleft()
            if done.kind in ears.kinds:
                return done
            self._transcript.add(call, Who.CARRIER, Kind.UNHEARD, done.text)
        return None

    def _wait(self, call: Call, until: Callable[[], float], done: Callable[[], bool]) -> bool:
        """Wait for something until a moment; False where it did not come, or where the call goes elsewhere."""
        with self._changed:
            while True:
                self._require_on_line()
                if done():
                    return True
                left = until() - time.monotonic()
                if left <= 0 or call.time.is_interrupted:
                    return False
                self._changed.wait(min(left, _LOOK_AGAIN))

    def _connect(self, call: Call) -> None:
        self._phase = "talking"
        self._transcript.add(call, Who.CARRIER, Kind.ANSWERED)
        self._phone.change()

    def _do(self, doing: _Doing | None) -> None:
        if doing != self._doing:
            self._doing = doing
            self._phone.change()

    def _require_on_line(self) -> None:
        if self._hung_up:
            raise HungUp

    def _require_talking(self) -> None:
        if self._phase != "talking" or self._hung_up:
            raise Refused("电话还没有接通 (nobody has answered yet)")
        if self._is_held:
            raise Refused("通话保持中,对方听不到 (on hold: nobody hears you)")
