"""Reading an answer back, one sentence each. `Caller` takes the state through JSON between all turns."""

from __future__ import annotations

from hotline.flows import engine
from hotline.flows.engine import Ended, Listen
from hotline.flows.state import Answer
from tests.flows.driver import Caller, house
from tests.flows.spoken_flows import AGAIN, COMPANY, PURPOSE

# -- confirming --


def test_an_unsure_answer_is_read_back(caller: Caller) -> None:
    assert caller.says("好像东方公司") == ["是「东方公司」吗？"]
    assert caller.then == Listen("yes_no")
    assert caller.answers == {}


def test_yes_takes_the_answer_and_makes_it_certain(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("对") == ["「东方公司」记下了。"]
    assert caller.state.slots["company"].confidence == 1.0
    assert caller.state.slots["company"].heard == "好像东方公司"


def test_a_key_says_yes_as_well(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.presses("1")
    assert caller.answers == {"company": "东方公司"}


def test_no_asks_anew_in_other_words(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对") == [AGAIN]
    assert caller.then == Listen("company")


def test_no_and_another_value_reads_the_other_back(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,是西方公司") == ["是「西方公司」吗？"]
    caller.says("对")
    assert caller.answers == {"company": "西方公司"}


def test_another_value_without_a_no_is_never_taken_for_a_yes(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("西方公司") == ["是「西方公司」吗？"]
    assert caller.says("对,南方公司") == ["是「南方公司」吗？"]


def test_an_unsure_correction_is_read_back_too(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,好像西方公司") == ["是「西方公司」吗？"]


def test_the_last_correction_is_taken_as_it_is(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("西方公司")
    caller.says("南方公司")
    caller.says("不对,好像北方公司")
    assert caller.answers == {"company": "北方公司"}
    assert caller.state.slots["company"].confidence == 0.7


def test_the_same_value_once_more_confirms_itself(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("东方公司")
    assert caller.answers == {"company": "东方公司"}
    assert caller.state.slots["company"].confidence == 1.0


def test_silence_at_a_confirmation_reads_the_value_back_again(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.stays_silent() == ["没有听到您的声音。", "是「东方公司」吗？"]


def test_an_answer_nobody_confirmed_is_kept_with_low_confidence(caller: Caller) -> None:
    caller.says("好像东方公司")
    for _ in range(3):
        caller.stays_silent()
    assert caller.then == Ended("nameless")
    assert caller.state.slots["company"].value == "东方公司"
    assert caller.state.slots["company"].confidence == 0.5


def test_an_answer_nobody_confirmed_is_kept_when_the_caller_refuses_to_go_on(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("不想说")
    assert caller.state.slots["company"].confidence == 0.5


def test_a_confirmation_goes_on_where_it_was_after_an_aside(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.presses("0") == ["现在没有人有空。", "是「东方公司」吗？"]
    caller.says("对")
    assert caller.answers == {"company": "东方公司"}


def test_a_confirmation_is_brought_to_its_end_even_if_the_answer_was_offered_meanwhile(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.state.offered["company"] = Answer("西方公司")
    assert caller.presses("0") == ["现在没有人有空。", "是「东方公司」吗？"]


def test_a_call_that_breaks_off_keeps_what_was_being_confirmed(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("他妈的")
    left = engine.abandon(caller.flows, caller.state)
    assert left.ended
    assert left.slots["company"] == Answer("东方公司", "好像东方公司", 0.5, "东方公司", "「东方公司」")
    assert not caller.state.ended


def test_a_question_may_always_confirm_with_words_of_its_own() -> None:
    caller = Caller(house(ALWAYS))
    assert caller.says("13800138000") == ["电话是「13800138000」,对不对？"]
    assert caller.presses("2") == ["请再说电话。"]
    caller.presses("13900139000")
    assert caller.presses("13900139000") == ["再见。"]


def test_confirming_always_needs_no_words_of_its_own() -> None:
    caller = Caller(house(ALWAYS.replace("confirm: {zh", "# {zh")))
    assert caller.says("13800138000") == ["是「13800138000」吗？"]


def test_a_question_may_leave_the_confirming_to_a_verb() -> None:
    caller = Caller(house(COMPANY.replace("slot: company\n", "slot: company\n    confirm_when: never\n")))
    assert caller.says("好像东方公司") == ["「东方公司」记下了。"]
    assert caller.state.slots["company"].confidence == 0.7


def test_a_yes_to_what_was_read_back_is_a_yes_to_every_part_of_it() -> None:
    flow = PURPOSE.replace("tries: 1", "tries: 1\n    confirm_when: always", 1)
    flow = flow.replace("next: {fault", "confirm: {zh-CN: 是吗？, en-US: Right}\n    next: {fault")
    caller = Caller(house(flow))
    caller.says("东方公司系统故障,好像电话13800138000")
    caller.state.stack[-1].pending = Answer("fault", said="「13800138000」有故障")
    caller.says("对")
    assert caller.state.offered["phone"].confidence == 1.0
    assert caller.then == Listen("yes_no"), "the company was no part of it"


def test_no_with_the_same_value_reads_it_back_once_more(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,东方公司") == ["是「东方公司」吗？"]
    assert caller.answers == {}


def test_no_is_never_taken_for_the_answer_itself() -> None:
    caller = Caller(house(SURELY))
    assert caller.says("是") == ["是是吗？"]
    assert caller.says("不是") == ["请说是或者不是。"]
    assert caller.answers == {}


SURELY = """
  surely:
    kind: ask
    slot: yes_no
    tries: 2
    confirm_when: always
    prompt: {zh-CN: 要上门吗？, en-US: A visit}
    reprompts: [{zh-CN: 请说是或者不是。, en-US: Yes or no}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


def test_keys_of_the_question_rest_while_an_answer_is_read_back(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.presses("5") == ["没有听清。", "是「东方公司」吗？"]


def test_one_key_during_a_confirmation_is_no_value() -> None:
    caller = Caller(house(PURPOSE.replace("tries: 1", "tries: 1\n    confirm_when: always")))
    caller.says("我要投诉")
    caller.presses("7")
    assert caller.answers == {"purpose": "complaint"}


ALWAYS = """
  phone:
    kind: ask
    slot: phone
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    reprompts: [{zh-CN: 请再说电话。, en-US: Again}, {zh-CN: 请慢慢说电话。, en-US: Slowly}]
    confirm_when: always
    confirm: {zh-CN: "电话是{phone},对不对？", en-US: "It is {phone}, right?"}
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""
