"""What a speech recogniser hands over, made even before any parser looks at it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1000
"""Characters that are read at all: a caller's sentence is far shorter, a longer text is no answer."""

_TRADITIONAL = str.maketrans("兩貳參陸號點後週聽尋雙轉專個幾對錯應該說講這時間開來電話碼區機",
                             "两贰叁陆号点后周听寻双转专个几对错应该说讲这时间开来电话码区机")  # fmt: skip

_CORRECTION = re.compile(
    r"""(?<!对)不对(?!劲)|(?<!是)不是(?!吗)|(?:说|讲|报|念|记|搞|弄)?错了|应该[是系]|更正|改成|[哦噢]不(?!是)|不不+|唔[系啱]
      |\bno,?\s*wait\b|\bsorry\b|\bi\s+mean\b|\bcorrection\b|\bscratch\s+that\b|\bno,""",
    re.VERBOSE,
)


def tidy(speech: str) -> str:
    """Full-width to ASCII, lower case, the commonest traditional characters simplified, cut at LONGEST."""
    return unicodedata.normalize("NFKC", speech[:LONGEST]).lower().translate(_TRADITIONAL).strip()[:LONGEST]


def versions(text: str) -> list[str]:
    """The tidied text cut where the caller corrects himself (不对, 应该是, ...): the last version counts most."""
    return _CORRECTION.split(text)
