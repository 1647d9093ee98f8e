"""Which listed tax branch was meant (R8): short forms, 国税 and 地税 of old, 分局 and 所, and what was misheard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Generic, NamedTuple

from hotline.speech.branch_speech import OFFICE, branch_phrase, tax_branch
from hotline.speech.name_parts import even_name, without_place
from hotline.speech.names import KNOWN, LEAD, MAYBE, Evidence, Key, NameCandidate, NameMatch
from hotline.speech.numerals import cardinal
from hotline.speech.sounds import Sound, alike, sounds

__all__ = ["BranchIndex", "branch_phrase", "tax_branch"]

_EXACT = 100.0
_BEGINNING = 90.0  # 横琴 for 横琴粤澳深度合作区
_MOST_CANDIDATES = 5
_AUTHORITY = re.compile(r"国家?[税睡][务物]?总局|国家?[税睡][务物]局(?=.{2})")
_OFFICES = re.compile(rf"(?:{OFFICE}|[分]局|所$|办税服务厅|服务厅)+")
_PLACE_KIND = re.compile(r"(?:新区|街道|(?:经济)?(?:技术)?开发区|合作区|[市区县镇])$")
_ORDINAL = re.compile(r"第?(?P<number>[0-9一二三四五六七八九十两]{1,3})$")


@dataclass(frozen=True, slots=True)
class _Branch:
    """units from the widest to the narrowest, 香洲 before 拱北; number is that of 第一税务分局.

    core is all units together; the sounds are its own and those of the last, narrowest unit.
    """

    units: tuple[str, ...]
    number: int | None
    core: str
    sounds: tuple[Sound, ...]
    last_sounds: tuple[Sound, ...]


class _Entry(NamedTuple, Generic[Key]):
    """A listed branch: its names to the letter, and what they come down to, each once."""

    key: Key
    shown: str
    wholes: frozenset[str]
    branches: tuple[_Branch, ...]


class BranchIndex(Generic[Key]):
    """The listed branches; made once for a list of (key, names), the first name being the official one."""

    def __init__(self, entries: Iterable[tuple[Key, Sequence[str]]]) -> None:
        self._entries = [_entry(key, names) for key, names in entries if any(map(str.strip, names))]
        self._matched = lru_cache(maxsize=1024)(self._match)

    def match(self, heard: str) -> NameMatch[Key]:
        """known: take the first. maybe: ask a yes for it (others may be as near). unknown: keep what was heard."""
        return self._matched(heard)

    def _match(self, heard: str) -> NameMatch[Key]:
        whole = even_name(heard)
        scored = [(*_best_score(whole, entry), entry.key, entry.shown) for entry in self._entries]
        near = (s for s in scored if s[0] >= MAYBE)
        best = sorted(near, key=lambda s: (-s[0], s[1] != "exact"))[:_MOST_CANDIDATES]
        candidates = tuple(NameCandidate(key, shown, score, evidence) for score, evidence, key, shown in best)
        if not candidates:
            return NameMatch("unknown")
        lead = candidates[0].score - (candidates[1].score if len(candidates) > 1 else 0)
        exact = candidates[0].evidence == "exact" and (len(candidates) == 1 or candidates[1].evidence != "exact")
        return NameMatch("known" if exact or (candidates[0].score >= KNOWN and lead >= LEAD) else "maybe", candidates)


def _entry(key: Key, names: Sequence[str]) -> _Entry[Key]:
    wholes = [even_name(name) for name in names if name.strip()]
    return _Entry(key, names[0], frozenset(wholes), tuple(dict.fromkeys(map(_branch, wholes))))


@lru_cache(maxsize=2048)
def _branch(whole: str) -> _Branch:
    units: list[str] = []
    number = None
    for part in _OFFICES.split(_AUTHORITY.sub("", whole)):
        ordinal = _ORDINAL.search(part)
        if ordinal:
            number = cardinal(ordinal["number"])
        place = part[: ordinal.start()] if ordinal else part
        place, _ = without_place(place, districts=False)
        place = _PLACE_KIND.sub("", place) if len(place) > 2 else place  # noqa: PLR2004 - two characters are the name
        if place:
            units.append(place)
    core = "".join(units)
    return _Branch(tuple(units), number, core, sounds(core), sounds(units[-1]) if units else ())


def _best_score(whole: str, entry: _Entry[Key]) -> tuple[float, Evidence]:
    """How well the words fit the listed branch by the best of its names."""
    if whole and whole in entry.wholes:
        return _EXACT, "exact"
    heard = _branch(whole)
    return max((_score(heard, listed) for listed in entry.branches), key=itemgetter(0))


def _score(heard: _Branch, listed: _Branch) -> tuple[float, Evidence]:
    """How well the words fit one name; a number in either must be the same number."""
    if heard.number != listed.number:
        return 0.0, "similar"
    if not heard.units:
        return (_EXACT, "short name") if heard.number and len(listed.units) <= 1 else (0.0, "similar")
    if not listed.units:
        return 0.0, "similar"
    score = alike(heard.sounds, listed.sounds)
    if len(listed.units) > 1:
        score = max(score, alike(heard.sounds, listed.last_sounds))
    if len(heard.units) > 1:
        score = max(score, alike(heard.last_sounds, listed.sounds))
    if score < _BEGINNING and len(heard.core) > 1 and listed.units[-1].startswith(heard.core):
        return _BEGINNING, "short name"
    return round(score, 1), "same sound" if score == _EXACT else "similar"
