"""Other flows, cases, deeds, the queue and recordings. `Caller` takes the state through JSON between all turns."""

from __future__ import annotations

import pytest

from hotline.flows.engine import Doing, Ended, Heard, Recording, Waiting
from hotline.flows.state import Answer
from tests.flows.driver import Caller, house
from tests.flows.spoken_flows import COMPANY, DEED, QUESTION

# -- other flows, cases, deeds --


def test_a_flow_calls_another_and_goes_on_when_it_returns() -> None:
    outer = """
  intake: {kind: call, flow: intake, next: bye}
  bye: {kind: end, prompt: {zh-CN: "{company},再见。", en-US: "{company}, bye."}}
"""
    inner = """
  company:
    kind: ask
    slot: company
    tries: 1
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    give_up: return
    next: return
"""
    caller = Caller(house(outer, intake=inner))
    assert caller.said == ["请问企业全称？"]
    assert caller.says("东方公司") == ["「东方公司」,再见。"]


def test_several_flows_return_at_once() -> None:
    caller = Caller(
        house(
            "  a: {kind: call, flow: middle, next: bye}\n  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}\n",
            middle="  b: {kind: call, flow: inner, next: return}\n",
            inner="  c: {kind: say, prompt: {zh-CN: 你好。, en-US: Hello.}, next: return}\n",
        )
    )
    assert caller.said == ["你好。", "再见。"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(True, "是"), (False, "否"), (None, "无"), ("vip", "贵"), (3, "三"), ("other", "余"), ([1], "余"), (2.5, "余")],
)
def test_a_known_value_chooses_the_way(value: object, said: str) -> None:
    cases = """
  look_up: {kind: do, verb: look_up, outcomes: {found: choose}}
  choose: {kind: match, slot: found, cases: {yes: a, no: b, none: c, vip: d, "3": e, else: f}}
"""
    ends = zip("abcdef", "是否无贵三余", strict=True)
    cases += "".join(f"  {name}: {{kind: end, prompt: {{zh-CN: {word}, en-US: x}}}}\n" for name, word in ends)
    caller = Caller(house(cases))
    assert caller.is_done("found", {"found": Answer(value)}) == [said]


def test_a_value_that_was_never_given_counts_as_none() -> None:
    caller = Caller(
        house("""
  choose: {kind: match, slot: nothing, cases: {none: a, else: b}}
  a: {kind: end, prompt: {zh-CN: 无, en-US: none}}
  b: {kind: end, prompt: {zh-CN: 有, en-US: some}}
""")
    )
    assert caller.said == ["无"]


def test_a_deed_halts_the_flow_and_says_what_is_to_be_done() -> None:
    caller = Caller(house(DEED))
    assert caller.said == ["您好。"]
    assert caller.then == Doing("look_up", {"by": "number"})


def test_a_deed_gives_prompts_its_words_and_answers() -> None:
    caller = Caller(house(DEED))
    slots = {"name": Answer("n1", said="东方公司")}
    assert caller.is_done("found", slots, ticket="260310001") == ["工单260310001,东方公司。"]


def test_a_word_that_nobody_gave_is_left_out() -> None:
    assert Caller(house(DEED)).is_done("missing") == ["没有查到。"]


def test_an_outcome_that_the_flow_does_not_name_ends_the_call_safely() -> None:
    caller = Caller(house(DEED))
    assert caller.is_done("exploded") == ["系统出了问题。"]
    assert caller.then == Ended("lost")


# -- queue and recording --

QUEUE = """
  wait:
    kind: queue
    queue: agents
    prompt: {zh-CN: 请稍等。, en-US: Please wait.}
    results: {left: a, full: b, failed: c, served: d}
  a: {kind: end, outcome: left, prompt: {zh-CN: 再见。, en-US: Bye.}}
  b: {kind: end, outcome: full, prompt: {zh-CN: 人太多。, en-US: Too many.}}
  c: {kind: end, outcome: failed, prompt: {zh-CN: 没接通。, en-US: Failed.}}
  d: {kind: end, outcome: served, prompt: {zh-CN: 谢谢。, en-US: Thanks.}}
"""


def test_a_caller_may_wait_for_a_person() -> None:
    caller = Caller(house(QUEUE))
    assert caller.said == ["请稍等。"]
    assert caller.then == Waiting("agents")


@pytest.mark.parametrize("result", ["left", "full", "failed", "served"])
def test_what_follows_depends_on_how_the_waiting_ended(result: str) -> None:
    caller = Caller(house(QUEUE))
    caller.hears(Heard(event=result))
    assert caller.then == Ended(result)


@pytest.mark.parametrize("heard", [Heard(event="rained off"), Heard(), Heard(speech="喂"), Heard(digits="0")])
def test_waiting_that_ended_in_no_known_way_has_failed(heard: Heard) -> None:
    caller = Caller(house(QUEUE))
    caller.hears(heard)
    assert caller.then == Ended("failed")


RECORD = """
  message:
    kind: record
    max_seconds: 60
    prompt: {zh-CN: 请留言。, en-US: Please leave a message.}
    give_up: nothing
    next: thanks
  thanks: {kind: end, prompt: {zh-CN: 收到了。, en-US: Received.}}
  nothing: {kind: end, prompt: {zh-CN: 没有留言。, en-US: No message.}}
"""


def test_a_message_is_recorded_and_kept() -> None:
    caller = Caller(house(RECORD))
    assert caller.said == ["请留言。"]
    assert caller.then == Recording(60)
    assert caller.hears(Heard(event="RE123")) == ["收到了。"]
    assert caller.answers == {"message": "RE123"}


def test_a_message_ended_by_a_key_is_kept_too() -> None:
    caller = Caller(house(RECORD))
    assert caller.hears(Heard(event="RE123", digits="5")) == ["收到了。"]


def test_no_message_gives_up() -> None:
    caller = Caller(house(RECORD))
    assert caller.stays_silent() == ["没有留言。"]
    assert caller.answers == {}


def test_global_keys_work_while_a_message_is_taken() -> None:
    caller = Caller(house(RECORD))
    assert caller.presses("*") == ["请留言。"]
    assert caller.presses("0") == ["现在没有人有空。", "请留言。"]
    assert caller.presses("*") == ["请留言。"]
    assert caller.presses("*") == ["没有留言。"]


def test_silence_goes_on_where_no_message_is_needed() -> None:
    caller = Caller(house(RECORD.replace("    give_up: nothing\n", "")))
    assert caller.stays_silent() == ["收到了。"]


def test_a_person_asked_for_while_the_message_for_one_is_taken_is_asked_again() -> None:
    caller = Caller(house(COMPANY, person=RECORD.replace("next: thanks", "next: return")))
    assert caller.presses("0") == ["请留言。"]
    assert caller.presses("0") == ["请留言。"]
    assert len(caller.state.stack) == 2
    assert caller.hears(Heard(event="RE123")) == [QUESTION]
