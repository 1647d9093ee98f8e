"""Finds the dates in an utterance as far as they were said, before any rule fills in what was left out.

二〇二六年三月十号, 两千零二十六年, 二六年三月, 三月十号, 廿一号, 三月底, 上个月, 下周三, 三天后, 听日;
2026-03-10, 20260310, 0310.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hotline.speech.english_dates import in_chinese
from hotline.speech.numerals import DIGITS, cardinal, chinese, one_by_one
from hotline.speech.transcript import tidy, versions

FIRST_YEAR, LAST_YEAR = 1980, 2099
"""A device whose battery died says 1980; nothing that a caller dates lies outside."""

EXACT, RELATIVE, YEARLESS, WRITTEN, SHORTENED, LOOSE = 0.95, 0.92, 0.9, 0.85, 0.8, 0.75
ONE_OF_TWO = 0.7

_D = "".join(DIGITS)
_N = f"[{_D}十廿卅]{{1,4}}"
_YEAR = f"[{_D}十百千]{{2,7}}"
_FULL_YEAR = f"(?:19|20|一九|二[零〇])[{_D}]{{2}}"
_DAYS = {"大前": -3, "前": -2, "昨": -1, "寻": -1, "琴": -1, "今": 0, "明": 1, "听": 1, "后": 2, "大后": 3}
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_WEEKDAYS = {
    **dict(zip("一二三四五六日", range(7), strict=True)),
    **dict(zip("123456", range(6), strict=True)),
    "天": 6,
}
_ANY = re.compile(f"[{_D}十廿卅月周天日年儿a-z]|星期|礼拜")
_LUNAR = re.compile("农历|阴历|旧历|正月|腊月|初[一二三四五六七八九十]")
_NOISE = re.compile(r"[嗯呃额啊哦噢诶欸呢]|那个|就是说?|(?<=[一-鿿〇])\s+|\s+(?=[一-鿿〇])")
_UNIT = "天|日|个?星期|个?礼拜|周|个月|年"
_GAP = r"(?:[-/.\s]|点|横?杠)"
_NO_TIME = f"(?![{_D}十廿卅点时:分个天次台张元块])"
_YEARS_AWAY = "大前年|[前去今本明后]年"
_MONTHS_AWAY = "上上个?月|上个?月|下下个?月|下个?月|这个?月|[本当]月|月(?=[底末])"
_SOME_YEAR = f"(?:(?P<year>{_YEAR})年|(?P<full_year>{_FULL_YEAR})(?={_N}月)|(?P<years>{_YEARS_AWAY})),?[度的]?"
_SOME_MONTH = f"(?:(?P<month>{_N})[月期]|(?P<months>{_MONTHS_AWAY}))[份的,]*"
_SOME_DAY = f"(?:(?P<day>{_N})(?:[号日好]|{_NO_TIME})|(?P<last>最后一?[天日])|(?P<end>底|末))"
_WORDS = re.compile(
    rf"""(?P<named>(?:(?P<ago>{_YEARS_AWAY})的?)?(?P<which>大[前后]|[前昨今明后])[天日儿]|(?P<cantonese>[寻琴听])日)
      |(?P<counted>(?P<count>{_N}|半)(?P<unit>{_UNIT})(?:之|以)?(?P<way>[后前])
        |(?:再过|还有|还剩)(?P<left>{_N}|半)(?P<left_unit>{_UNIT}))
      |(?P<in_week>(?P<week>上上?个?|下下?个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-6]))
      |(?<![{_D}])(?P<parted>(?P<y>{_FULL_YEAR}|\d\d){_GAP}(?P<m>{_N}){_GAP}(?P<d>{_N}){_NO_TIME})
      |(?P<in_month>(?:{_SOME_YEAR})?{_SOME_MONTH}{_SOME_DAY}?)
      |(?P<in_year>(?:(?P<end_year>{_YEAR})年(?![{_D}])|(?P<end_years>{_YEARS_AWAY}|年(?=[底末终])))
        (?P<year_end>年?[底末终])?)
      |(?<![{_D}])(?P<only_day>(?P<od>{_N})[号日])
      |(?<![{_D}])(?P<year_month>(?P<ym_y>{_FULL_YEAR})[-/.年](?P<ym_m>{_N})(?![{_D}十]))
      |(?<![\d.])(?P<month_day>(?P<md_m>\d{{1,2}})[-/.](?P<md_d>\d{{1,2}})(?![\d.点:]))
      |(?<![{_D}])(?P<compact>[{_D}]{{4,8}})(?![{_D}十点年月号:])""",
    re.VERBOSE,
)


_BARE_MONTH = re.compile(r"\W*(?:就?是|会计月份?|在|第)*(?P<month>[0-9零〇一二三四五六七八九十]{1,2})[啊吧的呀]*\W*")


@dataclass(frozen=True, slots=True)
class DateWords:
    """One date as far as it was said; end means the last day of the month or year that is named.

    compact holds bare digits, whose meaning depends on what was asked. confidence is that of the wording alone.
    """

    text: str
    start: int = 0
    year: int | None = None
    month: int | None = None
    day: int | None = None
    end: bool = False
    compact: str = ""
    counted: bool = False
    confidence: float = EXACT

    @property
    def exact(self) -> date | None:
        """The date when it is complete and exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return existing(self.year, self.month, self.day)


