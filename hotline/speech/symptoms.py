"""What is wrong, in the caller's own words, with error numbers kept and the kind of fault guessed (R9)."""

from __future__ import annotations

from functools import lru_cache

from hotline.speech import error_codes, lights, memory, printer
from hotline.speech.cues import answer, first, table, words
from hotline.speech.heard import affirmed, clip, heard
from hotline.speech.understood import Setting, Understood

# The kinds of fault of the call record; an earlier row wins, so the particular stands before the general.
CATEGORIES = table(
    (
        "network_upload",
        0.9,
        r"离线.{0,6}(?:锁|超|限|时间|金额|发票)|(?:发票|数据|明细)?.{0,3}(?:上传|上船)(?!.{0,2}驱动)",
        r"未上传|传不(?:上|了)|upload",
    ),
    ("printer", 0.9, r"打印|驱动|打(?:歪|偏|不出)|[印]不(?:出|到)|卡纸|print"),
    ("password", 0.9, r"密码|口令|证书|pin码?|password|passcode|certificate"),
    (
        "accounting_month",
        0.9,
        r"会计(?:月份|期间|月)|结转月|月份(?:没有?|不)(?:变|对|转|跳)|月份还是上|accounting month",
    ),
    (
        "card_clock",
        0.9,
        r"时钟|(?:日期|时间|年份).{0,5}(?:不对|错|乱|变成?了?|不准|快了|慢了|不一致|不一样|异常)",
        r"日期.{0,5}(?:跑|跳|回)到|(?:19[89]\d|二千|2000)年|clock|wrong date",
    ),
    (
        "tax_report_due",
        0.9,
        r"[抄超炒][税睡水]|抄报|报税期|(?:没有?|未|还没有?)报税|[清青轻][卡咔](?!片)|清盘|反写|汇总上报",
        r"上报汇总|汇总处理|征期|抄税期|tax report",
    ),
    ("lockout", 0.9, r"[锁所][死屎]|锁[住定盘卡机了]|被锁|上锁|自动锁|锁死期|locked?\b"),
    ("device_not_found", 0.9, lights.NOT_FOUND),
    (
        "memory",
        0.88,
        r"内存|死机|当机|宕机|闪退|蓝屏|卡死|卡顿|卡住|(?:很|太|好|老|有点|越来越)[卡慢]|自动(?:关闭|退出)",
        r"没有?响应|freez|crash|\bslow",
    ),
    (
        "invoice_stock",
        0.88,
        r"(?:没有?|无|读不(?:到|出|进)|领不到)(?:可用)?(?:空白)?发票|可用发票",
        r"发票(?:用完|没了|读不|卷|库存|号码?.{0,6}(?:不|错))|(?:购买|领购|读入|分发|退回)(?:的)?发票",
        r"[购领]票|额度|限额|超限|超额|授信|stock",
    ),
    (
        "card_reader",
        0.88,
        r"读卡器|读卡|ic卡|指示灯|红灯|绿灯|灯.{0,4}(?:不|没|闪|灭)|金税[卡盘].{0,6}(?:坏|不亮|没反应)",
        r"card reader|\blights?\b",
    ),
    ("network_upload", 0.8, r"网络|断网|联网|连不上|上不了网|服务器|network|offline"),
    (
        "software",
        0.8,
        r"软件|系统|程序|数据库|升级|版本|(?:进|打|登|启|点|开|连)不(?:进|开|去|上|了|动|录|到|出)",
        r"登[录陆]|报错|出错|错误|异常|开票|发票|乱码|software|system|invoice|log ?in|error",
    ),
)

