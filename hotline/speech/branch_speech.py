"""The tax branch's name out of what was said around it: 我们属于…, 归…管, 所属税务分局是… (R8)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hotline.speech.sounds import simplified
from hotline.speech.transcript import LONGEST, versions
from hotline.speech.understood import Setting, Understood

_NAMED, _BARE = 0.9, 0.75
_LONGEST_BRANCH = 30

_TAX = "[税睡水岁]"
OFFICE = rf"(?:{_TAX}[务物误雾](?:总?[局菊]|分局)|{_TAX}[务物误雾]?所|[国锅地][税睡]分?局?|分局)"
_LEAD = re.compile(
    r"""(?:[\s,.、。!?:;]|喂|你好|您好|嗯|呃|额|啊|哦|对|那个|就是说?|应该是?|好像是?|大概是?|可能是?|(?:以前|之前|原来|原先|从前)的?
      |我们?(?:公司|单位|企业|这边|这里)?(?:的)?|(?:公司|单位|企业)的?|主管的?|管辖的?|所属的?|税务(?:机关|分局|局|所)?(?:的)?(?:名称|名字)?(?=[是归属])
      |属于|隶属于?|属|归|由|在|是|叫做?|到
      |(?:we|our|the|tax|branch|office|bureau|is|are|under|belong|belongs|to|it's|in)\s)+""",
    re.VERBOSE | re.IGNORECASE,
)
_NEARBY = re.compile(r"(?:那边|这边|那里|附近|那一带)的?(?=.)")
_TAIL = re.compile(
    r"(?:的?那一?个|那边|那里|这边)?(?:管的?|管辖的?|负责的?|来?管理的?|的)?(?:[啊吧呀哦呢啦嘛哈的了那里边]|[\s,.、。!?:;])*$"
)
_OFFICES = rf"[一-鿿0-9]{{1,20}}?{OFFICE}(?:[一-鿿0-9]{{1,14}}?(?:{OFFICE}|所))*"
_BRANCH = re.compile(
    rf"""(?:属于|隶属于?|所属(?:的?税务)?(?:分局|局|所)?[是为]?|主管(?:的?税务)?(?:分局|局|所|机关)?[是为]?|税务(?:分局|局|所)[是为])
        (?P<belongs>{_OFFICES}|[^,.。!?;\s]{{1,24}})
      |归(?P<under>[一-鿿0-9]{{1,20}}?)管
      |(?P<office>{_OFFICES})""",
    re.VERBOSE,
)
_NOT_A_BRANCH = re.compile(
    r"[吗么?]|怎么|什么|不知道|不清楚|不晓得|不记得|没有|忘|哪|多少|不是|^[好对是行嗯不没有的了]+$|可以|不用|不需要|谢谢|再见|问一下|人工|重复|再说|打印|发票|电话|公司"
)
_WORDY = re.compile(r"[一-鿿]{2}|[a-z]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BranchWords:
    """phrase names the branch, words is the whole stretch that tells it."""

    phrase: str
    words: str
    confidence: float


def branch_phrase(speech: str) -> str | None:
    """The branch's name in an answer to the question for it; None for what is plainly none."""
    text = _NEARBY.sub("", _even(speech))
    for version in reversed(versions(text)):
        found = branch_in(version)
        phrase = found.phrase if found else _bare(version)
        if phrase and len(phrase) <= _LONGEST_BRANCH and not _NOT_A_BRANCH.search(phrase):
            return phrase
    return None


def tax_branch(speech: str, setting: Setting) -> Understood | None:  # noqa: ARG001 - every parser is called alike
    """The same as an answer: value is the phrase as heard, to be matched with the list by BranchIndex."""
    phrase = branch_phrase(speech)
    if not phrase:
        return None
    return Understood(phrase, _confidence(phrase), speech[:LONGEST], phrase)


def branch_in(text: str) -> BranchWords | None:
    """A branch named inside longer words, by its office (…税务局, …分局) or by 属于…, 归…管."""
    for found in _BRANCH.finditer(text):
        phrase = _bare(found["belongs"] or found["under"] or found["office"])
        if phrase and not _NOT_A_BRANCH.search(phrase):
            return BranchWords(phrase, found[0], _confidence(phrase))
    return None


def _confidence(phrase: str) -> float:
    return _NAMED if re.search(rf"{OFFICE}|所$", phrase) else _BARE


def _bare(text: str) -> str | None:
    lead = _LEAD.match(text)
    phrase = text[lead.end() :] if lead else text
    tail = _TAIL.search(phrase)
    phrase = phrase[: tail.start()] if tail else phrase
    return phrase if _WORDY.search(phrase) else None


def _even(speech: str) -> str:
    return simplified(unicodedata.normalize("NFKC", speech[:LONGEST])).strip()
