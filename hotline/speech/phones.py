"""Contact telephones as callers say, correct and key them (R7).

A number is taken only when it is complete: one digit too few or too many is not understood, and what rests on a guess
(a misheard digit, a missing area code, a range that nobody has heard of yet) asks for a yes. Numbers that no person
answers, such as 110, 12366 or 95xxx, are no contact phones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hotline.speech.digits import Run, has_digits, runs
from hotline.speech.numerals import cardinal
from hotline.speech.phone_numbers import SURE, Number, complete, read_aloud, valid
from hotline.speech.transcript import tidy, versions
from hotline.speech.understood import CERTAIN, NEEDS_YES, Setting, Understood

_ONE_OF_TWO = 0.7  # two numbers and no word which of them counts, or one that was begun twice
_LOOSE_TAIL = 0.65  # a few digits after 不对 are most likely the end of the number
_WITH_GUESS, _PER_GUESS = 0.8, 0.04
_LONGEST_EXTENSION = 6
_NEIGHBOUR_LENGTH = 8  # numbers in Hong Kong and Macau

_EXTENSION_WORD = r"(?:[转专赚]|分机|内线|小号|\bext(?:ension)?\b)"
_EXTENSION_REST = r"(?:\W|接|到|分机|内线|小号|号码?|[是为系]|is|number|ext(?:ension)?)*"
_EXTENSION = re.compile(_EXTENSION_WORD)
_BEFORE_EXTENSION = re.compile(rf"\W*(?:{_EXTENSION_WORD}|[x#*;]){_EXTENSION_REST}")
_TAIL = re.compile(
    r"""(?:最后|后面|末尾|结尾|尾数|后)[的这那]*(?P<count>[一二两三四五六1-6])?[位个](?:数字?|号码?)?[是系为]?
      |(?:尾号|尾数|末尾)[是系为]?
      |\blast\s+(?P<many>two|three|four)?\s*(?:digits?\s+)?(?:are|is)\b""",
    re.VERBOSE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4}
_AREA_LABEL = re.compile(r"(?:区号[是为系]?|area code(?: is)?)\W*$")
_JOINT = re.compile(r"(?:电话|号码|座机|固话|本地|然后|[是的]|number|phone|then|and|is|\W){0,8}")
_PLUS = re.compile(r"(?:\+|加|国际区号|\bplus)\W*$")
_NEIGHBOUR = re.compile(r"(?P<hk>香港|hong ?kong)|澳门|macau|macao")

_CALLING = re.compile(
    r"""[这呢]个(?:号码?|电话|手机)|来电|本机|[打拨用]的(?:就是)?这个|打(?:过|进)?来的|就(?:是|用|打)?这个(?!月)|就(?:是|用)?现在
      |(?:this|same|my|current)\s(?:phone\s)?number|number\s(?:that\s)?i'?m\s(?:calling|phoning)""",
    re.VERBOSE,
)
_NOT_CALLING = re.compile(
    r"(?:不是|不要|别|不用|不能|换|另)[^,。]{0,4}(?:这个|来电|本机|现在|一个)|\b(?:not|other|another)\b"
)
_CONTRAST = re.compile(r"(?<![,。 ])不是(?=[\w幺])")  # 是甲不是乙 sounds like 甲,不是,乙


