"""Why somebody calls: the answer to the one open question after the greeting."""

from __future__ import annotations

import re

from hotline.speech import branch_speech, complaints, names, phones, symptoms, ticket_numbers, wording
from hotline.speech.cues import Found, answer, first, hedged, table, words
from hotline.speech.heard import affirmed, heard
from hotline.speech.understood import CERTAIN, Setting, Understood
from hotline.speech.wording import read_back

COMPLAINT = table(
    (
        "complaint",
        0.97,
        r"(?<!不是要)(?<!不是来)(?<!不想)(?<!不是)(?:投诉|头诉|举报)(?!电话|热线|的?(?:渠道|地址|方式))",
        r"\bcomplain",
    ),
    (
        "complaint",
        0.93,
        r"态度.{0,6}(?:差|恶劣|不好|不行|问题|什么|太)|(?:什么|这种|这是)(?:态度|服务|公司)",
        r"服务.{0,6}(?:差|烂|糟|慢|不好|不行|恶劣)|不满意?|(?:乱|多)收(?:费|钱)|骗(?:人|钱|子)|挂我电话|骂人",
        r"有(?:很大|点|一些)?意见(?!和?建议)|意见很大|收费.{0,4}(?:不合理|太贵|太高|不透明)",
        r"收了?(?:我们?)?(?:的)?钱.{0,3}不(?:办事|干活|管|修)|(?:要|给)(?:我|我们)?(?:一)?个(?:说法|交代)",
        r"(?:干|做)什么吃的|(?:修|来|弄)一[次回趟]坏一[次回趟]|技术.{0,4}(?:太差|很差|差劲|太烂)",
        r"退钱|踢皮球|推来推去|(?:气死|太过分|太不像话|欺负|不负责任)",
    ),
    (
        "complaint",
        0.86,
        r"没人(?:管|理|负责|接|回|来)|等了.{1,6}(?:天|个小时|小时|星期|周|个?月).{0,10}(?:没|不|都)",
        r"(?:没|不).{0,8}等了.{1,4}[天周月]",
        r"(?:说好|答应|约好)(?:的)?.{0,4}(?:回电|上门|来修|过来).{0,8}(?:也|都|还)没(?:有)?(?=,|$)",
        r"(?:师傅|工程师|技术员|你们|他们?|的人)[^,]{0,6}[把给](?:我|我们).{0,6}(?:弄|搞|修|整)坏",
        r"(?:说好|答应|约好).{0,14}(?:没(?:有)?(?:来|人|到|回|打|联系)|不来|不见)",
        r"(?:修|来|上门)(?:了|过)?(?:好)?(?:两|二|三|四|五|六|几|多|\d)[次遍回趟].{0,8}(?:没|不|又|还)",
        r"(?:一直|总是|老是|到现在|还是|都)(?:都)?没(?:有)?(?:人)?(?:来|回电|回复|联系|上门|理)",
    ),
    ("complaint", 0.93, r"\b(?:rude|terrible service|bad service|nobody came|no one (?:came|showed)|unacceptable)\b"),
)
STATUS = table(
    (
        "status",
        0.93,
        r"工单|单号|进度|进展|特征码|(?:那|这|我的?)(?:个|张)?单子?.{0,4}(?:怎么样|怎样|如何)",
        r"(?:回|打)(?:我|给我)?(?:个)?电话.{0,4}(?:怎么样|怎样|怎么还)",
        (
            r"(?:报|反映|登记|提交|说)(?:的|过的|了的|修的).{0,12}(?:怎么样|怎样|好了?没|好了吗|处理|结果"
            r"|什么时候|到哪|进行|有没有)"
        ),
    ),
    (
        "status",
        0.92,
        (
            r"(?:处理|修|弄|搞|解决|安排|办|审批|批)(?:得|到|的)?(?:怎么样|怎样|如何|哪一步|哪里|好了?(?:没"
            r"|吗)|完了?(?:没|吗)|了(?:没|吗))"
        ),
        r"有(?:没有)?(?:结果|消息|安排|回复|答复)(?:没|吗|了)?",
        r"(?:什么时候(?!(?:有空|方便|可以|能)[^,]{0,4}(?:上门|过来|来)(?:帮|给|看|修))|几点|哪天|多久|何时).{0,6}(?:上门|过来|能?来|到(?!期)|修|弄好|处理|解决|派|安排)",
    ),
    (
        "status",
        0.88,
        r"(?<![客户人板导方])(?<![客户人板导方][又在都也])催(?:一下|下|一催|单|促)?(?!得|着|我们)|查(?:一下|下|询)?.{0,6}(?:单|进度|报修|处理)|跟进",
        r"(?:工程师|师傅|技术员|你们的?人|人).{0,6}(?:到哪|还来不来|来不来|怎么还|还没来|还没到|还不来|来了没)",
        r"(?:已经|之前|昨天|上次|前天).{0,4}(?:报过|打过|报了|反映过|打了电话)",
    ),
    ("status", 0.92, r"\b(?:status|progress|follow(?:ing)? up|ticket|any news|when will|work order)\b"),
)
ONSITE = table(
    (
        "onsite",
        0.95,
        r"(?<!不用)(?<!不要)(?<!不需要)(?<!不想)上门(?!的?(?:费|多少|收|要收|要钱|了|过|态度))",
        r"[派叫找请安排]{1,2}.{0,8}(?:过来|上来|上门|来(?:看|修|弄|搞|处理|一趟|一下|我|帮|现场|装|吧|,|$))",
        r"(?:派|叫)(?:一?个|几个|些)?(?:人|工程师|师傅|技术员|技术)(?!工)",
        r"[约请](?:一?[个位])?(?:工程师|师傅|技术员|人).{0,6}来(?:看|修|弄|搞|处理|装|一趟|,|$)",
    ),
    (
        "onsite",
        0.92,
        (
            r"(?:过来|来(?:我们|公司|这里|这边|店里|单位|现场)|来人|来个人|过嚟).{0,8}(?:看|修|弄|搞|处理|检查"
            r"|一趟|一下|帮|维修|,|$)"
        ),
        r"(?:能|可以|可不可以|能不能).{0,6}(?:来|过来)(?:看|修|弄|一|吗|不)|现场(?:服务|维修|看|处理)|实地",
    ),
    (
        "onsite",
        0.93,
        r"(?:send|need) (?:someone|somebody|an? (?:engineer|technician))|come (?:over|here|to (?:our|my))",
        r"on-?site|home visit|visit us",
    ),
)
_WISH = r"(?:要|想|需要|申请|办理?|怎么|如何|来|帮(?:我|我们)?|请)"
_GET = r"(?:购?买|开通|发行|领用?|申领|办理?|装|安装|购置|新装|增加)"
_SYSTEM = r"(?:金税|税控|开票|防伪|ukey|u key|盘|系统|软件|分机|白盘|黑盘|设备|读卡器)"
_OPEN = r"(?:开通|发行|安装|新办)(?!.{0,4}(?:失败|错误|不了|不成功|不上|驱动|打印机|完|后|好了|之后))"
NEW = table(
    (
        "install",
        0.95,
        r"新(?:办|开|成立|注册|设立)(?:的|了)?.{0,4}(?:公司|企业|户|店|厂|一家|个体)?|新公司|新企业|新户",
        r"新用户|刚(?:刚)?(?:成立|注册|开业|办(?:好|完|了)|领(?:了|到)?(?:执照|营业执照))|初始发行",
        r"首次(?:发行|开通|安装|购买)|第一次(?:装|安装|买|办|申请|开通)",
    ),
    (
        "install",
        0.93,
        rf"{_WISH}(?:你们)?(?:申请|办理?)?(?:新|再)?{_GET}(?:一|个|套|台|只|新|下|的|了|购)*{_SYSTEM}",
        rf"(?:想|要|给我们?)装(?:一|个|套|台|上|你们|您们|的)*{_SYSTEM}",
        r"新装|新购|加装|增加(?:一台)?分(?:开票)?机",
        r"(?:买|购|领|办|发行)(?:一个|个|新)?(?:金税|税控|白|黑)?盘(?!点)",
    ),
    (
        "install",
        0.92,
        rf"(?:刚|新)(?:刚)?(?:领|买|拿|办)(?:了|到|好|的|回来)*{_SYSTEM}.{{0,12}}(?:装|开通|发行)(?:一?下|上|好)?(?=,|$)",
    ),
    (
        "install",
        0.86,
        rf"{_OPEN}.{{0,8}}(?:系统|软件|金税|税控|盘|业务|手续|ukey)",
        rf"{_OPEN}(?=,|$|一下|要|需要|怎么|多少|吗|费)",
        r"买(?:.{0,3})(?:盘|税控|金税|设备)|一般纳税人.{0,6}(?:刚|新|要|申请|批)",
    ),
    (
        "install",
        0.93,
        r"\b(?:new company|newly (?:registered|founded)|install(?:ation)? (?:of )?(?:the|a|our)|activate)",
        r"\b(?:buy a (?:disk|device)|sign up|set up (?:the|a|our) (?:invoic|system))",
    ),
)
OTHER = table(
    (
        "other",
        0.92,
        r"人工|真人|接线员|转(?:接|给|到|一?下|技术|财务|经理|前台)",
        r"找(?:一?[个下])?(?:你们的|[一-鿿](?:经理|主任|工|总)(?=,|$)|你们(?:财务|前台|会计|销售|技术部)|人(?!来|修|看|上门|过来)|客服|你们(?:经理|领导|老板))",
        r"\b(?:human|operator|agent|representative|real person|someone)\b",
    ),
    (
        "other",
        0.9,
        r"(?:为什么|凭什么|为啥).{0,8}收(?:费|钱)|咨询|请教|政策|税率|税点|优惠|培训|上课|地址(?:在|是)|在哪里?办公|公司在(?:什么地方|哪)|上班|营业时间",
        r"几点(?:下班|开门|关门)|(?:票|税|[开交收]).{0,4}(?:几|多少)个?点(?=[呀呢,?]|$)|小规模|(?:申报|报)表.{0,4}怎么|招(?:人|工|聘)|(?:有)?(?:什么|啥)区别|(?:谢谢|感谢|表扬).{0,8}(?:师傅|工程师|技术员|同事)|价格|多少钱|收费(?:标准|多少|怎么)|怎么收费|服务费|续费|年费|合同|协议",
        r"投诉(?:电话|热线|渠道)|建议|意见|合作|推销|招聘|应聘|发票(?:怎么|如何)(?:填|写|报销|抬头)|红字",
        r"变更|注销|搬(?:家|迁)|改(?:名|地址|电话)|更名",
    ),
    (
        "other",
        0.75,
        r"问(?:一?下|个|问|一个)|别的|其他|其它|有(?:个|点|些)?事(?:情)?",
        r"\b(?:question|ask|enquir|inquir|price|address|policy)\w*",
    ),
)
_RECURRING = words(r"又(?:坏|不行|不亮|出|开不|打不|进不|锁|死|报|提示|一样)|再次|重新出现|复发|again")
_NEW_COMPANY_TROUBLE = words(r"(?:装|安装|发行|开通)(?:了|好|完|过|之后|以后|后)")
_COMPANY_WORD = words(
    r"公司|企业|工厂|厂|店|商行|贸易|中心|事务所|合作社|经营部|酒店|学校|医院",
    r"(?:compan|co\b|ltd|inc\b)",
)
_NAMED_IN_PASSING = 0.88
_BRANCH_WORD = words(r"税务[局所分]", r"[国地]税", r"分局", r"属于")
_ENOUGH_DIGITS = re.compile(r"(?:[\d零〇一二三四五六七八九幺两洞拐][- ]?){7}")


