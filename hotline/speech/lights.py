"""The red and green lights of the card reader, or of the disk or UKey that took its place (R11).

Values: normal, none, red_only, green_only, flashing, cannot_see, not_found (lights fine, device not found).
"""

from __future__ import annotations

import re

from hotline.speech.answers import agrees
from hotline.speech.cues import HEDGED, Found, answer, clause_of, first, hedged, table, words
from hotline.speech.heard import affirmed, heard, newest
from hotline.speech.understood import CERTAIN, Setting, Understood
from hotline.speech.wording import CARD_READER, read_back

# A recogniser that knows neither lamp nor colour writes what it sounds like.
_SOUNDS_LIKE = (
    (re.compile(r"[红洪][等登]|洪灯|鸿灯"), "红灯"),
    (re.compile(r"[绿律路陆旅][等登]|[律路陆旅]灯"), "绿灯"),
    (re.compile(r"[等登蹬](?=[都也全]?(?:不|没)[亮量])"), "灯"),
    (re.compile(r"(?<=[不没])量|(?<=灯)[量凉两](?!个)"), "亮"),
    (re.compile(r"一[散扇山](?=一)|(?<=一[闪直])[散扇]|(?<=直在)[散扇]|(?<=灯在)[散扇]"), "闪"),
)
_BOTH = re.compile(
    r"红绿(?:色|指示)?灯"
    r"|(?:红(?:色)?(?:的)?灯?(?:和|跟|与|,|还有)?绿(?:色)?(?:的)?灯?|绿灯?(?:和|跟|与|,"
    r"|还有)?红灯?)(?=(?:两个|2个)?(?:都|全|一起|同时|轮流|交替|也))"
)
_NOT_FLASHING = re.compile(r"(?:不|没有?)(?:再|在|会)?(?:一直|怎么)?闪(?:烁|动|了)?")

_DEVICE = r"(?:设备|读卡器|金税[卡盘]|税控盘|[白黑]盘|ukey|u盾|卡|盘|ic卡)"
NOT_FOUND = (
    rf"(?:提示|显示|说|弹出|报|系统|电脑|软件|但|就是).{{0,6}}(?:没有?找到|找不到|未找到)"
    rf"|(?:没有?找到|找不到|未找到|没有?发现|未发现){_DEVICE}(?!在哪|放|的?灯|,?我)"
    r"|(?:没有?|未|无法)(?:检测|识别|检查|侦测)(?:到|出)?|(?:检测|识别|读|认|侦测)不(?:到|出|了)"
    r"|(?:设备|盘|卡|ukey)(?:未|没有?)(?:连接|插)|无法连接设备|不认(?:卡|盘|设备)|没有?反应到设备"
    r"|not (?:found|detected|recogni[sz]ed)|cannot find|can't find the (?:card|device|disk)|no device"
)
CANNOT_SEE = (
    r"[看见]不(?:到|见|清|懂|出)|没(?:有)?看(?:到|见|清)?(?!灯亮|有灯)|没(?:有)?注意"
    r"|不知道(?:在|哪|是|怎|看|什么)|不会看|找不到(?:读卡器|灯|它|在|哪|$)|哪个(?:灯|是读卡器|是红绿灯)"
    r"|(?:读卡器|灯|盘).{0,3}在(?:哪|什么地方)|什么灯(?!都|也)|不在(?:电脑|机器|公司|办公室|旁边|现场|单位)"
    r"|没有?(?:这个)?读卡器|电脑(?:没|还没)开|can(?:'t|not) (?:see|tell)|don't see"
    r"|not (?:at|near) (?:the|my) (?:computer|office|desk)"
)
FLASHING = (
    r"闪|一亮一(?:灭|暗|熄)|忽明忽暗|时亮时(?:灭|不亮|暗)|一下亮一下(?:灭|不亮)|一跳一跳|亮亮灭灭"
    r"|flash|blink|flicker"
)
NO_LIGHT = (
    r"没有?(?:看到|见到|见)?(?:有)?(?:任何)?(?:一个)?(?:指示)?灯(?!.{0,3}问题)"
    r"|(?:都|全|也|一个|根本|完全)?(?:不|没有?)(?:会|怎么)?(?:亮|着)"
    r"|(?:看不到|看不见|没看到|不见)(?:有)?灯(?:亮|着)|灯.{0,3}(?:灭|熄|黑|暗)(?!一)"
    r"|(?:全|都)(?:灭|黑|熄|暗)|[黑暗]的|灯.{0,4}没(?:有)?(?:反应|亮|电|了)|灯(?:都|全|也)没有?(?=,|$)"
    r"|没(?:有)?见(?:它|过)*亮|没(?:有)?(?:任何|一点|什么)?反应|一点反应(?:都|也)没|灯坏|no lights?"
    r"|(?:light|lamp)s?(?: is| are)? (?:off|out|dead|dark)|not lit|nothing (?:is )?lit"
    r"|(?:is|are)(?:n't| not) on"
)
_NORMAL_WORDS = (
    r"正常(?!吗)|[跟和]?(?:平时|平常|以前|往常|原来)一样|没(?:有)?(?:什么|任何|啥)?(?:问题|毛病|异常|坏)|好的|(?<!不)好着|(?<!不)ok|没事|fine"
    r"|normal|good"
)
_NOT_NORMAL = re.compile(r"不(?:是很|太|大|怎么|很)?正常|(?:不|没)(?:ok|好)|abnormal|not (?:normal|ok|fine|good)")