def existing(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has no such day: nothing is ever rolled over."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def last_of_month(year: int, month: int) -> date | None:
    first = existing(year, month, 1)
    return first and first.replace(day=monthrange(year, month)[1])


def said_date(day: date, language: str) -> str:
    """二零二六年三月十号, or 10 March 2026."""
    if language.startswith("zh"):
        return f"{said_month(day.year, day.month, language)}{chinese(day.day)}号"
    return f"{day.day} {said_month(day.year, day.month, language)}"


def said_month(year: int, month: int, language: str) -> str:
    if language.startswith("zh"):
        return f"{one_by_one(str(year))}年{chinese(month)}月"
    return f"{_ENGLISH_MONTHS[month - 1]} {year}"


_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def meant(speech: str, today: date) -> DateWords | None:
    """The date that the caller ended up with: the last version's, what it left out filled from the one before."""
    said = [found for found in (list(dates_in(version, today)) for version in _versions(speech)) if found]
    if not said:
        return None
    last = said[-1][-1]
    if len({(w.year, w.month, w.day, w.end, w.compact) for w in said[-1]}) > 1:
        last = replace(last, confidence=min(last.confidence, ONE_OF_TWO))
    return _filled(last, said[-2][-1]) if len(said) > 1 else last


def bare_month(speech: str) -> DateWords | None:
    """三, 03: a month only where a month was asked for and nothing else was said."""
    found = _BARE_MONTH.fullmatch(even(versions(tidy(speech))[-1]))
    return DateWords(found[0], month=cardinal(found["month"]), confidence=LOOSE) if found else None


def dates_in(text: str, today: date) -> Iterator[DateWords]:
    """Every date in an evened text (see even), in the order said; calendar words are counted from today."""
    if not _ANY.search(text) or _LUNAR.search(text):
        return
    for found in _WORDS.finditer(text):
        words = _words(found, today)
        if words:
            yield replace(words, text=found[0], start=found.start())


def even(text: str) -> str:
    """A tidied text without fillers, without spaces around Chinese characters, its English dates in Chinese."""
    return _NOISE.sub("", in_chinese(text))


def _versions(speech: str) -> list[str]:
    text = tidy(speech)
    return [even(version) for version in versions(text)] if _ANY.search(text) else []


def _filled(words: DateWords, before: DateWords) -> DateWords:
    """三月十号,不对,十一号: month and year stay."""
    if words.compact or words.counted or words.end or (words.year and words.month and words.day):
        return words
    month = words.month if words.month is not None else before.month
    year = words.year if words.year is not None else before.year
    day = words.day if words.day is not None else before.day
    if (year, month, day) == (words.year, words.month, words.day):
        return words
    return replace(words, year=year, month=month, day=day, confidence=min(words.confidence, SHORTENED))


def _words(found: re.Match[str], today: date) -> DateWords | None:
    match found.lastgroup:
        case "named":
            return _named(found, today)
        case "counted":
            return _counted(found, today)
        case "in_week":
            words = _on(_weekday(found["week"] or "", _WEEKDAYS[found["weekday"]], today))
        case "parted":
            words = DateWords(
                "", year=century(cardinal(found["y"])), month=cardinal(found["m"]), day=cardinal(found["d"])
            )
        case "in_month":
            words = _in_month(found, today)
        case "in_year":
            ended = _year(found["end_year"], found["end_years"], today)
            words = DateWords("", year=ended, end=bool(found["year_end"]))
        case "only_day":
            words = DateWords("", day=cardinal(found["od"]), confidence=LOOSE)
        case "year_month":
            words = DateWords("", year=cardinal(found["ym_y"]), month=cardinal(found["ym_m"]))
        case "month_day":
            words = DateWords("", month=int(found["md_m"]), day=int(found["md_d"]), confidence=WRITTEN)
        case _:
            words = DateWords("", compact="".join(DIGITS[char] for char in found["compact"]))
    return words


def _named(found: re.Match[str], today: date) -> DateWords | None:
    """今天, 听日; 去年的今天, which no 29 February has."""
    day = today + timedelta(days=_DAYS[found["which"] or found["cantonese"]])
    named = existing(day.year + _YEARS.get(found["ago"], 0), day.month, day.day)
    return _on(named) if named else None


def _on(day: date) -> DateWords:
    return DateWords("", year=day.year, month=day.month, day=day.day, counted=True, confidence=RELATIVE)


def _counted(found: re.Match[str], today: date) -> DateWords | None:
    """三天后, 半年前, 还有三个月; the same day of the month, or its last where that month is shorter."""
    number, unit = found["count"] or found["left"], found["unit"] or found["left_unit"]
    half = number == "半"
    count = 0 if half else cardinal(number) or 0
    sign = -1 if found["way"] == "前" else 1
    if unit in {"个月", "年"} and not (half and unit == "个月"):
        months = (6 if half else count * 12) if unit == "年" else count
        year, month = shifted(today, sign * months)
        last = last_of_month(year, month)
        return replace(_on(min(last, last.replace(day=min(today.day, last.day)))), confidence=LOOSE) if last else None
    days = 15 if half else count * (1 if unit in {"天", "日"} else 7)
    return _on(today + timedelta(days=sign * days)) if 0 < days <= _LONGEST_COUNT else None


_LONGEST_COUNT = 3660


def shifted(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _weekday(which: str, weekday: int, today: date) -> date:
    """下周三 is that of next week, 这周三 of this one; a bare 周三 is the next to come, today included."""
    if not which:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    weeks = which.count("下") - which.count("上")
    return today + timedelta(days=weeks * 7 + weekday - today.weekday())


def _in_month(found: re.Match[str], today: date) -> DateWords:
    year = _year(found["year"] or found["full_year"], found["years"], today)
    confidence = EXACT if year else YEARLESS
    month = cardinal(found["month"]) if found["month"] else None
    if found["months"]:
        year, month = shifted(today, found["months"].count("下") - found["months"].count("上"))
        confidence = RELATIVE
    day = cardinal(found["day"]) if found["day"] else None
    if found["last"] and month:
        return _last_day(year, month, confidence, today)
    if found["day"] and day is None:
        return DateWords("", month=0)  # a day was said and makes no sense: no date, rather than a whole month
    return DateWords("", year=year, month=month, day=day, end=bool(found["end"]), confidence=confidence)


def _last_day(year: int | None, month: int, confidence: float, today: date) -> DateWords:
    """二月最后一天: exactly that day, without a year the one nearest to today."""
    years = (year,) if year else (today.year - 1, today.year, today.year + 1)
    ends = [end for each in years if (end := last_of_month(each, month))]
    last = min(ends, key=lambda end: abs(end - today), default=None)
    return replace(_on(last), counted=False, confidence=confidence) if last else DateWords("", month=0)


def _year(said: str | None, relative: str | None, today: date) -> int | None:
    if relative:
        return today.year + _YEARS.get(relative, 0)
    return century(cardinal(said) or 0) if said else None


def century(year: int | None) -> int:
    """二六年 is 2026, 九九年 1999; what is no year at all stays one that does not exist."""
    if year is None or year >= 100:
        return year or 0
    return year + (2000 if year < FIRST_YEAR % 100 else 1900)
