"""The desk where scripted people are placed: they dial, or they are the telephone at a number."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script
from hotline.localcarrier.lines.phone import require_free
from hotline.localcarrier.lines.scripted import ScriptedLine

_KEPT = 1000  # lines of calls that were placed here


class Desk:
    """Scripted callers of one carrier, with the lines that they called on."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._lock = Lock()
        self._lines: dict[str, ScriptedLine] = {}
        self._oldest: deque[str] = deque()
        self._answering: set[str] = set()

    def place(self, caller: script.Caller, to: str) -> tuple[Call, Thread]:
        """Let a scripted caller dial; the call lives in a thread of its own."""
        line = ScriptedLine(caller)
        call = self._carrier.new_call(line, to)
        with self._lock:
            self._lines[call.sid] = line
            self._oldest.append(call.sid)
            if len(self._oldest) > _KEPT:
                self._lines.pop(self._oldest.popleft())
        thread = Thread(target=self._carrier.carry, args=(call, line), name=call.sid, daemon=True)
        thread.start()
        return call, thread

    def line(self, call_sid: str) -> ScriptedLine | None:
        """The scripted line of a call that was placed here."""
        with self._lock:
            return self._lines.get(call_sid)

    def plug_in(self, caller: script.Caller) -> None:
        """Let a scripted person answer at their number, in place of another one. Raises `Refused`."""
        with self._lock:
            if caller.number not in self._answering:
                require_free(self._carrier, caller.number)
            self._answering.add(caller.number)
            self._carrier.telephones.plug_in(caller.number, lambda: ScriptedLine(caller))

    def unplug(self, number: str) -> bool:
        """Take a scripted person away again; False where there is none."""
        with self._lock:
            if number not in self._answering:
                return False
            self._answering.discard(number)
            self._carrier.telephones.unplug(number)
            return True

    def lines(self) -> list[dict[str, Any]]:
        """Every telephone that can be rung; `scripted` ones can be taken away."""
        with self._lock:
            return [
                {"number": address, "scripted": address in self._answering}
                for address in self._carrier.telephones.addresses()
            ]

    def examples(self) -> dict[str, str]:
        """Scripted callers to begin with: their YAML by the files' names."""
        folder = self._carrier.network.callers_dir
        files: list[Path] = sorted(folder.glob("*.yaml")) if folder else []
        return {file.stem: file.read_text(encoding="utf-8") for file in files}
