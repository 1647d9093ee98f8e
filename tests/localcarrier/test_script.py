"""Scripted callers: what a file may say, what is wrong with it, and how such a person behaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.line import Pickup
from hotline.localcarrier.lines.script import BadScript
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import NUMBER, Call

HEAD = 'name: 李会计\nfrom: "+8613702345678"\n'


def test_scalars_stay_as_they_are_written() -> None:
    caller = script.read("name: 1\nfrom: +8613702345678\nsteps:\n  - keys: 0756#\n  - says: 2026-03-10\n")
    assert caller.number == "+8613702345678"
    assert caller.steps[0].answer.keys == ("0756#",)
    assert caller.steps[1].answer.says == ("2026-03-10",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad.yaml:1: the file is empty"),
        ("- 1", "bad.yaml:1: the file must be key: value pairs"),
        ("from: '1'", "bad.yaml:1: name is missing"),
        ("name: x", "bad.yaml:1: from is missing"),
        (HEAD + "phone: 1", "bad.yaml:3: phone is not known here (known: from, greeting, hesitates, machine, name,"),
        (HEAD + "picks up: soon", "bad.yaml:3: picks up must be the number of a ring, or one of never, busy, rejects"),
        (HEAD + "name: twice", "bad.yaml:3: name stands twice"),
        (HEAD + "steps:\n  - hears: 您好\n    sayz: 喂", "bad.yaml:5: steps[1].sayz is not known here"),
        (HEAD + "steps:\n  - hears: 您好", "bad.yaml:4: steps[1] needs one of says, keys, silence, hangs up"),
        (HEAD + "steps: 喂", "bad.yaml:3: steps must be a list"),
        (HEAD + "steps:\n  - keys: 12a", "bad.yaml:4: steps[1].keys '12a' are no telephone keys"),
        (HEAD + "steps:\n  - says:", "bad.yaml:4: steps[1].says must be a text"),
        (HEAD + "steps:\n  - says: 喂\n    silence: true", "bad.yaml:5: steps[1].silence cannot stand beside"),
        (HEAD + "steps:\n  - hears: /(/\n    says: 喂", "bad.yaml:4: steps[1].hears /(/ is no regular expression"),
        (HEAD + "steps:\n  - hangs up: maybe", "bad.yaml:4: steps[1].hangs up must be true or false"),
        (HEAD + "rules:\n  - says: 喂", "bad.yaml:4: rules[1].hears is missing"),
        (
            HEAD + "rules:\n  - hears: 喂\n    says: 喂\n    optional: true",
            "bad.yaml:6: rules[1].optional is not known",
        ),
        (HEAD + "patience: soon", "bad.yaml:3: patience must be a number"),
        (HEAD + "hesitates: -1", "bad.yaml:3: hesitates must be a number from 0 up"),
        (HEAD + "otherwise: 喂", "bad.yaml:3: otherwise must be key: value pairs"),
        (HEAD + "steps: [", "bad.yaml:3: "),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(text: str, message: str) -> None:
    with pytest.raises(BadScript) as refused:
        script.read(text, "bad.yaml")
    assert str(refused.value).startswith(message)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadScript, match=r"nobody\.yaml"):
        script.load(tmp_path / "nobody.yaml")


def asks(application: Application, *questions: str) -> None:
    """Let the application ask one question after another, whatever it is answered."""
    gather = '<Gather input="dtmf speech" action="/voice" actionOnEmptyResult="true">'
    verbs = [f"{gather}<Say>{question}</Say></Gather>" for question in questions]
    application.on("/voice", *verbs, "<Say>再见</Say>")


def caller_said(outcome: scripted.Outcome) -> list[str]:
    kinds = {Kind.SAID, Kind.KEYED, Kind.SILENT, Kind.HUNG_UP}
    return [
        "-" if entry.kind is Kind.SILENT else entry.text
        for entry in outcome.transcript.entries
        if entry.who is Who.CALLER and entry.kind in kinds
    ]


def test_steps_wait_for_their_words_and_rules_answer_meanwhile(application: Application, call: Call) -> None:
    asks(application, "您好", "请问企业全称?", "甲公司,对吗?", "联系电话", "一二三,对吗?")
    outcome = call(
        "[{says: 你好}, {hears: 企业 全称, says: 甲公司}, {hears: [电话, 手机], keys: 123#}]",
        "rules: [{hears: 对吗, says: 对}]",
    )
    assert caller_said(outcome) == ["你好", "甲公司", "对", "123#", "对"]
    assert outcome.missed == ()


def test_what_nothing_fits_gets_silence_or_the_other_answer(application: Application, call: Call) -> None:
    asks(application, "您好", "什么?", "企业全称")
    steps = "[{hears: 企业全称, says: 甲公司}]"
    assert caller_said(call(steps))[:2] == ["-", "-"]
    asks(application, "您好", "什么?", "企业全称")
    assert caller_said(call(steps, "otherwise: {says: [啊, 没听清]}"))[:3] == ["啊", "啊", "甲公司"]


def test_a_rule_may_answer_differently_each_time(application: Application, call: Call) -> None:
    asks(application, "电话", "电话", "电话")
    assert caller_said(call(more="rules: [{hears: 电话, says: [不知道, 一二三]}]")) == ["不知道", "一二三", "一二三"]


def test_optional_steps_are_passed_over_and_missed_ones_are_named(application: Application, call: Call) -> None:
    asks(application, "二")
    outcome = call("\n- {hears: 一, says: 1, optional: true}\n- {hears: 二, says: b}\n- {hears: 三, says: c}")
    assert caller_said(outcome) == ["b"]
    assert outcome.missed == ("line 6",)


def test_a_later_step_does_not_overtake_the_one_that_waits(application: Application, call: Call) -> None:
    asks(application, "二", "一", "二")
    assert caller_said(call("[{hears: 一, says: a}, {hears: 二, says: b}]")) == ["-", "a", "b"]


def test_regular_expressions_and_full_width_forms_match(application: Application, call: Call) -> None:
    asks(application, "读卡器上的 红绿灯 怎么样", "请按\uff11")
    outcome = call("[{hears: /读卡器.*红绿灯/, says: 都不亮}, {hears: 请按1, keys: '1'}]")
    assert caller_said(outcome) == ["都不亮", "1"]


def test_who_hangs_up_does_so_as_soon_as_the_words_fall(application: Application, call: Call) -> None:
    asks(application, "您好", "企业全称")
    outcome = call("[{says: 你好}, {hears: 全称, hangs up: true}]")
    assert outcome.transcript.entries[-2].kind is Kind.HUNG_UP
    assert outcome.status.value == "completed"
    assert outcome.missed == ()


def test_patience_ends(application: Application, call: Call) -> None:
    application.on("/voice", '<Say>请等</Say><Pause length="50"/><Redirect/>')
    outcome = call(more="patience: 120")
    assert 100 <= outcome.seconds <= 180
    assert outcome.transcript.entries[-2].kind is Kind.HUNG_UP


def test_another_number_can_be_lent_to_a_caller(application: Application, carrier: Carrier) -> None:
    asks(application)
    scripted.call(carrier, script.read(HEAD), NUMBER, from_="+266696687")
    assert application.at("/voice")[0]["From"] == "+266696687"


def test_a_transcript_reads_like_a_conversation(application: Application, call: Call) -> None:
    asks(application, "您好,金穗公司")
    lines = str(call("[{says: 你好}]")).splitlines()
    assert lines[0].startswith("test  CA")
    assert any(line.endswith("对方  您好,金穗公司") for line in lines)
    assert any(line.endswith("来电  你好") for line in lines)
    assert lines[-1].endswith("线路  [通话结束 completed 对方已挂断]")


@pytest.mark.parametrize(
    ("text", "third_ring"),
    [
        ("", Pickup.ANSWERS),
        ("picks up: 4", Pickup.NOT_YET),
        ("picks up: never", Pickup.NOT_YET),
        ("picks up: busy", Pickup.IS_BUSY),
        ("picks up: rejects", Pickup.REJECTS),
    ],
)
def test_a_person_who_is_called_picks_up_or_not(text: str, third_ring: Pickup) -> None:
    assert script.read(HEAD + text).rung(3) is third_ring
