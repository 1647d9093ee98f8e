"""Why people call: the answer to the one open question."""

from __future__ import annotations

import pytest

from hotline.speech.purpose import purpose
from tests.speech.sayings import MARCH, pairs, understood

SURE = {
    "fault": (
        "开票系统开不了票",
        "系统进不去",
        "我的开票系统打不开了",
        "报错了，错误七零六",
        "金税盘锁死了",
        "打印不出来",
        "发票打印机打歪了",
        "抄税抄不了",
        "怎么抄税",
        "清卡失败",
        "我要抄税",
        "读卡器灯不亮",
        "我要报修",
        "电脑开票软件死机",
        "开唔到票啊",
        "入唔到系统",
        "又坏了，上次修过的",
        "上次报的问题又出现了",
        "不是要投诉，是开不了票",
        "重装系统以后开不了票",
        "安装驱动失败",
        "证书密码忘了",
        "系统提示没有找到金税卡",
        "invoices won't print",
        "I can't log in to the system",
        "开票系统有问题",
        "我们公司今天开票的时候系统一直报错，客户在等",
        "发行失败怎么办",
        "新公司装了系统之后开不了票",
        "你好，我们公司的金税盘插上去没反应",
        "我这边开发票开不出来",
        "那个开票软件一直登录不上去",
        "系统说已经到锁死期了",
        "我们要报税，但是清卡清不了",
        "发票打出来都是歪的",
        "开票系统升级之后打不开",
        "上个月忘记抄税了",
        "麻烦问一下，为什么我的发票上传不了",
        "我的盘丢了",
        "一打印就没反应，客户又催",
        "我想请教一下，为什么开票软件老是自动退出",
        "我把我们的金税盘弄坏了",
        "我们刚领了税控盘，插上去没反应",
        "老板在催，马上要开票，系统打不开",
        "开票机读卡器坏了，想换一个",
    ),
    "onsite": (
        "我想请你们派人上门",
        "叫工程师来看看",
        "能不能过来看一下",
        "派个师傅过来修一下打印机",
        "读卡器不亮，你们派人上门看看吧",
        "需要上门服务",
        "叫个人嚟睇下",
        "机器坏了找人来修",
        "能不能安排技术员上门维修",
        "开不了票，麻烦来我们公司处理一下",
        "please send someone to our office",
        "系统打不开，麻烦你们派个人过来",
        "可以安排师傅上门吗",
        "你们今天能不能来我们公司一趟",
        "想约个时间上门",
        "我要上门服务",
        "请工程师过来帮我们看看",
        "要人过来修",
        "我想约师傅明天来修",
        "什么时候方便上门帮我们看下打印机",
    ),
    "complaint": (
        "我要投诉",
        "你们服务态度太差了",
        "等了三天没人来",
        "修了三次还没好，我要投诉",
        "没人管我们",
        "我要投诉金湾服务点技术差",
        "说好昨天上门，到现在都没来",
        "你们工程师态度很恶劣",
        "乱收费",
        "打印机一直打不出来，叫了几次都没人来，我要投诉你们",
        "一直没人联系我",
        "这是什么态度",
        "I want to complain",
        "上次那个师傅态度特别差，我要投诉他",
        "我对你们的服务很不满意",
        "三天了都没人回电话",
        "钱收了，问题没解决，什么公司啊",
        "我要举报你们乱收费",
        "上门了两次都没修好",
        "打了好多次电话都没人接",
        "你们那个小李收了钱不办事",
        "你们这服务也太慢了，报修三天没人来",
        "你们收费不透明",
        "打了一上午电话打不进来，你们是干什么吃的",
        "修一次坏一次，你们技术也太差了吧",
        "上次来的师傅把我们电脑弄坏了，我要个说法",
        "说好的回电话一个星期了也没有",
    ),
    "status": (
        "上次报的问题处理得怎么样了",
        "我想查一下工单",
        "工程师什么时候来",
        "什么时候上门",
        "报修的进度怎么样",
        "昨天报的打印机故障修好了没",
        "有结果了吗",
        "催一下",
        "师傅怎么还没来",
        "前几天反映的问题处理好了吗",
        "几时上门啊",
        "我那个单子处理到哪一步了",
        "what's the status of my ticket",
        "我上午报的修，什么时候有人来",
        "我的工单号是260310001，帮我查一下",
        "昨天报的那个，安排了没有",
        "问一下我的报修处理到哪里了",
        "说今天来的，几点到",
        "我想催一下",
        "你们师傅到哪了",
        "我又来催一下",
        "我那张单子呢，怎么样了",
        "你们说今天给我回电话，怎么样了",
    ),
    "install": (
        "我们新办的公司要装开票系统",
        "新公司开通",
        "我要买金税盘",
        "想申请税控盘发行",
        "我要安装开票系统",
        "刚注册的公司，怎么开通开票",
        "我们是新户，要发行",
        "要新装一套开票软件",
        "买盘",
        "我们要购买金税盘",
        "帮我们装一套开票系统",
        "刚成立的公司要办理税控",
        "we are a new company",
        "我想办一个新的税控盘",
        "新公司怎么申请开票系统",
        "公司刚成立，想买你们的金税盘",
        "我要开通开票",
        "你们可以安装开票系统吗",
        "增加一台分开票机",
        "我们刚领了税控盘，想请你们装一下",
        "刚拿到金税盘，请帮我们装上",
        "朋友介绍的，想装你们的开票系统",
    ),
    "other": (
        "转人工",
        "找人",
        "我要咨询一下政策",
        "税率是多少",
        "投诉电话是多少",
        "你们几点下班",
        "培训什么时候有",
        "续费多少钱",
        "我要找客服",
        "上门收费多少",
        "你们公司地址在哪里",
        "找一下你们的王工",
        "我要续服务费",
        "发票税率怎么选",
        "有没有培训班",
        "我要提个建议",
        "小规模纳税人开专票几个点啊",
        "你们招人吗",
        "请问你们公司在什么地方",
        "我想找一下王经理",
        "我想找一下你们财务",
        "专票和普票有什么区别",
        "谢谢上次的师傅，修得很好",
        "增值税申报表怎么填",
        "给我转一下技术部",
        "帮我转财务",
    ),
}
UNSURE = {
    "fault": (
        "打印机",
        "电脑换了，开票系统怎么重装",
    ),
    "other": ("我想问一下",),
}
NOTHING = (
    "你好",
    "嗯",
    "对",
    "喂，听得到吗",
    "我是珠海金湾机械有限公司",
    "一二三",
)


