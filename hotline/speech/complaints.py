"""A complaint as it is said: whom it is about, what about it, and how grave it is (R73, R74, R87)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.speech import symptoms
from hotline.speech.cues import Found, answer, every, table, words
from hotline.speech.heard import clip, heard
from hotline.speech.understood import Setting, Understood

# What is complained of. The caller's first grievance counts, so these are compared by where they stand.
_MATTERS: Mapping[str, tuple[str, str]] = {
    "service": ("服务", "our service"),
    "technical": ("技术水平", "the technical work"),
    "staff": ("工作人员", "our staff"),
    "conduct": ("服务态度", "the way you were treated"),
    "fee": ("收费", "the charges"),
    "delay": ("处理不及时", "the delay"),
    "product": ("产品质量", "the product"),
}

ASPECTS = table(
    (
        "conduct",
        0.95,
        r"态度(?!.{0,4}(?:好|不错|可以))|骂|吼|凶|不耐烦|挂(?:了|断|掉)?(?:我|我们|人家)?(?:的)?电话",
        r"不?礼貌|粗鲁|恶劣|威胁|打人|嚣张|爱理不理|敷衍|阴阳怪气|侮辱|说话.{0,3}(?:冲|难听)|抽烟|吸烟|私人电话|rude|attitude|impolite",
    ),
    (
        "fee",
        0.95,
        r"收费|乱收|多收|重复收|收了?(?:我|我们)?.{0,6}[钱元块]|强制|强迫|捆绑|强行|退(?:款|费|钱)|费用",
        r"[太好很]贵|要钱|骗|overcharg|refund|fees?\b|money",
    ),
    (
        "delay",
        0.95,
        r"等了|没(?:有)?人(?:来|管|理|接|回|联系|处理|上门)",
        r"(?:还|都|一直|到现在|至今|也)(?:没|不)(?:有)?(?:人)?(?:来|到|上门|联系|回复|回电|处理)",
        r"没(?:有)?(?:回电|回复|回音|下文|动静|来|按时)|不来|迟到|拖(?!动)|超时|打不通",
        r"说好.{0,12}(?:没|不)|拖了|太慢|几天了|不(?:接|回)电话|waited|nobody|no one|late\b|never came",
    ),
    (
        "technical",
        0.95,
        r"技术(?!员|人员|部|支持|服务)|修不好|修了.{0,8}(?:次|遍|回|天)|没(?:有)?修好",
        r"(?:没|不会|还没)(?:修|弄|搞)|越(?:修|弄|搞)越|不专业|水平|不懂|什么都不会|弄坏|搞坏|修坏",
        r"incompetent|skill",
    ),
    (
        "product",
        0.93,
        (
            r"(?:产品|设备|金税[盘卡]|税控盘|ukey|软件|系统|读卡器|盘|机器|东西).{0,6}(?:质量|差|烂|难用"
            r"|不好用|老坏|经常|总是|老是|三天两头|不稳定|垃圾)"
        ),
        r"质量(?:问题|差|太差|不行|不好)(?<!服务质量差)|难用|product|quality of the (?:device|software)",
    ),
    ("service", 0.9, r"服务(?!点|站|网点|单位|中心|人员|商|器|态度|技术)|service"),
)
_PEOPLE = words(r"人员|工程师|师傅|技术员|客服|业务员|员工|话务员|接线员|维修工|staff|engineer|technician")

_KIND = (
    r"(?:服务网点|服务点|服务站|服务单位|服务商|维修点|维修站|营业点|营业部|网点|分公司|子公司|分部|办事处"
    r"|代理商|经销商|代理点|代理|分店|下级公司|下面公司)"
)
# Words that cannot belong to the unit's name; the name is what stands between the last of them and its kind.
_OUTSIDE = "我要想你您们他她的在去是找对说叫到跟和给被把投诉反映举报那这个下面附近属让向了请问一就也都从告,?"
_UNIT = re.compile(rf"(?P<name>[^{_OUTSIDE}\W\da-z]{{0,8}}){_KIND}")
_UNIT_AT_ALL = re.compile(_KIND)
_PERSON = re.compile(
    r"姓[一-鿿]的(?:工程师|师傅|技术员|客服|女的|男的|小姐|先生|人员|人)?"
    r"|(?:小|老|阿)[陈李张黄何王林吴刘郭蔡杨许郑谢周梁罗邓冯曾彭朱胡徐孙马高叶钟苏卢唐沈赵钱](?!区|店)"
    r"|[陈李张黄何王林吴刘郭蔡杨许郑谢周梁罗邓冯曾彭朱胡徐孙马高叶钟苏卢唐沈赵](?:工程师|工|师傅|先生"
    r"|小姐|经理|主任|女士)"
    r"|(?:接电话|接线|上门|来修|来|维修|修)的?(?:那|这)?(?:个|位)?(?:工程师|师傅|技术员|客服|女的|男的|人员"
    r"|小伙子?|小姑娘|人)(?=.{0,8}(?:态度|骂|吼|凶|不耐烦|没礼貌|粗鲁|威胁|收|要|挂|说话|烟|私人))"
    r"|工号\d+"
)
SERIOUS = words(
    r"12366|12345|12315|(?<!\d)315(?!\d)",
    (
        r"(?:去|到|向|找|跟|上|给|投诉|举报).{0,4}(?:税务局|国税|地税|税务机关|工商|市监|消协|消委|政府"
        r"|信访)(?:去)?(?:投诉|举报|告|反映|说|讨|,|$)"
    ),
    r"(?:投诉|举报|告|反映)(?:到|去|给)?.{0,2}(?:税务局|国税|总局|省局|市局)|媒体|曝光|爆光|记者|报社",
    r"电视台|上新闻|微博|抖音|小红书|朋友圈|网上(?:发|曝|说|投)|律师|起诉|法院|打官司|告你|告(?:到|上)",
    r"索赔|赔偿|要求赔|人身|安全(?:问题|隐患|事故)|不安全|威胁|打(?:了)?(?:人|我)|动手|报警|派出所",
    r"公安|受伤|着火|冒烟|触电|漏电|起火|爆炸|偷(?:了|东西)|性骚扰",
    r"\b(?:lawyer|sue|court|media|newspaper|police|threat\w*|tax bureau will|injur\w+|fire)\b",
)
_FIXED = words(
    r"(?:已经|后来|现在|最后|终于|刚)?(?:修|弄|搞|处理)好了|(?:问题|故障).{0,4}(?:已经)?解决了",
    r"已经(?:好|解决|正常)了?|(?:后来|现在|最后|终于)(?:好|解决|正常)了|fixed now|solved",
)
_NOT_FIXED = words(
    r"(?:没(?:有)?|未|不)(?:给)?(?:我|我们)?(?:修|弄|搞|处理|解决)(?:好)?",
    r"还(?:是)?(?:不行|没|不能|坏|有问题|开不|打不)|又(?:坏|不行|出)|(?:修|弄|搞)不好|越修越|到现在",
    r"still",
)
_DENIED = words(r"不(?:是)?(?:要|想|来)?投诉")


@dataclass(frozen=True, slots=True)
class _About:
    target: str
    unit: str | None


def complaint(speech: str, setting: Setting) -> Understood | None:
    """Keep a complaint.

    The value holds text (as said), target own|subordinate|person|product, unit (the unit or person named, or
    None), aspect service|technical|staff|conduct|fee|delay|product, serious (regulator, press, law, safety),
    fault (an unresolved fault stands inside it, R74) and solved (True, False, None where nothing was said).
    """
    text = heard(speech)
    if symptoms.greeting(text):
        return None
    said = clip(speech)
    found = grievance(text)
    about = _about(text, found)
    mended = _solved(text)
    value = {
        "text": said,
        "target": about.target,
        "unit": about.unit,
        "aspect": _aspect(text, found),
        "serious": bool(SERIOUS.search(text)),
        "fault": mended is not True and _fault(speech, text),
        "solved": mended,
    }
    also = _also(speech, setting) if value["fault"] else None
    return answer(value, 0.95, said, _summary(value, setting.language), also)


def _summary(value: Mapping[str, Any], language: str) -> str:
    """What was understood, in a few words of ours: the caller hears that we listened, not an echo (R67)."""
    matter = _MATTERS[value["aspect"]][0 if language.startswith("zh") else 1]
    unit = value["unit"] if value["target"] == "subordinate" else ""
    if language.startswith("zh"):
        return f"{unit}{matter}的问题"
    return f"{matter}{f' at {unit}' if unit else ''}"


def grievance(text: str) -> Found | None:
    """Return what heard text complains of, the first named; None where it names nothing."""
    hits = every(ASPECTS, text)
    return min(hits, key=lambda found: found.start) if hits else None


def _aspect(text: str, found: Found | None) -> str:
    if found and (found.value != "service" or not _PEOPLE.search(text)):
        return found.value
    return "staff" if _PEOPLE.search(text) else "service"


def _about(text: str, found: Found | None) -> _About:
    if _UNIT_AT_ALL.search(text) and (unit := _UNIT.search(text)):
        return _About("subordinate", unit.group())
    if person := _PERSON.search(text):
        return _About("person", person.group())
    if found and found.value == "product":
        return _About("product", None)
    return _About("own", None)


def _solved(text: str) -> bool | None:
    if _NOT_FIXED.search(text):
        return False
    return True if _FIXED.search(text) else None


_PLAIN_FAULT = words(r"(?:修|弄|搞)(?:了|不|没)|(?:没|还没)(?:修|弄|搞)好")


def _fault(speech: str, text: str) -> bool:
    """Tell whether a fault of the system stands in the complaint: a rude voice or a fee alone is none."""
    return bool(_PLAIN_FAULT.search(text)) or (
        symptoms.category(speech) != "unknown" and symptoms.trouble(speech) is not None
    )


def _also(speech: str, setting: Setting) -> dict[str, Understood]:
    found = symptoms.symptom(speech, setting)
    return {"symptom": found, **found.also} if found else {}
