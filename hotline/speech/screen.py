"""The one screen that every sentence to a customer passes: what is never said is replaced (R72, R100, R124-R130).

The phrases are data, ivr_flows/lexicon.yaml explains their fields. The rules forbid what WE must not say of
ourselves; a caller's own words may be quoted back, as 您说的是…, as 您说「…」, or by naming them to the screen.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from hotline.speech.heard import SIMPLIFIED

_END = "。"
_ENDS = re.compile(r"[。!?;\n]+|\.(?=\s|$)")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*?(?:[。！？!?；;\n]+|\.(?=\s|$)|$)")
_LAST_MARKS = re.compile(r"[。！？!?；;\n.]+$")
_CHINESE = re.compile(r"[一-鿿]")
_QUOTED = re.compile(
    r"(?:您|用户|客户|来电人|对方|you)(?:刚才|之前|前面)?(?:说|讲|提到|反映|问|描述|告诉我们| said| told us)"
    r"(?:的是|了|过)?\s*[:：,，]?\s*"
    r"(?:“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\")"
    r"|您(?:刚才)?(?:说|讲|提到|反映)的(?:情况|问题|故障|意见)?是[^。！？!?\n]*|\byou said[^.?!\n]*",
    re.IGNORECASE,
)
_CLAUSE_MARKS = frozenset(",，、:：")
# 您 stands for the caller only as the one who does not know, not in 您问的这个不清楚.
_OF_THE_CALLER = ("的", "问", "说", "讲", "反映", "咨询", "提", "这", "遇", "碰", "r")
_NEAR = 200  # letters around a phrase that are looked at; no spoken sentence is longer
_OURSELVES = ("我们", "咱们", "本公司", "我公司", "我", "we", "i")


@dataclass(frozen=True, slots=True)
class Hit:
    """A forbidden phrase found: where it stands in the text, which rule it breaks, what is said instead."""

    entry: str
    rule: str
    phrase: str
    start: int
    end: int
    instead: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.phrase}"


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    rule: str
    phrases: tuple[str, ...]
    instead: Mapping[str, str]
    fine_after: tuple[str, ...]
    fine_before: tuple[str, ...]
    fine_about: tuple[str, ...]
    only_with: tuple[str, ...]
    never_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compact:
    """A text without all that is no letter or digit; places[i] is where letters[i] stands in the text."""

    letters: str
    places: tuple[int, ...]
    clauses: tuple[int, ...]
    """Where in letters a new clause begins."""


class Lexicon:
    """The forbidden phrases and their replacements, ready to screen texts."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._entries = tuple(entries)
        self._by_phrase = {phrase: entry for entry in reversed(self._entries) for phrase in entry.phrases}
        longest_first = sorted(self._by_phrase, key=len, reverse=True)
        self._phrases = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the lexicon from lexicon.yaml as parsed; ValueError names the entry that is wrong.

        A replacement that is itself forbidden is refused, so that what leaves the screen is always clean.
        """
        lexicon = cls([_entry(fields) for fields in data.get("entries", ())])
        for entry in lexicon._entries:
            for sentence in entry.instead.values():
                if found := lexicon.violations(sentence):
                    raise ValueError(f"lexicon entry {entry.name}: its replacement says {found[0].phrase!r}")
        return lexicon

    @cached_property
    def rules(self) -> frozenset[str]:
        """The rules that the lexicon keeps, R124 and so on."""
        return frozenset(entry.rule for entry in self._entries)

    def screen(self, text: str, *, quoted: Iterable[str] = ()) -> tuple[str, list[Hit]]:
        """Return text with each offending sentence replaced, and what was found.

        quoted names words of the caller's own that the text reads back: they are left as they are.
        """
        hits = self.violations(text, quoted=quoted)
        return (_replaced(text, hits) if hits else text), hits

    def violations(self, text: str, *, quoted: Iterable[str] = ()) -> list[Hit]:
        """Return the forbidden phrases in text, in the order of the text."""
        if self._phrases is None:
            return []
        compact = _compacted(text)
        spared = list(_quotations(text, quoted))
        hits = []
        at = 0
        while found := self._phrases.search(compact.letters, at):
            at = found.start() + 1
            if hit := self._hit(text, compact, found):
                at = found.end()
                if not any(start <= hit.start and hit.end <= end for start, end in spared):
                    hits.append(hit)
        return hits

    def _hit(self, text: str, compact: _Compact, found: re.Match[str]) -> Hit | None:
        entry = self._by_phrase[found.group()]
        first, last = compact.places[found.start()], compact.places[found.end() - 1]
        if _inside_a_word(text, first, last) or _fine(entry, compact, found.start(), found.end()):
            return None
        sentence = _sentence_around(compact.letters, found.start(), found.end())
        if entry.only_with and not any(word in sentence for word in entry.only_with):
            return None
        if any(word in sentence for word in entry.never_with):
            return None
        language = "zh-CN" if _CHINESE.search(text) else "en-US"
        phrase = text[first : last + 1]
        return Hit(entry.name, entry.rule, phrase, first, last + 1, entry.instead[language])


_LISTS = ("fine_after", "fine_before", "fine_about", "only_with", "never_with")
_FIELDS = frozenset({"id", "rule", "phrases", "instead", *_LISTS})


def _entry(fields: Mapping[str, Any]) -> _Entry:
    name = fields.get("id")
    if not isinstance(name, str):
        raise ValueError("lexicon: an entry has no id")  # noqa: TRY004 - one kind of error for a bad file
    if unknown := sorted(set(fields) - _FIELDS):
        raise ValueError(f"lexicon entry {name}: unknown field {unknown[0]}")
    if not fields.get("phrases") or not fields.get("rule"):
        raise ValueError(f"lexicon entry {name}: needs rule and phrases")
    instead = dict(fields.get("instead") or {})
    if not {"zh-CN", "en-US"} <= set(instead):
        raise ValueError(f"lexicon entry {name}: instead needs zh-CN and en-US")
    words = {key: tuple(_letters(word) for word in fields.get(key) or ()) for key in ("phrases", *_LISTS)}
    if not all(phrase.strip(_END) for phrase in words["phrases"]):
        raise ValueError(f"lexicon entry {name}: a phrase has no letters")
    return _Entry(name=name, rule=str(fields["rule"]), instead=instead, **words)


def _letters(words: str) -> str:
    return _compacted(str(words)).letters


def _compacted(text: str) -> _Compact:
    letters: list[str] = []
    places: list[int] = []
    clauses = [0]
    ends = {found.start() for found in _ENDS.finditer(text)}
    for place, character in enumerate(text):
        if place in ends or character in "！？；":
            letters.append(_END)
            places.append(place)
        elif character in _CLAUSE_MARKS:
            clauses.append(len(letters))
        else:
            for letter in unicodedata.normalize("NFKC", character).lower().translate(SIMPLIFIED):
                if letter.isalnum():
                    letters.append(letter)
                    places.append(place)
    return _Compact("".join(letters), tuple(places), tuple(clauses))


def _inside_a_word(text: str, first: int, last: int) -> bool:
    """Tell whether a phrase in Latin letters is only a part of a longer word: hell in hello."""
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    return any(
        (edge.isascii() and edge.isalpha() and beside.isascii() and beside.isalpha())
        for edge, beside in ((text[first], before), (text[last], after))
    )


def _fine(entry: _Entry, compact: _Compact, start: int, end: int) -> bool:
    letters, clauses = compact.letters, compact.clauses
    begin = clauses[bisect_right(clauses, start) - 1]
    next_clause = clauses[bisect_right(clauses, start)] if clauses[-1] > start else len(letters)
    if end < next_clause and letters.startswith(entry.fine_before, end):
        return True
    if start > begin and letters.endswith(entry.fine_after, begin, start):
        return True
    begin = max(begin, letters.rfind(_END, 0, start) + 1, start - _NEAR)
    return _about_others(entry, letters[begin:start])


def _about_others(entry: _Entry, clause: str) -> bool:
    clause = clause[max((clause.rfind(we) + len(we) for we in _OURSELVES if we in clause), default=0) :]
    return any(
        not clause.startswith(_OF_THE_CALLER, place + len(word))
        for word in entry.fine_about
        if (place := clause.find(word)) >= 0
    )


def _sentence_around(letters: str, start: int, end: int) -> str:
    before, after = letters[max(0, start - _NEAR) : start], letters[end : end + _NEAR]
    return before.rpartition(_END)[2] + letters[start:end] + after.partition(_END)[0]


def _quotations(text: str, quoted: Iterable[str]) -> Iterator[tuple[int, int]]:
    for found in _QUOTED.finditer(text):
        yield found.span()
    for words in filter(None, quoted):
        start = text.find(words)
        while start >= 0:
            yield start, start + len(words)
            start = text.find(words, start + len(words))


def _replaced(text: str, hits: Sequence[Hit]) -> str:
    """Put the replacement where the offending sentence stood, once for all equal ones."""
    parts: list[str] = []
    said: set[str] = set()
    waiting = deque(hits)
    for sentence in _SENTENCE.finditer(text):
        broken = None
        while waiting and waiting[0].start < sentence.end():
            hit = waiting.popleft()
            broken = broken or hit
        if broken is None:
            parts.append(sentence.group())
        elif broken.instead not in said:
            said.add(broken.instead)
            marks = _LAST_MARKS.search(sentence.group())
            parts.append(broken.instead + (marks.group() if marks else ""))
    return "".join(parts)
