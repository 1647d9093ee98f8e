"""What every reader does first: fold a sentence, however a recogniser wrote it, into plain written Mandarin.

Traditional characters, full width, Cantonese words and fillers are folded once here, so that the tables of
the readers need to know one spelling only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

LONGEST = 2000
"""Characters of one utterance that are read; a telephone turn holds far fewer, a forged one may hold more."""

# Cantonese word -> Mandarin. Longer words stand before the shorter ones that they begin with.
CANTONESE = (
    ("唔该晒?", ""),
    ("唔好意思", "不好意思"),
    ("唔使", "不用"),
    ("唔识", "不会"),
    ("唔得", "不行"),
    ("唔知(?!道)", "不知道"),
    ("唔通", "不通"),
    ("唔", "不"),
    ("未得", "还不行"),
    ("冇", "没有"),
    ("系(?:咪)(?:呀|啊)?", "是不是"),
    ("(?<![联关体维派])系(?![统列数别])", "是"),
    ("得[咗左]|得啦", "可以了"),
    ("搞掂", "搞定"),
    ("[咗]|(?<=[好坏换完装弄插定])左(?!边|右|上|下|侧)", "了"),
    ("嘅|噶", "的"),
    ("睇", "看"),
    ("[嚟黎](?=看|修|搞|整|帮|啦|$)", "来"),
    ("嚟", "来"),
    ("而家|依家|宜家", "现在"),
    ("听日", "明天"),
    ("[尋寻琴]日", "昨天"),
    ("今日", "今天"),
    ("点解", "为什么"),
    ("点[样算]", "怎么办"),
    ("乜嘢|乜野|乜|咩", "什么"),
    ("几时", "什么时候"),
    ("边[个位]", "哪个"),
    ("边度", "哪里"),
    ("呢[个度]", "这个"),
    ("[嗰𠮶][个度]", "那个"),
    ("佢", "他"),
    ("[畀俾]", "给"),
    ("[揾搵]", "找"),
    ("啱", "对"),
    ("嘢", "东西"),
    ("喺", "在"),
    ("[咁噉]", "这么"),
    ("啲", "些"),
    ("仲(?![裁介])", "还"),
    ("[郁喐]", "动"),
    ("收线", "挂了"),
    ("烂[了咗]|坏咗", "坏了"),
    ("嗌", "叫"),
    ("冧", "倒"),
)


def _first_letter(pattern: str) -> str:
    """Return what a word of the table can begin with, as the inside of a character class."""
    pattern = re.sub(r"^\(\?<[!=][^)]*\)", "", pattern)
    return pattern[1 : pattern.index("]")] if pattern.startswith("[") else pattern[:1]


_SIGNS = "".join(sorted({_first_letter(word) for spoken, _ in CANTONESE for word in spoken.split("|")}))
_CANTONESE = re.compile(  # the sign in front lets most positions fail at once: many times faster
    f"(?=[{_SIGNS}])(?:" + "|".join(f"({spoken})" for spoken, _ in CANTONESE) + ")"
)
_MANDARIN = tuple(written for _, written in CANTONESE)

# Sounds without meaning. 嗯 stays: it is also a yes. 额 goes only where it cannot be 额度 or 金额.
# 啥 alone stays too: it asks; that of 那啥, where a word is looked for, does not.
_FILLER = re.compile(
    r"[呃啊哦噢喔诶欸哎唉呀哟]|(?:^|(?<=,))额(?=,|那|我)|(?:^|(?<=[,嗯呃]))那个?啥(?=,|$)|[那这]个(?!月|星期|礼拜|周|号|日)"
)
_MARK = re.compile(r"[,。!;:、…~·\n\r\t]+|\.(?!\d)")
_SPACE = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")
_COMMAS = re.compile(r",[\s,]*")


def _simplified() -> dict[int, str]:
    """Read OpenCC's table of characters: one by one is enough here and forty times faster than phrases."""
    table = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split()[:2] for line in table.splitlines())
    return {ord(old): new for old, new in pairs if len(old) == 1}


SIMPLIFIED = _simplified()
"""Traditional characters to simplified ones, for str.translate."""

_PLAIN = SIMPLIFIED | {ord("’"): "'", ord("‘"): "'", ord("著"): "着", ord("\x00"): " "}


@lru_cache(maxsize=128)
def heard(speech: str) -> str:
    """Fold speech for matching: lower case, simplified, Mandarin words, commas for all stops but the ?.

    Spaces remain between Latin words only. Text past LONGEST characters is not read.
    """
    folded = unicodedata.normalize("NFKC", speech[:LONGEST])[:LONGEST].lower().translate(_PLAIN)
    text = _MARK.sub(",", folded)
    if not text.isalnum():
        text = _SPACE.sub("", " ".join(text.split()))
    text = _CANTONESE.sub(lambda found: _MANDARIN[(found.lastindex or 1) - 1], text)
    return _COMMAS.sub(",", _FILLER.sub("", text)).strip(", ")


def clip(speech: str) -> str:
    """Return the caller's own words, trimmed, at most LONGEST characters."""
    return " ".join(speech[:LONGEST].split())


_DOUBLE_NEGATION = re.compile(r"(?:(?<!是)(?:并)?不是|没有?|不会)(?:说|什么|是)?(?:不是|不(?!用|错)|没有?(?!错|问))")
_NOT_THIS_BUT = re.compile(r"(?<![是还要])不是(?![不没很太特十那])[^,?是]{1,14},?(?:而|就|,)?是")
_NOT_IT_BUT_ANOTHER = re.compile(  # 打印机不是坏了,是读卡器在闪 speaks of the reader alone
    r"(?:^|(?<=,))[^,]{1,8}不是(?![不没很太特十那])[^,?是]{1,14},?(?:而|就|,)?是(?=(?:那"
    r"|你们)?(?:读卡器|打印机|电脑|系统|软件|网络|金税|税控|内存|灯|红灯|绿灯|驱动))"
)
_BUT_NOT_THIS = re.compile(r"(?<![是还要])不是(?![不没很太特十那])[^,?是不没]{1,10}(?=,|$)")


@lru_cache(maxsize=128)
def affirmed(text: str) -> str:
    """Take double negations and denied alternatives out of heard text.

    没有不正常 becomes 正常; 不是红灯,是绿灯 becomes 是绿灯; 是绿灯不是红灯 becomes 是绿灯.
    """
    if "不" not in text and "没" not in text:
        return text
    text = _DOUBLE_NEGATION.sub("", text)
    if "不是" not in text:
        return text
    return _BUT_NOT_THIS.sub("", _NOT_THIS_BUT.sub("是", _NOT_IT_BUT_ANOTHER.sub("是", text)))


_TURN = re.compile(
    r"(?:(?:^|,)(?:不对|不是|我?[说讲]错了?|更正一下)+(?:,(?:应该)?是?|(?:应该)?是)|(?:刚才|刚刚|之前"
    r"|原来|本来|一开始|昨天|早上|以前)[^?]{0,30}?(?:现在|后来|今天|目前))(?=.)"
)


def newest(text: str) -> tuple[str, ...]:
    """Return the readings to try in turn: what follows the last correction or 现在 first, then the whole."""
    turns = list(_TURN.finditer(text))
    tail = text[turns[-1].end() :].strip(", ") if turns else ""
    return (tail, text) if tail else (text,)
