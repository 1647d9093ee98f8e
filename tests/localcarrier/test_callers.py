"""The example callers, each against questions as the hotline asks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import NUMBER

CALLERS = Path(__file__).parents[1] / "callers"
GREETING = "您好,金穗公司。我是智能语音助手，本次通话会录音。请问有什么可以帮您？"
INTAKE = [
    "请问您的企业全称是什么？",
    "请问企业全称是珠海市明珠贸易有限公司，对吗？",
    "请问您的联系电话就用现在这个来电号码，可以吗？",
    "请问您所属的税务分局是哪一个？",
    "请问是香洲区税务局，对吗？",
]
QUESTIONS = [
    "请您描述一下具体的故障现象。",
    "进入开票系统时，请问读卡器或者金税盘上的红绿灯正常吗？",
    "请您把设备重新插到电脑背面的接口上。做好以后请告诉我，问题解决了吗？",
    "请问电脑的内存情况怎么样？",
    "请问打印机驱动程序正常吗？",
    "请打开状态查询。请问金税卡当前日期、抄税起始日期和会计月份各是什么？",
]
CONVERSATIONS = {
    "card_reader_solved": [GREETING, *INTAKE, *QUESTIONS[:3]],
    "unresolved_fault": [GREETING, *INTAKE, *QUESTIONS, "等我们有了确切结果后会尽快和您联系。"],
    "complaint": [
        GREETING,
        "您请讲，是什么事情让您不满意？",
        "您反映的是服务态度，我理解得对吗？",
        *INTAKE[:2],
        "请问您的联系电话是多少？",
        "您的联系电话是0756 8812345，对吗？",
        INTAKE[3],
    ],
    "visit": [GREETING, *INTAKE, "请问您的服务协议截止日期是哪一天？", "请问您希望我们什么时间上门？"],
    "status": [GREETING, "请问您的工单号是多少？", "请问还需要工作人员给您回电话吗？"],
    "hangs_up": [GREETING, "请您描述一下具体的故障现象。", "请问您的企业全称是什么？", "不该问到这里"],
    "silent": [GREETING, "请您直接说遇到的问题。", "系统故障请按1，上门服务请按2。"],
    "wants_a_person": [GREETING, "现在线路都忙，请问您愿意稍等吗？", "请问回电话就打现在这个来电号码，可以吗？"],
    "keypad_only": [GREETING, "系统故障请按1，上门服务请按2。", "请用按键输入联系电话，按井号键结束。"],
}


def talk(application: Application, carrier: Carrier, name: str) -> scripted.Outcome:
    gather = '<Gather input="dtmf speech" action="/voice" timeout="6" actionOnEmptyResult="true">'
    questions = [f"{gather}<Say>{question}</Say></Gather>" for question in CONVERSATIONS[name]]
    application.on("/voice", *questions, "<Say>再见,如果以后您的开票系统有什么问题请再与我们联系</Say>")
    return scripted.call(carrier, script.load(CALLERS / f"{name}.yaml"), NUMBER)


def answers(outcome: scripted.Outcome) -> list[str]:
    return [
        entry.text
        for entry in outcome.transcript.entries
        if entry.who is Who.CALLER and entry.kind in {Kind.SAID, Kind.KEYED}
    ]


def test_every_caller_has_a_conversation() -> None:
    assert {file.stem for file in CALLERS.glob("*.yaml")} == CONVERSATIONS.keys()


@pytest.mark.parametrize("name", sorted(CONVERSATIONS))
def test_a_caller_comes_to_the_end_of_the_story(application: Application, carrier: Carrier, name: str) -> None:
    outcome = talk(application, carrier, name)
    assert outcome.status is Status.COMPLETED
    assert outcome.missed == ()
    heard = outcome.transcript.said_by(Who.APPLICATION)
    reached = len(CONVERSATIONS[name]) - 1 if name == "hangs_up" else len(CONVERSATIONS[name]) + 1
    assert len(heard) == reached


@pytest.mark.parametrize("name", sorted(CONVERSATIONS.keys() - {"silent", "keypad_only", "hangs_up"}))
def test_a_caller_who_talks_has_an_answer_to_each_question(
    application: Application, carrier: Carrier, name: str
) -> None:
    outcome = talk(application, carrier, name)
    promise = CONVERSATIONS[name][-1].startswith("等我们")
    assert len(answers(outcome)) == len(CONVERSATIONS[name]) - promise


def test_some_answers_word_for_word(application: Application, carrier: Carrier) -> None:
    solved = answers(talk(application, carrier, "card_reader_solved"))
    assert solved[1:5] == ["珠海市明珠贸易有限公司", "对", "可以", "香洲区税务局"]
    assert solved[-1] == "重新插了一下，灯亮了，解决了"
    assert answers(talk(application, carrier, "status"))[1] == "260310001#"
    assert answers(talk(application, carrier, "silent")) == []
    assert answers(talk(application, carrier, "keypad_only")) == ["1", "13267890123#"]


def test_the_withheld_number_of_the_silent_caller_arrives_as_twilio_sends_it(
    application: Application, carrier: Carrier
) -> None:
    talk(application, carrier, "silent")
    assert {form["From"] for form in application.at("/voice")} == {"+266696687"}
