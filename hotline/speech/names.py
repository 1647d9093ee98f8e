"""Company names: who was heard, among the customers there are (R6, domain.md 2.3).

The parsers that take a name out of an utterance live in name_speech and are offered here too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

from hotline.speech.name_parts import NameParts, core_name, has_legal_form, name_parts
from hotline.speech.name_speech import company_name, introduced, name_in
from hotline.speech.sounds import Sound, SoundTable, same_sound, sounds, syllables

__all__ = [
    "NameCandidate",
    "NameIndex",
    "NameMatch",
    "company_name",
    "core_name",
    "has_legal_form",
    "introduced",
    "name_in",
]

KNOWN, MAYBE, LEAD = 88.0, 74.0, 8.0
_EXACT = 100.0
_OTHER_TOWN = 80.0  # the same name in another town is another company, or a slip: ask
_SHORT_NAME = 75.0  # 华金 for 华金电子
_MOST_SHORT = 5
_MOST_CANDIDATES = 5

Key = TypeVar("Key", bound=Hashable)
Kind = Literal["known", "maybe", "tie", "unknown"]
Evidence = Literal["exact", "same characters", "same sound", "similar", "other town", "short name"]
_SUREST = ("exact", "same characters")  # of two that score alike, these stand before what only sounds so


class NameCandidate(NamedTuple, Generic[Key]):
    """One entry that may be meant: its key, its first name, a score from 0 to 100 and what the score rests on."""

    key: Key
    name: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[Key]):
    """known: take the first. maybe: ask a yes for the first. tie: ask which of them. unknown: a new name.

    Behind a known name that was said to the letter and sounds like no other, no runners-up are listed.
    """

    kind: Kind
    candidates: tuple[NameCandidate[Key], ...] = ()

    @property
    def best(self) -> NameCandidate[Key] | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class _Name:
    """A listed name as it is compared. `full_sounds` are those of the whole name, the others are of its core."""

    parts: NameParts
    sounds: tuple[Sound, ...]
    full_sounds: tuple[str, ...]
    spelling: str


@lru_cache(maxsize=32768)  # a new list holds the names of the last one, and each of them is read once only
def _read(name: str) -> _Name:
    parts = name_parts(name)
    return _Name(parts, sounds(parts.core), tuple(s.plain for s in sounds(parts.whole)), _spelling(parts.core))


class _Entry(NamedTuple, Generic[Key]):
    """One name of one key; `shown` is the key's first name."""

    key: Key
    shown: str
    name: _Name


