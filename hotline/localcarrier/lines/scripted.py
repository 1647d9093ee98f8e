"""A line with a scripted person on it. Nothing waits: hesitation and listening pass in call time only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from hotline.localcarrier.calls.call import Call, Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.line import Ears, HungUp, Pickup, Reaction, Sound, Speech
from hotline.localcarrier.lines.script import Answer, Caller, Step, plain
from hotline.localcarrier.lines.transcript import Entry, Kind, Transcript, Who


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scripted call went. `missed` are the steps, as `line N`, that never came to pass."""

    caller: str
    call_sid: str
    status: Status
    seconds: int
    transcript: Transcript
    missed: tuple[str, ...]

    def __str__(self) -> str:
        missed = f"\n没有用到的步骤:{'、'.join(self.missed)}" if self.missed else ""
        return f"{self.caller}  {self.call_sid}  {self.status.value}  {self.seconds} 秒\n{self.transcript}{missed}"


def call(
    carrier: Carrier, caller: Caller, to: str, *, from_: str = "", listener: Callable[[Entry], None] | None = None
) -> Outcome:
    """Let a scripted caller dial a number and live the call to its end. `listener` follows it as it goes."""
    line = ScriptedLine(caller, from_=from_, listener=listener)
    return line.outcome(carrier.dial(line, to))


class ScriptedLine:
    """The telephone of a scripted caller.

    Of what fits the words heard since the last answer, the next step with `hears` comes first, then the rules in their
    order, then a step that waits for nothing, then `otherwise`.
    """

    live = False

    def __init__(self, caller: Caller, *, from_: str = "", listener: Callable[[Entry], None] | None = None) -> None:
        self.number = from_ or caller.number
        self.machine = caller.machine
        self.transcript = Transcript(listener)
        self._caller = caller
        self._steps = list(caller.steps)
        self._used: Counter[int] = Counter()
        self._heard = ""
        self._late: Reaction | None = None  # decided on, but hesitated over too long

    def outcome(self, ended: Call) -> Outcome:
        """What became of the call."""
        return Outcome(
            caller=self._caller.name,
            call_sid=ended.sid,
            status=ended.status,
            seconds=ended.duration,
            transcript=self.transcript,
            missed=tuple(f"line {step.line}" for step in self._steps if not step.optional),
        )

    def rung(self, call: Call, ring: int) -> Pickup:
        """Pick up or not, as the caller's script says."""
        pickup = self._caller.rung(ring)
        if pickup is Pickup.ANSWERS and self._caller.greeting:
            self.transcript.add(call, Who.CALLER, Kind.SAID, self._caller.greeting)
        return pickup

    def ringing(self, call: Call, ring: int) -> None:
        """Wait for an answer as many rings as the caller has patience for."""
        if ring > self._caller.rings:
            self._hang_up(call)
        self.transcript.add(call, Who.CARRIER, Kind.RANG, str(ring))

    def answered(self, call: Call) -> None:
        """Note that somebody picked up."""
        self.transcript.add(call, Who.CARRIER, Kind.ANSWERED)

    def hear(self, call: Call, sound: Sound) -> None:
        """Hear a sound; hang up where a step or rule says so, or where patience ends."""
        self._take_in(call, sound)
        step = self._expected()
        if step is not None and step.hears is not None and step.answer.hangs_up and not step.answer.says:
            self._use(step)
            self._hang_up(call)

    def listen(self, call: Call, ears: Ears) -> Reaction:
        """Hear the prompt, or as much of it as the caller lets pass, and answer."""
        for sound in ears.prompt:
            self.hear(call, sound)
            step = self._expected()
            if ears.interruptible and step is not None and step.hears and step.answer.interrupts:
                break
        reaction = self._reaction(ears)
        self.transcript.reacted(call, ears, reaction)
        return reaction

    def ended(self, call: Call, reason: str) -> None:
        """Note the end."""
        self.transcript.add(call, Who.CARRIER, Kind.ENDED, f"{call.status.value} {reason}")

    def _take_in(self, call: Call, sound: Sound) -> None:
        self._lose_patience(call)
        self.transcript.heard(call, sound)
        if isinstance(sound, Speech):
            self._heard += plain(sound.text)
        call.time.spend(sound.seconds)
        self._lose_patience(call)

    def _lose_patience(self, call: Call) -> None:
        if call.time.elapsed() > self._caller.patience:
            self._hang_up(call)

    def _hang_up(self, call: Call) -> None:
        self.transcript.add(call, Who.CALLER, Kind.HUNG_UP)
        raise HungUp

    def _reaction(self, ears: Ears) -> Reaction:
        """Answer now, or be silent and keep for the next time what was hesitated over too long."""
        reaction = self._late or self._decide()
        acts = bool(reaction.words or reaction.keys or reaction.hangs_up)
        if acts and reaction.after > ears.timeout:
            self._late = replace(reaction, after=reaction.after - ears.timeout)
            return Reaction()
        self._late = None
        self._heard = ""
        return reaction

    def _decide(self) -> Reaction:
        step = self._expected()
        if step is None:
            return self._act(self._caller.otherwise, 0)
        times = self._use(step)
        return self._act(step.answer, times)

    def _expected(self) -> Step | None:
        """The step or rule that the words so far call for; None for `otherwise`."""
        waiting = None
        for step in self._steps:
            if step.hears is None:
                waiting = step
                break
            if step.hears.matches(self._heard):
                return step
            if not step.optional:
                break
        for rule in self._caller.rules:
            if rule.hears is not None and rule.hears.matches(self._heard):
                return rule
        return waiting

    def _use(self, step: Step) -> int:
        """Count a step's use (steps are used up, with the optional ones before them); how often it was used before."""
        if step in self._steps:
            del self._steps[: self._steps.index(step) + 1]
        before = self._used[id(step)]
        self._used[id(step)] += 1
        return before

    def _act(self, answer: Answer, times: int) -> Reaction:
        return Reaction(
            words=_nth(answer.says, times),
            keys=_nth(answer.keys, times),
            after=self._caller.hesitates if answer.hesitates is None else answer.hesitates,
            confidence=answer.confidence,
            hangs_up=answer.hangs_up,
        )


def _nth(choices: tuple[str, ...], n: int) -> str:
    return choices[min(n, len(choices) - 1)] if choices else ""
