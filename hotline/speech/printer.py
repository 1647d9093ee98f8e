"""The printer and its driver (R13).

Values: ok, missing_driver, error, misaligned, garbled, not_printing, model_changed, none (no printer), unknown.
"""

from __future__ import annotations

from hotline.speech.answers import agrees
from hotline.speech.cues import Found, answer, clause_of, first, hedged, table, words
from hotline.speech.heard import affirmed, heard, newest
from hotline.speech.understood import CERTAIN, Setting, Understood
from hotline.speech.wording import PRINTER, read_back

_NOT_CHANGED = words(
    r"(?:没有?|不)(?:是)?换(?:过)?(?:了)?(?:新|别的|一台)?(?:的)?(?:打印机)?",
    r"(?:不|没有?)(?:会)?(?:报错|卡纸|缺纸|偏|歪|乱码|错位)(?:了)?",
)

_DRIVER = r"(?:驱动|去动|区动)"

FAULTS = table(
    (
        "none",
        0.93,
        r"(?:没有?|还没有?|没有?买|没有?配|没有?接|没有?装)打印机(?!的?驱动)",
        r"打印机(?:还)?没(?:有)?(?:买|配)|(?:从来)?不(?:用|需要)打印(?:的|发票|机)?(?=,|$)",
        r"no printer(?! driver)|don't have a printer",
    ),
    (
        "model_changed",
        0.9,
        r"(?:换|更换|改)了?(?:过)?(?:一|个|台|新|别|另|部|的|外){0,5}(?:打印机|型号|机型)",
        r"打印机.{0,8}(?:换了|换过|刚换|新换|新买|更换|是新的)|新(?:的)?打印机",
        r"(?:刚|新)(?:买|换)(?:了|的|回来)*.{0,4}打印机",
    ),
    (
        "model_changed",
        0.88,
        r"型号.{0,5}(?:变|不一样|不同|不对|不符|换|选错)|^(?:换过|换了|刚换)(?!.{0,3}电脑)",
        r"(?:changed|new|different) (?:the )?(?:printer|model)",
    ),
    (
        "missing_driver",
        0.93,
        r"(?:没有?|未|缺少?|缺失|找不到|不见|丢失|丢了|忘了|忘记)(?:找到|安装|装|检测到|有)?(?:好|上"
        r"|到)?(?:打印机?)?的?" + _DRIVER + r"(?!.{0,3}(?:问题|毛病))",
    ),
    (
        "missing_driver",
        0.93,
        _DRIVER + r"(?:程序)?.{0,6}没(?:有)?(?:装|了|安|找|下|(?=,|$))",
        _DRIVER + r"(?:程序)?.{0,6}(?:未装|未安装|不见|丢|缺|不对|过期|失败|错|坏|装不|不匹配|不兼容|有问题|异常)",
        _DRIVER + r"(?:程序)?.{0,6}(?:删|掉|无法|不能|用不|找不到)",
    ),
    (
        "missing_driver",
        0.9,
        r"(?:提示|显示|说)?(?:未|没有?)(?:安装|装|添加)(?:上|好)?打印机|没有?装(?:过)?$",
        r"(?:no|missing|without|install) (?:a |the )?(?:printer )?driver",
        r"driver (?:is )?(?:missing|not|gone|lost)",
    ),
    (
        "misaligned",
        0.93,
        r"[打印]?[偏歪](?!远|僻)|打[便篇]了|错位|移位|跑位|位移|对不(?:准|齐|上|到)|不对齐",
        r"没(?:有)?对(?:齐|准)|位置.{0,3}(?:不对|变|不准|有问题)|串[行格]|错行|出格",
        r"[打跑]到.{0,3}(?:外面|框外|格子上|格子外|边上|线上|上面|下面|格外)",
    ),
    (
        "misaligned",
        0.9,
        r"格子?(?:外|里没)|(?:往|向|偏)[上下左右](?:了|移|偏|跑)|[上下左右]移|超出(?:格|框|边)|不在格|压线",
        r"misalign|out of place|shifted|off[- ]cent|crooked|not aligned",
    ),
    (
        "garbled",
        0.93,
        r"乱[码马]|乱的|乱七八糟|(?:都|全)是符号|奇怪的(?:字|符号)|看不懂的(?:字|符号)|问号|方框|方块|怪字",
        r"多(?:了|出)?.{0,4}字母|(?:字母|符号).{0,4}(?:多|乱)|全是(?:字母|符号|星号)|花的|garbl|gibberish",
        r"strange (?:letters|characters)",
    ),
    (
        "garbled",
        0.8,
        r"模糊|打.{0,4}不清|字(?:迹|体)?.{0,3}(?:淡|浅|不清)|太[淡浅]|断针|缺(?:针|笔画)|重影",
        r"faint|blurr?y",
    ),
    (
        "error",
        0.93,
        r"卡[纸住]|缺纸|没(?:有)?纸|[红黄橙]灯|叹号|打印机?.{0,8}(?:报错|出错|错误|故障|异常|报警|失败)",
        r"^(?:有)?(?:报错|出错|错误|报警)|(?:提示|显示|报|弹出).{0,8}(?:错误|失败|异常|报错)|色带|jam",
        r"out of paper|error",
    ),
    (
        "not_printing",
        0.93,
        r"[打印]不(?:出|了|到|动|成)|(?:不|没)(?:能|法|会|有)?(?:打印|出纸|走纸)",
        r"(?:也|都|就是|一直)不(?:打|印)(?:了)?(?=,|$)|空白|白纸一张|什么(?:都|也)没有|(?:不|没)能?打(?:出|印|发票|票)|(?:无法|不能|没法|没办法)(?:正常)?(?:打|印)|打不开打印|印不到",
    ),
    (
        "not_printing",
        0.92,
        r"(?:没有?|无|不)(?:任何|什么|半点|一点)?(?:反应|动静|工作|响应)|没(?:有)?反映|不动|脱机|离线|队列",
        r"(?:连|接)不(?:上|到|了)|没(?:有)?(?:连接?|插)(?:上|好)|打印机?.{0,3}(?:坏|打不开)|^坏了|开不了机",
    ),
    (
        "not_printing",
        0.9,
        r"(?:doesn't|won't|can't|cannot|not|nothing|isn't|didn't).{0,14}\bprint|not (?:working|responding)",
        r"\boffline\b|nothing (?:comes|came)",
    ),
)
FINE = table(
    (
        "ok",
        0.92,
        r"正常|没(?:有)?(?:什么|任何|啥)?(?:问题|毛病|异常)|(?:可以|能)(?:正常)?(?:打|印|用)",
        r"[打印]得(?:出|了|到)|好的|没事|(?:驱动|打印机?).{0,4}(?:有|好|在|可以|ok)",
    ),
    (
        "ok",
        0.9,
        r"(?:装|安装)(?:过|好|上)?了|装(?:过|好)|^有(?:打印机?)?驱动",
        r"^(?:有|有的|可以|ok|okay|好|好了|行)(?:了|的)*$",
        r"\b(?:works?|fine|normal|installed|prints|good|no problem)\b",
    ),
)
UNSURE = table(
    (
        "unknown",
        0.9,
        r"不(?:太|是很|大)?(?:知道|清楚|懂|了解|记得|确定|会看|晓得)",
        r"没(?:有)?(?:试|打|看|用|注意|查|弄)(?:过)?|什么(?:是|叫)?驱动|驱动(?:程序)?是(?:个)?什么",
        r"(?:在)?(?:哪里|哪儿|怎么)看|don't know|not sure|no idea|haven't (?:tried|checked)",
    ),
)
_ABNORMAL = words(r"(?:不|没)(?:是很|太|大|怎么|很)?(?:正常|好|ok|可以|能)", r"n't work|not (?:fine|good|normal|ok)")


