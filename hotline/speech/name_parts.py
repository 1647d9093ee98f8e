"""The parts of a company name: place, core (字号 and trade) and legal form (domain.md 2.3)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from hotline.speech.sounds import simplified

_PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南"
    " 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
_CITIES = (
    "珠海 广州 深圳 中山 佛山 东莞 江门 惠州 汕头 湛江 茂名 肇庆 梅州 汕尾 河源 阳江 清远 潮州 揭阳 云浮 韶关"
    " 北京 天津 上海 重庆 香港 澳门 南京 苏州 无锡 杭州 宁波 厦门 福州 长沙 武汉 成都 西安 郑州 济南 青岛 南昌"
    " 合肥 昆明 贵阳 南宁 海口 大连 沈阳"
)
_DISTRICTS = "香洲 斗门 金湾 横琴 拱北 前山 吉大 南屏 唐家 高栏港"
_PROVINCE = re.compile(rf"(?:{'|'.join(_PROVINCES.split())})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
_CITY = re.compile(
    rf"(?P<name>{'|'.join(_CITIES.split())})(?:特别行政区|市)?|(?P<other>[一-鿿]{{2,3}})市(?![场政民容])"
)
_DISTRICT = re.compile(rf"(?:{'|'.join(_DISTRICTS.split())})新?[区镇]?|[一-鿿]{{2,3}}?(?:新区|开发区|[区县镇])(?![块])")

_LEVELS = 2  # 区 and 镇

_COMPANY = r"(?:有[限线现]|优先)(?:责任)?公[司思斯]"
_FORM = rf"(?:集团)?(?:股份)?{_COMPANY}|(?:集团)?股份公司|集团公司|总公司"
_FORMS_INSIDE = re.compile(rf"(?:{_FORM})(?=\W*$|[一-鿿()]{{2,12}}(?:分公司|店|厂|部|处)\W*$)")
_LAST_FORM = re.compile(
    r"(?:公司|集团|(?:特殊)?(?:普通|有限)合伙|个体工商户|co\.?,?\s?ltd\.?|company limited|limited|ltd\.?|inc\.?|llc)$"
)
_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_KEPT_IN_BRACKETS = re.compile("分公司|[店厂部处]$")
_SEPARATORS = re.compile(r"[\s,.、。·•'\"“”‘’!?!?:;/\\_-]+")
_LEGAL = re.compile(
    rf"""(?:{_FORM}|分公司|合作社|事务所|合伙|个体工商户|(?<=[一-鿿]{{2}})[厂店行部场馆院社站所城坊]|经营部|门市部|中心|集团
      |co\.?,?ltd\.?|(?:company)?limited|ltd\.?|inc\.?|llc)\W*$""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """whole is the name without spaces and signs; city is None where the name tells none."""

    whole: str
    city: str | None
    core: str


def core_name(name: str) -> str:
    """What tells a company from others: its name without place, brackets and 有限公司; never empty for a name."""
    return name_parts(name).core


def has_legal_form(name: str) -> bool:
    """Whether the name ends as a full one does (R6): 有限公司, 厂, 店, 事务所, Co Ltd; 公司 alone is short."""
    return _LEGAL.search(even_name(name)) is not None


def even_name(name: str) -> str:
    """Half-width, simplified, without spaces and signs but with brackets; letters in lower case."""
    return _SEPARATORS.sub("", simplified(unicodedata.normalize("NFKC", name).lower()))


@lru_cache(maxsize=4096)
def name_parts(name: str) -> NameParts:
    text = even_name(name)
    whole = re.sub(r"[()\[\]【】〔〕]", "", text)
    outside = _BRACKETS.sub(lambda found: found[1] if _KEPT_IN_BRACKETS.search(found[1]) else "", text)
    inside = "".join(found[1] for found in _BRACKETS.finditer(text))
    named = _FORMS_INSIDE.sub("", outside)
    named = _shorter(named, _LAST_FORM.sub("", named)) if not named.endswith("分公司") else named
    core, city = without_place(named)
    return NameParts(whole, city or _city_in(inside), core or whole)


def without_place(name: str, *, districts: bool = True) -> tuple[str, str | None]:
    """The name after its 省市区, and the city among them; a place is no core, so two characters always stay."""
    city = None
    found = _PROVINCE.match(name)
    if found and not _CITY.fullmatch(found[0]):
        name = _shorter(name, name[found.end() :])
    found = _CITY.match(name)
    placed = found is not None
    if found:
        city = found["name"] or found["other"]
        name = _shorter(name, name[found.end() :])
    for _ in range(_LEVELS if districts else 0):
        found = _DISTRICT.match(name)
        if found and (placed or found[0][:2] in _DISTRICTS):
            name, placed = _shorter(name, name[found.end() :]), True
    return name, city


def is_place(text: str) -> bool:
    """Whether the words are a place and no more, 广东省珠海市: nobody is called so."""
    return (
        re.fullmatch(rf"(?:{_PROVINCE.pattern})?(?:{_CITY.pattern})?(?:{_DISTRICT.pattern})?", even_name(text))
        is not None
    )


def _city_in(text: str) -> str | None:
    found = _CITY.match(text)
    return (found["name"] or found["other"]) if found else None


def _shorter(name: str, rest: str) -> str:
    return rest if len(rest) >= 2 else name  # noqa: PLR2004 - a 字号 has two characters at least
