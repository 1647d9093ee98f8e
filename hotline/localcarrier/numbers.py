"""The application's numbers, and where each of them asks; that can be changed while calls come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from hotline.localcarrier.calls.call import new_sid
from hotline.localcarrier.network import NumberConfig


@dataclass(slots=True)
class OwnNumber:
    """A number of the application. Calls that are under way keep the `config` with which they came in."""

    number: str
    config: NumberConfig
    name: str
    sid: str = field(default_factory=lambda: new_sid("PN"))


class NumberBook:
    """All numbers of this network's application."""

    def __init__(self, numbers: Mapping[str, NumberConfig]) -> None:
        self._lock = Lock()
        self._numbers = {number: OwnNumber(number, config, number) for number, config in numbers.items()}

    def config_of(self, number: str) -> NumberConfig:
        """Where calls to this number are to be asked about; nowhere, if it is nobody's."""
        with self._lock:
            own = self._numbers.get(number)
            return own.config if own else NumberConfig(voice_url="")

    def sid_of(self, number: str) -> str | None:
        """The SID of a number that is the application's."""
        with self._lock:
            own = self._numbers.get(number)
            return own.sid if own else None

    def change(self, own: OwnNumber, *, config: NumberConfig, name: str) -> None:
        """From now on calls are asked about there."""
        with self._lock:
            own.config, own.name = config, name

    def get(self, sid: str) -> OwnNumber | None:
        """The number with this SID."""
        with self._lock:
            return next((own for own in self._numbers.values() if own.sid == sid), None)

    def __contains__(self, number: str) -> bool:
        return number in self._numbers

    def all(self) -> list[OwnNumber]:
        """All numbers, in order."""
        with self._lock:
            return [self._numbers[number] for number in sorted(self._numbers)]
