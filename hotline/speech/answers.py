"""Answers that are no data: yes and no, solved or not, step done, satisfied, fees paid.

In each table the words are tried as alternatives from left to right, so a longer saying stands before the
shorter one that it contains: 没有错 before 没有, 不是不对 before 不对.
"""

from __future__ import annotations

import re

from hotline.speech import wording
from hotline.speech.cues import HEDGED, answer, first, hedged, table, words
from hotline.speech.heard import affirmed, clip, heard, newest
from hotline.speech.understood import Setting, Understood
from hotline.speech.wording import read_back

# Words that contain a yes or a no and are neither.
_NEITHER = (
    r"对不起|不好意思|不要紧|对不对|是不是|能不能|行不行|好不好|可不可以|有没有|要不要|对面|对方|对于"
    r"|不管|不过|不止|如果|刚才|不用改|嗯+,?(?=不|没|错)|(?:是|对|好|行|可以|有|要)(?:吗|么|\?)"
)
_YES = (
    r"不是不(?:对|行|可以)|没(?:有)?不对|没(?:有)?(?:什么|任何)?(?:错|问题)|no problem"
    r"|(?:不|美|没)[错措]|一点不错|差不多"
    r"|(?:^|,|嗯|是|说|就|号码|电话|名字|地址|都|全|也|完全)[对队兑](?:的|了|头|呀|吧|上|滴)*(?=,|对|是|没|就|$)"
    r"|[对队](?=的)|(?:^|,|嗯|对|就)是(?:的|呢|吧|滴|这样|它)*(?=,|是|对|嗯|$)"
    r"|(?:^|,|嗯|对)(?:就|都)?是(?!否|不|没|错|谁|哪|什么|怎)|可以|(?<!不)正确|确认"
    r"|(?:^|,|嗯|也)(?:好|行|中|成|要|有|需要|愿意|同意|肯定|当然)(?:的|吧|嘞|滴|呀|了)*(?=,|$|好|行|啦)"
    r"|(?:^|,)(?:有(?!点|些|问题|错|误)|要|需要|同意|愿意)|ok(?:ay)?(?![a-z])|[岩](?=$)"
    r"|(?:^|,)(?:嗯|恩|摁|唔)+(?=,|$|嗯|对|是)"
    r"|\b(?:yes|yeah|yep|yup|right|correct|sure|ok|okay|of course|exactly|please do|that's it)\b"
)
_NO = (
    r"不是不是|不对不对"
    r"|(?:是|全|都)?(?:不|没)(?:太|大|怎么|很|是很|完全)?(?:对|是|行|可以|用|要|需要|同意|愿意|正确|成|了)"
    r"|(?:搞|弄|讲|说|记|听|写|念|读|全|都|是|号码|电话|名字|^|,)错(?:了|的|啦)*|没有|没(?=,|$|有)"
    r"|(?:^|,)不+(?=,|$|嗯|行|对|是)|否|\b(?:no|nope|nah|not|wrong|incorrect|don't|never)\b"
)
# A no that a yes follows or stands in: 不是,是金山公司 puts it right and agrees to nothing.
_SURE_NO = (
    r"不是不是|不对不对|不是(?!不)[^,]{1,12},(?:而|应该)?是|不[是对],(?:应该)?是(?!的|这|对|,|$)"
    r"|(?:not|isn't|n't) (?:quite )?(?:correct|right|ok|sure)"
)
_YES_OR_NO = re.compile(rf"(?P<neither>{_NEITHER})|(?P<sure_no>{_SURE_NO})|(?P<yes>{_YES})|(?P<no>{_NO})")
_SOFTENER = re.compile(r"应该|好像|似乎|大概|可能|估计|我(?:觉得|想|看)|^那|确实|肯定")
_UNSURE = words(r"^(?:我)?(?:也)?不(?:太|是很)?(?:知道|清楚|确定|懂|记得|晓得)", r"说不准", r"don't know", r"not sure")
_KEYED = dict.fromkeys(("1", "一", "幺", "按1", "按一", "one"), True)
_KEYED |= dict.fromkeys(("2", "二", "两", "按2", "按二", "two"), False)


def yes_no(speech: str, setting: Setting) -> Understood | None:
    """Read a yes or a no: value True or False."""
    return _whether(speech, setting, wording.YES_NO)


def has(speech: str, setting: Setting) -> Understood | None:
    """Read whether the caller has the thing asked for (R103): value True or False."""
    text = heard(speech)
    if found := first(_HAVING, text):
        return _truth(found.value == "yes", hedged(text, found.confidence), found.evidence, wording.HAVE, setting)
    return _whether(speech, setting, wording.HAVE)


