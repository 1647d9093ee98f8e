"""Dates, times and numbers as a prompt says them: read once, understood at once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
_NOON = 12
_EVENING = 18


def number(text: str, language: str) -> str:
    """Digit by digit, in groups of three: `260 310 001`."""
    groups = [text[place : place + 3] for place in range(0, len(text), 3)]
    if language.startswith("zh"):
        return "，".join(group.translate(_DIGITS) for group in groups)
    return ", ".join(" ".join(group) for group in groups)


def day(value: date, language: str) -> str:
    """`11月30日`, `November 30`."""
    return f"{value.month}月{value.day}日" if language.startswith("zh") else f"{value:%B} {value.day}"


def date_of(at: datetime, tz: ZoneInfo, today: date, language: str) -> str:
    """The local day of a due time: `今天`, `11月24日`, `today`."""
    local = at.astimezone(tz).date()
    if local == today:
        return "今天" if language.startswith("zh") else "today"
    return day(local, language)


def moment(at: datetime, tz: ZoneInfo, today: date, language: str) -> str:
    """A due time, local: `今天下午5点30分`, `11月24日上午9点`, `5:30 PM today`."""
    local = at.astimezone(tz)
    if language.startswith("zh"):
        part = "上午" if local.hour < _NOON else "下午" if local.hour < _EVENING else "晚上"
        hour = local.hour if local.hour <= _NOON else local.hour - _NOON
        clock = f"{hour}点{f'{local.minute}分' if local.minute else ''}"
        return f"{'今天' if local.date() == today else day(local.date(), language)}{part}{clock}"
    clock = f"{local:%I:%M %p}".lstrip("0")
    return f"{clock} {'today' if local.date() == today else f'on {day(local.date(), language)}'}"