class NameIndex(Generic[Key]):
    """All names of all customers by sound. Built once for a list; 20,000 names answer in a few milliseconds."""

    def __init__(self, entries: Iterable[tuple[Key, Sequence[str]]]) -> None:
        """Take (key, names): the first name is the one that candidates show, the others are aliases."""
        self._entries: list[_Entry[Key]] = []
        self._exact: dict[str, tuple[int, ...]] = {}
        self._shown_as: dict[str, tuple[Key, ...]] = {}
        self._by_start: list[tuple[str, int]] = []
        self._table = SoundTable()
        self._add(entries)

    def __len__(self) -> int:
        return len(self._entries)

    def with_more(self, entries: Iterable[tuple[Key, Sequence[str]]]) -> NameIndex[Key]:
        """An index of these entries besides; this one, which others may be reading, stays as it is."""
        index = NameIndex[Key]([])
        index._entries = self._entries.copy()
        index._exact = self._exact.copy()
        index._shown_as = self._shown_as.copy()
        index._by_start = self._by_start.copy()
        index._table = self._table.copy()
        index._add(entries)
        return index

    def _add(self, entries: Iterable[tuple[Key, Sequence[str]]]) -> None:
        for key, names in entries:
            for sound in _read(names[0]).full_sounds if names else ():
                self._shown_as[sound] = (*self._shown_as.get(sound, ()), key)
            for name in filter(str.strip, names):
                self._add_entry(_Entry(key, names[0], _read(name)))
        self._by_start.sort()  # nothing to do for what was sorted before

    def _add_entry(self, entry: _Entry[Key]) -> None:
        number, name = len(self._entries), entry.name
        self._entries.append(entry)
        self._exact[name.parts.whole] = (*self._exact.get(name.parts.whole, ()), number)
        self._by_start.append((name.spelling, number))
        self._table.add(number, name.sounds)

    def match(self, heard: str, *, explained: bool = False) -> NameMatch[Key]:
        """Who the heard name means. explained: the caller told its characters, so they decide between names alike."""
        parts = name_parts(heard)
        if not parts.whole:
            return NameMatch("unknown")
        return self._said_exactly(parts) or self._compared(heard, parts, explained=explained)

    def _said_exactly(self, heard: NameParts) -> NameMatch[Key] | None:
        """The entry whose first name this is to the letter, if no other sounds the same: nothing need be compared."""
        entries = [self._entries[number] for number in self._exact.get(heard.whole, ())]
        if not entries:
            return None
        key, shown, _ = entries[0]
        name = _read(shown)
        alone = all(entry.key == key for entry in entries) and name.parts.whole == heard.whole
        if not alone or any(other != key for sound in name.full_sounds for other in self._shown_as[sound]):
            return None
        return NameMatch("known", (NameCandidate(key, shown, _EXACT, "exact"),))

    def _compared(self, heard: str, parts: NameParts, *, explained: bool) -> NameMatch[Key]:
        """The entries that are like the heard name, judged by how far each is from it and from the others."""
        exact = self._exact.get(parts.whole, ())
        scores = self._table.nearest(parts.core, least=MAYBE)
        full = exact or has_legal_form(heard) or max(scores.values(), default=0.0) >= KNOWN
        short = {} if full else self._begun_by(parts.core)
        found: dict[Key, NameCandidate[Key]] = {}
        for number, score in {**scores, **short, **dict.fromkeys(exact, _EXACT)}.items():
            evidence: Evidence = "exact" if number in exact else "short name" if number in short else "similar"
            candidate = self._candidate(number, score, evidence, parts)
            if candidate.key not in found or _rank(candidate) < _rank(found[candidate.key]):
                found[candidate.key] = candidate
        candidates = tuple(sorted(found.values(), key=_rank))
        return self._judged(candidates[:_MOST_CANDIDATES], parts, explained=explained)

    def _begun_by(self, core: str) -> dict[int, float]:
        """Entries whose core begins with the short name, if they are few."""
        start = _spelling(core)
        first = bisect_left(self._by_start, (start, -1))
        near = self._by_start[first : first + _MOST_SHORT + 1]
        found = [number for spelling, number in near if spelling.startswith(start)]
        return dict.fromkeys(found, _SHORT_NAME) if len(found) <= _MOST_SHORT and len(core) > 1 else {}

    def _candidate(self, number: int, score: float, evidence: Evidence, heard: NameParts) -> NameCandidate[Key]:
        key, shown, name = self._entries[number]
        city = name.parts.city
        towns = heard.city and city and not same_sound(heard.city, city)
        if towns and evidence != "exact":
            return NameCandidate(key, shown, min(round(score, 1), _OTHER_TOWN), "other town")
        if evidence == "similar" and score == _EXACT:
            evidence = "same characters" if heard.core == name.parts.core else "same sound"
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


def _rank(candidate: NameCandidate[Key]) -> tuple[float, int]:
    """Order candidates: the higher score first, then the one that was said to the letter."""
    evidence = candidate.evidence
    return -candidate.score, _SUREST.index(evidence) if evidence in _SUREST else len(_SUREST)


def _same_full_sound(name: str, heard: NameParts) -> bool:
    return not {sound.plain for sound in sounds(heard.whole)}.isdisjoint(_read(name).full_sounds)


def _spelling(core: str) -> str:
    return "".join(f"{syllable}'" for syllable in syllables(core))
