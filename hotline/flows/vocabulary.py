"""What flows are checked against, and how a mistake reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlotType:
    """How a slot can be answered on the keypad: `keys` are single keys with a meaning, `digits` any number.

    `values` names all that it can be where that is a closed list; the flows' cases are checked against it.
    """

    keys: frozenset[str] = frozenset()
    digits: bool = False
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb can end in, the words that it gives prompts to say, and the answers that it stores for `match`."""

    outcomes: frozenset[str]
    words: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the house hears, does, and never says (`forbidden` gives what is wrong with a text)."""

    slots: Mapping[str, SlotType]
    verbs: Mapping[str, Verb]
    asides: frozenset[str]
    forbidden: Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend."""

    file: str
    node: str
    field: str
    what: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.node, self.field) if part)
        return f"{self.file}: {where}: {self.what}" if where else f"{self.file}: {self.what}"