def purpose(speech: str, setting: Setting) -> Understood | None:
    """Read why the caller calls: fault, onsite, complaint, status, install or other.

    also carries what the same words answered: symptom with the parts of it, complaint, company_name, phone.
    A complaint counts before the fault in it, a visit asked for before the fault that it is for, and a fault
    before an installation unless that is plainly new.
    """
    text = affirmed(heard(speech))
    found = _decide(speech, text)
    if found is None:
        return None
    said = read_back(wording.PURPOSE, found.value, setting.language)
    also = _also(found.value, speech, text, setting)
    return answer(found.value, _doubt(text, found.confidence), found.evidence, said, also)


def _doubt(text: str, confidence: float) -> float:
    """Lower confidence for 可能要投诉; a fault described with 好像 stays a fault."""
    return hedged(text, confidence) if len(text) <= _SHORT else confidence


_SHORT = 8


def _decide(speech: str, text: str) -> Found | None:
    """Weigh the tables; where two purposes speak against each other the answer wants a yes."""
    trouble = _trouble(speech, text)
    if complaint := first(COMPLAINT, text):
        return complaint
    status, onsite, new = first(STATUS, text), first(ONSITE, text), first(NEW, text)
    if status and not (trouble and _RECURRING.search(text)):
        return _unless(status, status.confidence < CERTAIN)
    if new and not (trouble and _NEW_COMPANY_TROUBLE.search(text)):
        return _unless(new, trouble is not None and trouble.confidence > _MENTIONED)
    if onsite:
        return onsite
    if trouble and trouble.confidence > _MENTIONED:
        return trouble
    return first(OTHER, text) or trouble