SIGHTS = table(
    ("none", HEDGED, r"(?:看不到|看不见|没看到|没有看到)(?:有)?灯(?:亮|着)"),
    ("not_found", 0.92, NOT_FOUND),
    ("cannot_see", 0.9, CANNOT_SEE),
    ("flashing", 0.93, FLASHING),
    ("flashing", 0.65, r"(?:有时|有时候|一会儿?|一下子?)亮.{0,6}(?:不亮|灭)|时好时坏"),
)
NORMAL = words(_NORMAL_WORDS)
LIT = words(r"(?:灯|都|全|是|有|会|一直|常)亮(?:着|的|了)?|^亮|亮着|亮了|lights? (?:is |are )?on\b")

_DARK = (
    r"(?:都|也|是|就)?(?:不|没有?)(?:会|见)?(?:亮|着)|灭|熄|没有?(?:亮|了)?(?=,|$)"
    r"| (?:is |are )?(?:off|not on|out)"
)
_RED, _GREEN = r"(?:红色?的?灯?|\bred(?: light| one)?)", r"(?:绿色?的?灯?|\bgreen(?: light| one)?)"
_STATE = {
    "red": (words(rf"{_RED}(?:{_DARK})", r"(?:没有?|不见|不是|no |not )(?:亮)?(?:红|red)"), words(_RED)),
    "green": (words(rf"{_GREEN}(?:{_DARK})", r"(?:没有?|不见|不是|no |not )(?:亮)?(?:绿|green)"), words(_GREEN)),
}
# What the two lamps show together -> value and how sure; None = that lamp was not mentioned.
TWO_LAMPS = {
    ("on", None): ("red_only", 0.9),
    (None, "on"): ("green_only", 0.9),
    ("on", "off"): ("red_only", 0.95),
    ("off", "on"): ("green_only", 0.95),
    ("on", "on"): ("normal", 0.7),
    ("off", "off"): ("none", 0.9),
    ("off", None): ("green_only", 0.62),
    (None, "off"): ("red_only", 0.62),
}


def card_reader(speech: str, setting: Setting) -> Understood | None:
    """Read an answer to the question for the lights; 不正常 alone says nothing and is asked again."""
    text = heard(speech)
    for part in newest(text):
        if found := _state(_prepared(part)):
            return _understood(found, text, setting)
    if agrees(text):
        return answer("normal", HEDGED, text, read_back(CARD_READER, "normal", setting.language))
    return None


_ABOUT_LIGHTS = words(r"灯", r"(?:读卡器|盘|ukey).{0,3}不[亮着]", r"闪烁", r"一闪", r"\blights?\b", NOT_FOUND)
_ABOUT_OTHERS = words(r"打印", r"内存", r"驱动", r"路由", r"网", r"显示器", r"主机", r"键盘", r"printer", r"router")


def mentioned(speech: str, setting: Setting) -> Understood | None:
    """Read the lights out of words about something else: only where the lights themselves are named."""
    text = ",".join(part for part in heard(speech).split(",") if not _ABOUT_OTHERS.search(part))
    if not _ABOUT_LIGHTS.search(text):
        return None
    found = _state(_prepared(text))
    # 没有找到读卡器 tells of the program, not of the lights: they are still asked for.
    if found is None or found.value in {"cannot_see", "not_found"} or found.confidence < CERTAIN:
        return None
    return _understood(found, clause_of(text, found.evidence), setting)


def _understood(found: Found, text: str, setting: Setting) -> Understood | None:
    confidence = hedged(text, found.confidence)
    return answer(found.value, confidence, found.evidence, read_back(CARD_READER, found.value, setting.language))


def _prepared(text: str) -> str:
    for sound, written in _SOUNDS_LIKE:
        text = sound.sub(written, text)
    return _NOT_FLASHING.sub("", _BOTH.sub("灯", affirmed(text)))


def _state(text: str) -> Found | None:
    if found := first(SIGHTS, text):
        return found
    if lamps := _two_lamps(text):
        return lamps
    return _whole(text)


def _two_lamps(text: str) -> Found | None:
    seen = (_lamp(text, "red"), _lamp(text, "green"))
    if seen == (None, None):
        return None
    value, confidence = TWO_LAMPS[seen]
    if "off" not in seen and NORMAL.search(text) and not _NOT_NORMAL.search(text):
        value, confidence = "normal", 0.7  # 绿灯亮,正常的: one lit lamp is how a newer disk looks in order
    return Found(value, confidence, text, 0, len(text))


def _lamp(text: str, colour: str) -> str | None:
    dark, named = _STATE[colour]
    if dark.search(text):
        return "off"
    return "on" if named.search(text) else None


_NONE = words(NO_LIGHT)


def _whole(text: str) -> Found | None:
    for value, confidence, pattern in (("none", 0.92, _NONE), ("normal", 0.92, NORMAL), ("normal", HEDGED, LIT)):
        if (found := pattern.search(text)) and not (value == "normal" and _NOT_NORMAL.search(text)):
            return Found(value, confidence, found.group(), found.start(), found.end())
    return None
