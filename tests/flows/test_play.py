"""A conversation in the terminal."""

from __future__ import annotations

import pytest

from hotline.flows import engine, play
from hotline.flows.state import State
from hotline.flows.steps import Doing, Ended, Heard, Listen, Outcome, Recording, Step, Waiting
from hotline.flows.transcript import Transcript, Turn
from tests.flows.driver import Ears, house

FLOW = """
  hello: {kind: say, prompt: {zh-CN: 您好。, en-US: Hello.}, next: look_up}
  look_up: {kind: do, verb: look_up, outcomes: {known: greet, unknown: company}}
  greet: {kind: say, prompt: {zh-CN: "{name}。", en-US: "{name}."}, next: company}
  company:
    kind: ask
    slot: company
    tries: 1
    prompt: {zh-CN: 请问企业全称？, en-US: Which company}
    give_up: bye
    next: bye
  bye: {kind: end, outcome: noted, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


def deed(doing: Doing, state: State) -> Outcome:
    assert doing.verb == "look_up"
    assert state.turns == 0
    return Outcome("known", words={"name": "张先生"})


def test_a_conversation_runs_from_wait_to_wait_and_does_what_lies_between() -> None:
    talk = play.converse(house(FLOW), "inbound", language="zh-CN", ears=Ears(), deed=deed)
    first = next(talk)
    assert first.says == ("您好。", "张先生。", "请问企业全称？")
    assert first.then == Listen("company")
    last = talk.send(play.typed("东方公司"))
    assert last.says == ("再见。",)
    assert last.then == Ended("noted")
    with pytest.raises(StopIteration):
        next(talk)


def test_a_played_conversation_becomes_a_transcript() -> None:
    talk = play.converse(house(FLOW), "inbound", language="zh-CN", ears=Ears(), deed=deed)
    turns, step = [], next(talk)
    for line in ("东方公司",):
        turns.append(Turn.of(step.says, play.typed(line)))
        step = talk.send(play.typed(line))
    transcript = Transcript((*turns, Turn(step.says)))
    assert (
        str(transcript)
        == """\
- hotline:
  - 您好。
  - 张先生。
  - 请问企业全称？
  caller: 东方公司
- hotline:
  - 再见。
"""
    )


def test_an_author_may_choose_among_the_outcomes_of_a_deed() -> None:
    flows = house(FLOW)
    step = engine.start(flows, "inbound", language="zh-CN", ears=Ears())
    assert play.outcomes(flows, step.state) == {"known": "greet", "unknown": "company"}
    asked = engine.resume(flows, step.state, Outcome("unknown"), Ears())
    assert play.outcomes(flows, asked.state) == {}


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("", Heard()),
        ("  \n", Heard()),
        ("1", Heard(digits="1")),
        ("0756*#", Heard(digits="0756*#")),
        ("1号", Heard("1号")),
        (":left", Heard(event="left")),
        ("开不了票", Heard("开不了票")),
    ],
)
def test_a_typed_line_is_words_keys_silence_or_an_event(line: str, heard: Heard) -> None:
    assert play.typed(line) == heard


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        (Listen("company"), "听 company"),
        (Listen("symptom", patient=True), "听 symptom，多等一会儿"),
        (Recording(60), "录音，最长 60 秒"),
        (Waiting("agents"), "排队 agents"),
        (Doing("look_up", {}), "办理 look_up"),
        (Ended("noted"), "挂机 noted"),
        (Ended(None), "挂机"),
    ],
)
def test_a_step_is_shown_as_text(then: engine.Then, shown: str) -> None:
    step = Step(("您好。", "请说。"), then, State("r", "zh-CN", []))
    assert play.shown(step) == f"热线：您好。\n热线：请说。\n  [{shown}]"