# Words that say that something is wrong, whatever it is.
TROUBLE = words(
    (
        r"(?:[超炒入开打进登启点连读用上传抄清装印导保存查弄搞修认提过]|登[录陆]|打印|读卡|启动|连接|上传"
        r"|清卡|抄税|识别|保存)不(?:了|出|到|进|去|上|开|通|好|动|来|成|回)"
    ),
    (
        r"(?:不能|无法|没法|没办法|不可以|不会|不让|不给|没(?:有)?(?:能"
        r"|办法))(?:正常)?(?:再)?(?:[开打用进登抄清上启读保导联连]|识别|报税|作废|红冲)"
    ),
    (
        r"(?<!没有)(?<!没)(?:坏(?!处)|故障|毛病|报错|出错|错误|异常|失败|死机|闪退|蓝屏|卡死|卡住|卡顿"
        r"|乱码|锁死|锁住|锁了|被锁|锁定|黑屏|死循环)|(?:自动|自己)(?:关闭|退出|关掉|关机|重启)"
    ),
    r"有(?:点|些|个)?问题|出(?:了|现)?(?:点|个|什么)?问题|不正常|没(?:有)?反应|没(?:有)?响应",
    r"不(?:亮|动|打印|出纸|显示|识别|认)|一直闪|[所锁]死|(?:没有?|未|还没有?)(?:修|弄|搞|处理)?好",
    r"修了.{0,6}(?:次|遍|天).{0,4}(?:没|还|不)|又(?:不行|坏|来|出)|用不(?:了|到)|没(?:有)?解决|丢了|不行|不工作|不见了",
    r"没有?找到|找不到(?:设备|卡|盘|金税|读卡)|(?:未|没有?)检测|检测不到|识别不|提示|弹出|不(?:够|足)",
    r"[歪偏](?!远)|错位|不成功|没(?:有)?(?:变|转|跳|读)|[没无]有?可用发票|超过?.{0,3}(?:限额|额度)",
    r"(?:灯|设备).{0,3}(?:闪|灭)|很[卡慢]|太[卡慢]|好[卡慢]",
    r"(?:时间|日期|时钟|月份).{0,4}(?:不对|错|乱|不准)|到了?(?:抄税|锁死)期|超过?限|过期",
    r"忘(?:了|记)(?:了)?密码|密码(?:错|不对|忘)",
    (
        r"\b(?:can't|cannot|won't|doesn't|not working|broken|error|fails?|failed|failure|stuck|frozen"
        r"|freez\w*|crash\w*|locked|problem|fault|issue|trouble)\b"
    ),
)
MONTHLY_WORK = words(r"[抄超炒][税睡水]", r"[清青轻]卡(?!片)", r"抄报", r"反写", r"汇总上报|上报汇总")
_NO_TROUBLE = words(r"没(?:有)?(?:什么|任何|啥)?(?:问题|毛病|故障|异常|报错|出错)|(?:不|没)(?:报错|死机|卡)")
_EMPTY = words(
    (
        r"^(?:嗯|恩|喂|你好|您好|早|早上好|下午好|对|是|的|好|没错|不是|不对|没有|有|不|没|可以|行|请问"
        r"|金穗公司|谢谢|再见|呢|吗|吧|了|哈|那|就|,|\?|hello|hi|hey|yes|no|ok|okay|thanks?|bye|please"
        r"|\s)*$"
    ),
)


def greeting(text: str) -> bool:
    """Tell whether heard text holds nothing of substance: greetings, a bare yes, marks."""
    return bool(_EMPTY.match(text)) or not any(character.isalnum() for character in text)


@lru_cache(maxsize=128)
def category(speech: str) -> str:
    """Return the kind of fault that the words, or else the error numbers, point to; unknown when neither does."""
    text = affirmed(heard(speech))
    found = first(CATEGORIES, text)
    if found is None or found.value == "software":
        numbered = [kind for number in error_codes.codes(text) if (kind := error_codes.category(number))]
        if numbered:
            return numbered[0]
    return found.value if found else "unknown"


@lru_cache(maxsize=128)
def trouble(speech: str) -> str | None:
    """Return the words that say that something does not work, or None. 没问题 is no trouble."""
    text = _NO_TROUBLE.sub("", affirmed(heard(speech)))
    found = TROUBLE.search(text)
    return found.group() if found else None


def monthly_work(speech: str) -> str | None:
    """Return the words for the month's copying and clearing, which callers name without a complaint."""
    found = MONTHLY_WORK.search(heard(speech))
    return found.group() if found else None


def symptom(speech: str, setting: Setting) -> Understood | None:
    """Keep the symptom: value {"text", "codes", "category"}, and what else the words already answered.

    text is what was said, unchanged but for spaces; codes are error numbers as digits, 错误七零六 is "706".
    A greeting or a bare yes is no symptom.
    """
    text = heard(speech)
    if greeting(text):
        return None
    said = clip(speech)
    kind = category(speech)
    value = {"text": said, "codes": error_codes.codes(text), "category": kind}
    confidence = 0.95 if kind != "unknown" or trouble(speech) else 0.86
    return answer(value, confidence, said, said, parts(speech, setting))


_PARTS = (("card_reader", lights.mentioned), ("memory", memory.mentioned), ("printer", printer.mentioned))


def parts(speech: str, setting: Setting) -> dict[str, Understood]:
    """Return the questions of the fixed order (R10) that the words answer beyond doubt, by slot type."""
    read = ((slot, mentioned(speech, setting)) for slot, mentioned in _PARTS)
    return {slot: found for slot, found in read if found is not None}
