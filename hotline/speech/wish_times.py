"""When a caller would like to be called or visited: a wish, kept in his words beside what can be computed (R23)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hotline.speech.date_rules import ahead
from hotline.speech.date_words import dates_in, even, said_date
from hotline.speech.numerals import DIGITS, cardinal, chinese
from hotline.speech.transcript import tidy, versions
from hotline.speech.understood import Setting, Understood

_WHOLE, _DAY_ONLY, _CLOCK_ONLY, _GUESSED_HALF = 0.92, 0.88, 0.75, 0.8
_LONGEST_TEXT = 200

_N = f"[{''.join(DIGITS)}十廿]{{1,3}}"
_PARTS = {
    "morning": "上午|早上|早晨|一早|清早|朝早|上昼|凌晨|早(?=班|点来)",
    "noon": "中午|正午|晏昼|午休",
    "afternoon": "下午|下昼|午后|傍晚",
    "evening": "晚上|夜晚|夜里|晚间|下班后",
}
_PART = "|".join(f"(?P<{part}>{words})" for part, words in _PARTS.items())
_PARTS_OF_DAY = re.compile(_PART)
_CLOCK = re.compile(
    rf"""(?:差(?P<to>一刻|{_N}分?))?(?P<hour>{_N})(?:点钟?|时|:)
        (?:(?P<half>半)|(?P<quarter>[一三13])刻|过?(?P<minute>{_N})分?|整)?
      |(?P<english>\d{{1,2}})(?=\s*(?:上午|下午|中午|晚上))""",
    re.VERBOSE,
)
_SHORT_WORDS = {
    **{short: f"{day}天晚上" for short, day in {"今晚": "今", "明晚": "明", "后晚": "后", "听晚": "明"}.items()},
    **{short: f"{day}天早上" for short, day in {"今早": "今", "明早": "明", "今朝": "今", "听朝": "明"}.items()},
}
_AT_ONCE = re.compile("现在|马上|立刻|立即|而家|即刻|right now|immediately")
_ANY_TIME = re.compile(
    "随时|都可以|都行|都得|什么时候|任何时间|尽快|尽早|越快越好|越早越好|快点|any ?time|as soon as possible|whenever"
)
_VAGUE = re.compile("[下这本]个?(?:周|星期|礼拜)|周末|过几天|过两天|改天|next week|weekend")
_SAID = {"morning": "上午", "noon": "中午", "afternoon": "下午", "evening": "晚上"}


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    guessed: bool  # 两点 without 上午 or 下午
    start: int
    end: int

    @property
    def text(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def wish_time(speech: str, setting: Setting) -> Understood | None:
    """{"text", "date": ISO or None, "part": morning|noon|afternoon|evening or None, "time": "14:30" or None}.

    None if the words name no time at all, or one that is past or impossible.
    """
    for version in reversed(versions(tidy(speech))):
        text = even(version)
        for short, long in _SHORT_WORDS.items():
            text = text.replace(short, long)
        if _names_time(text, setting):
            return _wish(speech.strip()[:_LONGEST_TEXT], text, setting)
    return None


def _names_time(text: str, setting: Setting) -> bool:
    words = (_PARTS_OF_DAY, _CLOCK, _AT_ONCE, _ANY_TIME, _VAGUE)
    return any(word.search(text) for word in words) or any(dates_in(text, setting.today))


def _wish(text: str, words: str, setting: Setting) -> Understood | None:
    part = _part(words)
    found = _CLOCK.search(words)
    clock = _clock(found, part) if found else None
    if found and not clock:
        return None
    rest = f"{words[: clock.start]},{words[clock.end :]}" if clock else words
    said = next(dates_in(rest, setting.today), None)
    day = ahead(said, setting.today) if said else None
    if said and not day and (said.day is not None or said.compact):
        return None
    date = day.exact if day else setting.today if _AT_ONCE.search(words) else None
    part = part or (_part_of(clock) if clock else None)
    value = {
        "text": text,
        "date": date.isoformat() if date else None,
        "part": part,
        "time": clock.text if clock else None,
    }
    read = (said_date(date, setting.language) if date else "") + _said_clock(part, clock, setting.language)
    confidence = _confidence(words, part, clock, dated=date is not None)
    return Understood(value, confidence, words, read.strip() or text)


def _confidence(words: str, part: str | None, clock: _Clock | None, *, dated: bool) -> float:
    if clock and clock.guessed:
        return _GUESSED_HALF if dated else _CLOCK_ONLY
    if dated:
        return _WHOLE if part or clock else _DAY_ONLY
    return _DAY_ONLY if _ANY_TIME.search(words) else _CLOCK_ONLY


def _part(words: str) -> str | None:
    found = _PARTS_OF_DAY.search(words)
    return found.lastgroup if found else None


def _clock(found: re.Match[str], part: str | None) -> _Clock | None:
    """The time of day; the half of the day that was left out is the one with office hours in it."""
    hour = cardinal(found["hour"] or found["english"])
    minute = _minute(found)
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    to = (15 if found["to"] == "一刻" else cardinal(found["to"].rstrip("分")) or 0) if found["to"] else 0
    guessed = part is None and 1 <= hour < 8
    if hour < 12 and (part in {"afternoon", "evening"} or guessed or (part == "noon" and hour < 10)):
        hour += 12
    total = (hour * 60 + minute - to) % (24 * 60)
    return _Clock(total // 60, total % 60, guessed, found.start(), found.end())


def _minute(found: re.Match[str]) -> int | None:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 if found["quarter"] in "一1" else 45
    return cardinal(found["minute"]) if found["minute"] else 0


def _part_of(clock: _Clock) -> str:
    if clock.hour < 12:
        return "morning"
    if clock.hour == 12:
        return "noon"
    return "afternoon" if clock.hour < 18 else "evening"


def _said_clock(part: str | None, clock: _Clock | None, language: str) -> str:
    if not language.startswith("zh"):
        return "".join(f" {word}" for word in (part, clock.text if clock else None) if word)
    spoken = _SAID.get(part or "", "")
    if not clock:
        return spoken
    hour = clock.hour - 12 if clock.hour > 12 else clock.hour
    minutes = {0: "", 30: "半"}.get(clock.minute, f"{'零' if clock.minute < 10 else ''}{chinese(clock.minute)}分")
    return f"{spoken}{'两' if hour == 2 else chinese(hour)}点{minutes}"