_MENTIONED = 0.8  # 打印机 or 发票 alone: a fault is likely, yet nobody said that anything is wrong


def _unless(found: Found, doubtful: bool) -> Found:
    return Found(found.value, min(found.confidence, 0.7), found.evidence, found.start, found.end) if doubtful else found


_REPAIR = words(r"报修|要修|维修|修(?:一?下|电脑|系统|打印机|读卡器)|fix|repair")


def _trouble(speech: str, text: str) -> Found | None:
    if evidence := symptoms.trouble(speech):
        return Found("fault", 0.95, evidence, 0, 0)
    if (found := _REPAIR.search(text)) or (found := symptoms.MONTHLY_WORK.search(text)):
        return Found("fault", 0.9, found.group(), found.start(), found.end())
    kind = symptoms.category(speech)
    return None if kind == "unknown" else Found("fault", _MENTIONED - 0.1, kind, 0, 0)


def _also(value: str, speech: str, text: str, setting: Setting) -> dict[str, Understood]:
    also: dict[str, Understood] = {}
    if value == "complaint" and (found := complaints.complaint(speech, setting)):
        also["complaint"] = found
        also |= found.also
    if value == "status" and (number := ticket_numbers.ticket_number(speech, setting)):
        also["ticket_number"] = number
    wanted = value in {"fault", "onsite"} and symptoms.trouble(speech)
    if wanted and (found := symptoms.symptom(speech, setting)):
        also["symptom"] = found
        also |= found.also
    return also | _who(speech, text, setting)


def _named(speech: str, text: str) -> str | None:
    """Return the company named in passing: 我是读卡器的灯不亮 names none."""
    if _COMPANY_WORD.search(text) and (name := names.name_in(speech)):
        return name
    short = names.introduced(speech)
    return short if short and symptoms.category(short) == "unknown" else None


def _who(speech: str, text: str, setting: Setting) -> dict[str, Understood]:
    """Read company, branch and telephone only where something looks like one: reading costs far more than a look."""
    who: dict[str, Understood] = {}
    if name := _named(speech, text):
        who["company_name"] = Understood(name, _NAMED_IN_PASSING, name, name)
    if _BRANCH_WORD.search(text) and (branch := branch_speech.branch_in(text)):
        who["tax_branch"] = Understood(branch.phrase, branch.confidence, branch.words, branch.phrase)
    if _ENOUGH_DIGITS.search(text) and (found := phones.phone(speech, setting)):
        who["phone"] = found
    return who