_HAVING = table(
    (
        "no",
        0.92,
        r"没(?:有)?(?:买|配|装|准备|电脑|打印机)|(?:还|都)没(?:有)?",
        r"(?:准备|打算|想|正要|正在|需要|要)(?:去)?买|haven't|not yet",
    ),
    (
        "yes",
        0.92,
        r"(?:^|,|都)有(?=,|$)|有(?:的|了|一台|两台|台|电脑|打印机)|(?:已经|刚)?(?:买|配|准备|装)(?:好)?了|自己有",
        r"have (?:a|one|both)|already",
    ),
)


def _whether(speech: str, setting: Setting, said: wording.Wording) -> Understood | None:
    text = heard(speech)
    if text in _KEYED:
        return _truth(_KEYED[text], 0.9, text, said, setting)
    if not text or _UNSURE.search(text):
        return None
    plain = _SOFTENER.sub("", text)
    hits = [found for found in _YES_OR_NO.finditer(plain) if found.lastgroup != "neither"]
    if not hits:
        return None
    values = [found.lastgroup == "yes" for found in hits]
    # 对,不是,错了: when both occur the last word counts, but is worth a second question.
    confidence = 0.95 if len(set(values)) == 1 else 0.65
    if len(plain) > _PLAIN_ANSWER and hits[0].start() > _LEADING:
        confidence = min(confidence, HEDGED)
    return _truth(values[-1], hedged(text, confidence), hits[-1].group().strip(","), said, setting)


_PLAIN_ANSWER, _LEADING = 14, 3  # in a longer sentence a yes counts fully only where it opens the sentence


def _truth(
    value: bool,
    confidence: float,
    evidence: str,
    said: wording.Wording,
    setting: Setting,
) -> Understood | None:
    return answer(value, confidence, evidence, read_back(said, "yes" if value else "no", setting.language))


_AGREES = re.compile(r"(?:嗯|恩|对|是|的|好|没错|可以|都|没问题|ok|okay|yes|yeah|right|吧|呀|了|,)+")


def agrees(text: str) -> bool:
    """Tell whether heard text is nothing but a yes."""
    return bool(_AGREES.fullmatch(text))


# ---- solved? ------------------------------------------------------------------------------------------------

_STILL = (
    r"(?:not|n't|never|still)(?: \w+){0,2} (?:work|ok|fine|fixed|solved)\w*"
    r"|还(?:是)?有(?:一)?(?:点|些)|还(?:是|有|在|会)(?:一样|[那这]样|不(?:能|行|会|可以|是|够)?|没|老|歪|偏|乱|慢|锁|坏|同样|报"
    r"|提示|闪|红|卡|开不|打不|问题|点问题)"
    r"|还(?:不|没)|一样(?!了)|老样子|不行"
    r"|没(?:有)?(?:什么|任何|啥|多大)?(?:好|用|反应|效果|变化|解决|搞定|成功|恢复|弄好|修好|改善)|无效"
    r"|没法|仍然|依然|照旧|不管用|没什么用"
    r"|(?:开|打|印|进|登|连|读|用|传|清|弄|搞|修)不(?:了|出|到|进|上|开|通|好|来|定)|(?:不能|不会|无法)"
    r"|又(?:坏|不(?:行|能|可以|亮)?|出|来|这样|报|提示|闪|是|弹[^,]*|[灭熄没断掉退死锁卡]了?)|好不了|好(?:了)?一(?:点|些|半|阵|会儿?|下子?)"
    r"|(?:有时|有时候|一会儿?)(?:好|行|可以|又)|(?:有时|一会儿?)[^,]{1,6}(?:有时|一会儿?)[^,]+|时[好亮行能]时[坏不][^,]?|部分|更(?:糟|严重|慢)|越来越"
    r"|\b(?:still|not|doesn't|didn't|won't|can't|cannot|same|no)\b"
)
_WORKS = (
    r"没(?:有)?(?:再)?(?:报错|提示|问题|事|闪|卡)(?:了)?|不(?:再)?(?:卡|闪|报错|提示|死机|锁|偏|乱)了"
    r"|没毛病|(?:修|弄|搞|整|全|都|已经|又|也|就|完全|^|,|现在|票|机|票据)好(?:了|啦|咯|嘞)+(?!一[点些半阵会下])"
    r"|好(?:了|啦)(?!.{0,2}吗|一[点些半阵会下])|可以(?:开票|打印|用|了|的)|可以|(?<!不)行了"
    r"|(?<!没)(?<!没有)搞定|(?<!没)(?<!没有)解决"
    r"|(?<![不没])(?:能|可以)(?:正常)?(?:开|打|用|进|印|登|读|抄|清|上传|传).{0,5}|(?<!不)正常|恢复"
    r"|(?:亮|出来|通|进去|进来|成功|过)了|打出来|ok|(?<!没)(?<!没有)成功"
    r"|\b(?:works?|working|fixed|solved|fine|good|great|yes|yeah)\b"
)
_SOLVED = re.compile(rf"(?P<no>{_STILL})|(?P<yes>{_WORKS})")
_BUT = re.compile(r"但|不过|可是|只是|就是|but|though")
_ASKING = re.compile(r"(?:吗|么|没有?)\?|好了吗|好没")


