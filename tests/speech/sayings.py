"""Tables of sayings: what people say, by what it means, and how a test walks through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from hotline.speech.understood import Json, Setting, Understood

MARCH = Setting(today=date(2026, 3, 10))
ENGLISH = Setting(today=date(2026, 3, 10), language="en-US")

Reader = Callable[[str, Setting], Understood | None]


def pairs(table: Mapping[str, Sequence[str]] | Mapping[bool, Sequence[str]]) -> list[tuple[str, Json]]:
    """Each saying with the value that it stands under."""
    return [(saying, value) for value, sayings in table.items() for saying in sayings]


def understood(read: Reader, said: str) -> Understood:
    """What the reader makes of it; the test fails here if that is nothing."""
    found = read(said, MARCH)
    assert found is not None, said
    return found
