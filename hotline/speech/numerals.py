"""Chinese and Latin numerals as whole numbers. Telephone numbers never pass here: they are digits, not numbers."""

from __future__ import annotations

import re

DIGITS = {
    **{str(n): str(n) for n in range(10)},
    **dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("○洞壹贰叁肆伍陆柒捌玖", "00123456789", strict=True)),
    **dict(zip("幺两拐勾", "1279", strict=True)),
}
"""Every character that is a digit by itself, radio style (洞幺两拐勾) and cheque style (壹贰) included."""

_SPOKEN = "零一二三四五六七八九"
_D = f"([{''.join(DIGITS)}])"
_WITH_UNITS = re.compile(f"(?:{_D}千零?)?(?:{_D}百零?)?(?:{_D}?(十))?{_D}?")


def cardinal(text: str) -> int | None:
    """The number that 二十三, 廿三, 两千零二十六, 二零二六 or 26 stand for; None for anything else."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if text and all(char in DIGITS for char in text):
        return int("".join(DIGITS[char] for char in text))
    parts = _WITH_UNITS.fullmatch(text)
    if not text or not parts:
        return None
    thousands, hundreds, tens, ten, ones = parts.groups()
    total = 1000 * int(DIGITS.get(thousands, 0)) + 100 * int(DIGITS.get(hundreds, 0))
    return total + (10 * int(DIGITS.get(tens, 1)) if ten else 0) + int(DIGITS.get(ones, 0))


def chinese(number: int) -> str:
    """A number from 0 to 99 as it is said: 十, 二十三."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _SPOKEN[ones]
    return ("" if tens == 1 else _SPOKEN[tens]) + "十" + (_SPOKEN[ones] if ones else "")


def one_by_one(digits: str, *, one: str = "一") -> str:
    """Digits said singly, 二零二六; pass one="幺" where 一 could be taken for 七 on a bad line."""
    return "".join(one if char == "1" else _SPOKEN[int(char)] for char in digits)
