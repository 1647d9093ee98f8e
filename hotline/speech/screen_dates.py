"""The tax device's status screen, read out in one breath: three dates, two flags and the lock date (R14-R17).

The screen shows 金税卡当前日期, 抄税起始日期, 会计月份, 已到/未到抄税期, 已到/未到锁死期 and 锁死日期; callers read
them in any order and leave some out. What has no label counts only when exactly the three that were asked for are
said, in the order asked: card date, tax start date, accounting month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hotline.speech.date_rules import near, whole_month
from hotline.speech.date_words import bare_month, dates_in, even, meant
from hotline.speech.dates import understood_date, understood_month
from hotline.speech.transcript import tidy, versions
from hotline.speech.understood import Json, Setting, Understood

_TAX = "[税睡岁水]"
_COPY = f"[抄超炒朝潮招]{_TAX}"
_LOCK = "[锁所索琐][死四]"
_DATED = "(?:的?(?:日期|时间|时钟|日子))"
_LABELS = re.compile(
    rf"""(?P<lock_date>{_LOCK}(?:期)?{_DATED}|{_LOCK}(?:期)?(?=是?[0-9零〇一二三四五六七八九十]))
      |(?P<tax_start_date>(?:{_COPY}|报{_TAX})的?(?:期的?)?(?:起始|开始|启始|起时|起点){_DATED}?|(?:起始|启始|起时|开始){_DATED}
        |(?:{_COPY}|报{_TAX}){_DATED})
      |(?P<accounting_month>[会快]计的?(?:月份?|越份?|期间?)|(?<=[,。])月份(?=是))
      |(?P<card_date>(?:[金今]{_TAX}|{_TAX}控|开票)[卡盘](?:的?[上里])?(?:的?当前)?{_DATED}?|u-?key的?(?:当前)?{_DATED}?
        |(?:当前|系统|现在的?){_DATED}|[卡盘](?:[上里])?的?(?:当前)?{_DATED}|时钟)""",
    re.VERBOSE,
)
_REACHED = "(?:已经?到了?|到了|到达|已达到?|已过了?|过了)"
_NOT_YET = "(?:还没有?到?|还未到?|没有?到|未到|不到|未达到?|没有?)"
_SAYS = "[是为:显示,]{0,3}"
_COPY_DUE = re.compile(
    rf"(?:(?P<no>{_NOT_YET})|{_REACHED}){_COPY}期?(?!起|开|日)|{_COPY}期{_SAYS}(?:(?P<not_yet>{_NOT_YET})|{_REACHED})"
)
_LOCKED = re.compile(
    rf"""(?:(?P<no>{_NOT_YET}被?)|(?:{_REACHED}|已经?|被)){_LOCK}期?(?!日|时)
      |{_LOCK}期?{_SAYS}(?:(?P<not_yet>{_NOT_YET})|{_REACHED})|{_LOCK}了""",
    re.VERBOSE,
)
_BOTH = re.compile(
    rf"{_COPY}期?[和跟与及、,]*(?:还有)?{_LOCK}期?{_SAYS}(?:两个)?(?:都|均)(?:是|还)?(?:(?P<no>{_NOT_YET})|{_REACHED})"
)
_ASKED = ("card_date", "tax_start_date", "accounting_month")
_LONGEST_DRIFT = 800  # days; a card further off has lost its clock, and tells nothing about the years of the rest
_FLAG = 0.9
_IN_ORDER, _OUT_OF_SHAPE = 0.86, 0.75
_READ_BACK = {
    "zh": {"card_date": "金税卡日期", "tax_start_date": "抄税起始日期", "accounting_month": "会计月份",
           "lock_date": "锁死日期"},
    "en": {"card_date": "card date ", "tax_start_date": "tax start date ", "accounting_month": "accounting month ",
           "lock_date": "lock date "},
}  # fmt: skip
_READ_BACK_FLAGS = {
    "zh": {"copy_due": ("未到抄税期", "已到抄税期"), "locked": ("未到锁死期", "已到锁死期")},
    "en": {"copy_due": ("copy period not reached", "copy period reached"), "locked": ("not locked", "locked")},
}


def status_screen(speech: str, setting: Setting) -> Understood | None:
    """{"card_date", "tax_start_date", "accounting_month", "copy_due", "locked", "lock_date"}; None for the unsaid.

    Dates are ISO, the month YYYY-MM, the flags booleans. also has the first three as slots of their own. A part that
    was said but cannot be (二月三十号) is None too.
    """
    text = even(tidy(speech))
    if not text:
        return None
    flags, rest = _flags(text)
    parts = _labelled(rest, setting) or _in_asked_order(rest, setting)
    if not parts and all(flag is None for flag in flags.values()):
        return None
    dated: dict[str, Json] = {name: parts[name].value if name in parts else None for name in (*_ASKED, "lock_date")}
    return Understood(
        value={**dated, **flags},
        confidence=min((part.confidence for part in parts.values()), default=_FLAG),
        evidence=text,
        said=_said(parts, flags, setting.language),
        also={name: parts[name] for name in _ASKED if name in parts},
    )


def _flags(text: str) -> tuple[dict[str, bool | None], str]:
    """The two flags, and the text without them: 已到锁死期 is no label of a date."""
    both = _BOTH.search(text)
    if both:
        reached = not both["no"]
        return {"copy_due": reached, "locked": reached}, _BOTH.sub(",", text)
    flags: dict[str, bool | None] = {}
    for name, words in (("copy_due", _COPY_DUE), ("locked", _LOCKED)):
        found = words.search(text)
        flags[name] = not (found["no"] or found["not_yet"]) if found else None
        text = words.sub(",", text)
    return flags, text


def _labelled(text: str, setting: Setting) -> dict[str, Understood]:
    """Each part after its label, up to the next label; a lone date before the first label is the card's."""
    labels = list(_LABELS.finditer(text))
    if not labels:
        return {}
    ends = [label.start() for label in labels[1:]] + [len(text)]
    words: dict[str, str] = {}
    for label, end in zip(labels, ends, strict=True):
        name = str(label.lastgroup)
        words[name] = words.get(name, "") + text[label.end() : end]
    before = text[: labels[0].start()]
    alone = "card_date" not in words and any(dates_in(before, setting.today))
    parts = _read({"card_date": before, **words} if alone else words, setting)
    if alone and "card_date" in parts:
        card = parts["card_date"]
        parts["card_date"] = replace(card, confidence=min(card.confidence, _OUT_OF_SHAPE))
    return parts


