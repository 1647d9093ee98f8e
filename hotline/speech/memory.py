"""The computer's memory (R12). Values: ok, insufficient, unknown, or its size as text: 8G, 512M."""

from __future__ import annotations

import re

from hotline.speech.answers import agrees
from hotline.speech.cues import HEDGED, Found, answer, clause_of, first, hedged, table, words
from hotline.speech.heard import affirmed, heard, newest
from hotline.speech.numerals import cardinal
from hotline.speech.understood import CERTAIN, Setting, Understood
from hotline.speech.wording import MEMORY, read_back

# 卡 is also the tax-control card, the IC card, a paper jam: it means "slow" only in these surroundings.
_SLUGGISH = (
    r"(?:很|太|有点|有些|老|老是|经常|一直|总是|总|非常|比较|特别|超|超级|越来越|好)卡(?![片号里的不])"
    r"|卡(?:死|住|顿|机|得|到不)|(?:电脑|机器|系统|软件)(?:就|会|都|也)?卡(?:了|,|$)|^卡$|卡卡的"
)
SHORT = (
    r"内存.{0,6}(?:不足|不够|太小|太少|很小|小了|满|太低|溢出|爆|错误|少了)"
    r"|(?:提示|显示|报|弹|说).{0,6}(?:内存|存储)(?:不|空间不)|不(?:太|怎么|是很|大)?(?:够|足)|没有?足够"
    r"|空间不足|(?:系统)?资源(?:不足|不够)|死机|当机|宕机|闪退|蓝屏|没有?响应|未响应|无响应"
    r"|自动(?:关闭|退出|关掉|关机|重启)|自己(?:关|退|重启)|假死|不动了|动不了"
    r"|(?:很|太|好|非常|特别|超|有点|比较|越来越)慢|慢得|慢死|反应慢|out of memory|not enough"
    r"|insufficient|low (?:on )?memory|memory (?:is )?(?:low|full|short)|freez|frozen|hangs?\b|crash"
    r"|slow"
)
FREEZING = table(("insufficient", 0.9, SHORT), ("insufficient", 0.86, _SLUGGISH))
NOT_FREEZING = words(
    r"(?:不|没有?)(?:怎么|是很|会|太|算)?(?:卡|慢|死机|闪退|蓝屏)(?!死)",
    r"没有?(?:说|提示|显示|报|弹|出现)?(?:过)?(?:内存)?(?:不足|不够|问题)",
)
STATES = table(
    (
        "ok",
        0.92,
        r"(?:够|足够)(?:用|的|大|了)?(?!吗)|(?<!不)(?<!不太)(?<!不是很)正常",
        r"没(?:有)?(?:看到|见到|见|出现|弹)?(?:过)?(?:什么|任何|啥)?(?:问题|毛病|异常|提示|事)|充足|内存(?:还有|还剩)?(?:很多|好多|不少)",
    ),
    (
        "ok",
        0.9,
        r"(?:很|挺|蛮)(?:快|大|好|流畅)|流畅|还(?:可以|行|好)|^(?:可以|ok|okay)(?:的|了)?$",
        r"\b(?:enough|fine|normal|plenty|no problem|good)\b",
    ),
    (
        "unknown",
        0.9,
        r"不(?:太|是很|大)?(?:知道|清楚|懂|了解|记得|确定|会看|晓得)|没(?:有)?(?:看|注意|查|留意)",
        r"看不(?:到|懂|出|见)",
    ),
    (
        "unknown",
        0.88,
        r"(?:在)?(?:哪里|哪儿|怎么|怎样|如何)看|什么(?:是|叫)?内存|内存是什么|don't know|no idea|not sure",
        r"how do i",
    ),
    ("insufficient", 0.65, r"^有(?:的|提示|过)*$|(?:有|会|经常)(?:提示|弹)"),
    ("ok", 0.65, r"^(?:没有?|没有过|no)$"),
)

