"""What was said before it was asked for, or instead of it. `Caller` takes the state through JSON between all turns."""

from __future__ import annotations

from hotline.flows.engine import Ended
from hotline.flows.state import Answer
from tests.flows.driver import Caller, house
from tests.flows.spoken_flows import PURPOSE

# -- more than was asked for --


def test_the_answer_decides_what_follows() -> None:
    caller = Caller(house(PURPOSE))
    caller.says("我要投诉")
    assert caller.then == Ended("other")


def test_what_was_said_already_is_not_asked_again() -> None:
    caller = Caller(house(PURPOSE))
    assert caller.says("东方公司的系统故障,电话13800138000") == ["再见。"]
    assert caller.answers == {"purpose": "fault", "company": "东方公司", "phone": "13800138000"}
    assert caller.state.offered == {}


def test_what_was_said_already_but_unclearly_is_read_back_in_its_turn() -> None:
    caller = Caller(house(PURPOSE))
    assert caller.says("故障,我们好像东方公司") == ["是「我们东方公司」吗？"] or caller.said == ["是「东方公司」吗？"]
    assert caller.says("对") == ["请问电话？"]


def test_a_question_whose_answer_is_known_is_passed() -> None:
    caller = Caller(house(LOOKUP + PURPOSE))
    caller.is_done("found", {"phone": Answer("13800138000")})
    assert caller.says("系统故障,东方公司") == ["再见。"]


def test_a_question_is_asked_even_if_an_answer_is_known_unless_it_says_otherwise() -> None:
    caller = Caller(house(LOOKUP + PURPOSE))
    caller.is_done("found", {"company": Answer("东方公司")})
    assert caller.says("系统故障") == ["请问企业全称？"]


LOOKUP = """
  look_up: {kind: do, verb: look_up, given: {by: number}, outcomes: {found: purpose, missing: purpose}}
"""

INSTEAD = """
  known:
    kind: ask
    slot: yes_no
    tries: 1
    prompt: {zh-CN: 请问是东方公司吗？, en-US: "Is it East?"}
    instead: {slot: company, next: company}
    give_up: bye
    next: {yes: bye, else: company}
  company:
    kind: ask
    slot: company
    tries: 2
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts: [{zh-CN: 请再说企业全称。, en-US: Again}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


def test_another_thing_said_instead_of_no_is_taken_where_it_belongs() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是,我们是西方公司") == ["再见。"]
    assert caller.answers == {"company": "西方公司"}


def test_another_thing_said_without_yes_or_no_is_taken_too() -> None:
    caller = Caller(house(INSTEAD))
    caller.says("西方公司")
    assert caller.answers == {"company": "西方公司"}


def test_an_unsure_thing_said_instead_is_read_back() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是,好像西方公司") == ["是「西方公司」吗？"]


def test_a_plain_no_asks_and_a_yes_needs_nothing_instead() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是") == ["请问企业全称？"]
    caller = Caller(house(INSTEAD))
    assert caller.says("是,东方公司") == ["再见。"]
    assert caller.answers == {"known": True}


def test_one_key_answers_the_question_itself_and_nothing_instead() -> None:
    caller = Caller(house(INSTEAD.replace("slot: company", "slot: purpose")))
    assert caller.presses("7") == ["再见。"]
    assert caller.answers == {}


def test_a_number_that_is_keyed_instead_is_taken() -> None:
    caller = Caller(house(INSTEAD.replace("slot: company", "slot: phone")))
    caller.presses("13800138000")
    assert caller.answers == {"company": "13800138000"}


def test_what_was_said_besides_something_else_is_taken_too() -> None:
    flow = INSTEAD.replace("slot: company", "slot: purpose").replace("give_up: bye\n    next: bye", PHONE_NEXT)
    caller = Caller(house(flow))
    assert caller.says("不是,系统故障,电话13800138000") == ["再见。"]
    assert caller.answers == {"company": "fault", "phone": "13800138000"}


PHONE_NEXT = """give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    tries: 1
    prompt: {zh-CN: 请问电话？, en-US: Number}
    give_up: bye
    next: bye"""
