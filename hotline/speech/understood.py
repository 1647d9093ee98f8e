"""What a parser makes of one utterance, and what it may know about the call while it does so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
"""Anything that goes into the call's stored state and comes back equal."""

CERTAIN = 0.85
"""From this confidence on an answer is taken as it is."""

NEEDS_YES = 0.6
"""From here up to CERTAIN the caller is asked to confirm; below, the answer counts as not understood."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One answer as the product keeps it; "not understood" is None instead, never a guess.

    value       what is stored, in the shape that the slot documents
    confidence  0 to 1, read against CERTAIN and NEEDS_YES
    evidence    the part of the caller's words (or keys) that it rests on
    said        how a prompt reads it back, in the caller's language
    also        what else the same words answered, by slot type
    """

    value: Json
    confidence: float
    evidence: str
    said: str
    also: Mapping[str, Understood] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        return self.confidence >= CERTAIN

    @property
    def needs_yes(self) -> bool:
        return NEEDS_YES <= self.confidence < CERTAIN


@dataclass(frozen=True, slots=True)
class Setting:
    """What a parser is told besides the words: parsers read no clock and no settings of their own.

    today is the local date; area_code keeps its leading 0 and is empty where none is set; caller is the
    calling number as E.164, None when withheld; language is zh-CN or en-US.
    """

    today: date
    area_code: str = "0756"
    country: str = "CN"
    caller: str | None = None
    language: str = "zh-CN"