_NUMBER = r"(?P<number>\d{1,5}(?:\.\d)?|[零〇一二两三四五六七八九十百千幺]{1,7}|半)"
# G comes out of a Mandarin recogniser as whatever sounds like ji; 一个机器 is no size.
_GIGA = (
    r"(?P<giga>g(?:b|igs?|igabytes?)?(?![a-z])|吉(?!他)|千兆)"
    r"|(?P<sound>[机记鸡级计季技基寄际](?!器|子|会|构|关|票|本|位|号|型|得|录|算|时|者))"
)
_MEGA = r"(?P<mega>兆|m(?:b)?(?![a-z]))"
_SIZE = re.compile(rf"{_NUMBER}(?:个)?\s?(?:{_GIGA}|{_MEGA})")
_BARE = re.compile(rf"(?:是|有|应该|大概|内存|,|^){_NUMBER}(?:个)?的?(?:吧|左右)?(?=,|$)")
USUAL_GIGABYTES = frozenset({1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64})
_MEGABYTES = 1024


def memory(speech: str, setting: Setting) -> Understood | None:
    """Read an answer to the question for the memory; shortage counts more than a size in the same words."""
    text = heard(speech)
    for part in newest(text):
        if found := _shortage(affirmed(part)) or _size(part) or first(STATES, affirmed(part)) or _calm(part):
            return _understood(found, text, setting)
    if agrees(text):
        return answer("ok", 0.65, text, read_back(MEMORY, "ok", setting.language))
    return None


_ABOUT_DISKS = words(r"[硬磁光]盘(?!.*内存)", r"固态", r"u盘", r"\b(?:disk|drive|ssd)\b")
_ABOUT_MEMORY = words(r"内存", r"\bmemory\b", r"\bram\b")


def mentioned(speech: str, setting: Setting) -> Understood | None:
    """Read the memory out of words about something else: only where memory itself is named."""
    text = heard(speech)
    if not _ABOUT_MEMORY.search(text):
        return None
    found = _shortage(affirmed(text)) or _size(text)
    if found is None:
        return None
    return _understood(found, clause_of(text, found.evidence), setting) if found.confidence >= CERTAIN else None


def _understood(found: Found, text: str, setting: Setting) -> Understood | None:
    said = read_back(MEMORY, found.value, setting.language)
    return answer(found.value, hedged(text, found.confidence), found.evidence, said)


def _shortage(text: str) -> Found | None:
    return first(FREEZING, NOT_FREEZING.sub("", text))


def _calm(text: str) -> Found | None:
    found = NOT_FREEZING.search(text)
    return Found("ok", 0.88, found.group(), found.start(), found.end()) if found else None


def _size(text: str) -> Found | None:
    """Read the size; a bare 八个 counts only where it is a usual size of memory."""
    text = ",".join(clause for clause in text.split(",") if not _ABOUT_DISKS.search(clause))
    named = bool(_ABOUT_MEMORY.search(text))
    if (found := _SIZE.search(text)) and (number := _number(found["number"])):
        if found["mega"]:
            return _sized(found, number / _MEGABYTES, 0.92)
        sure = 0.92 if found["giga"] or named else HEDGED
        return _sized(found, number, sure if number in USUAL_GIGABYTES else 0.65)  # 500G is a disk
    if (found := _BARE.search(text)) and _number(found["number"]) in USUAL_GIGABYTES:
        return _sized(found, _number(found["number"]) or 0, HEDGED)
    return None


def _sized(found: re.Match[str], gigabytes: float, confidence: float) -> Found | None:
    value = f"{gigabytes:g}G" if gigabytes >= 1 else f"{round(gigabytes * _MEGABYTES)}M"
    return Found(value, confidence, found.group().strip(","), found.start(), found.end())


def _number(spoken: str) -> float | None:
    if spoken == "半":
        return 0.5
    return float(spoken) if spoken[0].isascii() else cardinal(spoken)