@pytest.mark.parametrize(("said", "value"), pairs(SURE))
def test_a_clear_purpose_is_taken_as_it_is(said: str, value: str) -> None:
    found = understood(purpose, said)
    assert found.value == value
    assert found.certain


@pytest.mark.parametrize(("said", "value"), pairs(UNSURE))
def test_a_vague_purpose_wants_a_yes(said: str, value: str) -> None:
    found = understood(purpose, said)
    assert found.value == value
    assert found.needs_yes


@pytest.mark.parametrize("said", NOTHING)
def test_a_greeting_or_a_name_alone_is_no_purpose(said: str) -> None:
    assert purpose(said, MARCH) is None


def test_what_the_same_words_answer_goes_along() -> None:
    said = "你好,我是珠海市华金电子有限公司,开票系统提示内存不足,打印也打歪了,电话是零七五六二二八六零零零"
    found = understood(purpose, said)
    assert found.value == "fault"
    assert {slot: more.value for slot, more in found.also.items() if slot in {"company_name", "memory", "printer"}} == {
        "company_name": "珠海市华金电子有限公司",
        "memory": "insufficient",
        "printer": "misaligned",
    }
    assert {"symptom", "phone"} <= set(found.also)


def test_a_short_name_that_the_caller_is_introduced_by_goes_along() -> None:
    assert understood(purpose, "我是海狸电子的小陈,读卡器灯不亮").also["company_name"].value == "海狸电子"
    assert "company_name" not in understood(purpose, "我是读卡器的灯不亮").also


def test_a_visit_asked_for_carries_the_fault_that_it_is_for() -> None:
    found = understood(purpose, "读卡器不亮,麻烦你们派人上门看看")
    assert found.value == "onsite"
    assert found.also["card_reader"].value == "none"
    assert "symptom" in found.also


def test_a_complaint_counts_before_the_fault_in_it_and_carries_both() -> None:
    found = understood(purpose, "打印机修了三次还是打不出来,我要投诉")
    assert found.value == "complaint"
    assert found.also["printer"].value == "not_printing"
    assert {"complaint", "symptom"} <= set(found.also)


def test_a_new_company_whose_system_fails_has_a_fault() -> None:
    assert understood(purpose, "我们新公司装好了系统,但是开不了票").value == "fault"


def test_an_old_report_is_asked_after_but_one_that_broke_again_is_a_fault() -> None:
    assert understood(purpose, "上次报的打印机故障处理得怎么样了").value == "status"
    assert understood(purpose, "上次报的问题又出现了").value == "fault"


def test_a_plain_complaint_carries_no_symptom() -> None:
    assert set(understood(purpose, "你们服务态度太差了").also) == {"complaint"}
