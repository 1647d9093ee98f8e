"""Company names: who was heard, among the customers there are (R6, domain.md 2.3).

The parsers that take a name out of an utterance live in name_speech and are offered here too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from hotline.speech.name_parts import NameParts, core_name, has_legal_form, name_parts
from hotline.speech.name_speech import company_name, name_in
from hotline.speech.sounds import SoundTable, same_sound, syllables

__all__ = ["NameCandidate", "NameIndex", "NameMatch", "company_name", "core_name", "has_legal_form", "name_in"]

KNOWN, MAYBE, LEAD = 88.0, 74.0, 8.0
_EXACT = 100.0
_OTHER_TOWN = 80.0  # the same name in another town is another company, or a slip: ask
_SHORT_NAME = 75.0  # 华金 for 华金电子
_MOST_SHORT = 5
_MOST_CANDIDATES = 5

Key = TypeVar("Key", bound=Hashable)
Kind = Literal["known", "maybe", "tie", "unknown"]
Evidence = Literal["exact", "same sound", "similar", "other town", "short name"]


class NameCandidate(NamedTuple, Generic[Key]):
    """One entry that may be meant: its key, its first name, a score from 0 to 100 and what the score rests on."""

    key: Key
    name: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[Key]):
    """known: take the first. maybe: ask a yes for the first. tie: ask which of them. unknown: a new name."""

    kind: Kind
    candidates: tuple[NameCandidate[Key], ...] = ()

    @property
    def best(self) -> NameCandidate[Key] | None:
        return self.candidates[0] if self.candidates else None


class NameIndex(Generic[Key]):
    """All names of all customers by sound. Built once for a list; 20,000 names answer in a few milliseconds."""

    def __init__(self, entries: Iterable[tuple[Key, Sequence[str]]]) -> None:
        """Take (key, names): the first name is the one that candidates show, the others are aliases."""
        self._keys: list[Key] = []
        self._shown: list[str] = []
        self._parts: list[NameParts] = []
        self._exact: dict[str, set[int]] = {}
        for key, names in entries:
            for name in filter(str.strip, names):
                parts = name_parts(name)
                self._exact.setdefault(parts.whole, set()).add(len(self._parts))
                self._keys.append(key)
                self._shown.append(names[0])
                self._parts.append(parts)
        self._table = SoundTable(parts.core for parts in self._parts)
        self._by_start = sorted((_spelling(parts.core), number) for number, parts in enumerate(self._parts))

    def __len__(self) -> int:
        return len(self._parts)

    def match(self, heard: str, *, explained: bool = False) -> NameMatch[Key]:
        """Who the heard name means. explained: the caller told its characters, so they decide between names alike."""
        parts = name_parts(heard)
        if not parts.whole:
            return NameMatch("unknown")
        exact = self._exact.get(parts.whole, set())
        scores = self._table.nearest(parts.core, least=MAYBE)
        full = exact or has_legal_form(heard) or max(scores.values(), default=0.0) >= KNOWN
        short = {} if full else self._begun_by(parts.core)
        found: dict[Key, NameCandidate[Key]] = {}
        for number, score in {**scores, **short, **dict.fromkeys(exact, _EXACT)}.items():
            evidence: Evidence = "exact" if number in exact else "short name" if number in short else "similar"
            candidate = self._candidate(number, score, evidence, parts)
            if candidate.key not in found or found[candidate.key].score < candidate.score:
                found[candidate.key] = candidate
        candidates = tuple(sorted(found.values(), key=lambda c: (-c.score, c.evidence != "exact")))
        return self._judged(candidates[:_MOST_CANDIDATES], parts, explained=explained)

    def _begun_by(self, core: str) -> dict[int, float]:
        """Entries whose core begins with the short name, if they are few."""
        start = _spelling(core)
        first = bisect_left(self._by_start, (start, -1))
        near = self._by_start[first : first + _MOST_SHORT + 1]
        found = [number for spelling, number in near if spelling.startswith(start)]
        return dict.fromkeys(found, _SHORT_NAME) if len(found) <= _MOST_SHORT and len(core) > 1 else {}

    def _candidate(self, number: int, score: float, evidence: Evidence, heard: NameParts) -> NameCandidate[Key]:
        key, shown, parts = self._keys[number], self._shown[number], self._parts[number]
        towns = heard.city and parts.city and not same_sound(heard.city, parts.city)
        if towns and evidence != "exact":
            return NameCandidate(key, shown, min(round(score, 1), _OTHER_TOWN), "other town")
        if evidence == "similar" and score == _EXACT:
            evidence = "same sound"
        return NameCandidate(key, shown, round(score, 1), evidence)

    def _judged(
        self, candidates: tuple[NameCandidate[Key], ...], heard: NameParts, *, explained: bool
    ) -> NameMatch[Key]:
        if not candidates or candidates[0].score < MAYBE:
            return NameMatch("unknown")
        best, *others = candidates
        if best.evidence == "exact":
            twins = [c for c in others if c.evidence == "exact" or _same_full_sound(c.name, heard)]
            tie = bool(twins) and not (explained and twins[0].evidence != "exact")
            return NameMatch("tie", (best, *twins)) if tie else NameMatch("known", candidates)
        rivals = [c for c in others if c.score > best.score - LEAD]
        if rivals:
            return NameMatch("tie", (best, *rivals))
        return NameMatch("known" if best.score >= KNOWN else "maybe", candidates)


def _same_full_sound(name: str, heard: NameParts) -> bool:
    return same_sound(name_parts(name).whole, heard.whole)


def _spelling(core: str) -> str:
    return "".join(f"{syllable}'" for syllable in syllables(core))
