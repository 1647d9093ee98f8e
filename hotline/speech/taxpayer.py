"""Unified social credit codes (GB 32100): 18 characters with their own check, so that a misheard one is refused."""

from __future__ import annotations

import re

from stdnum.cn import ric, uscc

from hotline.speech.digits import runs
from hotline.speech.numerals import one_by_one
from hotline.speech.transcript import tidy, versions
from hotline.speech.understood import Setting, Understood

_LENGTH = 18
_KEYED, _SPOKEN, _MENDED = 0.95, 0.9, 0.75
_COMPANY = "9"  # registered by market regulation, as nearly every caller's company is
_NATO = (
    "alpha bravo charlie delta echo foxtrot golf hotel juliet kilo lima mike november papa quebec romeo tango uniform"
)
_ALPHABET = [*_NATO.split(), "whiskey", "xray", "yankee"]
_SPELLED = re.compile(rf"\b(?:{'|'.join(_ALPHABET)})\b")
_EXPLAINED = re.compile(r"(?P<letter>[a-z])\s?(?:for|as in|like)\s[a-z]+|[a-z]+的(?P<of>[a-z])(?![a-z])")
_HEARD_LETTERS = {
    "诶": "a",
    "西": "c",
    "杰": "j",
    "艾勒": "l",
    "艾姆": "m",
    "恩": "n",
    "皮": "p",
    "阿尔": "r",
    "踢": "t",
    "优": "u",
    "达不溜": "w",
    "艾克斯": "x",
    "歪": "y",
}
_HEARD = re.compile("|".join(_HEARD_LETTERS))
_CAPITAL = re.compile("大写的?|字母|英文")
_CANDIDATE = re.compile(r"[0-9a-z]+")
_LOOKALIKES = str.maketrans("oi", "01")  # the code has no O and no I


def taxpayer_id(speech: str, setting: Setting) -> Understood | None:
    """The 18 characters in upper case; None unless their check character is right, or if it is somebody's ID number."""
    text = tidy(speech)
    if len(text) < _LENGTH:
        return None
    for version in reversed(versions(text)):
        for code, mended in _codes(_spelled_out(version)):
            if _is_company(code):
                return _understood(code, _MENDED if mended else _SPOKEN, text, setting)
    return None


def keyed_taxpayer_id(digits: str, setting: Setting) -> Understood | None:
    """The same from the keypad, for the codes that happen to be all digits."""
    code = digits.strip(" #*")
    return _understood(code, _KEYED, digits, setting) if _is_company(code) else None


def _spelled_out(text: str) -> str:
    """Letters and digits only where the caller spells: 九一 m for mike 大写 a as 91ma."""
    text = _EXPLAINED.sub(lambda found: found["letter"] or found["of"], _CAPITAL.sub("", text))
    text = _SPELLED.sub(lambda found: found[0][0], text)
    text = _HEARD.sub(lambda found: _HEARD_LETTERS[found[0]], text)
    pieces, reached = [], 0
    for run in runs(text):
        pieces += [text[reached : run.start], run.digits]
        reached = run.end
    return "".join((*pieces, text[reached:]))


def _codes(text: str) -> list[tuple[str, bool]]:
    """Stretches of 18 characters, and whether an O or I in them had to be a 0 or 1."""
    joined = re.sub(r"[\s,.、\-]+", "", text)
    stretches = [found[0] for found in _CANDIDATE.finditer(joined) if len(found[0]) == _LENGTH]
    return [(code.translate(_LOOKALIKES).upper(), code != code.translate(_LOOKALIKES)) for code in stretches]


def _is_company(code: str) -> bool:
    if not code.isascii() or not uscc.is_valid(code):
        return False
    return code.startswith(_COMPANY) or not ric.is_valid(code)


def _understood(code: str, confidence: float, evidence: str, setting: Setting) -> Understood:
    groups = (code[:2], code[2:8], code[8:17], code[17:])
    if setting.language.startswith("zh"):
        said = "，".join("".join(one_by_one(c, one="幺") if c.isdecimal() else c for c in group) for group in groups)
    else:
        said = ", ".join(" ".join(group) for group in groups)
    return Understood(code, confidence, evidence, said)