def _in_asked_order(text: str, setting: Setting) -> dict[str, Understood]:
    """Exactly three dates and no correction among them, the last one of them a month."""
    said = list(dates_in(text, setting.today))
    if len(said) != len(_ASKED) or len(versions(text)) > 1:
        return {}
    parts = _read({name: words.text for name, words in zip(_ASKED, said, strict=True)}, setting)
    shapely = len(parts) == len(_ASKED) and said[2].day is None
    limit = _IN_ORDER if shapely else _OUT_OF_SHAPE
    return {name: replace(part, confidence=min(part.confidence, limit)) for name, part in parts.items()}


def _read(words: Mapping[str, str], setting: Setting) -> dict[str, Understood]:
    """The parts from the words of each. Years that were left out are those of the card, if its clock is sane."""
    parts: dict[str, Understood] = {}
    reference = setting.today
    for name in ("card_date", "tax_start_date", "lock_date", "accounting_month"):
        said = words.get(name, "")
        found = meant(said, setting.today) or (bare_month(said) if name == "accounting_month" else None)
        if not found:
            continue
        if name == "accounting_month":
            part = understood_month(whole_month(found, reference), setting)
        else:
            day = near(found, reference)
            part = understood_date(day, setting)
            if name == "card_date" and day and day.exact and abs((day.exact - setting.today).days) < _LONGEST_DRIFT:
                reference = day.exact
        if part:
            parts[name] = part
    return parts


def _said(parts: Mapping[str, Understood], flags: Mapping[str, bool | None], language: str) -> str:
    chosen = "zh" if language.startswith("zh") else "en"
    said = [f"{label}{parts[name].said}" for name, label in _READ_BACK[chosen].items() if name in parts]
    said += [words[reached] for name, words in _READ_BACK_FLAGS[chosen].items() if (reached := flags[name]) is not None]
    return ("，" if chosen == "zh" else ", ").join(said)
