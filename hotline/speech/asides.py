"""What a caller says beside the question: say it again, let me talk to a person, wait, wrong number.

An aside is recognised only where the words are that and nothing more: a saying, with polite words around it. So
系统提示没有找到设备 is no cannot_tell, 密码打错了 no wrong number, 我要投诉你们人工态度 no wish for a person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from hotline.speech.cues import words
from hotline.speech.heard import heard

Aside = Literal["repeat", "person", "wait", "abuse", "wrong_number", "refuse", "cannot_tell", "goodbye", "english"]


def _any(*words_of_it: str) -> str:
    """Return the pattern of any number of these words, the polite ones among them."""
    return f"(?:{'|'.join((*_POLITE, *words_of_it))})*"


# Words that may stand before and after a saying without changing it. No word here is made of two others, or a
# text that repeats it could be split in so many ways that matching takes for ever.
_POLITE = (r"嗯|不好意思|对不起|麻烦|您|[你我]们?|可以|先|刚才|刚刚|现在|,|please|sorry|\s",)
_BEFORE = _any(
    (
        r"喂|好的?|谢谢|多谢|抱歉|劳驾|请问?|说的|这边|那边|能不能|可不可以|能|是不是|还是|再|就|都|也|其实"
        r"|不要|不是|等等|那|帮|给|直接|想"
    ),
    r"要|需要|可能|真的|实在|暂时|目前|信号不好|声音太小|太快了?|有点|因为|算了",
    r"hello|well|thanks|thank|could you|can you|can i|i want|i'd like|let me|i need|to",
)
_AFTER = _any(
    r"了|吧|吗|呢|的|嘛|好(?!不)|好不好|行(?!不)|行不行|一下|啦|谢谢|多谢|说|讲|问|什么|啥|话|清楚?|嘞|拜拜|再见",
    r"\?|thanks|thank|again|bye|you|said|now",
)

_WHERE = (
    r"(?:(?:在|从)?哪(?:里|儿)?(?:看|找|弄)?|怎么(?:看|弄|搞|操作|找)|(?:是)?哪(?:个|里|一个)|是什么"
    r"|什么|怎么回事|那个|这个"
    r"|界面|日期|菜单|按钮|你说的|地方|属于|归|(?:税务)?分?[局所](?:管)?)*"
)

SAYINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "wrong_number",
        (
            r"打错(?:了|电话|号码|号)|拨错(?:了|号|电话)?|搞错(?:了)?(?:电话|号码)|电话(?:打|拨)错",
            r"不是(?:找|打给)(?:你们|金穗)|找错(?:了|人|公司|电话)|wrong number",
            (
                r"(?:你们|这里|那里|你)?是(?:不是)?(?:送水|送气|送餐|快递|外卖|银行|医院|诊所|学校|派出所|酒店|宾馆|餐厅|饭店|物业"
                r"|搬家|保险|移动|联通|电信|中介|出租车|开锁)(?:公司|站|店)?的?(?:吗|吧|嘛)"
            ),
        ),
    ),
    (
        "person",
        (
            (
                r"(?:转|接|找|叫|换|要|来|有没有|有)?(?:一?个)?(?:到|一下)?(?:人工|真人)(?:客服|服务|坐席|座席|台|接听"
                r"|接|处理)?(?:来)?(?:接|听|跟我说)?(?:电话)?"
            ),
            (
                r"(?:转|找|接|叫|换|要)(?:接)?(?:一?个)?(?:你们)?(?:的)?(?:人|客服|接线员|话务员|坐席|前台|经理"
                r"|领导|老板|负责人|工程师|技术|技术员|技术人员)(?:来)?(?:接|听|说|讲|接听)?(?:话|电话)?"
            ),
            r"(?:不想|不要|不愿意|懒得)?(?:跟|和|同|对)(?:你这个|你们|这个)?(?:人|真人)(?:说|讲|谈|沟通|聊)(?:话)?",
            (
                r"不(?:想|要|愿意)?(?:跟|和|同|对)(?:你这个|你们|这个)?(?:机器人?|电脑|ai|智能)(?:说|讲|谈|沟通"
                r"|聊)?(?:话)?"
            ),
            (
                r"(?:talk|speak) (?:to|with) (?:a |an |the )?(?:human|person|real person|operator|agent|someone"
                r"|manager|representative|staff)"
            ),
            r"(?:a |an )?(?:human|operator|agent|real person|representative)(?: being)?|transfer me",
            r"customer service",
        ),
    ),
    (
        "repeat",
        (
            r"(?:再|重新|从头|多)(?:说|讲|重复|念|报|问|来|播)(?:多)?(?:一)?(?:遍|次|下|回)",
            r"重复(?:一)?(?:遍|次|下)?|(?:说|讲|问)多(?:一)?(?:遍|次)",
            r"没(?:有)?(?:太|怎么)?听(?:清楚?|到|见|明白|懂|清)",
            r"(?:有点|都|也)?听不(?:太|大)?(?:清楚?|到|见|明白|懂|清)|没明白|不明白|不太明白|没懂",
            r"(?:你|您)?(?:说|讲|问)(?:的)?(?:是)?(?:什么|啥)(?:意思|来着)?|什么(?:意思|来着)?|啥(?:意思)?",
            r"(?:说|讲)慢(?:一)?点|慢(?:一)?点(?:说|讲)?|大声(?:一)?点|刚才(?:说|问)(?:什么|啥)",
            r"(?:say|repeat) (?:that|it|again|the question)(?: again)?|repeat|pardon(?: me)?",
            r"what(?: did you say)?|come again|(?:didn't|can't|couldn't) (?:hear|catch)(?: you| that)?",
        ),
    ),
    (
        "refuse",
        (
            (
                r"不(?:太|是很|大)?方便(?:说|讲|透露|提供|留|告诉|给)?(?:电话(?:号码)?|号码|名字|姓名|手机|公司"
                r"|公司名|地址)?"
            ),
            (
                r"(?:不想|不愿意?|不肯|不能|不可以|不便|不要|不会|没必要|不用)(?:说|讲|留|告诉|透露|提供"
                r"|给)(?:你们?|您)?(?:我)?(?:的)?(?:电话(?:号码)?|号码|手机|名字|姓名|公司|公司名|地址|联系方式)?"
            ),
            r"不(?:告诉|说|留|给|讲)(?:你们?)?(?:我)?(?:的)?(?:电话|号码|手机|名字|姓名|联系方式)?|保密",
            r"没(?:有)?(?:电话|手机|座机|固话)(?:号码?)?(?:可)?(?:留)?",
            r"(?:这|这个)?(?:是)?(?:个人)?隐私|(?:这个)?(?:是)?(?:商业)?秘密",
            r"凭什么(?:要)?(?:告诉|给|说|留)?(?:你们?)?",
            r"为什么(?:要|一定要|非要)(?:告诉|给|说|留|知道)(?:你们?)?(?:我)?(?:的)?(?:电话|号码|名字)?",
            r"(?:i'd )?rather not(?: say| tell)?",
            r"(?:i )?(?:don't|won't|do not) (?:want to )?(?:say|tell|give)(?: you)?(?: my)?(?: number| phone| name)?",
            r"none of your business|(?:it's |that's )?private",
        ),
    ),
    (
        "cannot_tell",
        (
            r"(?:都|真的|又)?不(?:太|是很|大|是太)?(?:知道|清楚|懂|晓得|会看|会弄|会操作|会搞|记得|了解|确定)" + _WHERE,
            r"(?:都|真的|又)?(?:看不(?:太)?(?:到|见|懂|清|清楚|明白|出来)|没(?:有)?(?:看(?:到|见|懂|清)|显示|注意|留意)过?)"
            + _WHERE,
            r"(?:一下)?(?:忘(?:记)?了?|想不起来?|记不(?:得|清|起来?))" + _WHERE,
            r"(?:这个?)?(?:得|应该)?问(?:一?下)?(?:我们?的?)?(?:会计|财务|老板|同事)",
            r"(?:这个?)?(?:只有)?(?:我们?的?)?(?:会计|财务|老板|同事)才?(?:知道|清楚)",
            (
                r"(?:找不到|没(?:有)?找到)(?:在哪里?|那个|这个|你说的)?(?:地方|界面|菜单|按钮|选项|窗口|位置|日期"
                r"|页面|图标|东西|入口)?"
            ),
            (
                r"(?:我)?(?:人)?(?:现在|目前|刚好)?(?:不|没)(?:有)?在(?:电脑|机器|办公室|公司|单位|店里|现场"
                r"|家)(?:旁边|前面|旁|前|边|那边|那里|里|跟前|面前)?"
            ),
            r"(?:我)?在(?:外面|路上|开车|家里)|电脑(?:没|还没|不)(?:有)?(?:开|在|在身边|在旁边)",
            r"(?:在)?哪(?:里|儿)(?:看|找|有|查)|(?:怎么|怎样|如何)(?:看|找|查)",
            r"(?:i )?(?:can't|cannot|can not|don't) (?:see|find|tell|read|know)(?: it| that| where| where it is| how)?",
            r"not (?:at|near) (?:the|my) computer|no idea|i do not know|(?:i'?m |i am )?not sure",
        ),
    ),
    (
        "goodbye",
        (
            r"再见|拜拜|白白|(?:我)?(?:先)?挂了|(?:那)?(?:就)?这样(?:吧|了)|改天再(?:说|打)|下次再(?:说|打)",
            r"(?:我)?(?:回头|等下|待会|晚点|迟点)(?:再)?打(?:过来|给你)?|(?:good)?bye(?: bye)?",
            r"that's (?:all|it)",
        ),
    ),
    (
        "declined",
        (
            r"不用了|不需要了|不必了|没事了|没别的(?:事|了)?|没(?:有)?(?:其他|别的|什么)(?:事|问题)?(?:情)?了",
            r"没有了|算了|nothing else|no,? thanks?(?: you)?|never ?mind",
        ),
    ),
)

_WHOLE = tuple((name, re.compile(f"{_BEFORE}(?:{'|'.join(patterns)}){{1,2}}{_AFTER}")) for name, patterns in SAYINGS)
_NOTHING = re.compile(_BEFORE + _AFTER)
_LONGEST_ASIDE = 40  # of folded characters; a longer utterance has something to say

# "Wait" may say what for, as long as it does not answer meanwhile.
_WAITING = (
    r"等(?:一)?(?:下|会儿?|阵)(?!午|班)|等等(?!,|再说)|等一等|稍等|稍候|等我|(?:你|您)(?:先)?等|别挂|先别(?:挂|急)",
    r"(?<![帮给替])我(?:先|现在)?(?:去|来)?(?:看|查|找|问|拿|翻|开)(?:一)?(?:下|看|找|查|一看|一找)|我(?:先|现在|马上)?去",
    r"让我(?:看|想|找|查)|我想(?:一)?想|马上(?=,|$|来|好|去|看)",
    r"hold on|(?:just )?(?:a|one) (?:moment|minute|second|sec)|wait|let me (?:see|check|look|find)",
)
_WAIT = re.compile(f"{_BEFORE}(?:{'|'.join(_WAITING)})(?P<rest>.*)")
_SAYS_SOMETHING = words(
    r"\d|[零一二三四五六七八九]{2}|灯|亮|闪|打印机|内存|日期|月份|锁|票|税(?!务资料|局资料)|不行|没用",
    r"好了|弄好|可以了|坏|错|投诉|没有|正常|有限|不是|正在|还是|投|\blights?\b|\bprint|\bmemory\b",
    r"\bdate\b",
)
_WAIT_REST = 16

_ABUSE = words(
    r"傻[逼比币叉bx缺]|煞笔|沙比|操你|草你|艹|日你|干你娘|你妈(?:的|逼|了个)|他妈的?|妈了?个?[逼比]",
    r"妈的|去(?:你妈|死)|滚(?!动|筒|轮|轴|屏|条|球|珠|滚)(?:蛋|开|远点)?|王八蛋?|混蛋|混账",
    r"狗(?:屎|日|东西|娘)|废物|白痴|脑残|弱智|蠢(?:货|猪|蛋)?|猪头|畜生|神经病|有病(?!毒)(?:吧)?|吃屎",
    r"贱(?:人|货)|(?:死|臭)(?:机器人?|电脑|骗子)",
    r"垃圾(?:公司|机器人?|东西|玩意|服务|系统|电话)?(?!桶|文件|站|箱)|[丢屌叼][你雷那](?:老母|个|妈)?",
    r"扑街|仆街|冚家铲|含家[铲产]|粉肠|柒头|[痴黐]线|收皮|死蠢|戆[鸠居]|on9|sb(?![a-z])",
    r"\b(?:fuck\w*|shit|bitch|asshole|bastard|idiots?|moron|stupid|dumb|bullshit|go to hell|screw you)\b",
)
_SMALL_WORDS = re.compile(
    r"[你您我他们的了吧吗呢啦这那个是就都真太很破帮公司机器人客服什么东西玩意,?!\s]"
    r"|\b(?:you|off|are|the|a|this|machine|your)\b"
)
_LEFT_OVER = 3  # characters beside the coarse words: more is something to say, and that is heard first (R86)

_ASKS_FOR_ENGLISH = words(
    r"\benglish\b", r"(?:说|讲|用|转|有没有|会)(?:一下)?英[文语](?!版|发票|名|字母)", r"^英[文语](?:服务)?$"
)
_LATIN_WORD = re.compile(r"[a-z][a-z']*")
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:the|an|is|are|am|was|my|i|i'm|we|our|us|you|your|it|it's|please|can|cannot|can't|could|do"
    r"|does|don't|doesn't|not|have|has|had|need|want|to|for|of|in|on|with|what|when|where|how|who|why"
    r"|this|that|there|be|and)\b"
)
_ENGLISH_WORDS = 3
_SAME_IN_ANY_LANGUAGE = frozenset({"person", "wait", "goodbye", "wrong_number"})  # done, whatever it was said in
_FAREWELL = re.compile(r"再见|拜拜|白白|挂了|\bbye")


@lru_cache(maxsize=4096)
def aside(speech: str, language: str, slot: str = "") -> Aside | None:
    """Return the aside that the words clearly are, or None; english only in a call that is not English yet.

    不用了 answers 需要派人上门吗 and ends the call behind 请问您的电话: it counts as goodbye only where slot names
    a question that is no yes-or-no one, or where 再见 goes with it.
    """
    text = heard(speech)
    if not text:
        return None
    if _abusive(text):
        return "abuse"
    found = _saying(text)
    if not language.startswith("en") and found not in _SAME_IN_ANY_LANGUAGE and _in_english(text):
        return "english"
    if found == "declined":
        return "goodbye" if _FAREWELL.search(text) or (slot and slot not in _YES_NO_SLOTS) else None
    return cast("Aside | None", found)


_YES_NO_SLOTS = frozenset({"yes_no", "solved", "step_done", "has_computer", "has_printer", "fees", "satisfaction"})


def _saying(text: str) -> str | None:
    if len(text) > _LONGEST_ASIDE:
        return None
    if found := _one_saying(text) or _same_sayings(text.split(",")):
        return found
    waiting = _WAIT.fullmatch(text)
    if waiting and len(waiting["rest"]) <= _WAIT_REST and not _SAYS_SOMETHING.search(waiting["rest"]):
        return "wait"
    return None


def _one_saying(text: str) -> str | None:
    return next((name for name, saying in _WHOLE if saying.fullmatch(text)), None)


def _same_sayings(clauses: list[str]) -> str | None:
    """Return what all clauses say that are more than polite words: 太快了,慢一点,再说一遍."""
    names = {_one_saying(clause) for clause in clauses if not _NOTHING.fullmatch(clause)}
    if names == {"declined", "goodbye"}:
        return "goodbye"
    return names.pop() if len(names) == 1 else None


def _abusive(text: str) -> bool:
    if not _ABUSE.search(text):
        return False
    return len(_SMALL_WORDS.sub("", _ABUSE.sub("", text))) <= _LEFT_OVER


def _in_english(text: str) -> bool:
    if _ASKS_FOR_ENGLISH.search(text):
        return True
    latin = _LATIN_WORD.findall(text)
    if len(latin) < _ENGLISH_WORDS or sum("一" <= character <= "鿿" for character in text) > len(latin):
        return False
    return bool(_ENGLISH_GRAMMAR.search(text))