def solved(speech: str, setting: Setting) -> Understood | None:
    """Read whether the fault is gone: value True or False. Half solved is not solved (R134)."""
    text = heard(speech)
    hits = list(_SOLVED.finditer(text)) if not _ASKING.search(text) else []
    if not hits:
        return _plain(speech, setting)
    last = hits[-1].lastgroup == "yes"
    if {found.lastgroup for found in hits} == {"yes", "no"}:
        confidence = 0.9 if not last else _mended(text, hits[-1].start())
        last = last and not _BUT.search(text, 0, hits[-1].start())
    else:
        confidence = 0.95
    return _truth(last, hedged(text, confidence), hits[-1].group().strip(","), wording.SOLVED, setting)


def _mended(text: str, start: int) -> float:
    """Tell how surely a fault that comes before the good news is over: 刚才不行,现在好了 is sure."""
    return 0.9 if len(newest(text)) > 1 or re.search(r"[哦诶]|终于|现在", text[:start]) else 0.7


def _plain(speech: str, setting: Setting) -> Understood | None:
    found = _whether(speech, setting, wording.SOLVED)
    if found is None:
        return None
    vague = heard(speech) in {"好", "好的", "行", "可以吧", "嗯"}  # perhaps only "I will try"
    return _truth(bool(found.value), 0.65 if vague else found.confidence, found.evidence, wording.SOLVED, setting)


_RATHER_NOT_WAIT = re.compile(
    r"不(?:想|愿意?|能)?等|没(?:有)?(?:空|时间)(?:等)?|留(?:个|下|一下|一个)?(?:我的)?(?:号码|电话|手机)|(?:打|回)(?:个)?(?:电话)?(?:给我|过来|回来)"
    r"|回(?:个|我)?电话?|call (?:me )?back|leave (?:a|my) (?:number|message)"
)
_WILL_WAIT = re.compile(r"愿意|(?<!不)(?<!别)等|\b(?:hold|wait)\b")


def hold(speech: str, setting: Setting) -> Understood | None:
    """Read whether the caller will wait: value True or False; 留个号码吧 is a no (R28)."""
    text = heard(speech)
    if found := _RATHER_NOT_WAIT.search(text):
        return answer(False, 0.95, found.group(), read_back(wording.YES_NO, "no", setting.language))  # noqa: FBT003 - the value itself
    if found := _WILL_WAIT.search(text):
        return answer(True, 0.95, found.group(), read_back(wording.YES_NO, "yes", setting.language))  # noqa: FBT003 - the value itself
    return yes_no(speech, setting)


# ---- step done? ---------------------------------------------------------------------------------------------

STEPS = table(
    (
        "failed",
        0.9,
        r"还是|不行|没(?:有)?(?:用|反应|效果|变化|找到|成功)|不亮|一样|老样子|失败|报错",
        r"(?:不会|不懂|不知道怎么)(?:弄|搞|做|操作|插|关|拔)?",
    ),
    (
        "failed",
        0.88,
        r"(?:弄|搞|插|关|打|找|拔|开|进|装|点|连|重启|看|启动)不(?:了|到|上|开|掉|进|好|见|动|出)",
        r"(?:做|弄)过了.{0,6}(?:不|没)",
    ),
    ("failed", 0.88, r"\b(?:still|doesn't|didn't|won't|can't|cannot|failed|not working|same)\b"),
    (
        "waiting",
        0.9,
        r"等(?:一下|等|我|会|一会|下)|稍等|稍后|正在|在(?:弄|重启|开机|装|找|插|关|拔|做|启动)|马上",
        r"我(?:现在)?去|我(?:先)?(?:试|看)(?:一)?(?:下|看)",
    ),
    (
        "waiting",
        0.8,
        r"(?:还没|没)(?:有)?(?:弄|插|装|开|重启|做|关|拔|启动|完)?(?:好|完|开)|(?:很|有点|好)慢|转圈",
        r"\b(?:wait|hold on|moment|just a|one sec)",
    ),
    (
        "done",
        0.93,
        (
            r"(?:弄|插|装|关|做|拔|换|接|连|搞|重启|重新启动|开|点|清|擦|设|改|重插|打开|重装|调|备份|完成"
            r"|操作|启动)(?:过|好|完|掉|上|开|了|定|机)+了?"
        ),
    ),
    (
        "done",
        0.9,
        r"(?:^|,|都|已经|全)(?:好|可以|行|完|ok)(?:了|啦)+|完成|已经.{1,8}了|试过了?|搞定|亮了|正常",
        r"(?:好|完)了(?=,|$)",
    ),
    ("done", 0.9, r"\b(?:done|finished|ready|did it|restarted|plugged|closed)\b"),
    ("waiting", 0.65, r"^(?:好|好的|行|嗯|可以|知道了|明白|ok|okay|对|,)+$"),
)