@dataclass(frozen=True, slots=True)
class _Found:
    number: Number
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words between two corrections; length is that of the tail when they are announced as one (最后三位是)."""

    words: str
    is_tail: bool = False
    length: int | None = None


def phone(speech: str, setting: Setting) -> Understood | None:
    """The contact phone in the words: {"e164", "extension", "source": "spoken"|"caller"} (extension may be None).

    "This number" (就是这个号码) means setting.caller, and nothing when that is withheld.
    """
    text = tidy(speech)
    said = _said(text, setting) if has_digits(text) else None
    if said:
        number, evidence = said
        return _understood(number, evidence, "spoken", setting)
    calling = _CALLING.search(text)
    if setting.caller and calling and not _NOT_CALLING.search(text):
        return _understood(Number(setting.caller, SURE), calling[0], "caller", setting)
    return None


def keyed_phone(digits: str, setting: Setting) -> Understood | None:
    """The same from the keypad, source "keyed"; * or # stands before an extension, a last one is only "done"."""
    number, _, extension = digits.strip(" #*").replace("#", "*").partition("*")
    if not re.fullmatch(r"[0-9]+", number) or not re.fullmatch(rf"[0-9]{{0,{_LONGEST_EXTENSION}}}", extension):
        return None
    found = complete(number, setting)
    if not found:
        return None
    return _understood(replace(found, extension=extension or None), digits, "keyed", setting)


def _understood(number: Number, evidence: str, source: str, setting: Setting) -> Understood:
    return Understood(
        value={"e164": number.e164, "extension": number.extension, "source": source},
        confidence=round(number.confidence, 2),
        evidence=evidence,
        said=read_aloud(number.e164, number.extension, setting.language),
    )


def _said(text: str, setting: Setting) -> tuple[Number, str] | None:
    """The last complete number and the words it was found in, with its end corrected by the words after it."""
    pieces = list(_pieces(text))
    for n in range(len(pieces) - 1, -1, -1):
        found = _in_words(pieces[n].words, setting)
        if found:
            evidence = pieces[n].words[found.start : found.end] + "".join(p.words for p in pieces[n + 1 :])
            number = _corrected(found.number, pieces[n + 1 :])
            if number and n and _CONTRAST.search(text):
                number = replace(number, confidence=min(number.confidence, _ONE_OF_TWO))
            return (number, evidence) if number else None
    return None


def _pieces(text: str) -> Iterator[_Piece]:
    for version in versions(text):
        start, piece = 0, _Piece("")
        for tail in _TAIL.finditer(version):
            yield replace(piece, words=version[start : tail.start()])
            many = cardinal(tail["count"]) if tail["count"] else _COUNTS.get(tail["many"] or "")
            start, piece = tail.end(), _Piece("", is_tail=True, length=many)
        yield replace(piece, words=version[start:])


def _corrected(number: Number, pieces: Sequence[_Piece]) -> Number | None:
    """The number with its tail or extension replaced as told; None if that makes no number."""
    for piece in pieces:
        said = runs(piece.words)
        if not said:
            continue
        new, guessed = said[-1].digits, said[-1].guesses > 0
        if len(new) > _LONGEST_EXTENSION or len(said) > 1:
            return None
        if _EXTENSION.search(piece.words[: said[-1].start]):
            number = replace(number, extension=new, confidence=min(number.confidence, CERTAIN))
            continue
        announced = piece.is_tail and piece.length in {None, len(new)} and not guessed
        confidence = min(number.confidence, CERTAIN if announced else _LOOSE_TAIL)
        number = replace(number, e164=number.e164[: -len(new)] + new, confidence=confidence)
        if not valid(number.e164):
            return None
    return number


def _in_words(words: str, setting: Setting) -> _Found | None:
    """The number in one piece; a second, different one makes it doubtful, the same again does not."""
    found = _all_in(words, setting)
    if not found:
        return None
    first = found[0]
    if any(other.number.e164 != first.number.e164 for other in found):
        return replace(first, number=replace(first.number, confidence=min(first.number.confidence, _ONE_OF_TWO)))
    return max(found, key=lambda each: (each.number.extension is not None, each.number.confidence))


def _all_in(words: str, setting: Setting) -> list[_Found]:
    found: list[_Found] = []
    for run in _with_area_codes(words, runs(words)):
        last = found[-1] if found else None
        if last and not last.number.extension and _BEFORE_EXTENSION.fullmatch(words[last.end : run.start]):
            found[-1] = _extended(last, run)
            continue
        number = _read(run, words[: run.start], setting)
        if number:
            found.append(_Found(number, run.start, run.end))
    return found


