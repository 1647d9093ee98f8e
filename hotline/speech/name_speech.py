"""A company name out of what was said around it: 我们是…, 公司全称是…, 仁义的仁, …电话是…, …开不了票."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from hotline.speech.branch_speech import branch_in
from hotline.speech.name_parts import core_name, even_name, has_legal_form, is_place
from hotline.speech.numerals import DIGITS
from hotline.speech.phones import phone
from hotline.speech.sounds import simplified, syllables
from hotline.speech.transcript import LONGEST, versions
from hotline.speech.understood import Setting, Understood

_FULL, _EXPLAINED, _SHORT = 0.9, 0.9, 0.75
_LONGEST_NAME = 40

_HAN = "[一-鿿]"
_FRAME = re.compile(
    r"""(?:[\s,.、。!?:;]|喂|你好|您好|早上好|下午好|哎|诶|嗯|呃|额|啊|哦|噢|对|好的?|那个|这个|就是说?|就(?=叫)|麻烦|请问|帮忙|帮我
      |(?:我们?)?(?:这里|这边|那边)(?:的?(?:公司|单位|企业))?的?(?:全称|名称|名字|全名)?[是叫]?
      |我们?(?:的)?(?:公司|单位|企业|厂)?的?(?:全称|名称|名字|全名)?(?:应该)?(?:是|叫做?|名叫|来自|代表|在)?(?:叫做?)?
      |(?:公司|单位|企业)?的?(?:全称|名称|名字|全名)(?:应该)?(?:是|叫做?)?(?:叫做?)?|(?:公司|单位|企业)(?:是|叫做?)|[是叫](?:做)?
      |(?:hello|hi|yes|well|uh|um)\b|this\ is|we\ are|we're|(?:i'm|i\ am)\ (?:from|with)|(?:i'm\ )?calling\ from
      |(?:my|our|the)\ company(?:'s)?(?:\ full)?(?:\ name)?\ is|(?:the|our|my)\ (?:full\ )?name\ is|it's|it\ is)+""",
    re.VERBOSE | re.IGNORECASE,
)
_LAST_FRAME = re.compile(
    r"""(?:我们?(?:公司|单位|企业|这里|这边)?的?(?:全称|名称|名字|全名)?(?:是|叫做?|在|来自)?
      |(?:公司|单位|企业)?的?(?:全称|名称|名字|全名)(?:是|叫做?)?
      |这里|这边|那边|你好|您好|[你他]们|喂|[是叫](?:做)?|来自|代表|嗯|呃|那个|这个|就是|请问|麻烦|帮忙|(?<![一-鿿])帮|关于)""",
    re.VERBOSE,
)
_TAIL = re.compile(
    r"""(?:的?(?:会计|财务|出纳|开票员|员工|老板|负责人)(?:小?[一-鿿]{0,2})?
      |的(?:小[一-鿿]|[一-鿿]{1,2}(?:先生|小姐|女士|会计|经理|总|工))?
      |[啊吧呀哦呢啦嘛哈了]|这个?(?:公司|单位|企业)|[\s,.、。!?:;])+$""",
    re.VERBOSE,
)
_STRONG = re.compile(
    r"(?:集团)?(?:股份)?(?:有[限线现]|优先)(?:责任)?公[司思斯](?:[一-鿿]{2,8}?分公司)?|股份公司|集团公司|总公司|分公司|合作社"
    r"|事务所(?:\((?:特殊)?(?:普通|有限)合伙\))?|个体工商户"
)
_NAME_END = re.compile(r"[一-鿿a-zA-Z0-9()·&.\- ]{1,40}$")
_NOT_A_NAME = re.compile(
    r"""[吗么嘛?]|怎么|为什么|什么|多少|哪|不知道|不清楚|不晓得|不能|不了|不出|不开|不对|没有|没得|没法|不行
      |报错|错误|坏了?$|灯|打印|开票系统
      |再说|重复|听不|听到|慢点|等一下|等等|稍等|人工|投诉|号码|电话|手机|帮我|问题|故障|密码|[我你您他]|今天|明天|昨天|现在|不用|不需要|问一下|谢谢|再见|拜拜|^个体户$|可以$|^[好对是行嗯不没有的了]+$
      |\b(?:no|yes|not|what|why|how|don't|can't|repeat|again|help)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDY = re.compile(rf"{_HAN}.*{_HAN}|[a-z]{{2,}}", re.IGNORECASE | re.DOTALL)
_NOT_BUT = re.compile(r"不是[^,.。是]{1,30}[,]?(?:而)?(?=是)")
_D = "".join(DIGITS)
_PHONE = re.compile(rf"(?:的?(?:联系)?(?:电话|手机|号码|座机)(?:号码?)?[是为]?)?[\s,]*[{_D}][{_D}\s\-,转分机]{{5,}}")
_STROKES = "木子李|弓长张|立早章|口天吴|古月胡|耳东陈|双木林|言午许|双人徐|三横王|草头黄|禾呈程|人可何"
_EXPLANATION = re.compile(
    rf"(?P<strokes>{_STROKES})|(?P<word>{_HAN}{{2,4}}?)(?:那个|这个)?的(?:那个|这个)?(?P<char>{_HAN})"
)


_CALLED = re.compile(r"\s*(?:就是?|我们?的?(?:店|厂|公司|单位)?的?)*(?:名字|名称|全称)?[是叫]")
_INTRODUCED = re.compile(
    r"""(?:^|[\s,.、。!?:;好喂])(?:我们?(?:这边|这里|那边)?|这里|这边)(?:公司)?是
      (?!新[来手的]|做|管|搞|负责|刚|昨|前天|上[次个午回]|第[一二]|来[问报]|打[的过]|用|代[开账理]|[帮替给跟和]|客户|个体)
      (?P<name>[一-鿿]{2,12}?)(?:公司)?的""",
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"^(?:(?:well|yes|hello|it is|it's|this is|we are|we're|i am from|i'm from|my company is|our company is"
    r"|the (?:company|name) is|calling from)[ ,]+)*"
    r"(?P<name>(?!(?:i|you|it|he|they|what|who|sorry|no|not|yes|yeah|please|hello|can|could|there|the)\b)"
    r"[a-z][\w&'.-]*(?: [\w&'.-]+)*?(?:[ ,]+(?P<form>(?:company )?limited|co\.?,? ?ltd|ltd|inc|corporation"
    r"|company|factory|corp|llc)\.?| [\w&'.-]+))[ .]*$",
    re.IGNORECASE,
)
"""An English name of at least two words, with its legal form where one is said."""


def company_name(speech: str, setting: Setting) -> Understood | None:
    """The name as heard, without the words around it and with explained characters (仁义的仁) put right.

    also holds phone and tax_branch if they were said in the same breath. None for what is plainly no name. A name
    without its legal form needs a yes: has_legal_form tells, and the full one is asked for (R6).
    """
    text = simplified(unicodedata.normalize("NFKC", speech[:LONGEST])).strip()
    if setting.language.startswith("en") and (english := _ENGLISH.search(text)):
        name = english["name"].strip()
        return Understood(name, _FULL if english["form"] else _SHORT, speech[:LONGEST], name)
    if not _WORDY.search(text):
        return None
    for version in reversed(versions(_NOT_BUT.sub(",", text))):
        name, explained = _name(version)
        if name:
            confidence = _FULL if has_legal_form(name) else _EXPLAINED if explained else _SHORT
            return Understood(name, confidence, speech[:LONGEST], name, _also(text, name, setting))
    return None


def name_in(text: str) -> str | None:
    """A name with its legal form inside longer words, 我们是珠海市华金电子有限公司开不了票; None if there is none."""
    even = simplified(unicodedata.normalize("NFKC", text[:LONGEST]))
    if not _STRONG.search(even):
        return None
    for version in reversed(versions(_NOT_BUT.sub(",", even))):
        name = _full_name(version)
        if name:
            return name
    return None


def introduced(text: str) -> str | None:
    """A name, short or full, by which callers say who they are: 我是海狸电子的小陈; None if there is none."""
    found = _INTRODUCED.search(simplified(unicodedata.normalize("NFKC", text[:LONGEST])))
    return found["name"] if found and _could_be_a_name(found["name"]) else None


def _full_name(text: str) -> str | None:
    """From the last frame before a legal form to the form's end."""
    for form in _STRONG.finditer(text):
        before = _NAME_END.search(text[: form.start()])
        if not before:
            continue
        start = max((frame.end() for frame in _LAST_FRAME.finditer(before[0])), default=0)
        name = (before[0][start:] + form[0]).strip(" .-")
        if _has_core(name, form[0]):
            return name
    return None


def _has_core(name: str, form: str) -> bool:
    return len(even_name(name)) - len(even_name(form)) > 1 and len(core_name(name)) > 1


def _name(version: str) -> tuple[str | None, bool]:
    """The name in one version of what was said, and whether characters of it were explained."""
    words = _PHONE.sub(",", version)
    branch = branch_in(words)
    if branch:
        words = words.replace(branch.words, ",")
    plain, inline, characters = _explanations(words)
    for text in (plain, inline):
        full = _full_name(text)
        name = full or _unframed(text)
        if _sounds_of(characters) <= _sounds_of(name) and (full or _could_be_a_name(name)):
            return _corrected(name, characters), bool(characters)
    return None, False


def _could_be_a_name(words: str) -> bool:
    if len(words) > _LONGEST_NAME or not _WORDY.search(words):
        return False
    return not (_NOT_A_NAME.search(words) or _STRONG.fullmatch(words) or is_place(words))


def _sounds_of(characters: Iterable[str]) -> set[str]:
    return {syllable for character in characters for syllable in syllables(character)}


def _unframed(text: str) -> str:
    """The first stretch between commas that is more than frames and particles, or one that is called a name."""
    stretches = [(stretch, _framed(stretch)) for stretch in re.split(r"[,.、。!?;:]", text)]
    named = [(stretch, name) for stretch, name in stretches if len(name) > 1]
    if not named or _could_be_a_name(named[0][1]):
        return named[0][1] if named else ""
    called = (name for stretch, name in named if _CALLED.match(stretch) and _could_be_a_name(name))
    return next(called, named[0][1])


def _framed(stretch: str) -> str:
    """The stretch without the frame before its name and the particles behind it."""
    start = _FRAME.match(stretch)
    name = stretch[start.end() :] if start else stretch
    tail = _TAIL.search(name)
    if tail and len(name[: tail.start()].strip()) > 1:
        name = name[: tail.start()]
    return name.strip()


def _explanations(text: str) -> tuple[str, str, list[str]]:
    """The text without its explanations, the text with each in its character's place, and those characters."""
    characters: list[str] = []

    def character(found: re.Match[str]) -> str:
        if found["word"] and found["char"] not in found["word"]:
            return found[0]
        characters.append(found["char"] or found["strokes"][-1])
        return characters[-1]

    inline = _EXPLANATION.sub(character, text)
    if not characters:
        return text, text, []
    plain = _EXPLANATION.sub(lambda f: f[0] if f["word"] and f["char"] not in f["word"] else ",", text)
    return plain, inline, characters


def _corrected(name: str, characters: list[str]) -> str:
    """Each explained character in place of the first one from there on that sounds like it."""
    chars, at = list(name), 0
    for character in characters:
        sound = syllables(character)
        for n in range(at, len(chars)):
            if syllables(chars[n]) == sound:
                chars[n], at = character, n + 1
                break
    return "".join(chars)


def _also(text: str, name: str, setting: Setting) -> dict[str, Understood]:
    rest = text.replace(name, ",")
    also: dict[str, Understood] = {}
    number = phone(rest, replace(setting, caller=None))
    if number:
        also["phone"] = number
    branch = branch_in(rest)
    if branch:
        also["tax_branch"] = Understood(branch.phrase, branch.confidence, branch.words, branch.phrase)
    return also
