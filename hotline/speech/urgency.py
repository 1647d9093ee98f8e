"""How pressing a call is, from the caller's own words."""

from __future__ import annotations

from typing import Literal

from hotline.speech.cues import words
from hotline.speech.heard import heard

Urgency = Literal["low", "normal", "high"]

NOT_URGENT = words(
    r"不(?:是|算)?(?:很|太|那么|怎么|特别|着)?急(?:的|用)?|不用(?:那么|太|很)?(?:着)?急|不赶(?:时间)?",
    r"没(?:有)?(?:那么|多)?急|(?:not|n't) (?:that |very |so )?urgent|no (?:hurry|rush)",
)
LEISURELY = words(
    r"慢慢来|(?:有|得|等).{0,3}(?:空|时间)(?:了|的时候|再|就|来|帮|给|看|处理|,|$)",
    r"随时(?:都)?(?:可以|行)|(?:什么时候|哪天|几时)(?:来)?都(?:行|可以)|方便的时候|顺便|不忙的时候",
    r"改天|下(?:个)?(?:星期|周|月|礼拜)(?:再|也|都)|when(?:ever)? (?:you have|you're|convenient)",
    r"any ?time|by the way",
)
PRESSING = words(
    r"(?:很|好|太|非常|十分|特别|真的|比较|挺|最|又|都|急)急|着急|紧急|加急",
    r"急(?:用|死|需|件|事|着|得|要)|急(?=,|$)|赶(?:时间|着|快|紧)|火烧",
    r"等(?:着)?(?:用|开票|发货|发票|票)",
    r"(?:客户|客人|顾客|买家|对方|车|司机|人家|老板|领导).{0,8}(?:在等|等着|等了|催|在门口|站|堵|要走|不走|等)",
    r"(?:在|到)(?:门口|前台|柜台|店里)(?:等)?|排(?:着)?(?:长)?队",
    (
        r"(?:今天|今晚|今早|上午|中午|下午|下班|明天|马上|立刻|立即|现在|月底|\d+点)(?:之)?(?:前|内|里"
        r"|就)?(?:一定|必须|务必|非得|就?要|就?得|急)"
    ),
    r"必须.{0,4}(?:今天|马上|立刻|现在|明天)|务必|截止|最后(?:一|1|两|2|三|3)?天|到期|逾期|过期|期限",
    r"(?:就|就要|快|快要|马上)过(?:了)?(?:征|申报|抄税)期|征期.{0,3}(?:快到|要到|快过|要过|结束)",
    r"来不及|罚款|马上(?:要|得|来|派|给|帮|处理|解决|开)|(?:尽快|快点|快些|抓紧|立刻|立即|马上)",
    r"一张(?:票|发票)?(?:都|也).{0,2}(?:开|打)不",
    r"(?:完全|根本|全部|所有|彻底|一直|整个)[^,]{0,6}(?:开不了|打不出|用不了|不能开|不能用|停|瘫痪|开不出)",
    r"瘫痪|停工|停业|锁死|锁住|被锁|没法(?:营业|做生意|发货)",
    (
        r"\b(?:urgent|urgently|asap|immediately|right now|right away|emergency|deadline|waiting|hurry"
        r"|must today|today at the latest)\b"
    ),
)


CANNOT_INVOICE = words(
    r"(?:开|打)不(?:了|出来?|成)(?:.{0,3}(?:票|发票))?|(?:不能|不让|无法|没法|没办法)(?:再)?开(?:.{0,3})?票|冇(?:得|法)?开票",
    r"(?:票|发票)(?:都|也)?(?:开不|打不|不能开)",
    r"\b(?:cannot|can't|can not|unable to) (?:issue|make|print)? ?(?:an? |any )?invoice",
)


def cannot_invoice(speech: str) -> bool:
    """Whether the caller says that no invoice can be issued: the business stands still."""
    return bool(CANNOT_INVOICE.search(heard(speech)))


def urgency(speech: str) -> Urgency:
    """Return high, low or normal; who says both 不急 and 明天截止 is normal."""
    text = heard(speech)
    rest = NOT_URGENT.sub("", text)
    pressing = bool(PRESSING.search(rest))
    if rest != text:
        return "normal" if pressing else "low"
    if pressing:
        return "high"
    return "low" if LEISURELY.search(text) else "normal"
