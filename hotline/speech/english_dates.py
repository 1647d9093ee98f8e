"""English date words put into the Chinese ones, so that one scanner reads both."""

from __future__ import annotations

import re

_LETTERS = re.compile("[a-z]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"  # noqa: E501 - one word list
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TEENS = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth")
_ORDINALS = {
    **{word: n for n, word in enumerate((*_ONES, *_TEENS, "nineteenth", "twentieth"), 1)},
    **{f"twenty {word}": 20 + n for n, word in enumerate(_ONES[:9], 1)},
    "thirtieth": 30,
    "thirty first": 31,
}
_ORDINAL = re.compile(rf"\b({'|'.join(sorted(_ORDINALS, key=len, reverse=True)).replace(' ', '[ -]')})\b")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d)\b)?"
_DATES = (
    re.compile(rf"\b{_DAY}\s*(?:of\s+)?{_MONTH}{_YEAR}"),
    re.compile(rf"{_MONTH}\s*(?:the\s+)?{_DAY}(?!\d){_YEAR}"),
    re.compile(rf"{_MONTH}(?P<day>){_YEAR}"),
)
_WEEKDAYS = {"mon": "一", "tues": "二", "wednes": "三", "thurs": "四", "fri": "五", "satur": "六", "sun": "日"}
_WORDS = (
    (re.compile(r"\bday after tomorrow\b"), "后天"),
    (re.compile(r"\bday before yesterday\b"), "前天"),
    (re.compile(r"\btomorrow\b"), "明天"),
    (re.compile(r"\btoday\b"), "今天"),
    (re.compile(r"\byesterday\b"), "昨天"),
    (re.compile(r"\bend of (?:the|this) year\b"), "今年年底"),
    (re.compile(r"\bend of next year\b"), "明年年底"),
    (re.compile(r"\bend of last year\b"), "去年年底"),
    (re.compile(r"\bend of (?:the|this) month\b"), "本月底"),
    (re.compile(r"\bend of next month\b"), "下个月底"),
    (re.compile(r"\blast month\b"), "上个月"),
    (re.compile(r"\bthis month\b"), "本月"),
    (re.compile(r"\bnext month\b"), "下个月"),
    (re.compile(r"\bmorning\b|\ba\.?m\b\.?"), "上午"),
    (re.compile(r"\bafternoon\b|\bp\.?m\b\.?"), "下午"),
    (re.compile(r"\bnoon\b|\bmidday\b"), "中午"),
    (re.compile(r"\bevening\b|\btonight\b"), "晚上"),
    (re.compile(r"\bnext week\b"), "下周"),
    *(
        (re.compile(rf"\b{which}(?:\s*on)?\s*{stem}day\b"), f"{chinese}周{weekday}")
        for which, chinese in (("next", "下"), ("this", "这"), ("下周", "下"), ("", ""))
        for stem, weekday in _WEEKDAYS.items()
    ),
)


def in_chinese(text: str) -> str:
    """The lower-case text with its English dates as Chinese ones: march 10th 2026 as 2026年3月10号."""
    if not _LETTERS.search(text):
        return text
    for words, chinese in _WORDS:
        text = words.sub(chinese, text)
    text = _ORDINAL.sub(lambda found: str(_ORDINALS[found[1].replace("-", " ")]), text)
    for pattern in _DATES:
        text = pattern.sub(_written, text)
    return text


def _written(found: re.Match[str]) -> str:
    year = f"{found['year']}年" if found["year"] else ""
    day = f"{found['day']}号" if found["day"] else ""
    return f"{year}{_MONTHS.index(found['month'][:3]) + 1}月{day}"
