"""The telephones that are connected to this carrier: who answers at which number, client name or SIP address."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from hotline.localcarrier.lines.line import Line


class Telephones:
    """Lines by address (`+86..`, `client:name`, `sip:..`). Safe to use from many calls at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plugged_in: dict[str, Callable[[], Line]] = {}
        self._live: set[str] = set()

    def plug_in(self, address: str, line: Callable[[], Line], *, live: bool = False) -> None:
        """From now on a call to the address rings what `line` gives for it; whatever was there before is gone.

        A `live` telephone has a person beside it.
        """
        with self._lock:
            self._plugged_in[address] = line
            (self._live.add if live else self._live.discard)(address)

    def unplug(self, address: str) -> None:
        """From now on nobody hears the address ring."""
        with self._lock:
            self._plugged_in.pop(address, None)
            self._live.discard(address)

    def at(self, address: str) -> Line | None:
        """The line that a call to the address rings; None where nothing is plugged in."""
        with self._lock:
            line = self._plugged_in.get(address)
        return line() if line else None

    def any_live(self) -> bool:
        """Whether a person is beside one of the telephones."""
        with self._lock:
            return bool(self._live)

    def addresses(self) -> list[str]:
        """Where something is plugged in, in order."""
        with self._lock:
            return sorted(self._plugged_in)
