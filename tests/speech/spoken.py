"""How people say digits: the same number in many styles, for tests that must understand every one of them."""

from __future__ import annotations

from itertools import groupby

from hypothesis import strategies as st

_PLAIN = "零一二三四五六七八九"
_RADIO = "洞幺两三四五六拐八勾"
_CIRCLE = "〇幺二三四五六七八九"
_CHEQUE = "零壹贰叁肆伍陆柒捌玖"
_WIDE = "０１２３４５６７８９"
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ALPHABETS = (_PLAIN, _RADIO, _CIRCLE, _CHEQUE, _WIDE, "0123456789")


def with_alphabet(digits: str, alphabet: str) -> str:
    return "".join(alphabet[int(digit)] for digit in digits)


def in_english(digits: str) -> str:
    """Oh seven five six, double two."""
    words: list[str] = []
    for digit, run in groupby(digits):
        count = len(list(run))
        word = "oh" if digit == "0" else _ENGLISH[int(digit)]
        words += [f"double {word}"] * (count // 2) + [word] * (count % 2)
    return " ".join(words)


def with_repeats(digits: str) -> str:
    """三个八, 双六: as people shorten a row of equal digits."""
    said: list[str] = []
    for digit, run in groupby(digits):
        count = len(list(run))
        word = _PLAIN[int(digit)]
        said.append({1: word, 2: f"双{word}"}.get(count, f"{_PLAIN[count]}个{word}" if count < 10 else word * count))
    return "".join(said)


@st.composite
def saying(draw: st.DrawFn, *groups: str) -> str:
    """The groups of digits in one style, with pauses and fillers between groups."""
    alphabet = draw(st.sampled_from(_ALPHABETS))
    styles = [
        lambda digits: with_alphabet(digits, alphabet),
        lambda digits: " ".join(with_alphabet(digits, alphabet)),
        in_english,
        with_repeats,
    ]
    style = draw(st.sampled_from(styles))
    pauses = [" "] if style is in_english else ["", " ", ",", "，", "、", " - ", "嗯", ",那个,", " 呃 "]
    pause = draw(st.sampled_from(pauses))
    return pause.join(style(group) for group in groups)
