"""Tables of cues: which words speak for which value, and how the readers look them up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.speech.understood import NEEDS_YES, Json, Understood


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a table: the value, how surely the words mean it, and the words as a pattern."""

    value: str
    confidence: float
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A cue seen in a text, with the words that showed it and where they stand."""

    value: str
    confidence: float
    evidence: str
    start: int
    end: int


def words(*patterns: str) -> re.Pattern[str]:
    """Compile patterns as alternatives."""
    return re.compile("|".join(patterns))


def table(*rows: tuple[str, float, *tuple[str, ...]]) -> tuple[Cue, ...]:
    """Compile rows of value, confidence and patterns; earlier rows win over later ones."""
    return tuple(Cue(value, confidence, words(*patterns)) for value, confidence, *patterns in rows)


def first(cues: tuple[Cue, ...], text: str) -> Found | None:
    """Return the first row of the table that occurs anywhere in text."""
    for cue in cues:
        if found := cue.words.search(text):
            return Found(cue.value, cue.confidence, found.group(), found.start(), found.end())
    return None


def every(cues: tuple[Cue, ...], text: str) -> list[Found]:
    """Return all rows that occur, in the order of the table, each at its first place in text."""
    hits = ((cue, cue.words.search(text)) for cue in cues)
    return [Found(cue.value, cue.confidence, hit.group(), hit.start(), hit.end()) for cue, hit in hits if hit]


_HEDGE = re.compile(
    r"应该|(?<!不)可能|好像|似乎|大概|估计|也许|或许|不(?:太|敢)?确定|不敢肯定|吧(?=,|\?|$)"
    r"|\b(?:maybe|probably|perhaps|i think|i guess|seems?|not sure)\b"
)
_SURE = re.compile(r"^(?:好|行|对|是)吧")
HEDGED = 0.75
"""The most that an answer with 应该 or 好像 is worth: it wants a yes."""


def hedged(text: str, confidence: float) -> float:
    """Lower confidence where the caller sounds unsure."""
    return min(confidence, HEDGED) if _HEDGE.search(text) and not _SURE.search(text) else confidence


def clause_of(text: str, evidence: str) -> str:
    """Return the clause of text that the evidence stands in: a 吧 at the other end is not about it."""
    return next((clause for clause in text.split(",") if evidence in clause), text)


def answer(
    value: Json, confidence: float, evidence: str, said: str, also: Mapping[str, Understood] | None = None
) -> Understood | None:
    """Build the answer, or None where it would be a guess."""
    if confidence < NEEDS_YES:
        return None
    return Understood(value=value, confidence=round(confidence, 2), evidence=evidence, said=said, also=also or {})