def step_done(speech: str, setting: Setting) -> Understood | None:
    """Read how far the caller got with a step: done, failed or waiting."""
    text = heard(speech)
    if found := first(STEPS, text):
        said = read_back(wording.STEP, found.value, setting.language)
        return answer(found.value, hedged(text, found.confidence), found.evidence, said)
    if (plain := _whether(speech, setting, wording.YES_NO)) is None:
        return None
    value = "done" if plain.value else "failed"
    return answer(value, 0.7, plain.evidence, read_back(wording.STEP, value, setting.language))


# ---- satisfaction, fees -------------------------------------------------------------------------------------

SATISFACTION = table(
    (
        "dissatisfied",
        0.95,
        r"(?:不|没(?:有)?)(?:什么|是很|太|怎么|大|够|算|是太|是特别)?满意|不(?:好|行|怎么样)|差|失望|糟|生气",
        r"投诉|一[分星]|两[分星]|零分|[012][分星]",
    ),
    ("dissatisfied", 0.95, r"\b(?:dissatisfied|unsatisfied|not satisfied|unhappy|bad|poor|terrible)\b"),
    (
        "neutral",
        0.9,
        r"一般|还行|凑合|马马虎虎|过得去|普通|马虎|勉强|中等|三[分星]|[3][分星]|还(?:可以|好)(?!.*满意)",
        r"\b(?:neutral|average|so so|ok|okay)\b",
    ),
    (
        "satisfied",
        0.95,
        r"满意|(?:很|挺|非常|都|蛮|特别|还)?(?:好|不错|可以|棒|赞|专业)|感谢|[四五十]分|百分|[四五]星",
        r"(?<!\d)(?:[45]|10|100)[分星]",
    ),
    ("satisfied", 0.95, r"\b(?:satisfied|happy|good|great|excellent|fine)\b"),
)
FEES = table(
    (
        "partly",
        0.9,
        r"(?:交|付|给|收|缴)了?(?:一)?(?:部分|半|点|些)|定金|订金",
        r"没(?:有)?(?:全|都|完全)?(?:交|付|收|缴)?[齐清完]|(?:还|尚)?欠|尾款|差.{0,6}[元块钱]|partly",
        r"deposit",
    ),
    ("unpaid", 0.92, r"(?:没|没有|未|还没|不)(?:有)?(?:交|付|给|收|缴|转|打款)|还没|not (?:paid|yet)|unpaid"),
    (
        "paid",
        0.92,
        r"(?:交|付|给|收|缴|转|打)(?:过|齐|清|完|好)?(?:钱|款|费|费用)?(?:了|啦)|[齐清]了?(?=,|$)",
        r"全(?:部)?(?:交|付|收)|已经?(?:交|付|收|缴|转)|\bpaid\b",
    ),
)


def satisfaction(speech: str, setting: Setting) -> Understood | None:
    """Read the verdict on a service (R66): satisfied, neutral or dissatisfied."""
    text = affirmed(heard(speech))
    found = first(SATISFACTION, text)
    if found is None:
        return None
    said = read_back(wording.SATISFACTION, found.value, setting.language)
    return answer(found.value, hedged(text, found.confidence), found.evidence, said)


def fees(speech: str, setting: Setting) -> Understood | None:
    """Read whether the fees are collected (R102): paid, partly or unpaid."""
    text = heard(speech)
    if found := first(FEES, text):
        value, confidence, evidence = found.value, found.confidence, found.evidence
    elif (plain := _whether(speech, setting, wording.YES_NO)) is not None:
        value, confidence, evidence = ("paid" if plain.value else "unpaid"), HEDGED, plain.evidence
    else:
        return None
    return answer(value, hedged(text, confidence), evidence, read_back(wording.FEES, value, setting.language))


def free_text(speech: str, setting: Setting) -> Understood | None:  # noqa: ARG001 - the shape of all readers
    """Keep the caller's own words: trimmed, at most 2,000 characters; nothing but marks is no answer."""
    text = clip(speech)
    if not any(character.isalnum() for character in text):
        return None
    return answer(text, 0.9, text, text)