def printer(speech: str, setting: Setting) -> Understood | None:
    """Read an answer to the question for the printer and its driver; a named fault counts before 正常."""
    text = heard(speech)
    for part in newest(text):
        if found := _state(affirmed(part)):
            return _understood(found, text, setting)
    if agrees(text):
        return answer("ok", 0.7, text, read_back(PRINTER, "ok", setting.language))
    return None


_ABOUT_PRINTER = words(r"打印", r"驱动", r"打(?:不出|歪|偏|出来)", r"[打印](?:发票|票)", r"印不", r"\bprint")


def mentioned(speech: str, setting: Setting) -> Understood | None:
    """Read the printer out of words about something else: only from clauses that speak of printing."""
    text = affirmed(heard(speech))
    clauses = [clause for clause in text.split(",") if _ABOUT_PRINTER.search(clause)]
    if not clauses:
        return None
    found = _fault(",".join(clauses))
    return (
        _understood(found, clause_of(text, found.evidence), setting) if found and found.confidence >= CERTAIN else None
    )


def _understood(found: Found, text: str, setting: Setting) -> Understood | None:
    said = read_back(PRINTER, found.value, setting.language)
    return answer(found.value, hedged(text, found.confidence), found.evidence, said)


def _fault(text: str) -> Found | None:
    return first(FAULTS, _NOT_CHANGED.sub("", text))


def _state(text: str) -> Found | None:
    if found := _fault(text):
        return found
    unsure = first(UNSURE, text)
    if unsure and unsure.start == 0:
        return unsure
    if not _ABNORMAL.search(text) and (fine := first(FINE, text)):
        return fine
    return unsure
