"""Complaints: whom they are about, what about, and how grave (R73, R74, R87)."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.speech.complaints import complaint
from tests.speech.sayings import MARCH, understood


def made_of(said: str) -> dict[str, Any]:
    value = understood(complaint, said).value
    assert isinstance(value, dict)
    return dict(value)


@pytest.mark.parametrize(
    ("said", "target", "aspect", "unit"),
    [
        ("投诉金湾服务点技术差", "subordinate", "technical", "金湾服务点"),
        ("我要投诉你们斗门分公司的服务态度", "subordinate", "conduct", "斗门分公司"),
        ("你们斗门那个网点服务质量很差", "subordinate", "service", "斗门网点"),
        ("香洲代理商强制我们买打印机", "subordinate", "fee", "香洲代理商"),
        ("投诉三灶服务站的李师傅乱收钱", "subordinate", "fee", "三灶服务站"),
        ("拱北办事处等了三天都没人来", "subordinate", "delay", "拱北办事处"),
        ("那个姓李的师傅骂人", "person", "conduct", "姓李的师傅"),
        ("小王态度恶劣", "person", "conduct", "小王"),
        ("接电话的女的说话很冲", "person", "conduct", "接电话的女的"),
        ("上门的师傅拿我们电话打私人电话", "person", "conduct", "上门的师傅"),
        ("来修的那个师傅在办公室抽烟", "person", "conduct", "来修的师傅"),
        ("陈工说好昨天来,到现在都没来", "person", "delay", "陈工"),
        ("金税盘质量太差了,三天两头坏", "product", "product", None),
        ("你们的软件太难用了", "product", "product", None),
        ("等了三天没人来", "own", "delay", None),
        ("你们工程师态度很差", "own", "conduct", None),
        ("你们乱收费,上门要收两百块", "own", "fee", None),
        ("服务人员素质太差", "own", "staff", None),
        ("技术员技术不行", "own", "technical", None),
        ("修了三次还没好", "own", "technical", None),
        ("客服挂我电话", "own", "conduct", None),
        ("打电话一直打不通", "own", "delay", None),
        ("服务太差了", "own", "service", None),
        ("我是所属金湾税务局的,你们服务不好", "own", "service", None),
        ("我要投诉", "own", "service", None),
        ("your engineer was very rude", "own", "conduct", None),
        ("nobody came for three days", "own", "delay", None),
    ],
)
def test_a_complaint_names_its_target_its_aspect_and_the_unit(
    said: str, target: str, aspect: str, unit: str | None
) -> None:
    made = made_of(said)
    assert (made["target"], made["aspect"], made["unit"]) == (target, aspect, unit)


def test_the_first_grievance_counts() -> None:
    assert made_of("等了三天没人来,来了态度还很差")["aspect"] == "delay"
    assert made_of("态度很差,还让我等了三天")["aspect"] == "conduct"


@pytest.mark.parametrize(
    "said",
    [
        "再不解决我就投诉到税务局",
        "我要打12366投诉你们",
        "我要找媒体曝光你们",
        "等着收律师函吧",
        "他威胁我",
        "机器漏电,差点触电",
        "我要去消协告你们",
        "I will call my lawyer",
    ],
)
def test_a_threat_to_tell_others_or_a_danger_is_serious(said: str) -> None:
    assert made_of(said)["serious"] is True


@pytest.mark.parametrize("said", ["服务太差了", "我是金湾税务局管的企业,你们态度不好", "等了三天没人来", "收费太贵"])
def test_an_everyday_complaint_is_not_serious(said: str) -> None:
    assert made_of(said)["serious"] is False


@pytest.mark.parametrize(
    ("said", "fault", "solved"),
    [
        ("修了三次还没好,我要投诉", True, False),
        ("打印机一直打不出来,叫了几次都没人来", True, None),
        ("读卡器修了两次,现在还是红灯", True, None),
        ("已经修好了,但是服务态度真的很差", False, True),
        ("打印机报错,后来修好了,但是态度很差", False, True),
        ("小王态度恶劣", False, None),
        ("你们乱收费", False, None),
    ],
)
def test_an_unresolved_fault_inside_a_complaint_is_seen(said: str, *, fault: bool, solved: bool | None) -> None:
    made = made_of(said)
    assert (made["fault"], made["solved"]) == (fault, solved)


def test_an_unresolved_fault_goes_along_with_what_it_answers() -> None:
    found = understood(complaint, "打印机一直打不出来,叫了几次都没人来")
    assert found.also["printer"].value == "not_printing"
    assert "symptom" in found.also


def test_the_words_are_kept_as_they_were_said() -> None:
    assert made_of("你们 态度 很差!")["text"] == "你们 态度 很差!"


@pytest.mark.parametrize("said", ["", "嗯", "你好", "。"])
def test_a_greeting_is_no_complaint(said: str) -> None:
    assert complaint(said, MARCH) is None
