"""Whom to ask for and where to go: a person's name and an address, kept much as they were said (R101, R106)."""

from __future__ import annotations

import re

from hotline.speech.cues import answer
from hotline.speech.heard import clip
from hotline.speech.understood import Setting, Understood

_SURNAMES = (
    "欧阳|司徒|上官|诸葛"
    "|[陈李张黄何王林吴刘郭蔡杨许郑谢周梁罗邓冯曾彭朱胡徐孙马高叶钟苏卢唐沈赵董袁于余潘杜戴夏汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧伍麦关区莫温柯练甘丘温宋韩严华洪阮容]"
)
_TITLE = "先生|小姐|女士|经理|会计|主任|老板|总|工|师傅|老师|姐|哥|生|太|小姐姐|财务|出纳|主管"
_NAMED = re.compile(
    rf"(?:(?:联系人|名字|姓名|我|名)?(?:的)?(?:叫做?|名叫|是叫|姓名是|名字是|联系人是)|找)"
    rf"(?P<name>(?:{_SURNAMES})[一-鿿]{{1,2}}?(?:{_TITLE})?)(?=$|[,，。的吧啊呢就来谢]|电话)"
)
_SURNAME = re.compile(rf"(?:免贵|我|本人)?(?:是)?姓(?P<name>{_SURNAMES})(?P<title>{_TITLE})?")
_TITLED = re.compile(
    rf"(?P<name>(?:[小老阿]?(?:{_SURNAMES})[一-鿿]?(?:{_TITLE})|[小老阿](?:{_SURNAMES})))(?=$"
    rf"|[,，。的吧啊呢就]|电话)"
)
_BARE = re.compile(rf"(?:我是|是|就)?(?P<name>(?:{_SURNAMES})[一-鿿]{{1,2}}(?<![区镇路市局所]))(?:吧|啊|的)?")
_ENGLISH = re.compile(
    r"(?:my name is|name's|i am|i'm|this is|call me|ask for)\s+(?P<name>[a-z]+(?: [a-z]+){0,2})", re.IGNORECASE
)
_MARKS = re.compile(r"^[\s,，。.!！?？]+|[\s,，。.!！?？]+$")
_LONGEST_NAME = 12


def contact_name(speech: str, setting: Setting) -> Understood | None:  # noqa: ARG001 - the shape of all readers
    """Read whom to ask for: 王先生, 李明, or 王 where only the surname was told."""
    text = _MARKS.sub("", clip(speech))
    for pattern, confidence in ((_NAMED, 0.92), (_TITLED, 0.92), (_SURNAME, 0.9), (_ENGLISH, 0.9)):
        if found := pattern.search(text):
            name = found["name"] + (found.groupdict().get("title") or "")
            return answer(name, confidence, found.group(), name)
    if found := _BARE.fullmatch(text):
        return answer(found["name"], 0.75, text, found["name"])
    return None


_PLACE = re.compile(
    r"[省市区县镇乡村路街巷弄号栋座幢楼层室院园]|(?<!知)道|大厦|广场|中心|花园|工业|新村|商铺|酒店"
    r"|大道|门牌|附近|对面|旁边"
    r"|\b(?:road|rd|street|st|building|floor|room|avenue|district|no)\b",
    re.IGNORECASE,
)
_SHORTEST_ADDRESS = 3


def address(speech: str, setting: Setting) -> Understood | None:  # noqa: ARG001 - the shape of all readers
    """Keep an address in the caller's words, without 我们公司地址是; without a road or place it wants a yes."""
    text = _MARKS.sub("", _without_lead(clip(speech)))
    if sum(character.isalnum() for character in text) < _SHORTEST_ADDRESS:
        return None
    return answer(text, 0.9 if _PLACE.search(text) else 0.65, text, text)


def _without_lead(text: str) -> str:
    lead = re.match(
        r"^.{0,12}?(?:地址|位置)?(?:呢)?(?:就)?(?:是在|是|在|位于|address is|we are at"
        r"|we're at)\s*[:：,，]?",
        text,
        re.IGNORECASE,
    )
    if lead and not _PLACE.search(lead.group()):
        return text[lead.end() :]
    return text