def _extended(found: _Found, run: Run) -> _Found:
    """The number with its extension; one that is too long for an extension leaves the number doubtful."""
    counted = cardinal(run.text) if any(unit in run.text for unit in "十百") else None
    extension = run.digits if counted is None else str(counted)
    if len(extension) > _LONGEST_EXTENSION:
        return replace(found, number=replace(found.number, confidence=min(found.number.confidence, _LOOSE_TAIL)))
    doubtful = run.guesses > 0 and counted is None
    confidence = min(found.number.confidence, _WITH_GUESS) if doubtful else found.number.confidence
    return replace(found, number=replace(found.number, extension=extension, confidence=confidence), end=run.end)


def _with_area_codes(words: str, said: Sequence[Run]) -> list[Run]:
    """An area code and the local number after it as one run: 区号零七五六,电话是二二八六零零零."""
    joined: list[Run] = []
    for run in said:
        last = joined[-1] if joined else None
        if last and _is_area_code(words, last) and _JOINT.fullmatch(words[last.end : run.start]):
            joined[-1] = _one_run(words, last, run)
        else:
            joined.append(run)
    return joined


def _is_area_code(words: str, run: Run) -> bool:
    labelled = _AREA_LABEL.search(words[: run.start])
    return re.fullmatch(r"0?\d{2,3}" if labelled else r"0\d{2,3}", run.digits) is not None


def _one_run(words: str, area: Run, local: Run) -> Run:
    code = "0" + area.digits.removeprefix("0")
    readings = tuple(
        replace(reading, spaced=f"{code} {reading.spaced}", guesses=area.guesses + reading.guesses)
        for reading in local.readings
    )
    return Run(words[area.start : local.end], area.start, local.end, readings)


def _read(run: Run, before: str, setting: Setting) -> Number | None:
    """The first reading that makes a number; each guess in it takes some confidence."""
    plus = _PLUS.search(before) is not None
    place = _NEIGHBOUR.search(before)
    for reading in run.readings:
        number = None
        if place and len(reading.digits) == _NEIGHBOUR_LENGTH:
            number = complete(("852" if place["hk"] else "853") + reading.digits, setting)
        number = number or _number(reading.spaced, setting, plus=plus)
        if number and reading.guesses:
            confidence = max(NEEDS_YES, min(number.confidence, _WITH_GUESS) - _PER_GUESS * reading.guesses)
            return replace(number, confidence=confidence)
        if number:
            return number
    return None


def _number(spaced: str, setting: Setting, *, plus: bool) -> Number | None:
    """A run as one number; else as a number with "-602" behind it; else as two of them."""
    number = complete(_joined(spaced), setting, plus=plus)
    if number:
        return number
    head, dash, extension = spaced.rpartition("-")
    if dash and 0 < len(_joined(extension)) <= _LONGEST_EXTENSION:
        number = complete(_joined(head), setting, plus=plus)
        if number and not number.mobile:
            return replace(number, extension=_joined(extension))
    return _said_twice(spaced, setting, plus=plus)


def _said_twice(spaced: str, setting: Setting, *, plus: bool) -> Number | None:
    """One number repeated, a false start and then the number, or two numbers in one breath."""
    half = _joined(spaced)[: len(_joined(spaced)) // 2]
    if half * 2 == _joined(spaced):
        return complete(half, setting, plus=plus)
    for pause in re.finditer(r"[ -]+", spaced):
        first, second = _joined(spaced[: pause.start()]), _joined(spaced[pause.end() :])
        number = complete(second, setting, plus=plus)
        if number and second.startswith(first):
            return replace(number, confidence=min(number.confidence, _ONE_OF_TWO))
        if number and (other := complete(first, setting, plus=plus)):
            return replace(other, confidence=min(other.confidence, _ONE_OF_TWO))
    return None


def _joined(spaced: str) -> str:
    return spaced.replace(" ", "").replace("-", "")
