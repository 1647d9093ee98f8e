"""Runs of spoken digits: 八零零, 8 0 0, ８００, 三个八, 双六, double five, and digits misheard as words.

Some characters may or may not be a digit (药 for 幺, a trailing 吧 for 八), so a run has several readings, the
likeliest first. Whoever knows what the digits are for takes the first reading that makes sense, and trusts it less
when it rests on guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

from hotline.speech.numerals import DIGITS
from hotline.speech.transcript import tidy, versions

_ENGLISH = {
    **dict.fromkeys(("zero", "oh", "o", "nought"), "0"),
    **dict(zip(("one", "two", "three", "four", "five"), "12345", strict=True)),
    **dict(zip(("six", "seven", "eight", "nine"), "6789", strict=True)),
}
_DIGIT = f"[{''.join(DIGITS)}]"
_WORD = rf"(?<![a-z])(?:{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?![a-z])"
_FILLER = "嗯|呃|额|啊|哦|噢|唉|诶|欸|呢|哈|那个|就是说?|这个|然后|接着|再来|横杠|杠"
_TOKEN = re.compile(
    rf"""(?P<times>[2-9两二三四五六七八九])\s?个\s?(?P<each>.)
      |(?:双|孖|(?<![a-z])double\s+)(?P<twice>{_DIGIT}|{_WORD})
      |(?:(?<![a-z])triple\s+)(?P<thrice>{_DIGIT}|{_WORD})
      |一个(?={_DIGIT})
      |(?P<digit>{_DIGIT}|{_WORD})
      |(?P<dash>\s?[-—–‐−_~/]\s?|横?杠)
      |(?P<gap>[\s,.、。()·:;]+|{_FILLER})
      |(?P<word>[一-鿿])""",
    re.VERBOSE,
)
_ANY_DIGIT = re.compile(f"{_DIGIT}|{_WORD}")
_SOUNDS = {
    **dict.fromkeys(("ling", "lin", "dong"), "0"),
    **dict.fromkeys(("yao", "yi"), "1"),
    **dict.fromkeys(("er", "liang"), "2"),
    **dict.fromkeys(("san", "shan"), "3"),
    **dict.fromkeys(("si", "shi"), "4"),
    **dict.fromkeys(("wu",), "5"),
    **dict.fromkeys(("liu",), "6"),
    **dict.fromkeys(("qi", "guai"), "7"),
    **dict.fromkeys(("ba",), "8"),
    **dict.fromkeys(("jiu", "gou"), "9"),
}
_MOST_DOUBTS = 5  # more doubtful characters than this in one run are noise, not a badly heard number
_MOST_READINGS = 32
_EDGE = 2  # doubtful characters that may still belong to a run before its first and after its last sure digit


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a run. spaced keeps "-" for a spoken or written dash and " " for a pause."""

    spaced: str
    guesses: int

    @property
    def digits(self) -> str:
        return self.spaced.replace(" ", "").replace("-", "")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits said together: text[start:end] of the tidied transcript, with its readings, likeliest first."""

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def digits(self) -> str:
        """The likeliest reading's digits."""
        return self.readings[0].digits

    @property
    def guesses(self) -> int:
        return self.readings[0].guesses


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token of a run: what it may stand for, each with its cost in guesses."""

    start: int
    end: int
    options: tuple[tuple[str, int], ...]

    @property
    def sure(self) -> bool:
        return len(self.options) == 1 and self.options[0][0].isdecimal()

    @property
    def doubtful(self) -> bool:
        return len(self.options) > 1


def digits_in(speech: str) -> Run | None:
    """The longest run of digits that the caller ended up with, corrections considered; None if there is no digit."""
    text = tidy(speech)
    if not has_digits(text):
        return None
    for version in reversed(versions(text)):
        found = runs(version)
        if found:
            return max(found, key=lambda run: len(run.digits))
    return None


def has_digits(text: str) -> bool:
    """Whether a tidied text holds any digit at all: the cheap question to ask first."""
    return _ANY_DIGIT.search(text) is not None


def runs(text: str) -> list[Run]:
    """All runs of digits in a tidied text, in order."""
    if not has_digits(text):
        return []
    return [run for pieces in _stretches(text) for run in _runs_of(text, pieces)]


def _stretches(text: str) -> Iterator[list[_Piece]]:
    """Neighbouring tokens that could be one run: nothing between them but pauses and fillers."""
    pieces: list[_Piece] = []
    reached = 0
    for token in _TOKEN.finditer(text):
        piece = _piece(token)
        if token.start() != reached or piece is None:
            yield pieces
            pieces = []
        if piece is not None:
            pieces.append(piece)
        reached = token.end()
    yield pieces


def _piece(token: re.Match[str]) -> _Piece | None:
    kind = token.lastgroup
    match kind:
        case "digit":
            options: tuple[tuple[str, int], ...] = ((_value(token["digit"]), 0),)
        case "each":
            options = _repeated(token["each"], int(DIGITS[token["times"]]))
        case "twice" | "thrice":
            options = ((_value(token[kind]) * (2 if kind == "twice" else 3), 0),)
        case "dash":
            options = (("-", 0),)
        case "word":
            options = _heard_as(token["word"])
        case _:
            options = ((" ", 0),)
    return _Piece(token.start(), token.end(), options) if options else None


def _value(token: str) -> str:
    return DIGITS.get(token) or _ENGLISH[token]


def _repeated(each: str, times: int) -> tuple[tuple[str, int], ...]:
    if each in DIGITS:
        return ((DIGITS[each] * times, 0),)
    return tuple((digit * times, cost) for digit, cost in _heard_as(each) if digit not in {"", "10"})


@lru_cache(maxsize=4096)
def _heard_as(char: str) -> tuple[tuple[str, int], ...]:
    """The digits that a recogniser may have written as this character; empty if it sounds like none.

    十 and 是 sound like 四 but are far more often themselves, so leaving them out costs nothing.
    """
    if char == "十":
        return (("10", 1), ("4", 2))
    sounds = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    digits = {_SOUNDS[sound] for sound in (sounds[0] if sounds else ()) if sound in _SOUNDS}
    if not digits:
        return ()
    if char == "是":
        return (("", 0), ("4", 1))
    return (*((digit, 1) for digit in sorted(digits)), ("", 2))


def _runs_of(text: str, pieces: list[_Piece]) -> Iterator[Run]:
    sure = [n for n, piece in enumerate(pieces) if piece.sure]
    if not sure:
        return
    doubts = sum(piece.doubtful for piece in pieces[sure[0] : sure[-1]])
    certain = sum(len(pieces[n].options[0][0]) for n in sure)
    if doubts > _MOST_DOUBTS or doubts * 2 > certain:
        yield from _split_at_doubts(text, pieces)
        return
    first, last = _edges(pieces, sure[0], sure[-1])
    kept = [
        _as_edge(piece) if n < sure[0] or n > sure[-1] else piece
        for n, piece in enumerate(pieces)
        if first <= n <= last
    ]
    start, end = pieces[sure[0]].start, pieces[sure[-1]].end
    yield Run(text[start:end], start, end, _readings(kept))


def _split_at_doubts(text: str, pieces: list[_Piece]) -> Iterator[Run]:
    """Too many words among the digits to be a misheard number: every word ends a run."""
    part: list[_Piece] = []
    for piece in pieces:
        if piece.doubtful:
            yield from _runs_of(text, part)
            part = []
        else:
            part.append(piece)
    yield from _runs_of(text, part)


def _edges(pieces: list[_Piece], first: int, last: int) -> tuple[int, int]:
    """Widen a run by the doubtful characters that touch it, 要三八零零... or ...零零酒."""
    low, high = first, last
    while low > 0 and first - low < _EDGE and pieces[low - 1].doubtful:
        low -= 1
    while high < len(pieces) - 1 and high - last < _EDGE and pieces[high + 1].doubtful:
        high += 1
    return low, high


def _as_edge(piece: _Piece) -> _Piece:
    """At the edge a word is most likely a word: leaving it out is free."""
    return _Piece(piece.start, piece.end, (("", 0), *((o, 1) for o, _ in piece.options if o)))


def _readings(pieces: list[_Piece]) -> tuple[Reading, ...]:
    doubts = [n for n, piece in enumerate(pieces) if piece.doubtful]
    if not doubts:
        return (Reading("".join(piece.options[0][0] for piece in pieces).strip(), 0),)
    combined = (
        Reading("".join(option for option, _ in choice).strip(), sum(cost for _, cost in choice))
        for choice in product(*(piece.options for piece in pieces))
    )
    return tuple(sorted(combined, key=lambda reading: reading.guesses)[:_MOST_READINGS])
