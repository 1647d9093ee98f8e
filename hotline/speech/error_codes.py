"""Error numbers as they are said, and the class of fault that the device's own numbers stand for."""

from __future__ import annotations

import re

from hotline.speech.numerals import cardinal

# Numbers of the 金税盘 family -> category. Other clients number differently, so a code alone is never certain:
# what the caller says in words counts first.
CLASSES: tuple[tuple[str, tuple[int | range, ...]], ...] = (
    ("card_clock", (2, 3, 72, 100, 506)),
    ("software", (1, 4, 452, 706, 3003, 4005)),
    ("card_reader", (5, 6, 7, 36, 57, 121, 125, 126, 552, range(101, 118))),
    ("tax_report_due", (19, 56, 191, 701, range(155, 160), 1085)),
    ("lockout", (21, 148, 149, 702)),
    ("network_upload", (246, 247, 250, 768, 769, 781)),
    ("invoice_stock", (8, 9, 10, 27, 82, 87, 161, 176, 182, 554, 559)),
    ("password", (*range(236, 240), range(6000, 7000))),
    ("device_not_found", (3001, 3065, 3072, range(4001, 4004), range(1000, 1161))),
)

_DIGIT = "0-9零〇洞一幺二两三四五六七八九拐"
# 零 is often written as another ling, but only inside a number.
_ZERO = "林玲铃灵凌菱"
_RUN = rf"(?:[{_DIGIT}](?:[{_DIGIT}{_ZERO}十百千]{{0,9}}[{_DIGIT}{_ZERO}十百千])?|十[{_DIGIT}]?)"
_NAMED = (
    r"(?:错误(?:代码|编号|号码|码|号)?|故障(?:代码|码|号)|代码|代号|编码|编号|报错|提示码"
    r"|error(?: code| number)?|code)"
)
_NO_CODE = r"(?!\d*[直个下次样些点台张条种遍定起旦般会共开进年月日号天份位元块万分秒%.:]|\d*g\b)"
_AFTER = re.compile(
    rf"{_NAMED}(?:是|为|显示|提示|叫|:|,|\s|的|就是|报"
    rf"|号){{0,3}}({_RUN}(?:[和跟与及、,]{_RUN}){{0,4}}){_NO_CODE}"
)
_BEFORE = re.compile(rf"(?<![{_DIGIT}])({_RUN})(?:号|的)?(?:这个)?(?:错误|报错|故障|代码|error)")
_REPORTED = re.compile(
    rf"(?:提示|报|显示|弹出|出现|跳出)(?:一个|个|了|是|的){{0,2}}((?:\d{{2,4}}"
    rf"|[{_DIGIT[3:]}{_ZERO}]{{3,4}}"
    rf"|[{_DIGIT[3:]}][百千][{_DIGIT[3:]}十百]{{0,5}}))(?![\dg]){_NO_CODE}"
)
LONGEST = 6  # digits; more is a telephone number
_SINGLE = re.compile(rf"[{_DIGIT[3:]}](?![,和跟与及]|$)")
_ANY_DIGIT = re.compile(rf"[{_DIGIT}十]")


def codes(text: str) -> list[str]:
    """Return the error numbers in heard text as digits, in the order said: 错误七零六 is 706."""
    if not _ANY_DIGIT.search(text):
        return []
    runs: dict[str, None] = {}
    for pattern in (_AFTER, _BEFORE, _REPORTED):
        for found in pattern.finditer(text):
            if _SINGLE.match(text, found.start(1)) and found.end(1) - found.start(1) == 1 and pattern is not _BEFORE:
                continue  # 错误一直出现 names no number
            for run in re.split(r"[和跟与及、,]", found[1]):
                if (number := _number(run)) and len(number) <= LONGEST:
                    runs.setdefault(number)
    return list(runs)


def category(number: str) -> str | None:
    """Return the class of fault that a device number stands for, None where the table has none."""
    wanted = int(number)
    for name, members in CLASSES:
        if any(wanted in member if isinstance(member, range) else wanted == member for member in members):
            return name
    return None


def _number(run: str) -> str | None:
    plain = re.sub(f"[{_ZERO}]", "零", run)
    if not re.search("[十百千]", plain):
        return _one_by_one(plain)
    number = cardinal(plain)
    return str(number) if number is not None else None


_AS_DIGIT = str.maketrans("零〇洞一幺二两三四五六七八九拐", "000112234567897")


def _one_by_one(run: str) -> str:
    return run.translate(_AS_DIGIT)
