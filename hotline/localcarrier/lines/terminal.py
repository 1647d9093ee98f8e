"""The terminal telephone: captions of what is said, typed lines to speak, digits to press keys.

A line of only 0-9 * # presses keys, an empty line is silence, `/say 123` speaks digits, `/hangup` or the end of input
hangs up, anything else is spoken. Time stands still while somebody types, and captions come at once; only what repeats
itself or is no speech (hold music, pauses) takes its real time in front of a person.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NoReturn, TextIO

from hotline.localcarrier.calls.call import Call, Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script as scripts
from hotline.localcarrier.lines import scripted
from hotline.localcarrier.lines.line import Ears, HungUp, Pickup, Reaction, Sound, Speech
from hotline.localcarrier.lines.transcript import Entry, Kind, Transcript, Who
from hotline.localcarrier.network import Network

HELP = "打字 = 说话 · 只含 0-9*# = 按键 · 空行 = 不出声 · /say 123 = 念出数字 · /hangup 或 Ctrl-D = 挂断"
_NUMBER = "+8613800138000"  # the caller's, unless another one is given
_KEYS = re.compile(r"[0-9*#]+")
_COLOURS = {Who.APPLICATION: "\x1b[1;36m", Who.CALLER: "\x1b[1;33m", Who.CARRIER: "\x1b[2m"}
_PLAIN = "\x1b[0m"
_MOST_REPEATS = 20  # of one sound, where nobody sits at the keyboard to hang up


def main(
    network: Network,
    to: str,
    from_: str | None = None,
    script: Path | None = None,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Call a number from this terminal, or let the caller in a script file do it.

    Answers with an exit code: 0 the call was answered and ended, 1 it was not, or a script did not come to its end;
    2 the script is wrong.
    """
    screen = Screen(stdout or sys.stdout)
    carrier = Carrier(network)
    if script is None:
        line = TerminalLine(from_ or _NUMBER, stdin or sys.stdin, screen)
        screen.note(HELP)
        call = carrier.dial(line, to)
        screen.note(f"{call.sid} {call.status.value} {call.duration} 秒")
        return 0 if call.status is Status.COMPLETED else 1
    try:
        caller = scripts.load(script)
    except scripts.BadScript as error:
        screen.note(str(error))
        return 2
    outcome = scripted.call(carrier, caller, to, from_=from_ or "", listener=screen.show)
    screen.note(f"{outcome.call_sid} {outcome.status.value} {outcome.seconds} 秒")
    if outcome.missed:
        screen.note(f"没有用到的步骤:{'、'.join(outcome.missed)}")
    return 0 if outcome.status is Status.COMPLETED and not outcome.missed else 1


class Screen:
    """Where a call is written, in colours if somebody looks at it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._coloured = stream.isatty() and "NO_COLOR" not in os.environ

    def show(self, entry: Entry) -> None:
        """Write one moment of the call."""
        self._write(str(entry), _COLOURS[entry.who])

    def note(self, text: str) -> None:
        """Write something that is not part of the call."""
        self._write(text, _COLOURS[Who.CARRIER])

    def ask(self) -> None:
        """Show that it is the person's turn."""
        if self._stream.isatty():
            self._stream.write("> ")
            self._stream.flush()

    def _write(self, text: str, colour: str) -> None:
        self._stream.write(f"{colour}{text}{_PLAIN}\n" if self._coloured else f"{text}\n")
        self._stream.flush()


class TerminalLine:
    """A person at a keyboard, who only calls and is never called. Time waits for them, so the line is not live."""

    live = False
    machine = False

    def __init__(self, number: str, stdin: TextIO, screen: Screen) -> None:
        self.number = number
        self._stdin = stdin
        self._screen = screen
        self._transcript = Transcript(screen.show)
        self._heard: Counter[Sound] = Counter()  # since the last answer

    def rung(self, _call: Call, _ring: int) -> Pickup:
        """Nobody can call a terminal."""
        return Pickup.IS_BUSY

    def ringing(self, call: Call, ring: int) -> None:
        """Show the ring."""
        self._transcript.add(call, Who.CARRIER, Kind.RANG, str(ring))

    def answered(self, call: Call) -> None:
        """Show that somebody picked up."""
        self._transcript.add(call, Who.CARRIER, Kind.ANSWERED)

    def hear(self, call: Call, sound: Sound) -> None:
        """Show a caption and let its time pass; Ctrl-C hangs up."""
        self._transcript.heard(call, sound)
        self._heard[sound] += 1
        repeats = self._heard[sound] > 1
        if self._stdin.isatty() and (repeats or not isinstance(sound, Speech)):
            try:
                time.sleep(sound.seconds)
            except KeyboardInterrupt:
                self._hang_up(call)
        else:
            call.time.spend(sound.seconds)
        if self._heard[sound] > _MOST_REPEATS and not self._stdin.isatty():
            self._hang_up(call)

    def listen(self, call: Call, ears: Ears) -> Reaction:
        """Show the prompt and take one typed line."""
        for sound in ears.prompt:
            self.hear(call, sound)
        reaction = self._typed()
        if reaction is None:
            self._hang_up(call)
        self._heard.clear()
        self._transcript.reacted(call, ears, reaction)
        return reaction

    def ended(self, call: Call, reason: str) -> None:
        """Show the end."""
        self._transcript.add(call, Who.CARRIER, Kind.ENDED, reason)

    def _hang_up(self, call: Call) -> NoReturn:
        self._transcript.add(call, Who.CALLER, Kind.HUNG_UP)
        raise HungUp

    def _typed(self) -> Reaction | None:
        """What the next line means; None for hanging up."""
        while True:
            self._screen.ask()
            try:
                line = self._stdin.readline()
            except KeyboardInterrupt:
                return None
            text = line.strip()
            if not line or text in ("/hangup", "/h"):
                return None
            if text == "/help":
                self._screen.note(HELP)
                continue
            if text.startswith("/say "):
                return Reaction(words=text.removeprefix("/say ").strip())
            if text.startswith("/"):
                self._screen.note(HELP)
                continue
            return Reaction(keys=text) if _KEYS.fullmatch(text) else Reaction(words=text)
